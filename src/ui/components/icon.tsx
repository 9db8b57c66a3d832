import type { JSX } from 'hono/jsx/jsx-runtime';

/** Outlines on a grid of 20, drawn in the colour of the text around them. */
const SHAPES = {
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM13 13l3.5 3.5',
  orders: 'M4 5h12M4 10h12M4 15h7',
  help: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM7.9 7.8a2.1 2.1 0 1 1 3.2 1.9c-.7.4-1.1.8-1.1 1.6M10 13.9v.1',
  info: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 9v5M10 6.2v.1',
  success: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM6.8 10.2l2.2 2.2 4.2-4.6',
  warning: 'M10 3 2.5 16.5h15L10 3ZM10 8.2v4M10 14.4v.1',
  ends: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 6v5M10 13.9v.1',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  next: 'm8 5 5 5-5 5',
  empty: 'M3.5 11.5 6 4h8l2.5 7.5V16h-13zM3.5 11.5H7l1 2h4l1-2h3.5',
} as const;

export type IconName = keyof typeof SHAPES;

/** A drawing beside words that say the same; screen readers skip it. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
