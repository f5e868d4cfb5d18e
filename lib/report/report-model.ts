/** What a report says, worked out from what was kept of a run: numbers and texts, and nothing of how they look. */
import type { Discarded } from '../core/contract.ts';
import type { PublishedColumn, RejectedExample, ResourceOutcome } from '../core/events.ts';
import { timeOfRun } from '../history/run-files.ts';
import type { Note, ResourceHistory, RetryNote, RunHistory, Sampled, SlowRequest } from '../history/run-history.ts';
import { chartsOf, type Charts } from './charts.ts';
import type { KeptRun, ReportInput } from './kept-runs.ts';
import { schemaChanges, type SchemaReport } from './schema-changes.ts';
import { timelineOf, type Timeline } from './timeline.ts';

export type Ending = ResourceOutcome['status'];

/** One resource of the run. Times in milliseconds, sizes in bytes. */
export interface ResourceReport {
  readonly resource: string;
  /** How many parents it has above it. */
  readonly depth: number;
  readonly status: Ending;
  readonly pages: number;
  readonly requests: number;
  readonly retries: number;
  readonly rowsRead: number;
  readonly rowsPublished: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly ignored: number;
  readonly parentsSkipped: number;
  /** What `schema_contract` has left out. */
  readonly discarded?: Discarded;
  readonly bytes: number;
  readonly file?: string;
  readonly ms: number;
  readonly failure?: NonNullable<ResourceHistory['failure']>;
  readonly rejectedFile?: string;
  readonly rejects: readonly RejectedExample[];
  /** Some of the keys of duplicates, as JSON. */
  readonly repeated: readonly string[];
  /** What only the history knows; 0 where there is none. */
  readonly received: number;
  readonly waited: number;
  readonly limited: number;
  readonly failedAnswers: number;
  readonly statuses: Readonly<Record<string, number>>;
}

export interface EarlierRun {
  readonly id: string;
  readonly at: string;
  readonly ending: Ending;
  readonly rowsRead: number;
  readonly rowsPublished: number;
  readonly rejected: number;
  readonly requests: number;
  readonly ms: number;
}

export interface ReportModel {
  readonly id: string;
  readonly source: string;
  readonly out: string;
  /** When the run began, ISO 8601. */
  readonly at: string;
  readonly ms: number;
  readonly ending: Ending;
  readonly published: number;
  readonly failed: number;
  readonly totals: Readonly<Record<Total, number>>;
  readonly resources: readonly ResourceReport[];
  /** What the report cannot show, and why. */
  readonly missing: readonly string[];
  readonly timeline?: Timeline;
  readonly charts?: Charts;
  readonly peakMemory?: number;
  readonly slowest: readonly SlowRequest[];
  readonly retries: Sampled<RetryNote>;
  readonly notes: Sampled<Note>;
  readonly schemas: readonly SchemaReport[];
  readonly earlier: readonly EarlierRun[];
}

const TOTALS = [
  'rowsRead',
  'rowsPublished',
  'duplicates',
  'rejected',
  'requests',
  'retries',
  'bytes',
  'received',
  'limited',
] as const;
export type Total = (typeof TOTALS)[number];

const NOTHING = { items: [], count: 0 } as const;

/** Makes the model of a report; the same input gives the same model. */
export function reportModel({ id, summary, history, noHistory, before, earlier }: ReportInput): ReportModel {
  const known = new Map(history?.resources.map((one) => [one.resource, one]));
  const resources = summary.resources.map((outcome) => resourceReport(outcome, known));
  const sum = (total: Total) => resources.reduce((all, one) => all + one[total], 0);
  return {
    id,
    source: summary.source,
    out: summary.out,
    at: timeOfRun(id),
    ms: summary.ms,
    ending: endingOf({ id, summary }),
    published: resources.filter(({ status }) => status === 'published').length,
    failed: resources.filter(({ status }) => status === 'failed').length,
    totals: Object.fromEntries(TOTALS.map((total) => [total, sum(total)])) as Record<Total, number>,
    resources,
    missing: missingParts(history, noHistory),
    ...(history && {
      timeline: timelineOf(history),
      charts: chartsOf(history),
      peakMemory: history.peakMemory,
    }),
    slowest: history?.slowest ?? [],
    retries: history?.retries ?? NOTHING,
    notes: history?.notes ?? NOTHING,
    schemas: schemasOf(history, before),
    earlier: earlier.map(earlierRun),
  };
}

function resourceReport(
  outcome: KeptRun['summary']['resources'][number],
  known: ReadonlyMap<string, ResourceHistory>,
): ResourceReport {
  const { error, ignored = 0, bytes = 0, ...counted } = outcome;
  const history = known.get(outcome.resource);
  const sum = (measure: keyof ResourceHistory['series']) =>
    (history?.series[measure]?.values ?? []).reduce((all, value) => all + value, 0);
  const failure = history?.failure ?? (error === undefined ? undefined : { message: error });
  return {
    ...counted,
    ignored,
    bytes,
    depth: depthOf(history, known),
    ...(failure && { failure }),
    rejects: history?.rejects ?? [],
    repeated: history?.repeated ?? [],
    received: sum('bytes'),
    waited: sum('waited'),
    limited: sum('limited'),
    failedAnswers: sum('failed'),
    statuses: history?.statuses ?? {},
  };
}

/** A resource is never below itself, but a file may say anything. */
function depthOf(history: ResourceHistory | undefined, known: ReadonlyMap<string, ResourceHistory>): number {
  let depth = 0;
  for (let one = history; one?.parent !== undefined && depth < known.size; depth += 1) one = known.get(one.parent);
  return depth;
}

function endingOf({ summary: { resources, interrupted } }: KeptRun): Ending {
  if (interrupted) return 'interrupted';
  return resources.some(({ status }) => status === 'failed') ? 'failed' : 'published';
}

function missingParts(history: RunHistory | undefined, noHistory: string | undefined): readonly string[] {
  if (history !== undefined) return [];
  return [
    `This run has no history: ${noHistory ?? 'none was kept'}.`,
    'So there is no timeline, no rows and bytes over time, no list of retries and slow requests, no columns, no ' +
      'examples of rejected rows, and nothing about memory. What follows is from its summary.',
  ];
}

function schemasOf(history: RunHistory | undefined, before: ReportInput['before']): readonly SchemaReport[] {
  return (history?.resources ?? []).flatMap(({ resource, columns }) =>
    columns === undefined ? [] : [schemaOf(resource, columns, before)],
  );
}

function schemaOf(resource: string, columns: readonly PublishedColumn[], before: ReportInput['before']): SchemaReport {
  return schemaChanges(resource, columns, before.get(resource));
}

function earlierRun(run: KeptRun): EarlierRun {
  const { resources, ms } = run.summary;
  const sum = (field: 'rowsRead' | 'rowsPublished' | 'rejected' | 'requests') =>
    resources.reduce((all, one) => all + one[field], 0);
  return {
    id: run.id,
    at: timeOfRun(run.id),
    ending: endingOf(run),
    rowsRead: sum('rowsRead'),
    rowsPublished: sum('rowsPublished'),
    rejected: sum('rejected'),
    requests: sum('requests'),
    ms,
  };
}
