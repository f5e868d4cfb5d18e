/** The only place that knows OpenTelemetry. */
import type { Context, Span, SpanStatusCode } from '@opentelemetry/api';
import type { OnEvent, ResourceOutcome, RunEvent, RunSummary } from '../core/events.ts';
import { version } from '../core/version.ts';
import type { RunOptions } from './run.ts';

type Api = typeof import('@opentelemetry/api');

/** Where the API keeps what is set up in this process; nobody needs spans where it is not there. */
const SET_UP = Symbol.for('opentelemetry.js.api.1');
const ERROR: SpanStatusCode.ERROR = 2;
const CLIENT = 2;

/** Runs with spans for the run, its resources, their requests and their publishing, where OpenTelemetry is set up. */
export async function traced(
  source: string,
  options: RunOptions,
  work: (options: RunOptions) => Promise<RunSummary>,
): Promise<RunSummary> {
  const api = await loadApi();
  if (api === undefined) return work(options);
  const spans = new Spans(api, source);
  const onEvent: OnEvent = (event) => {
    spans.take(event);
    options.onEvent?.(event);
  };
  try {
    const summary = await work({ ...options, onEvent });
    spans.end(summary.resources.find(({ error }) => error !== undefined)?.error, summary.interrupted);
    return summary;
  } catch (error) {
    spans.end(error, false);
    throw error;
  }
}

async function loadApi(): Promise<Api | undefined> {
  if (!(SET_UP in globalThis)) return undefined;
  try {
    return await import('@opentelemetry/api');
  } catch {
    // Somebody else's copy was set up; there is none to be found from here.
    return undefined;
  }
}

interface Open {
  readonly span: Span;
  readonly context: Context;
}

/** Makes spans of the events of one run. What is under way is in memory, nothing else. */
class Spans {
  readonly #api: Api;
  readonly #run: Open;
  readonly #resources = new Map<string, Open>();
  readonly #publishing = new Map<string, Span>();
  /** By resource and request, those that were sent first at the front. */
  readonly #requests = new Map<string, Span[]>();

  constructor(api: Api, source: string) {
    this.#api = api;
    this.#run = this.#start('millrace run', api.context.active(), { 'millrace.source': source });
  }

  take(event: RunEvent): void {
    const { resource } = event;
    const above = (resource === undefined ? undefined : this.#resources.get(resource)) ?? this.#run;
    switch (event.type) {
      case 'resource-started': {
        const { resource: name, parent } = event;
        const attributes = { 'millrace.resource': name, ...(parent !== undefined && { 'millrace.parent': parent }) };
        this.#resources.set(name, this.#start(`resource ${name}`, this.#run.context, attributes));
        break;
      }
      case 'request': {
        const attributes = { 'http.request.method': event.method, 'url.full': event.url };
        const { span } = this.#start(event.method, above.context, attributes, CLIENT);
        const key = requestKey(event.resource, `${event.method} ${event.url}`);
        this.#requests.set(key, [...(this.#requests.get(key) ?? []), span]);
        break;
      }
      case 'response':
        this.#answered(event);
        break;
      case 'retry':
        above.span.addEvent('retry', { attempt: event.attempt, wait_ms: Math.round(event.wait), reason: event.reason });
        break;
      case 'waiting':
        above.span.addEvent('waiting', { wait_ms: Math.round(event.ms), reason: event.reason });
        break;
      case 'warning':
        above.span.addEvent('warning', { message: event.message });
        break;
      case 'publishing':
        this.#publishing.set(event.resource, this.#start(`publish ${event.resource}`, above.context, {}).span);
        break;
      case 'published':
      case 'failed':
        this.#ended(event.outcome);
        break;
      default:
    }
  }

  /** @param error of the run, or of the first resource that failed */
  end(error: unknown, interrupted: boolean): void {
    for (const span of [...this.#requests.values()].flat()) withoutAnswer(span);
    for (const span of this.#publishing.values()) span.end();
    for (const { span } of this.#resources.values()) span.end();
    const { span } = this.#run;
    span.setAttribute('millrace.interrupted', interrupted);
    if (error !== undefined) failed(span, error);
    span.end();
  }

  #start(name: string, above: Context, attributes: Readonly<Record<string, string>>, kind = 0): Open {
    const tracer = this.#api.trace.getTracer('millrace', version());
    const span = tracer.startSpan(name, { attributes, kind }, above);
    return { span, context: this.#api.trace.setSpan(above, span) };
  }

  #answered({ resource, request, status, bytes }: Extract<RunEvent, { readonly type: 'response' }>): void {
    const key = requestKey(resource, request);
    const [span, ...others] = this.#requests.get(key) ?? [];
    if (others.length > 0) this.#requests.set(key, others);
    else this.#requests.delete(key);
    if (span === undefined) return;
    span.setAttributes({ 'http.response.status_code': status, 'http.response.body.size': bytes });
    if (status >= 400) span.setStatus({ code: ERROR });
    span.end();
  }

  #ended({ resource, rowsRead, rowsPublished, status, error }: ResourceOutcome): void {
    // Requests that broke off have told no answer.
    for (const [key, spans] of this.#requests) {
      if (!key.startsWith(requestKey(resource, ''))) continue;
      for (const span of spans) withoutAnswer(span);
      this.#requests.delete(key);
    }
    this.#publishing.get(resource)?.end();
    this.#publishing.delete(resource);
    const open = this.#resources.get(resource);
    if (open === undefined) return;
    const { span } = open;
    span.setAttributes({
      'millrace.status': status,
      'millrace.rows_read': rowsRead,
      'millrace.rows_published': rowsPublished,
    });
    if (error !== undefined) failed(span, error);
    span.end();
    this.#resources.delete(resource);
  }
}

function requestKey(resource: string, request: string): string {
  return `${resource}\n${request}`;
}

function withoutAnswer(span: Span): void {
  span.setStatus({ code: ERROR, message: 'no answer' });
  span.end();
}

/** The message of an error has no secrets in it; its stack and its causes are left out. */
function failed(span: Span, error: unknown): void {
  span.setStatus({ code: ERROR, message: error instanceof Error ? error.message : String(error) });
}
