/** The authentication of a source: one for all resources that are configured alike, so that they share its token. */
import { catchError, defer, throwError, type Observable } from 'rxjs';
import { customAuth, type AuthFunction } from '../auth/custom.ts';
import { auths } from '../auth/index.ts';
import { registeredAuths } from '../auth/registry.ts';
import { AuthError, ConfigError, HttpError, MillraceError } from '../core/errors.ts';
import type { AuthContext, Authenticator, AuthSpec } from '../core/plugin.ts';
import type { Redact } from '../core/redact.ts';
import { isSecret } from '../core/secret.ts';
import type { ApiRequest } from '../core/types.ts';

/** What is configured as `auth`, and where. */
export interface AuthSetting {
  /** As its plug-in has checked it; null or undefined for none. */
  readonly config: unknown;
  /** Dotted path, for errors. */
  readonly setting: string;
}

export interface Authenticators {
  readonly of: (auth: AuthSetting) => Authenticator | undefined;
}

export function createAuthenticators(context: AuthContext, redact: Redact): Authenticators {
  const fingerprint = fingerprints();
  const shared = new Map<string, Authenticator>();
  return {
    of: ({ config, setting }) => {
      if (config == null) return undefined;
      const key = fingerprint(config);
      const authenticator = shared.get(key) ?? authenticatorOf(config, context);
      shared.set(key, authenticator);
      return placed(authenticator, setting, redact);
    },
  };
}

interface CheckedAuth {
  readonly type: string;
  readonly registered?: string;
  readonly authorize?: AuthFunction;
}

function authenticatorOf(config: unknown, context: AuthContext): Authenticator {
  // Its schema has checked it; the type of its options is known to the plug-in alone.
  const { type, registered, authorize, ...options } = config as CheckedAuth;
  // What a function adds is not looked at in a replay, and it may need secrets, or the network, to add it.
  if (authorize !== undefined) return customAuth(context.replaying ? (request) => request : authorize);
  const spec = registered === undefined ? (auths as Record<string, unknown>)[type] : registeredAuths.get(registered);
  return (spec as AuthSpec).create(options, context);
}

/** Makes the same text of configurations that are alike. It has secrets in it. */
function fingerprints(): (config: unknown) => string {
  const functions: unknown[] = [];
  const numberOf = (value: unknown) => {
    if (!functions.includes(value)) functions.push(value);
    return `function ${functions.indexOf(value)}`;
  };
  return (config) =>
    JSON.stringify(config, function (this: Record<string, unknown>, key, value: unknown) {
      const given = this[key];
      if (isSecret(given)) return given.reveal();
      return typeof value === 'function' ? numberOf(value) : value;
    });
}

/** Errors name the resource whose request waits for the credential, and the setting that it has it from. */
function placed({ authorize, rejected }: Authenticator, setting: string, redact: Redact): Authenticator {
  return {
    setting,
    authorize: (request) =>
      defer(() => authorize(request)).pipe(
        catchError((error: unknown) => throwError(() => placedError(error, request, setting, redact))),
      ),
    ...(rejected && { rejected }),
  };
}

function placedError(error: unknown, { resource }: ApiRequest, setting: string, redact: Redact): unknown {
  if (!(error instanceof AuthError) && !(error instanceof ConfigError)) return error;
  const { message, fix } = error;
  const details = { resource, setting, fix };
  if (error instanceof ConfigError) return new ConfigError(redact(message), details);
  return new AuthError(`no credentials: ${redact(message)}`, { ...details, status: error.status });
}

/** The error of a request for a credential; it is not retried with the request that waits for it. */
export function asAuthError<T>(source: Observable<T>): Observable<T> {
  return source.pipe(
    catchError((error: unknown) =>
      throwError(() => {
        if (!(error instanceof MillraceError) || error instanceof ConfigError) return error;
        const status = error instanceof HttpError ? error.status : undefined;
        return new AuthError(error.message, { status, fix: adviceFor(status) ?? error.fix });
      }),
    ),
  );
}

function adviceFor(status: number | undefined): string | undefined {
  if (status === 400 || status === 401 || status === 403) return 'check the credentials, and whether they have expired';
  return status === 404 ? 'check the URL that the credentials are asked from' : undefined;
}
