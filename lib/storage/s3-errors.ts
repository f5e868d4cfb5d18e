import { MillraceError, SinkError } from '../core/errors.ts';
import type { BucketLocation } from './location.ts';

/** What the SDK says of a failure. */
interface S3Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

export function statusOf(error: unknown): number | undefined {
  return (error as S3Failure).$metadata?.httpStatusCode;
}

export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && (error as S3Failure).name !== 'NoSuchBucket';
}

const WRONG_REGION = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'TemporaryRedirect',
]);
const WRONG_CREDENTIALS = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'TokenRefreshRequired',
]);
const UNREACHABLE =
  /^(?:ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EPIPE|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);
const NO_REGION = /region is missing/i;

/**
 * A failure of the SDK as a user can act on it: which setting it is about, and what to do.
 *
 * @param doing e.g. `write`, to complete `cannot write s3://…`
 */
export function s3Error(
  cause: unknown,
  doing: string,
  key: string,
  { bucket, url }: BucketLocation,
  server: string,
): MillraceError {
  if (cause instanceof MillraceError) return cause;
  const failure = cause as S3Failure;
  const name = failure.name ?? '';
  const what = `cannot ${doing} ${key === '' ? url : `${url}/${key}`}`;
  const say = (why: string, setting: string, fix: string) => new SinkError(`${what}: ${why}`, { setting, fix, cause });
  if (name === 'NoSuchBucket') {
    return say(
      `${server} has no bucket ${bucket}`,
      '--out',
      'make the bucket, or correct its name; another server is named by AWS_ENDPOINT_URL_S3',
    );
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return say(
      'there are no credentials for S3',
      'AWS_ACCESS_KEY_ID',
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile of ~/.aws that has them',
    );
  }
  if (WRONG_CREDENTIALS.has(name)) {
    return say(
      `${server} does not accept the credentials (${name})`,
      'AWS_ACCESS_KEY_ID',
      'correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where there is one, or log in again',
    );
  }
  if (NO_ROOM.has(failure.code ?? '')) {
    return say(
      'this machine has no room for it',
      'TMPDIR',
      'make room in the folder for temporary files, or name another one with TMPDIR',
    );
  }
  const region = failure.Region ?? failure.$response?.headers?.['x-amz-bucket-region'];
  if (WRONG_REGION.has(name) || statusOf(cause) === 301) {
    return say(
      `the bucket is in ${region === undefined ? 'another region' : `the region ${region}`}`,
      'AWS_REGION',
      `set AWS_REGION=${region ?? '<the region of the bucket>'}`,
    );
  }
  if (NO_REGION.test(failure.message ?? '')) {
    return say(
      'no region is set',
      'AWS_REGION',
      'set AWS_REGION to the region of the bucket, or AWS_ENDPOINT_URL_S3 to a server that has none',
    );
  }
  if (statusOf(cause) === 403) {
    return say(
      'no permission',
      '--out',
      `allow s3:ListBucket on ${bucket}, and s3:GetObject, s3:PutObject and s3:DeleteObject on ${url}/*`,
    );
  }
  if (UNREACHABLE.test(networkCode(failure)) || name === 'TimeoutError') {
    return say(
      `${server} cannot be reached (${networkCode(failure) || 'it did not answer in time'})`,
      'AWS_ENDPOINT_URL_S3',
      'see that the network is there, and that AWS_ENDPOINT_URL_S3 is right where it is set',
    );
  }
  const status = statusOf(cause);
  return say(
    `${server} answered ${[status, name, failure.message].filter(Boolean).join(' ')}`,
    '--out',
    'run it again; what was published is untouched',
  );
}

/** The code of a failed connection, be it one of several addresses that were tried. */
function networkCode(failure: S3Failure): string {
  if (failure.code !== undefined) return failure.code;
  const { errors = [] } = failure as { errors?: readonly S3Failure[] };
  return errors[0]?.code ?? '';
}
