import { count, duration, plural, size } from '../../core/quantities.ts';
import type { RetryNote, SlowRequest } from '../../history/run-history.ts';
import type { ReportModel, ResourceReport } from '../report-model.ts';
import { html, type Html } from './html.ts';
import { momentText } from './quantity-text.ts';
import { resourceName } from './summary-section.ts';
import { numberColumn, table } from './table.ts';

/** What was answered, what had to be sent again, and what took long. */
export function requestsSection({ resources, retries, slowest, totals }: ReportModel): Html {
  const troubled = resources.filter((one) => one.retries > 0 || one.limited > 0 || one.failedAnswers > 0);
  const calm = 'No request had to be sent again, and no answer was an error.';
  return html`<section id="requests" aria-labelledby="h-requests">
    <h2 id="h-requests">Retries, 429 and slow requests</h2>
    <p>
      ${
        troubled.length === 0
          ? calm
          : `${plural(totals.limited, 'answer')} of 429 (too many requests); sent again: ${count(totals.retries)}.`
      }
    </p>
    ${troubled.length > 0 && answersTable(troubled)} ${retries.count > 0 && retriesTable(retries.items, retries.count)}
    ${slowest.length > 0 && slowestTable(slowest)}
  </section>`;
}

function answersTable(resources: readonly ResourceReport[]): Html {
  return table<ResourceReport>(
    'Answers',
    [
      { label: 'resource', cell: resourceName, value: ({ resource }) => resource },
      numberColumn('requests', ({ requests }) => requests, count),
      numberColumn('retries', ({ retries }) => retries, count),
      numberColumn('429', ({ limited }) => limited, count),
      numberColumn('other errors', ({ failedAnswers }) => failedAnswers, count),
      numberColumn('waited', ({ waited }) => waited, momentText),
      { label: 'answers by status', cell: ({ statuses }) => statusCounts(statuses) },
    ],
    resources,
  );
}

function statusCounts(statuses: Readonly<Record<string, number>>): string {
  return Object.entries(statuses)
    .map(([status, times]) => `${count(times)} × ${status}`)
    .join(', ');
}

function retriesTable(retries: readonly RetryNote[], all: number): Html {
  const some = retries.length < all ? `: the first and the last of ${count(all)}` : '';
  return table<RetryNote>(
    `Retries${some}`,
    [
      { label: 'resource', cell: ({ resource }) => resource },
      numberColumn('at', ({ at }) => at, momentText),
      {
        label: 'retry',
        cell: ({ attempt, limit }) => `${attempt} of ${limit}`,
        value: ({ attempt }) => attempt,
        number: true,
      },
      numberColumn('wait', ({ wait }) => wait, duration),
      { label: 'why', long: true, cell: ({ reason }) => reason },
    ],
    retries,
  );
}

function slowestTable(slowest: readonly SlowRequest[]): Html {
  return table<SlowRequest>(
    'The slowest requests',
    [
      { label: 'resource', cell: ({ resource }) => resource },
      numberColumn('took', ({ ms }) => ms, duration),
      numberColumn('answered at', ({ at }) => at, momentText),
      numberColumn('status', ({ status }) => status, String),
      numberColumn('size', ({ bytes }) => bytes, size),
      { label: 'request', long: true, cell: ({ request }) => html`<code>${request}</code>` },
    ],
    slowest,
  );
}
