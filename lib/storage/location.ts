import { ConfigError } from '../core/errors.ts';

/** A place in a bucket. */
export interface BucketLocation {
  readonly bucket: string;
  /** Without slashes at its ends; empty for the bucket itself. */
  readonly prefix: string;
  /** As one writes it, e.g. `s3://bucket/prefix`. */
  readonly url: string;
}

const URL_LIKE = /^([a-z][a-z0-9+.-]+):\/\//i;

/** Reads `s3://bucket/prefix`. Throws a `ConfigError` for other URLs, which says what is possible. */
export function bucketLocation(out: string): BucketLocation {
  const scheme = URL_LIKE.exec(out)?.[1]?.toLowerCase();
  if (scheme !== 's3') {
    throw new ConfigError(`cannot write to ${scheme}://`, { setting: '--out', fix: adviceFor(scheme) });
  }
  const [bucket = '', ...path] = out.slice('s3://'.length).split('/');
  const prefix = path.filter((part) => part !== '').join('/');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/i.test(bucket)) {
    throw new ConfigError(`${out} has no name of a bucket`, { setting: '--out', fix: 'write s3://bucket/prefix' });
  }
  if (/[?#]/.test(prefix) || prefix.split('/').some((part) => part === '.' || part === '..')) {
    throw new ConfigError(`${out} is no place in a bucket`, {
      setting: '--out',
      fix: 'write s3://bucket/prefix, without ?, #, . and ..; the server is named by AWS_ENDPOINT_URL_S3',
    });
  }
  return { bucket, prefix, url: prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}` };
}

function adviceFor(scheme: string | undefined): string {
  const possible = 'possible are a folder, and s3://bucket/prefix on Amazon S3 or a server that speaks its protocol';
  switch (scheme) {
    case 'gs':
    case 'gcs':
    case 'az':
    case 'abfs':
    case 'abfss':
      return `${possible}; for others run into a folder, and copy it with gsutil rsync, azcopy or rclone`;
    case 'file':
      return `${possible}; write the path of the folder without file://`;
    default:
      return possible;
  }
}
