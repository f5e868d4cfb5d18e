/** What a configuration says to do with answers before anything else is done with them. */
import { HttpError, MillraceError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { Redact } from '../core/redact.ts';
import { statusText } from './check-status.ts';
import type { Answer } from './exchange.ts';
import { excerpt } from './excerpt.ts';
import type { RawResponse } from './raw-response.ts';
import { requestLabel } from './request-label.ts';
import { takeOver, viewOf, type ChangedResponse, type ResponseView, type Viewed } from './response-view.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What an answer is told: `ignore` ends its chain of pages, `retry` asks again, `fail` fails the resource. */
export type Verdict = 'ignore' | 'retry' | 'fail';

/** Looks at an answer, and may change it, return a changed copy, or decide about it. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- a function that returns nothing is the usual one
export type ResponseFunction = (response: ResponseView) => ChangedResponse | Verdict | undefined | void;

/** Both criteria have to be met where both are given. */
export interface ResponseRule {
  /** A status, or a class of them such as `4xx`. */
  readonly status?: number | string | undefined;
  /** A part of the text of the body, in these very letters. */
  readonly content?: string | undefined;
  readonly action: Verdict | readonly ResponseFunction[];
  /** What a failure says. */
  readonly message?: string | undefined;
  /** The place of the rule in the configuration, for messages. */
  readonly setting: string;
}

export interface ActionContext {
  readonly redact: Redact;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly decode: (raw: RawResponse) => unknown;
}

export interface Acted extends Viewed {
  /** The setting of the rule by which the answer is ignored. */
  readonly ignoredBy?: string;
}

/** A function of the configuration threw, or returned what it may not. */
export class ResponseActionError extends MillraceError {
  readonly code = 'response_action';
}

/** Applies the rules in their order, each to what the ones before it made of the answer. */
export function applyActions(rules: readonly ResponseRule[], answer: Answer, context: ActionContext): Acted {
  const { view, result } = viewOf(answer.raw, context.decode);
  for (const rule of rules) {
    if (!fits(rule, view)) continue;
    const verdict = typeof rule.action === 'string' ? rule.action : callAll(rule.action, view, rule, answer, context);
    if (verdict === 'ignore') return { ...result(), ignoredBy: rule.setting };
    if (verdict !== undefined) throw refusal(verdict, view, rule, answer, context);
  }
  return result();
}

function fits({ status, content }: ResponseRule, view: ResponseView): boolean {
  const statusFits =
    typeof status === 'string' ? Math.floor(view.status / 100) === Number(status[0]) : status === view.status;
  return (status === undefined || statusFits) && (content === undefined || view.text.includes(content));
}

function callAll(
  functions: readonly ResponseFunction[],
  view: ResponseView,
  { setting }: ResponseRule,
  { request }: Answer,
  { redact }: ActionContext,
): Verdict | undefined {
  for (const action of functions) {
    try {
      const result: unknown = action(view);
      if (result === undefined || result === view) continue;
      if (isVerdict(result)) return result;
      takeOver(view, checked(result));
    } catch (cause) {
      const reason = redact(cause instanceof Error ? cause.message : String(cause));
      throw new ResponseActionError(`${requestLabel(request, redact)}: its response action failed: ${reason}`, {
        resource: request.resource,
        setting,
        fix: 'make the function cope with this answer',
      });
    }
  }
  return undefined;
}

function isVerdict(value: unknown): value is Verdict {
  return value === 'ignore' || value === 'retry' || value === 'fail';
}

/** A wrong result would only be noticed far from where it came from. */
function checked(result: unknown): ChangedResponse {
  const isPromise = isRecord(result) && typeof result['then'] === 'function';
  if (isRecord(result) && !isPromise && (!('status' in result) || Number.isInteger(result['status']))) return result;
  const what = isPromise ? 'a promise' : JSON.stringify(result);
  throw new TypeError(`it returned ${what}, not a response, ignore, retry, fail or nothing`);
}

function refusal(
  verdict: 'retry' | 'fail',
  view: ResponseView,
  { setting, message }: ResponseRule,
  { request }: Answer,
  { redact, now }: ActionContext,
): HttpError {
  const label = requestLabel(request, redact);
  const said = excerpt(view.text, redact);
  const answered = `answered ${statusText(view.status)}${said && `: ${said}`}`;
  return new HttpError(message === undefined ? `${label} ${answered}` : `${label}: ${message}; it ${answered}`, {
    resource: request.resource,
    setting,
    status: view.status,
    retryAfter: parseRetryAfter(view.headers['retry-after'], now),
    retry: verdict === 'retry',
  });
}
