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
}

interface TableProps<Row> {
  /** What the table holds, for those who cannot see where it stands. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The last line, e.g. a total: one cell a column. */
  foot?: readonly Child[];
}

/** Rows and columns; wider than the screen, it scrolls within itself. */
export function Table<Row>({ caption, columns, rows, foot }: TableProps<Row>): JSX.Element {
  const head = Math.max(
    0,
    columns.findIndex((column) => column.head),
  );
  return (
    <div class="table" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.figure ? 'figure' : ''}>
                {column.quiet ? <span class="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map((column, index) =>
                index === head ? (
                  <th scope="row" class={column.figure ? 'figure' : ''}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td class={column.figure ? 'figure' : ''}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {foot ? (
          <tfoot>
            <tr>
              {foot.map((cell, index) => (
                <td class={columns[index]?.figure ? 'figure' : ''}>{cell}</td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
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
