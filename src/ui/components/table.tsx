import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Button } from './button.tsx';
import { tableTexts } from '../messages/portal.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Child;
  /** Figures and amounts stand at the right. */
  readonly figure?: boolean;
  /** Names the row for those who hear it; the first column unless another says so. */
  readonly head?: boolean;
  /** The title is only heard, e.g. above a column of links. */
  readonly quiet?: boolean;
  /** No wider than a date and a name, so that tables below each other line up. */
  readonly short?: boolean;
}

interface TableProps<Row> {
  /** What the table holds, for those who cannot see where it stands. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The last line, e.g. a total: one cell a column. */
  foot?: readonly Child[];
}

/**
 * Rows and columns. Where there is no room for them, each row becomes a list of titles and values; a
 * name with its figures always fits. The roles say that it is a table whatever it looks like.
 */
export function Table<Row>({ caption, columns, rows, foot }: TableProps<Row>): JSX.Element {
  const head = Math.max(
    0,
    columns.findIndex((column) => column.head),
  );
  const folds = columns.some((column, index) => index !== head && !column.figure);
  return (
    <div class="table" role="region" aria-label={caption} tabindex={0}>
      <table role="table" class={folds ? 'folds' : ''}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr role="row">
            {columns.map((column) => (
              <th role="columnheader" scope="col" class={classOf(column)}>
                {column.quiet ? <span class="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr role="row">
              {columns.map((column, index) =>
                index === head ? (
                  <th role="rowheader" scope="row" class={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td
                    role="cell"
                    class={classOf(column)}
                    data-title={column.quiet || columns.length < 3 ? undefined : column.title}
                  >
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {foot ? (
          <tfoot>
            <tr role="row">
              {foot.map((cell, index) => (
                <td role="cell" class={columns[index]?.figure ? 'figure' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function classOf({ figure, short }: Pick<Column<never>, 'figure' | 'short'>): string {
  return [figure ? 'figure' : '', short ? 'short' : ''].filter(Boolean).join(' ');
}

interface PaginationProps {
  page: number;
  pages: number;
  /** The address of a page, e.g. `(n) => \`/orders?page=${n}\``. */
  href: (page: number) => string;
}

/** One page back, one on, and where one is. Nothing when there is one page. */
export function Pagination({ page, pages, href }: PaginationProps): JSX.Element | null {
  if (pages <= 1) return null;
  return (
    <nav class="pagination" aria-label={tableTexts.pages}>
      {page > 1 ? (
        <Button kind="secondary" small href={href(page - 1)}>
          {tableTexts.previous}
        </Button>
      ) : null}
      <span>{tableTexts.pageOf(page, pages)}</span>
      {page < pages ? (
        <Button kind="secondary" small href={href(page + 1)}>
          {tableTexts.next}
        </Button>
      ) : null}
    </nav>
  );
}
