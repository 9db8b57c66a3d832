import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet';

interface ButtonProps {
  /** `danger` is for what ends something, and for nothing else. */
  kind?: ButtonKind;
  /** With an address it is a link that looks like a button. */
  href?: string;
  name?: string;
  value?: string;
  /** Sends its form somewhere else than the form says. */
  formaction?: string;
  id?: string;
  /** As wide as what it is in. */
  wide?: boolean;
  small?: boolean;
  children?: Child;
}

/** A button that sends its form, or a link that looks like one. */
export function Button(props: ButtonProps): JSX.Element {
  const { kind = 'primary', href, wide, small, children, ...rest } = props;
  const look = `button ${kind}${wide ? ' wide' : ''}${small ? ' small' : ''}`;
  if (href !== undefined) {
    return (
      <a class={look} href={href} {...(props.id ? { id: props.id } : {})}>
        {children}
      </a>
    );
  }
  return (
    <button type="submit" class={look} {...rest}>
      {children}
    </button>
  );
}

/** Buttons in a row, from the left; on a narrow screen below each other. */
export function ButtonRow({ children }: { children?: Child }): JSX.Element {
  return <div class="button-row">{children}</div>;
}

/** One of two or more choices: a link, or a form's action with its own fields. */
export interface Choice {
  label: string;
  /** What follows from it, in one line under the label. */
  detail?: string;
  /** The form or link that carries it out: `(button) => <Form action="…">{button}</Form>`. */
  wrap?: (button: Child) => Child;
  href?: string;
  name?: string;
  value?: string;
}

/** Choices that must not be weighed by their look: the same size, weight and colour, side by side. */
export function Choices({ options }: { options: readonly Choice[] }): JSX.Element {
  return (
    <div class="choices">
      {options.map(({ label, detail, wrap, ...target }) => {
        const button = (
          <Button kind="secondary" wide {...target}>
            {label}
          </Button>
        );
        return (
          <div class="choice">
            {wrap ? wrap(button) : button}
            {detail ? <p class="choice-detail">{detail}</p> : null}
          </div>
        );
      })}
    </div>
  );
}
