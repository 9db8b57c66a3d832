import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

interface PanelProps {
  title?: string;
  /** Beside the title, at the right: a badge or a small button. */
  aside?: Child;
  /** A line under the title. */
  intro?: Child;
  /** Under a line at the panel's end: what can be done. */
  footer?: Child;
  id?: string;
  /** Without space inside, for a table that fills it. */
  flush?: boolean;
  children?: Child;
}

/** A part of a page on a surface of its own. */
export function Panel(props: PanelProps): JSX.Element {
  const { title, aside, intro, footer, id, flush, children } = props;
  return (
    <section class={flush ? 'panel flush' : 'panel'} {...(id ? { id } : {})}>
      {title || aside ? (
        <div class="panel-head">
          {title ? <h2>{title}</h2> : null}
          {aside}
        </div>
      ) : null}
      {intro ? <p class="panel-intro">{intro}</p> : null}
      {children}
      {footer ? <div class="panel-foot">{footer}</div> : null}
    </section>
  );
}

/** Columns side by side on a wide screen: `even` halves, or a wide `main` one with a narrow one. */
export function Columns({ kind = 'even', children }: { kind?: 'even' | 'main'; children?: Child }): JSX.Element {
  return <div class={`columns-${kind}`}>{children}</div>;
}

export interface Fact {
  readonly label: string;
  readonly value: Child;
  /** A remark under the value. */
  readonly detail?: Child;
  /** A figure or an amount: right-aligned, in figures of one width. */
  readonly figure?: boolean;
}

/** What is so, as pairs of a name and a value. */
export function Facts({ facts }: { facts: readonly (Fact | null)[] }): JSX.Element {
  return (
    <dl class="facts">
      {facts.map((fact) =>
        fact ? (
          <div class={fact.figure ? 'fact figure' : 'fact'}>
            <dt>{fact.label}</dt>
            <dd>
              {fact.value}
              {fact.detail ? <span class="fact-detail">{fact.detail}</span> : null}
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** The few figures that a page is about, large. */
export function Figures({ facts }: { facts: readonly (Fact | null)[] }): JSX.Element {
  return (
    <dl class="figures">
      {facts.map((fact) =>
        fact ? (
          <div>
            <dt>{fact.label}</dt>
            <dd>
              {fact.value}
              {fact.detail ? <span class="fact-detail">{fact.detail}</span> : null}
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

interface EmptyProps {
  title: string;
  icon?: IconName;
  /** The one thing to do about it. */
  action?: Child;
  children?: Child;
}

/** A place where nothing is yet, which says what will be there and how. */
export function Empty({ title, icon = 'empty', action, children }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {action ? <div class="button-row">{action}</div> : null}
    </div>
  );
}
