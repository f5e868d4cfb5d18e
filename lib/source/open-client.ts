import type { CheckedConfig } from '../config/schema.ts';
import type { OnEvent } from '../core/events.ts';
import type { Keep } from '../core/plugin.ts';
import type { Redactor } from '../core/redact.ts';
import { joinUrl } from '../core/request.ts';
import { createGate } from '../http/gate.ts';
import { createTransport, type Transport } from '../http/transport.ts';
import { asAuthError, createAuthenticators, type Authenticators } from './authenticators.ts';
import { policyOf } from './endpoint.ts';

export interface ClientOptions {
  /** How many requests are under way at the same time. */
  readonly concurrency: number;
  readonly redact: Redactor;
  readonly onEvent: OnEvent;
  /** What authentication keeps from run to run. */
  readonly kept: Keep;
}

/** What all resources of a source share: the way to the API, and its credentials. */
export interface Client {
  readonly transport: Transport;
  readonly authenticators: Authenticators;
}

/** Close its transport in the end. */
export function openClient(config: CheckedConfig['client'], options: ClientOptions): Client {
  const { concurrency, redact, onEvent, kept } = options;
  const transport = createTransport({ gate: createGate(concurrency), redact, onEvent });
  const send = transport.sender({
    policy: policyOf(config.error_handler ?? {}),
    decoder: 'json',
    gated: false,
    confidential: true,
  });
  const authenticators = createAuthenticators(
    {
      send: (request) => asAuthError(send(request)),
      hide: redact.hide,
      kept: secretive(kept, redact),
      urlOf: (path) => joinUrl(config.base_url, path),
    },
    redact,
  );
  return { transport, authenticators };
}

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
