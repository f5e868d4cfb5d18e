/** The incremental loading of a resource as its configuration says, whichever of the three forms it has. */
import type { CheckedIncremental, CheckedIncrementalParam } from '../../config/incremental.ts';
import type { MergedResource } from '../../config/merge-defaults.ts';
import type { ConfigIssue } from '../../core/errors.ts';
import { isRecord } from '../../core/is-record.ts';
import { isSecret } from '../../core/secret.ts';
import type { LastValueFunction } from './order.ts';
import { stepOf, type Step } from './step.ts';

export interface IncrementalSettings {
  readonly cursorPath: string;
  /** Times as texts, as everywhere below. */
  readonly initialValue: unknown;
  readonly endValue: unknown;
  readonly lastValueFunc: 'max' | 'min' | LastValueFunction;
  readonly rowOrder: 'asc' | 'desc' | undefined;
  readonly onMissing: 'raise' | 'include' | 'exclude';
  /** Seconds, days or the number itself, as the cursor is a time, a date or a number. */
  readonly lag: number;
  readonly rangeStart: 'closed' | 'open';
  readonly rangeEnd: 'closed' | 'open';
  readonly startParam: string | undefined;
  readonly endParam: string | undefined;
  /** Never called with null. */
  readonly convert: (value: unknown) => unknown;
  /** The columns that tell appended rows apart, where the incremental loading names them itself. */
  readonly dedupKey: readonly string[] | undefined;
  readonly perParent: boolean;
  readonly step: Step | undefined;
  /** Where it is written, for messages. */
  readonly setting: string;
}

type Given = CheckedIncremental | Omit<CheckedIncrementalParam, 'type'>;

/** What is told as the place of each form. */
interface Form {
  readonly given: Given;
  readonly param: string | undefined;
}

export interface SettledIncremental {
  readonly incremental: IncrementalSettings | undefined;
  /** Without the parameters that are incremental loading. */
  readonly settings: MergedResource;
}

/** Brings the three forms to one. What is wrong with them is added to `issues`. */
export function settledIncremental(settings: MergedResource, issues: ConfigIssue[]): SettledIncremental {
  const { endpoint, name } = settings;
  const forms = formsOf(endpoint);
  const params = Object.entries(endpoint.params ?? {}).filter(([, value]) => !isIncrementalParam(value));
  const rest =
    endpoint.params === undefined
      ? settings
      : { ...settings, endpoint: { ...endpoint, params: Object.fromEntries(params) as typeof endpoint.params } };
  const [form] = forms;
  if (form === undefined) return { incremental: undefined, settings: rest };
  const path = `resources.${name}.endpoint`;
  if (forms.length > 1) {
    const places = forms.map(({ param }) => (param === undefined ? 'incremental' : `params.${param}`));
    issues.push({
      path,
      message: `it is incremental in several places: ${places.join(', ')}`,
      fix: 'leave one of them',
    });
  }
  const setting = form.param === undefined ? `${path}.incremental` : `${path}.params.${form.param}`;
  return { incremental: settled(form, setting, issues), settings: rest };
}

function formsOf({ incremental, params }: MergedResource['endpoint']): readonly Form[] {
  return [
    ...(incremental === undefined ? [] : [{ given: incremental, param: undefined }]),
    ...Object.entries(params ?? {}).flatMap(([param, value]) =>
      isIncrementalParam(value) ? [{ given: value, param }] : [],
    ),
  ];
}

function isIncrementalParam(value: unknown): value is CheckedIncrementalParam {
  return isRecord(value) && !isSecret(value) && value['type'] === 'incremental';
}

function settled({ given, param }: Form, setting: string, issues: ConfigIssue[]): IncrementalSettings {
  const { convert, transform, primary_key: key } = given;
  if (convert != null && transform != null) {
    issues.push({ path: `${setting}.transform`, message: 'it is the older name of convert', fix: 'leave one of them' });
  }
  const more: Partial<CheckedIncremental> = param === undefined ? given : { start_param: param };
  return {
    cursorPath: given.cursor_path,
    initialValue: plain(given.initial_value),
    endValue: plain(more.end_value),
    lastValueFunc: (given.last_value_func ?? 'max') as IncrementalSettings['lastValueFunc'],
    rowOrder: given.row_order ?? undefined,
    onMissing: given.on_cursor_value_missing ?? 'raise',
    lag: given.lag ?? 0,
    rangeStart: given.range_start ?? 'closed',
    rangeEnd: given.range_end ?? 'open',
    startParam: more.start_param ?? undefined,
    endParam: more.end_param ?? undefined,
    convert: (convert ?? transform ?? ((value: unknown) => value)) as (value: unknown) => unknown,
    dedupKey: key == null ? undefined : typeof key === 'string' ? [key] : key,
    perParent: given.per_parent ?? false,
    step: more.step == null ? undefined : stepOf(more.step, `${setting}.step`, issues),
    setting,
  };
}

/** Dates as texts; `undefined` for null. */
export function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : (value ?? undefined);
}
