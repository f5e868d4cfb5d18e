import type { Observable } from 'rxjs';
import type { ApiRequest } from '../core/types.ts';
import type { RawResponse } from './raw-response.ts';

/** One sending of a request. */
export interface Sending {
  /** Before authentication: what is sent differs from it by credentials alone. */
  readonly request: ApiRequest;
  /** Whether the request asks for credentials, so that it and its answer have secrets in them. */
  readonly confidential: boolean;
}

/** Stands between a client and the network: it may look at what `send` emits, or emit something else in its place. */
export type Intercept = (sending: Sending, send: () => Observable<RawResponse>) => Observable<RawResponse>;
