import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

interface DialogProps {
  id: string;
  title: string;
  /** Above the title: where in a sequence the question comes. */
  steps?: Child;
  /** Where Escape goes; the page must offer the same as a link or a button. */
  back: string;
  /** Its two choices, or its buttons. */
  footer: Child;
  children?: Child;
}

/**
 * The one question of a page. It is open as it comes from the server, so it works as a page; the
 * script makes a modal dialog of it.
 */
export function Dialog({ id, title, steps, back, footer, children }: DialogProps): JSX.Element {
  return (
    <dialog open id={id} aria-labelledby={`${id}-title`} data-modal data-back={back}>
      {steps}
      <h2 id={`${id}-title`} tabindex={-1} autofocus>
        {title}
      </h2>
      <div class="dialog-body">{children}</div>
      <div class="dialog-foot">{footer}</div>
    </dialog>
  );
}
