import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { CsrfContext, Form } from '../ui/components/form.tsx';
import { Icon } from '../ui/components/icon.tsx';
import type { IconName } from '../ui/components/icon.tsx';
import { roleTexts, settingsTexts, shellTexts } from '../ui/messages/portal.ts';
import type { MemberActor } from './context.ts';
import type { Assets } from './static.ts';

export type Tool = 'search' | 'orders' | 'help';
export type SettingsPage = keyof typeof settingsTexts;

/** What the frame around a page is made of. */
interface Frame {
  readonly brand: string;
  readonly assets: Assets;
  readonly csrf: string;
  readonly actor: MemberActor | null;
  /** The title of the window. */
  readonly title: string;
  readonly tool?: Tool | undefined;
  readonly banner?: Child;
  readonly demoBar?: Child;
  /** Leaves out the ways in, where it is not known whether somebody is logged in. */
  readonly closed?: boolean | undefined;
}

const TOOLS: readonly { tool: Tool; href: string; label: string }[] = [
  { tool: 'search', href: '/', label: shellTexts.leadSearch },
  { tool: 'orders', href: '/orders', label: shellTexts.orders },
  { tool: 'help', href: '/help', label: shellTexts.help },
];

/** The whole document: the frame for members, or the one for everybody. */
export function Document(props: { frame: Frame; children?: Child }): JSX.Element {
  const { frame, children } = props;
  return (
    <CsrfContext.Provider value={frame.csrf}>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{shellTexts.title(frame.title, frame.brand)}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="icon" href={frame.assets.icon.path} type="image/svg+xml" />
          <link rel="stylesheet" href={frame.assets.css.path} />
          <script src={frame.assets.js.path} defer />
        </head>
        <body data-working={shellTexts.working}>
          <a class="skip" href="#content">
            {shellTexts.skip}
          </a>
          {frame.actor ? (
            <Shell frame={frame} actor={frame.actor}>
              {children}
            </Shell>
          ) : (
            <PublicShell frame={frame}>{children}</PublicShell>
          )}
        </body>
      </html>
    </CsrfContext.Provider>
  );
}

function Shell(props: { frame: Frame; actor: MemberActor; children?: Child }): JSX.Element {
  const { frame, actor, children } = props;
  return (
    <div class="shell">
      <header class="sidebar">
        <Brand name={frame.brand} />
        <nav class="tools" aria-label={shellTexts.tools}>
          <ul>
            {TOOLS.map(({ tool, href, label }) => (
              <li>
                <a href={href} {...current(tool === frame.tool)}>
                  <Icon name={tool satisfies IconName} />
                  <span>{label}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <AccountMenu actor={actor} />
      </header>
      <div class="stage">
        <main id="content" tabindex={-1}>
          {frame.banner}
          {children}
        </main>
        {frame.demoBar}
      </div>
    </div>
  );
}

function PublicShell({ frame, children }: { frame: Frame; children?: Child }): JSX.Element {
  return (
    <div class="public">
      <header class="public-head">
        <Brand name={frame.brand} />
        <nav aria-label={shellTexts.tools}>
          <a href="/help" {...current(frame.tool === 'help')}>
            {shellTexts.help}
          </a>
          {frame.closed ? null : (
            <>
              <a href="/login">{shellTexts.logIn}</a>
              <a href="/signup">{shellTexts.signUp}</a>
            </>
          )}
        </nav>
      </header>
      <main id="content" tabindex={-1}>
        {children}
      </main>
      {frame.demoBar}
    </div>
  );
}

function Brand({ name }: { name: string }): JSX.Element {
  return (
    <a class="brand" href="/" aria-label={name}>
      <span class="brand-mark" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <span class="brand-name">{name}</span>
    </a>
  );
}

/** The initials at the bottom left, with a menu that opens upward. */
function AccountMenu({ actor }: { actor: MemberActor }): JSX.Element {
  return (
    <div class="account">
      <button type="button" class="initials" popovertarget="account-menu">
        {initialsOf(actor.name)}
        <span class="visually-hidden">, {shellTexts.accountMenu}</span>
      </button>
      <div class="account-who">
        <span class="account-name">{actor.name}</span>
        <span class="account-role">{roleTexts[actor.role]}</span>
      </div>
      <nav id="account-menu" popover="auto" class="menu" aria-label={shellTexts.accountMenu}>
        <p class="menu-head">
          <span class="account-name">{actor.name}</span>
          <span class="account-role">{actor.email}</span>
        </p>
        <a href="/settings/profile">{shellTexts.settings}</a>
        <a href="/help">{shellTexts.help}</a>
        <Form action="/logout">
          <button type="submit">{shellTexts.logOut}</button>
        </Form>
      </nav>
    </div>
  );
}

/** The links between the pages of the settings. */
export function SettingsNav({ at }: { at: SettingsPage }): JSX.Element {
  return (
    <nav class="tabs" aria-label={shellTexts.settingsPages}>
      <ul>
        {(Object.keys(settingsTexts) as SettingsPage[]).map((page) => (
          <li>
            <a href={`/settings/${page}`} {...current(page === at)}>
              {settingsTexts[page]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function current(is: boolean): { 'aria-current'?: 'page' } {
  return is ? { 'aria-current': 'page' } : {};
}

/** Two letters for a person: the first of the first and of the last name, or the first two. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const first = [...(words[0] ?? '?')];
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : first.slice(1);
  return `${first[0] ?? '?'}${last[0] ?? ''}`.toUpperCase();
}
