import type { CheckedConfig } from '../config/schema.ts';
import type { OnEvent } from '../core/events.ts';
import type { Keep } from '../core/plugin.ts';
import type { Redactor } from '../core/redact.ts';
import { joinUrl } from '../core/request.ts';
import { checkStatus, type StatusCheck } from '../http/check-status.ts';
import { createGate } from '../http/gate.ts';
import type { Intercept } from '../http/intercept.ts';
import type { Limits } from '../http/limits.ts';
import type { RateLimit } from '../http/rate-budget.ts';
import { createThrottle } from '../http/throttle.ts';
import { createTransport, type Transport } from '../http/transport.ts';
import { asAuthError, createAuthenticators, type Authenticators } from './authenticators.ts';
import { policyOf } from './endpoint.ts';
import { PageBudget } from './page-budget.ts';

export interface ClientOptions {
  /** How many requests are under way at the same time. */
  readonly concurrency: number;
  readonly redact: Redactor;
  readonly onEvent: OnEvent;
  /** What authentication keeps from run to run. */
  readonly kept: Keep;
  readonly intercept?: Intercept | undefined;
  /** Whether answers come from a recording: nothing is waited for then. */
  readonly replaying?: boolean | undefined;
}

/** What all resources of a source share: the way to the API, its credentials, and the memory for its pages. */
export interface Client {
  readonly transport: Transport;
  readonly authenticators: Authenticators;
  readonly redact: Redactor;
  readonly budget: PageBudget;
}

/** Close its transport in the end. */
export function openClient(config: CheckedConfig['client'], options: ClientOptions): Client {
  const { concurrency, redact, onEvent, kept, intercept, replaying = false } = options;
  const throttle = replaying
    ? { gate: createGate(concurrency) }
    : createThrottle({
        concurrency,
        rateLimit: rateLimitOf(config.rate_limit),
        onPause: (ms, reason) => onEvent({ type: 'waiting', ms, reason }),
      });
  const limits = limitsOf(config.timeouts);
  const transport = createTransport({ ...throttle, redact, onEvent, limits, intercept, patient: !replaying });
  const sending = { policy: policyOf(config.error_handler ?? {}), gated: false, confidential: true };
  const send = {
    body: transport.sender(sending),
    headers: transport.sender({ ...sending, check: withoutBody }),
  };
  const authenticators = createAuthenticators(
    {
      send: (request, reads = 'body') => asAuthError(send[reads](request)),
      hide: redact.hide,
      kept: secretive(kept, redact),
      urlOf: (path) => joinUrl(config.base_url, path),
      replaying,
    },
    redact,
  );
  return { transport, authenticators, redact, budget: new PageBudget() };
}

const SECONDS = { second: 1, minute: 60, hour: 3600 } as const;

function rateLimitOf(config: CheckedConfig['client']['rate_limit']): RateLimit | undefined {
  if (config == null) return undefined;
  const { requests, per } = config;
  return { requests, per: (typeof per === 'number' ? per : SECONDS[per]) * 1000 };
}

function limitsOf(timeouts: CheckedConfig['client']['timeouts']): Partial<Limits> {
  const given = Object.entries(timeouts ?? {}).flatMap(([name, seconds]) =>
    seconds == null ? [] : [[name, seconds * 1000] as const],
  );
  return Object.fromEntries(given);
}

const withoutBody: StatusCheck = (answer, context) => ({ ...checkStatus(answer, context), body: Buffer.alloc(0) });

/** What was kept is as secret as what is kept. */
function secretive(kept: Keep, { hide }: Redactor): Keep {
  return {
    get: async (name) => {
      const value = await kept.get(name);
      if (value !== undefined) hide(value);
      return value;
    },
    set: (name, value) => {
      hide(value);
      return kept.set(name, value);
    },
  };
}
