import { randomUUID } from 'node:crypto';
import { createContext, useContext } from 'hono/jsx';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

/** The token of the page that is being rendered; the shell provides it. */
export const CsrfContext = createContext('');

interface FormProps {
  action: string;
  /** `get` is for filters and searches; everything that changes something is `post`. */
  method?: 'post' | 'get';
  /** Adds an idempotency key, so that the same form sent twice is one command. */
  keyed?: boolean;
  id?: string;
  class?: string;
  /** The name of the form for those who cannot see where it stands. */
  label?: string;
  /** The page whose form of the same preview shows, with these fields in its address, what follows from them. */
  preview?: string;
  children?: Child;
}

/** A form with what protects it. */
export function Form(props: FormProps): JSX.Element {
  const { action, method = 'post', keyed, label, preview, children, ...rest } = props;
  const csrf = useContext(CsrfContext);
  return (
    <form
      action={action}
      method={method}
      {...rest}
      {...(preview ? { 'data-preview': preview } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(method === 'get' ? { role: 'search' } : {})}
    >
      {method === 'post' ? <input type="hidden" name="_csrf" value={csrf} /> : null}
      {keyed ? <input type="hidden" name="_key" value={randomUUID()} /> : null}
      {children}
    </form>
  );
}
