import { count, plural } from '../../core/quantities.ts';
import type { RejectedExample } from '../../core/events.ts';
import type { ReportModel, ResourceReport } from '../report-model.ts';
import { html, type Html } from './html.ts';
import { shareText } from './quantity-text.ts';
import { resourceName } from './summary-section.ts';
import { numberColumn, table } from './table.ts';

/** Which rows did not become rows of a file, and why. */
export function rowsSection({ resources, totals }: ReportModel): Html {
  const rejecting = resources.filter(({ rejected }) => rejected > 0);
  const repeating = resources.filter(({ repeated }) => repeated.length > 0);
  const discarding = resources.filter(({ discarded }) => discarded !== undefined);
  const losing = resources.filter(
    (one) => one.duplicates + one.rejected + one.parentsSkipped + one.ignored > 0 || one.discarded !== undefined,
  );
  return html`<section id="rows" aria-labelledby="h-rows">
    <h2 id="h-rows">Duplicates and rejected rows</h2>
    <p>
      ${
        losing.length === 0
          ? 'Every row that was read is in its file: none was a duplicate, none was rejected.'
          : `${plural(totals.duplicates, 'duplicate')}: rows that a later row with the same key, or an equal row, replaced. ` +
            `${plural(totals.rejected, 'rejected row')}: set aside with the reason, and kept.`
      }
    </p>
    ${losing.length > 0 && rowsTable(losing)} ${repeating.map(repeatedRows)} ${discarding.map(discardedRows)}
    ${rejecting.map(rejectedRows)}
  </section>`;
}

function rowsTable(resources: readonly ResourceReport[]): Html {
  return table<ResourceReport>(
    'Rows by resource',
    [
      { label: 'resource', cell: resourceName, value: ({ resource }) => resource },
      numberColumn('read', ({ rowsRead }) => rowsRead, count),
      numberColumn('duplicates', ({ duplicates }) => duplicates, count),
      { ...share(({ duplicates }) => duplicates), label: 'of those read' },
      numberColumn('rejected', ({ rejected }) => rejected, count),
      { ...share(({ rejected }) => rejected), label: 'of all read' },
      numberColumn('answers ignored', ({ ignored }) => ignored, count),
      numberColumn('parents without a key', ({ parentsSkipped }) => parentsSkipped, count),
    ],
    resources,
  );
}

function share(part: (row: ResourceReport) => number) {
  return {
    number: true,
    value: (row: ResourceReport) => (row.rowsRead === 0 ? 0 : part(row) / row.rowsRead),
    cell: (row: ResourceReport) => shareText(part(row), row.rowsRead),
  };
}

function repeatedRows({ resource, repeated }: ResourceReport): Html {
  return html`<h3>${resource}: keys that came more than once</h3>
    <p>For example ${repeated.map((key, i) => html`${i > 0 && ', '}<code>${key}</code>`)}.</p>`;
}

function discardedRows({ resource, discarded }: ResourceReport): Html {
  const { rows, values, reasons } = discarded!;
  return html`<h3>${resource}: left out by schema_contract</h3>
    <p>${plural(rows, 'row')} and ${plural(values, 'value')}, which are kept nowhere: ${reasons.join('; ')}</p>`;
}

function rejectedRows({ resource, rejected, rejects, rejectedFile }: ResourceReport): Html {
  const reasons = [...new Set(rejects.map(({ reason }) => reason))];
  return html`<h3>${resource}: ${plural(rejected, 'row')} rejected</h3>
    ${rejectedFile !== undefined && html`<p>They are kept in <code>${rejectedFile}</code>, beside those of earlier runs.</p>`}
    ${rejects.length === 0 && html`<p class="quiet">There are no examples.</p>`}
    ${reasons.map(
      (reason) =>
        html`<p>${reason}</p>
          ${rejects.map((one, i) => one.reason === reason && example(one, `rejected row ${i + 1} of ${resource}`))}`,
    )}`;
}

/** It can be scrolled, so it can be reached with the keyboard, and has a name. */
function example({ row }: RejectedExample, name: string): Html {
  const text = row ?? '(a very large row)';
  return html`<pre tabindex="0" role="region" aria-label="${name}">${text}</pre> `;
}
