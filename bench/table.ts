import type { Spread } from './measure.ts';

/** One line of the table. A ratio is of the limit: 1 is as fast as it. */
export interface Row {
  readonly row: string;
  readonly measured: string;
  readonly limit: string;
  readonly ratio: string;
  readonly goal: string;
  readonly met: boolean | null;
  readonly note?: string;
}

const HEAD = ['row', 'measured', 'limit, in the same run', 'ratio', 'goal', 'met'];

/** The table as text that is also Markdown, with the notes below it. */
export function tableOf(rows: readonly Row[]): string {
  const met = (row: Row) => (row.met === null ? '-' : row.met ? 'yes' : 'no');
  const cells = rows.map((row) => [row.row, row.measured, row.limit, row.ratio, row.goal, met(row)]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...cells.map((line) => (line[column] ?? '').length)));
  const line = (parts: readonly string[]) =>
    `| ${parts.map((part, column) => part.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const notes = rows.flatMap((row) => (row.note === undefined ? [] : [`- ${row.row}: ${row.note}`]));
  return [line(HEAD), rule, ...cells.map(line), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** A median with the quartiles around it. */
export function told({ median, low, high }: Spread, unit: string): string {
  return `${figure(median)} (${figure(low)}–${figure(high)}) ${unit}`;
}

/** Three digits are what a measurement is good for. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '?';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3).replace(/\.?0+$/u, '');
}
