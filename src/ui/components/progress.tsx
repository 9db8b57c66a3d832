import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { progressTexts } from '../messages/portal.ts';

interface ProgressProps {
  label: string;
  value: number;
  max: number;
  /** The figures in words, at the right: "3,000 of 10,000 leads". */
  text: string;
}

/** How far something is that runs. */
export function Progress({ label, value, max, text }: ProgressProps): JSX.Element {
  const id = `progress-${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return (
    <div class="progress">
      <div class="progress-head">
        <label for={id}>{label}</label>
        <span>{text}</span>
      </div>
      <progress id={id} value={String(value)} max={String(max)}>
        {text}
      </progress>
    </div>
  );
}

interface LiveProps {
  /** Unique in the page; the part is replaced by the part of the same id. */
  id: string;
  /** How often it asks; null when there is nothing more to wait for. */
  seconds: number | null;
  children?: Child;
}

/** A part that keeps itself up to date. Without JavaScript it offers a link that loads the page again. */
export function Live({ id, seconds, children }: LiveProps): JSX.Element {
  return (
    <div id={id} {...(seconds === null ? {} : { 'data-refresh-seconds': String(seconds) })}>
      {children}
      {seconds === null ? null : (
        <noscript>
          <p>
            <a href="">{progressTexts.refresh}</a>
          </p>
        </noscript>
      )}
    </div>
  );
}

interface StepperProps {
  /** What the steps lead to. */
  label: string;
  steps: readonly string[];
  /** The index of the present step. */
  at: number;
}

/** Where one is in a sequence that has a known end. */
export function Stepper({ label, steps, at }: StepperProps): JSX.Element {
  return (
    <nav class="stepper" aria-label={label}>
      <ol>
        {steps.map((step, index) => (
          <li
            class={index < at ? 'done' : index === at ? 'now' : ''}
            {...(index === at ? { 'aria-current': 'step' } : {})}
          >
            <span>{step}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
