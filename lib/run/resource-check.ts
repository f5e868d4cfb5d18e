import { HttpError, NetworkError } from '../core/errors.ts';
import { statusText } from '../http/check-status.ts';
import type { CheckedConfig } from '../config/schema.ts';
import type { Column } from '../rows/column-type.ts';
import { RowColumns } from '../rows/row-columns.ts';
import { checkPage, type Finding, type FirstPage } from '../source/check-page.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { publishedForm } from '../source/published-form.ts';

/** What is known of one resource after its first request. */
export interface ResourceCheck {
  readonly resource: string;
  readonly parent: string | undefined;
  /** The worst of its findings. */
  readonly verdict: Finding['level'] | 'not checked';
  readonly findings: readonly Finding[];
  /** What the file would hold, as far as the first page tells. */
  readonly columns: readonly Column[];
}

/** The circumstances of a check. */
export interface Asking {
  readonly client: CheckedConfig['client'];
  readonly children: boolean;
  /** The last request for each resource, as it may be shown, and how it was answered. */
  readonly asked: ReadonlyMap<string, { readonly url: string; readonly status?: number; readonly ms?: number }>;
  readonly redact: (text: string) => string;
}

/** What a page says; without a page, there was no parent to ask with. */
export function judged(plan: ResourcePlan, check: Asking, found: FirstPage | undefined): ResourceCheck {
  if (found === undefined) return { ...unchecked(plan, check), findings: [noParent(plan)] };
  const columns = new RowColumns();
  const form = publishedForm(plan);
  columns.nestedAsJson = form.nested === 'json';
  columns.merge(form.declared);
  columns.add(form.page(found.page).rows);
  const findings = [...answered(plan, check), ...checkPage(plan, check.client, found, check.redact)];
  return result(plan, findings, found.page.rows.length === 0 ? [] : columns.columns);
}

/** What an error says. */
export function failed(plan: ResourcePlan, check: Asking, error: unknown): ResourceCheck {
  const message = error instanceof Error ? error.message : String(error);
  const { fix, setting } = error as { readonly fix?: string; readonly setting?: string };
  const problem = (what: string): Finding => ({ level: 'problem', what, message, ...(fix && { fix }) });
  if (error instanceof NetworkError) return result(plan, [problem('reachable')]);
  if (error instanceof HttpError) {
    const [reachable] = answered(plan, check);
    const isAuth = error.status === 401 || error.status === 403;
    return result(plan, [...(reachable ? [reachable] : []), problem(isAuth ? 'authorised' : 'status')]);
  }
  // The last part of resources.jobs.endpoint.data_selector names what it is about.
  return result(plan, [...answered(plan, check), problem(setting?.split('.').at(-1) ?? 'rows')]);
}

function answered(plan: ResourcePlan, { asked }: Asking): Finding[] {
  const last = asked.get(plan.info.name);
  if (last?.status === undefined) return [];
  return [
    { level: 'ok', what: 'reachable', message: `${last.url} answered in ${Math.round(last.ms ?? 0)} ms` },
    { level: 'ok', what: 'authorised', message: statusText(last.status) },
  ];
}

function result(plan: ResourcePlan, findings: readonly Finding[], columns: readonly Column[] = []): ResourceCheck {
  const levels = new Set(findings.map(({ level }) => level));
  const verdict = levels.has('problem') ? 'problem' : levels.has('warning') ? 'warning' : 'ok';
  return { resource: plan.info.name, parent: plan.parent?.resource, verdict, findings, columns };
}

/** A child that nobody asked for. */
export function unchecked(plan: ResourcePlan, { children }: Asking): ResourceCheck {
  const parent = plan.parent?.resource;
  const message = children ? `${parent} gave no row to ask with` : `it needs a row of ${parent}`;
  const fix = children ? {} : { fix: '--children checks it with the first one' };
  const findings = [{ level: 'warning' as const, what: 'parent', message, ...fix }];
  return { ...result(plan, findings), verdict: 'not checked' };
}

function noParent({ parent }: ResourcePlan): Finding {
  return { level: 'warning', what: 'parent', message: `no row of ${parent?.resource} has what the request needs` };
}
