import { count, plural } from '../../core/quantities.ts';
import type { ColumnReport, SchemaReport } from '../schema-changes.ts';
import { html, type Html } from './html.ts';
import { timeText } from './quantity-text.ts';
import { table } from './table.ts';

/** More columns of one file are not listed, but for those that changed. */
const COLUMNS = 300;

const WORDS: Readonly<Record<ColumnReport['change'], string>> = {
  same: '',
  new: 'new',
  changed: 'changed',
  gone: 'gone',
};

/** The columns of each published file, and what has changed. */
export function schemaSection(schemas: readonly SchemaReport[]): Html {
  const changes = schemas.reduce((sum, schema) => sum + schema.changes, 0);
  const compared = schemas.filter(({ since }) => since !== undefined).length;
  return html`<section id="schemas" aria-labelledby="h-schemas">
    <h2 id="h-schemas">Columns</h2>
    <p>
      ${
        compared === 0
          ? 'There is no earlier run to compare with.'
          : `${plural(changes, 'change')} since the runs before.`
      }
    </p>
    ${schemas.map(schemaDetails)}
  </section>`;
}

function schemaDetails({ resource, columns, changes, since }: SchemaReport): Html {
  const before = since === undefined ? 'not compared' : `since ${timeText(since)}`;
  const told =
    changes === 0 ? (since === undefined ? before : `no change ${before}`) : `${plural(changes, 'change')} ${before}`;
  const shown =
    columns.length <= COLUMNS ? columns : columns.filter(({ change }, i) => i < COLUMNS || change !== 'same');
  return html`<details${changes > 0 ? html` open` : ''}><summary>${resource}: ${plural(columns.length, 'column')}, <span${
    changes > 0 ? html` class="wait"` : html` class="quiet"`
  }>${told}</span></summary>
${columnTable(resource, shown)}
${shown.length < columns.length && html`<p class="quiet">${count(columns.length - shown.length)} more are as they were.</p>`}
</details>
`;
}

function columnTable(resource: string, columns: readonly ColumnReport[]): Html {
  return table(
    `Columns of ${resource}`,
    [
      { label: 'column', cell: ({ name }) => html`<code>${name}</code>` },
      { label: 'type', long: true, cell: ({ type }) => html`<code>${type}</code>` },
      { label: 'change', cell: changeText, value: ({ change }) => WORDS[change] },
    ],
    columns,
  );
}

function changeText({ change, was }: ColumnReport): Html | string {
  if (was === undefined) return WORDS[change];
  return html`${WORDS[change]}, it was <code>${was}</code>`;
}
