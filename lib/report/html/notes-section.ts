import { count, duration } from '../../core/quantities.ts';
import type { Note } from '../../history/run-history.ts';
import type { EarlierRun, ReportModel } from '../report-model.ts';
import { html, type Html } from './html.ts';
import { momentText, timeText } from './quantity-text.ts';
import { statusText } from './summary-section.ts';
import { numberColumn, table } from './table.ts';

/** What the run decided and warned of. */
export function notesSection({ notes }: ReportModel): Html {
  const some = notes.items.length < notes.count ? `: the first and the last of ${count(notes.count)}` : '';
  return html`<section id="notes" aria-labelledby="h-notes">
    <h2 id="h-notes">Decisions and warnings</h2>
    ${
      notes.count === 0
        ? html`<p>There were none.</p>`
        : table<Note>(
            `Notes${some}`,
            [
              { label: 'resource', cell: ({ resource = 'the run' }) => resource },
              numberColumn('at', ({ at }) => at, momentText),
              { label: 'kind', cell: ({ kind }) => kind },
              { label: 'what', long: true, cell: ({ message }) => message },
            ],
            notes.items,
          )
    }
  </section>`;
}

/** The runs before this one. */
export function earlierSection(earlier: readonly EarlierRun[]): Html {
  return html`<section id="earlier" aria-labelledby="h-earlier">
    <h2 id="h-earlier">Runs before this one</h2>
    ${
      earlier.length === 0
        ? html`<p>There are none in this folder.</p>`
        : table<EarlierRun>(
            'Earlier runs',
            [
              {
                label: 'began',
                cell: ({ at }) => html`<time datetime="${at}">${timeText(at)}</time>`,
                value: ({ at }) => at,
              },
              { label: 'status', cell: ({ ending }) => statusText(ending), value: ({ ending }) => ending },
              numberColumn('read', ({ rowsRead }) => rowsRead, count),
              numberColumn('published', ({ rowsPublished }) => rowsPublished, count),
              numberColumn('rejected', ({ rejected }) => rejected, count),
              numberColumn('requests', ({ requests }) => requests, count),
              numberColumn('time', ({ ms }) => ms, duration),
              { label: 'run', cell: ({ id }) => html`<code>${id}</code>` },
            ],
            earlier,
          )
    }
  </section>`;
}
