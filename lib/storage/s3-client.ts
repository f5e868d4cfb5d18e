import type * as Sdk from '@aws-sdk/client-s3';
import { ConfigError } from '../core/errors.ts';

export type S3Sdk = typeof Sdk;

/** A client of the SDK, and what it is set to, for messages. */
export interface S3Connection {
  readonly sdk: S3Sdk;
  readonly client: Sdk.S3Client;
  /** Where requests go, e.g. `Amazon S3 (region eu-central-1)`. */
  readonly server: string;
}

/** How often a request is sent before it is given up; the waits between grow to some ten seconds together. */
const ATTEMPTS = 8;

/** Milliseconds until a connection must stand, and in which something has to come over it. */
const TIMEOUTS = { connectionTimeout: 10_000, socketTimeout: 60_000 };

/**
 * Opens a client with what the environment says, as every tool for S3 does: AWS_ENDPOINT_URL_S3, AWS_REGION, credentials
 * from the environment, a profile or the machine. Throws a `ConfigError` where the SDK is not installed.
 */
export async function connectS3(
  env: NodeJS.ProcessEnv = process.env,
  load: () => Promise<S3Sdk> = importSdk,
): Promise<S3Connection> {
  const sdk = await loadSdk(load);
  const endpoint = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'];
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  const client = new sdk.S3Client({
    requestHandler: TIMEOUTS,
    maxAttempts: Number(env['AWS_MAX_ATTEMPTS'] || ATTEMPTS),
    ...(region && { region }),
    // Servers other than Amazon's have no name for each bucket, and most have no regions.
    ...(endpoint && { endpoint, forcePathStyle: true, region: region || 'us-east-1' }),
  });
  return { sdk, client, server: endpoint ? withoutCredentials(endpoint) : `Amazon S3${region ? ` (${region})` : ''}` };
}

function importSdk(): Promise<S3Sdk> {
  return import('@aws-sdk/client-s3');
}

async function loadSdk(load: () => Promise<S3Sdk>): Promise<S3Sdk> {
  // Its words on coming versions of Node are for who installs it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    return await load();
  } catch (cause) {
    throw new ConfigError('s3:// needs the package @aws-sdk/client-s3, which is not installed', {
      setting: '--out',
      fix: 'install it beside millrace: npm install @aws-sdk/client-s3 (with -g where millrace was)',
      cause,
    });
  }
}

function withoutCredentials(endpoint: string): string {
  return endpoint.replace(/\/\/[^/?#]*@/, '//***@');
}
