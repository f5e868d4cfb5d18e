import { catchError, defer, map, throwError } from 'rxjs';
import type { OnEvent } from '../core/events.ts';
import type { Authenticator } from '../core/plugin.ts';
import type { Redact } from '../core/redact.ts';
import type { ApiResponse, IgnoredAnswer, Send } from '../core/types.ts';
import { retryWithBackoff } from '../operators/retry-with-backoff.ts';
import { createAgents } from './agents.ts';
import { checkStatus, type StatusCheck } from './check-status.ts';
import { createCookieJar } from './cookies.ts';
import { decodeBody, type Decoded, type DecoderChoice, type PackedReader } from './decode-body.ts';
import { exchange, type Answer } from './exchange.ts';
import type { Gate } from './gate.ts';
import { givenUp, retryReason } from './giving-up.ts';
import type { Intercept } from './intercept.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { RawResponse } from './raw-response.ts';
import { requestLabel } from './request-label.ts';
import { applyActions, type ResponseRule } from './response-actions.ts';
import { retryDelay, type RetryPolicy } from './retry-policy.ts';
import { sendOnce } from './send.ts';
import { unzipped } from './unzipped.ts';
import { defaultUserAgent } from './user-agent.ts';

/** What all requests of a client share. */
export interface TransportOptions {
  /** Each request waits here, with its redirects and the credentials that it needs. */
  readonly gate: Gate;
  /** Each sending waits here. */
  readonly turn?: Gate;
  /** Takes each answer of the API. */
  readonly learn?: (answer: RawResponse) => void;
  readonly redact: Redact;
  readonly onEvent?: OnEvent;
  readonly limits?: Partial<Limits>;
  /** `millrace/<version>` unless given. */
  readonly userAgent?: string;
  /** From 0 to below 1; spreads the waits. */
  readonly random?: () => number;
  readonly intercept?: Intercept | undefined;
  /** False where there is nothing to wait for before a request is sent again. @default true */
  readonly patient?: boolean | undefined;
}

/** What may differ from endpoint to endpoint. */
export interface SenderOptions {
  readonly policy: RetryPolicy;
  readonly authenticator?: Authenticator | undefined;
  /** `auto` unless given. */
  readonly decoder?: DecoderChoice | undefined;
  /** Reads JSON whose rows need not be parsed. */
  readonly readPacked?: PackedReader | undefined;
  /** Applied to each answer before it is checked and decoded. */
  readonly actions?: readonly ResponseRule[] | undefined;
  /** Lets only 2xx pass unless given. */
  readonly check?: StatusCheck | undefined;
  /**
   * False for requests that an authenticator sends: whoever waits for it has a slot of the gate already, and waiting
   * for a second one could last for ever.
   */
  readonly gated?: boolean | undefined;
  /**
   * True for requests and answers that have secrets in their bodies: an answer that cannot be read is not shown, and a
   * redirect to another origin is not followed.
   */
  readonly confidential?: boolean | undefined;
}

export interface Transport {
  readonly sender: (options: SenderOptions) => Send;
  /** Closes the connections, also those in use. */
  readonly close: () => void;
}

/** The way from a request to its decoded answer: connections, gate, credentials, redirects, retries, decoding. */
export function createTransport({ gate, redact, onEvent = () => {}, ...options }: TransportOptions): Transport {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const userAgent = options.userAgent ?? defaultUserAgent();
  const random = options.random ?? Math.random;
  const { turn = defer, learn = () => {}, intercept, patient = true } = options;
  const agents = createAgents(limits.connect);
  const send = (request: Parameters<typeof sendOnce>[0]) => sendOnce(request, { agents, limits });

  return {
    close: agents.destroy,
    sender: ({
      policy,
      authenticator,
      decoder = 'auto',
      readPacked,
      actions = [],
      check = checkStatus,
      gated = true,
      confidential = false,
    }) => {
      const read = (answer: Answer): ApiResponse => {
        const { resource } = answer.request;
        const label = requestLabel(answer.request, redact);
        const complete = { ...answer, raw: unzipped(answer.raw, limits.maxBytes, label, resource) };
        const context = { resource, label, redact: confidential ? hidden : redact };
        const decode = (raw: RawResponse) => decodeBody(raw, decoder, context).value;
        const now = Date.now();
        const acted =
          actions.length === 0 ? { raw: complete.raw } : applyActions(actions, complete, { redact, now, decode });
        if (acted.ignoredBy !== undefined) return withoutBody(acted.raw, { by: acted.ignoredBy, request: label });
        const raw = check({ ...complete, raw: acted.raw }, { redact, now, auth: authenticator?.setting });
        const { status, headers, url } = raw;
        const decoded: Decoded = acted.body ?? decodeBody(raw, decoder, context, readPacked);
        const { json, packed } = decoded;
        return {
          status,
          headers,
          url,
          bytes: raw.body.length,
          ...(json && { json }),
          ...(packed && { packed }),
          // Rows that are packed are parsed by whoever looks at them.
          get body() {
            return decoded.value;
          },
        };
      };
      // A login has cookies that are secrets: where they are to be sent, its authentication says so.
      const cookies = confidential ? undefined : createCookieJar();
      return (request) =>
        defer(() => {
          let retries = 0;
          const limiting = gated ? { turn, learn } : { turn: defer, learn: () => {} };
          const attempt = () =>
            exchange(request, {
              send,
              authenticator,
              confidential,
              redact,
              userAgent,
              onEvent,
              intercept,
              cookies,
              ...limiting,
            });
          return (gated ? gate(attempt) : defer(attempt)).pipe(
            map(read),
            retryWithBackoff({
              delay: (error, attempt) => {
                const wait = retryDelay(error, attempt, policy, random());
                return wait === undefined || patient ? wait : 0;
              },
              onRetry: ({ error, attempt, wait }) => {
                retries = attempt;
                const { resource } = request;
                onEvent({
                  type: 'retry',
                  resource,
                  attempt,
                  limit: policy.maxRetries,
                  wait,
                  reason: retryReason(error, requestLabel(request, redact)),
                });
              },
            }),
            catchError((error: unknown) => throwError(() => givenUp(error, retries, policy))),
          );
        });
    },
  };
}

function withoutBody({ status, headers, url, body }: RawResponse, ignored: IgnoredAnswer): ApiResponse {
  return { status, headers, url, body: undefined, bytes: body.length, ignored };
}

function hidden(): string {
  return '(not shown)';
}
