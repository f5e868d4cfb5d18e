/** What a first page tells about the settings of its resource. */
import { PaginationError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { PageFacts } from '../core/plugin.ts';
import type { Redact } from '../core/redact.ts';
import type { ApiRequest, Page, Row } from '../core/types.ts';
import { isLocal } from '../config/merge-defaults.ts';
import type { CheckedConfig } from '../config/schema.ts';
import { requestLabel } from '../http/request-label.ts';
import { readAnswer } from '../paginators/detection/answer-fields.ts';
import { detectPaging } from '../paginators/detection/detect-paging.ts';
import { paginators } from '../paginators/index.ts';
import { signsOfMore } from '../paginators/detection/signs-of-more.ts';
import { rowText } from '../rows/row-text.ts';
import { chosenPaginator } from './chosen-paginator.ts';
import { endpointOf } from './endpoint.ts';
import { cursorReader } from './incremental/cursor-path.ts';
import { factsOf } from './page-guard.ts';
import type { ResourcePlan } from './plan.ts';

/** One thing that was looked at. */
export interface Finding {
  /** `ok`; `warning`: it may be meant so; `problem`: a run would fail, lose pages or set rows aside. */
  readonly level: 'ok' | 'warning' | 'problem';
  /** The setting that it is about, or `reachable`, `authorised`, `rows`. */
  readonly what: string;
  readonly message: string;
  readonly fix?: string;
}

export interface FirstPage {
  /** As its rows were selected. */
  readonly raw: Page;
  /** As they went through the steps of the resource and its schema. */
  readonly page: Page;
}

/** Judges the first page of a resource: selector, paginator, key, schema and cursor. */
export function checkPage(
  plan: ResourcePlan,
  client: CheckedConfig['client'],
  { raw, page }: FirstPage,
  redact: Redact,
): readonly Finding[] {
  return [
    rowsFinding(plan, raw, page),
    ...(isLocal(plan.settings) ? [] : [paginatorFinding(plan, client, raw, redact)]),
    ...keyFindings(plan, page.rows),
    ...schemaFindings(plan, page),
    ...cursorFindings(plan, page.rows),
  ];
}

function rowsFinding({ settings }: ResourcePlan, raw: Page, page: Page): Finding {
  const selector = settings.endpoint.data_selector;
  const path = typeof selector === 'object' ? selector.join('.') : (selector ?? raw.rowsAt?.join('.'));
  const place = isLocal(settings) ? 'given' : path ? `at "${path}"` : 'in the answer';
  if (raw.rows.length === 0) {
    return {
      level: 'warning',
      what: 'rows',
      message: `there are none ${place}, so nothing about rows could be checked`,
    };
  }
  const left = page.rows.length + page.rejected.length;
  const steps = left === raw.rows.length ? '' : `, ${left} after the steps`;
  return { level: 'ok', what: 'rows', message: `${raw.rows.length} ${place}${steps}` };
}

function paginatorFinding(plan: ResourcePlan, client: CheckedConfig['client'], raw: Page, redact: Redact): Finding {
  const { paginator } = endpointOf(plan, client);
  const { type } = chosenPaginator(plan.settings.endpoint.paginator, client);
  const what = 'paginator';
  const facts = factsOf(raw, raw.rows.length === 0 ? 1 : 0);
  let next: ApiRequest | undefined;
  try {
    next = raw.next ?? paginator.next(facts, raw.request);
  } catch (error) {
    if (!(error instanceof PaginationError)) throw error;
    return { level: 'problem', what, message: `${type}: ${error.message}`, ...(error.fix && { fix: error.fix }) };
  }
  const note = paginator.explain?.(facts, raw.request, next);
  const name = note?.kind === 'decision' ? `${type}: ${note.message}` : type;
  if (next !== undefined) return { level: 'ok', what, message: `${name}; goes on with ${requestLabel(next, redact)}` };
  if (note?.kind === 'warning') return { level: 'warning', what, message: `${type}: ${note.message}` };
  const last: Finding = { level: 'ok', what, message: note ? name : `${name}; this page is the last` };
  // One record has fields of its own, whatever they are called.
  if (raw.rows.length === 0 || facts.onlyRow !== undefined) return last;
  // What `auto` would have made of the answer.
  const { choice, message } = detectPaging(facts, raw.request);
  if (choice !== undefined && leadsOn(facts, raw.request)) {
    const found = rowText({ type: choice.type, ...choice.options });
    return {
      level: 'problem',
      what,
      message: `${name} ends after this page, but ${message}`,
      fix: `write: paginator: ${found}`,
    };
  }
  const more = signsOfMore(readAnswer(facts, raw.request));
  return more === undefined ? last : { level: 'warning', what, message: `${name} ends after this page, but ${more}` };
}

/** Whether `auto` would ask for another page: an answer that counts its pages may be the only one. */
function leadsOn(facts: PageFacts, request: ApiRequest): boolean {
  try {
    return paginators.auto.create({}).next(facts, request) !== undefined;
  } catch (error) {
    if (error instanceof PaginationError) return true;
    throw error;
  }
}

function keyFindings(plan: ResourcePlan, rows: readonly Row[]): Finding[] {
  const { primaryKey: key, writeDisposition } = plan.info;
  if (key.length === 0 || rows.length === 0) return [];
  const what = 'primary_key';
  const named = key.map((name) => `"${name}"`).join(', ');
  const missing = rows.filter((row) => key.some((name) => row[name] == null)).length;
  if (missing === rows.length) return [withoutKey(plan, named, rows)];
  if (missing > 0) {
    const message = `${named} is missing in ${missing} of ${rows.length} rows, which would be set aside`;
    return [{ level: 'problem', what, message, fix: 'name another key, or leave these rows out with a filter' }];
  }
  const keys = new Set(rows.map((row) => rowText(key.map((name) => row[name])))).size;
  if (keys === rows.length || writeDisposition !== 'merge') {
    return [{ level: 'ok', what, message: `${named} is in every row` }];
  }
  const message = `${named} has ${keys} values in ${rows.length} rows: of rows with one key the last one stays`;
  return [{ level: 'warning', what, message, fix: 'if rows would be lost, add the column(s) that tell them apart' }];
}

/** Whether a resource can do without its key is the rule of publishing; here it is only told beforehand. */
function withoutKey({ info }: ResourcePlan, named: string, rows: readonly Row[]): Finding {
  const what = 'primary_key';
  const none = `no row has ${named}`;
  if (!info.primaryKeyDeclared) {
    if (info.writeDisposition === 'append') return { level: 'ok', what, message: `${none}; rows are added` };
    if (info.parentColumns.length > 0) {
      return { level: 'ok', what, message: `${none}; the rows of a parent are replaced together` };
    }
  }
  const near = info.primaryKey.map((name) => nearest(name, namesOf(rows))).find((name) => name !== undefined);
  return {
    level: info.primaryKeyDeclared ? 'problem' : 'warning',
    what,
    message: `${none}${info.primaryKeyDeclared ? '' : ', so the file is replaced as a whole on each run'}; they have ${listed(rows)}`,
    fix: near === undefined ? 'name the column(s) that identify a row' : `did you mean ${near}?`,
  };
}

function schemaFindings({ settings }: ResourcePlan, { rows, rejected }: Page): Finding[] {
  const [first] = rejected;
  if (settings.schema === undefined && first === undefined) return [];
  const what = settings.schema === undefined ? 'processing_steps' : 'schema';
  if (first === undefined) return rows.length === 0 ? [] : [{ level: 'ok', what, message: 'fits every row' }];
  const level = settings.on_reject === 'ignore' ? 'warning' : 'problem';
  const message = `${rejected.length} of ${rows.length + rejected.length} rows would be set aside: ${first.reason}`;
  return [{ level, what, message, fix: 'correct the schema, or set on_reject: ignore' }];
}

function cursorFindings({ incremental }: ResourcePlan, rows: readonly Row[]): Finding[] {
  if (incremental === undefined || rows.length === 0) return [];
  const what = 'incremental';
  const { cursorPath, onMissing } = incremental;
  const read = cursorReader(cursorPath);
  const missing = rows.filter((row) => read(row) == null).length;
  if (missing === 0) return [{ level: 'ok', what, message: `"${cursorPath}" is in every row` }];
  if (missing < rows.length) {
    const message = `"${cursorPath}" is missing in ${missing} of ${rows.length} rows`;
    if (onMissing !== 'raise') return [{ level: 'warning', what, message }];
    return [{ level: 'problem', what, message, fix: 'set on_cursor_value_missing to include or exclude' }];
  }
  const near = nearest(cursorPath, namesOf(rows));
  const fix = near === undefined ? 'set cursor_path to the column that grows' : `did you mean ${near}?`;
  return [{ level: 'problem', what, message: `no row has "${cursorPath}"; they have ${listed(rows)}`, fix }];
}

function namesOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The keys that rows have; not all of very many. */
function listed(rows: readonly Row[], most = 20): string {
  const names = namesOf(rows);
  return `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`;
}
