import { count, duration, plural, size } from '../../core/quantities.ts';
import type { Ending, ReportModel, ResourceReport } from '../report-model.ts';
import { html, type Html, type Part } from './html.ts';
import { momentText } from './quantity-text.ts';
import { numberColumn, table } from './table.ts';

const STATUS: Readonly<Record<Ending, readonly [mark: string, className: string]>> = {
  published: ['✓', 'good'],
  failed: ['✗', 'bad'],
  interrupted: ['■', 'wait'],
};

/** A status in words, with a mark: never by its colour alone. */
export function statusText(ending: Ending): Html {
  const [mark, className] = STATUS[ending];
  return html`<span class="status ${className}"><span aria-hidden="true">${mark}</span> ${ending}</span>`;
}

/** How the run ended, in one sentence. */
export function endingSentence({ published, failed, resources, out, ms, ending }: ReportModel): string {
  const failures = failed === 0 ? '' : `; ${failed} failed`;
  const interrupted =
    ending === 'interrupted' ? '; it was interrupted: the work done was kept, and the next run goes on from there' : '';
  return `Published ${published} of ${plural(resources.length, 'resource')} in ${out} in ${duration(ms)}${failures}${interrupted}.`;
}

/** The numbers of the run, what went wrong, and its resources. */
export function summarySection(model: ReportModel): Html {
  const { totals, peakMemory, ms } = model;
  const tiles: readonly (readonly [label: string, value: string])[] = [
    ['rows read', count(totals.rowsRead)],
    ['rows published', count(totals.rowsPublished)],
    ['duplicates', count(totals.duplicates)],
    ['rejected rows', count(totals.rejected)],
    ['requests', count(totals.requests)],
    ['retries', count(totals.retries)],
    ...(peakMemory === undefined ? [] : [['received', size(totals.received)] as const]),
    ['size of the files', size(totals.bytes)],
    ['time', duration(ms)],
    ...(peakMemory === undefined ? [] : [['most memory', size(peakMemory)] as const]),
  ];
  return html`<section id="summary" aria-labelledby="h-summary">
    <h2 id="h-summary">Summary</h2>
    <dl class="tiles">
      ${tiles.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${model.resources.flatMap(failure)} ${resourceTable(model.resources, peakMemory !== undefined)}
  </section>`;
}

function failure({ resource, failure: found }: ResourceReport): readonly Html[] {
  if (found === undefined) return [];
  const { message, setting, fix } = found;
  return [
    html`<div class="note problem">
      <strong>${resource} failed:</strong> ${message}${labelled('setting', setting)}${labelled('fix', fix)}
    </div> `,
  ];
}

function labelled(label: string, text: string | undefined): Part {
  return text === undefined ? undefined : html`<br /><span class="quiet">${label}:</span> ${text}`;
}

/** The name of a resource, below its parents. */
export function resourceName({ resource, depth }: Pick<ResourceReport, 'resource' | 'depth'>): Html {
  const above = depth === 0 ? undefined : html`<span class="depth" aria-hidden="true">${'· '.repeat(depth)}</span>`;
  return html`${above}${resource}`;
}

/** @param known whether there is a history, without which nobody knows how long was waited and what was received */
function resourceTable(resources: readonly ResourceReport[], known: boolean): Html {
  const number = (label: string, value: (row: ResourceReport) => number, text: (value: number) => string = count) =>
    numberColumn(label, value, text);
  return table(
    'Resources',
    [
      { label: 'resource', cell: resourceName, value: ({ resource }) => resource },
      { label: 'status', cell: ({ status }) => statusText(status), value: ({ status }) => status },
      number('read', ({ rowsRead }) => rowsRead),
      number('published', ({ rowsPublished }) => rowsPublished),
      number('duplicates', ({ duplicates }) => duplicates),
      number('rejected', ({ rejected }) => rejected),
      number('pages', ({ pages }) => pages),
      number('requests', ({ requests }) => requests),
      number('retries', ({ retries }) => retries),
      ...(known
        ? [number('waited', ({ waited }) => waited, momentText), number('received', ({ received }) => received, size)]
        : []),
      number('file size', ({ bytes }) => bytes, size),
      number('time', ({ ms }) => ms, duration),
      { label: 'file', cell: ({ file = '' }) => html`<code>${file}</code>` },
    ],
    resources,
  );
}
