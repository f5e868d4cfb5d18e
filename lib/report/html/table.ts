import { html, type Html, type Part } from './html.ts';

export interface TableColumn<R> {
  readonly label: string;
  readonly cell: (row: R) => Part;
  /** What rows are sorted by, where it is not the text of the cell: a number makes the column one of numbers. */
  readonly value?: (row: R) => number | string;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  /** Texts may be long: they get room, and are broken. */
  readonly long?: boolean;
}

/** A number, sorted by what it is and not by how it is written. */
export function numberColumn<R>(
  label: string,
  value: (row: R) => number,
  text: (value: number) => Part,
): TableColumn<R> {
  return { label, value, number: true, cell: (row) => text(value(row)) };
}

/**
 * A table that can be sorted by each of its columns, and scrolled sideways where it is wider than the screen.
 *
 * @param caption says what it is; it is shown
 */
export function table<R>(caption: string, columns: readonly TableColumn<R>[], rows: readonly R[]): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table data-sort>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(head)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((column, index) => cell(column, row, index === 0))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function head<R>({ label, number }: TableColumn<R>): Html {
  return html`<th scope="col" ${number ? NUMBER : ''}>${label}</th>`;
}

function cell<R>({ cell: content, value, number, long }: TableColumn<R>, row: R, names: boolean): Html {
  const sorted = value === undefined ? '' : html` data-value="${value(row)}"`;
  const inner = html`${number ? NUMBER : long ? LONG : ''}${sorted}>${content(row)}`;
  return names ? html`<th scope="row"${inner}</th>` : html`<td${inner}</td>`;
}

const NUMBER = html` class="number"`;
const LONG = html` class="long"`;
