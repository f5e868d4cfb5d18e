import { MillraceError, NetworkError } from '../core/errors.ts';
import { CONNECT_TIMEOUT } from './agents.ts';

interface Failure {
  readonly says: string;
  readonly retryable: boolean;
  readonly fix?: string;
}

const again = (says: string, fix?: string): Failure => ({ says, retryable: true, ...(fix && { fix }) });

const FAILURES: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: again('connection refused', 'check that client.base_url names the right host and port'),
  ENOTFOUND: again('the host name is unknown', 'check the host name in client.base_url, and the network'),
  EAI_AGAIN: again('the host name could not be looked up', 'check the network'),
  ECONNRESET: again('the connection was reset'),
  EPIPE: again('the connection was closed while the request was sent'),
  ETIMEDOUT: again('the connection timed out'),
  EHOSTUNREACH: again('the host cannot be reached'),
  ENETUNREACH: again('the network cannot be reached'),
  ERR_STREAM_PREMATURE_CLOSE: again('the answer broke off'),
};

/** Of these a proxy that is not used may be the reason. */
const CONNECTING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  CONNECT_TIMEOUT,
]);
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** How OpenSSL and Node name a certificate that was not accepted. */
const CERTIFICATE = /CERT|^UNABLE_TO_|^CRL_|_IN_CHAIN$|^HOSTNAME_MISMATCH$/;
const TLS = /^(?:EPROTO|ERR_SSL_|ERR_TLS_)/;
const COMPRESSION = /^(?:Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_PADDING)/;

/**
 * The error of a failed attempt, for any error of the network; `undefined` for one that is none (a bug, or an error that says enough).
 *
 * @param label names the request, redacted
 */
export function networkFailure(error: unknown, label: string, resource: string): NetworkError | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const { says, retryable, fix } = describe(code, error as Error);
  const proxy = CONNECTING.has(code) ? PROXY_VARIABLES.find((name) => process.env[name]) : undefined;
  // The error itself is not kept as the cause: its message names the URL with everything in it.
  return new NetworkError(`${label}: ${says}`, {
    resource,
    retryable,
    fix: proxy === undefined ? fix : proxyAdvice(proxy),
  });
}

function proxyAdvice(variable: string): string {
  return `the API has to be reached directly: the proxy that ${variable} names is not used`;
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof MillraceError) return undefined;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function describe(code: string, error: Error): Failure {
  const known = FAILURES[code];
  if (known) return known;
  if (code === CONNECT_TIMEOUT) return again(reasonOf(error));
  if (CERTIFICATE.test(code)) {
    return {
      says: `the certificate of the server was not accepted (${code})`,
      retryable: false,
      fix: 'for a private certificate authority, name its file in the environment variable NODE_EXTRA_CA_CERTS',
    };
  }
  if (TLS.test(code)) {
    return {
      says: `no TLS connection could be made (${code})`,
      retryable: false,
      fix: 'check whether client.base_url should begin with http:// and whether its port is right',
    };
  }
  if (COMPRESSION.test(code)) return again(`the body could not be decompressed (${code})`);
  if (code.startsWith('HPE_')) return again(`the server did not answer in valid HTTP (${code})`);
  return again(`${reasonOf(error)} (${code})`);
}

/** node-fetch puts the URL, which may have a credential in it, before the reason. */
function reasonOf(error: Error): string {
  return error.message.replace(/^request to .*?failed, reason: /s, '');
}
