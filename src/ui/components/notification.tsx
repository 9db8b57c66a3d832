import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Icon } from './icon.tsx';

/** `ends` is red: something ends or has ended. Errors are `warning`. */
export type NotificationTone = 'info' | 'success' | 'warning' | 'ends';

interface NotificationProps {
  tone?: NotificationTone;
  title?: string;
  /** Buttons and links, in a row under the text. */
  actions?: Child;
  /** Reads itself out when the page appears: only for what just happened. */
  live?: boolean;
  children?: Child;
}

/** Something to know before anything else on the page. */
export function Notification(props: NotificationProps): JSX.Element {
  const { tone = 'info', title, actions, live, children } = props;
  const role = live ? (tone === 'warning' ? 'alert' : 'status') : 'note';
  return (
    <div class={`notification ${tone}`} role={role}>
      <Icon name={tone} />
      <div class="notification-text">
        {title ? <p class="notification-title">{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {actions ? <div class="button-row">{actions}</div> : null}
      </div>
    </div>
  );
}

/** A state in a word. */
export function Badge({ tone, children }: { tone?: NotificationTone | 'neutral'; children?: Child }): JSX.Element {
  return <span class={`badge ${tone ?? 'neutral'}`}>{children}</span>;
}
