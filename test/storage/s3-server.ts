import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kept {
  readonly body: Buffer;
  readonly etag: string;
  readonly at: number;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  /** Further elements of the error. */
  readonly more?: string;
}

interface Done {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Asked {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** A server that speaks as much of the protocol of S3 as a test needs, with all that it keeps in the open. */
export interface S3Server {
  readonly url: string;
  /** By `bucket/key`. */
  readonly objects: Map<string, Kept>;
  /** Uploads in parts that are neither completed nor aborted. */
  readonly uploads: ReadonlyMap<string, unknown>;
  /** Method and key of every request. */
  readonly asked: string[];
  /** Consulted first; `drop` does what was asked and lets the answer get lost. */
  intercept: (asked: Asked) => Refusal | 'drop' | undefined;
  /** False for a server that takes conditions for nothing. */
  knowsConditions: boolean;
  close(): Promise<void>;
}

/** Entries of a list in one answer. */
const PAGE = 7;

export async function startS3Server(...buckets: readonly string[]): Promise<S3Server> {
  const objects = new Map<string, Kept>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  });

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { pathname, searchParams: query } = new URL(request.url!, 'http://s3');
    const [bucket = '', ...parts] = decodeURIComponent(pathname.slice(1)).split('/');
    const asked: Asked = { method: request.method!, bucket, key: parts.join('/'), query };
    server.asked.push(`${asked.method} ${asked.key}`);
    const refusal = buckets.includes(bucket) ? server.intercept(asked) : { status: 404, code: 'NoSuchBucket' };
    if (refusal !== undefined && refusal !== 'drop') return refuse(response, refusal);
    const done = serve(asked, request, body);
    if (refusal === 'drop') return void request.socket.destroy();
    if ('code' in done) return refuse(response, done);
    response.writeHead(done.status ?? 200, done.headers).end(asked.method === 'HEAD' ? undefined : done.body);
  }

  function refuse(response: ServerResponse, { status, code, more = '' }: Refusal): void {
    response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<Error><Code>${code}</Code><Message>refused</Message>${more}</Error>`);
  }

  function serve({ method, bucket, key, query }: Asked, { headers }: IncomingMessage, body: Buffer): Done | Refusal {
    const name = `${bucket}/${key}`;
    const kept = objects.get(name);
    const uploadId = query.get('uploadId') ?? '';
    const upload = uploads.get(uploadId);
    if (method === 'GET' && query.get('list-type') === '2') return { body: list(bucket, query) };
    if (method === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, new Map());
      return { body: `<R><UploadId>${id}</UploadId></R>` };
    }
    if (method === 'DELETE') {
      if (!uploads.delete(uploadId)) objects.delete(name);
      return { status: 204 };
    }
    const failed = method === 'PUT' || method === 'POST' ? conditionFails(headers, kept) : undefined;
    if (failed) return failed;
    const source = headers['x-amz-copy-source'];
    const copied = typeof source === 'string' ? objects.get(decodeURIComponent(source)) : undefined;
    if (source !== undefined && copied === undefined) return { status: 404, code: 'NoSuchKey' };
    const range = /bytes=(\d*)-(\d*)/.exec(String(headers['x-amz-copy-source-range'] ?? headers['range'] ?? ''));
    if (method === 'PUT') {
      const content = copied === undefined ? body : cut(copied.body, range);
      const etag = etagOf(content);
      if (upload) upload.set(Number(query.get('partNumber')), content);
      else objects.set(name, { body: content, etag, at: Date.now() });
      const root = upload ? 'CopyPartResult' : 'CopyObjectResult';
      return { headers: { etag }, ...(copied && { body: `<${root}><ETag>${etag}</ETag></${root}>` }) };
    }
    if (method === 'POST' && upload) {
      uploads.delete(uploadId);
      const content = Buffer.concat([...upload].sort(([a], [b]) => a - b).map(([, part]) => part));
      const etag = `${etagOf(content).slice(0, -1)}-${upload.size}"`;
      objects.set(name, { body: content, etag, at: Date.now() });
      return { body: `<R><ETag>${etag}</ETag></R>` };
    }
    if (kept === undefined) return { status: 404, code: 'NoSuchKey' };
    const written = new Date(kept.at).toUTCString();
    return { headers: { etag: kept.etag, 'last-modified': written }, body: cut(kept.body, range) };
  }

  function conditionFails(headers: IncomingMessage['headers'], kept: Kept | undefined): Refusal | undefined {
    if (!server.knowsConditions) return undefined;
    const match = headers['if-match'];
    if (match !== undefined && kept === undefined) return { status: 404, code: 'NoSuchKey' };
    const holds = (match === undefined || match === kept?.etag) && !(headers['if-none-match'] && kept);
    return holds ? undefined : { status: 412, code: 'PreconditionFailed' };
  }

  function list(bucket: string, query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? '';
    const entries = new Map<string, string>();
    for (const [name, { body }] of objects) {
      if (!name.startsWith(`${bucket}/${prefix}`)) continue;
      const key = name.slice(bucket.length + 1);
      const end = query.has('delimiter') ? key.indexOf(query.get('delimiter')!, prefix.length) : -1;
      const folder = key.slice(0, end + 1);
      if (end < 0) entries.set(key, `<Contents><Key>${xml(key)}</Key><Size>${body.length}</Size></Contents>`);
      else entries.set(folder, `<CommonPrefixes><Prefix>${xml(folder)}</Prefix></CommonPrefixes>`);
    }
    const after = query.get('continuation-token') ?? '';
    const left = [...entries].filter(([key]) => key > after).sort(([a], [b]) => (a < b ? -1 : 1));
    const page = left.slice(0, PAGE);
    const next = left.length > PAGE ? `<NextContinuationToken>${xml(page.at(-1)![0])}</NextContinuationToken>` : '';
    return `<ListBucketResult>${page.map(([, text]) => text).join('')}${next}</ListBucketResult>`;
  }

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server: S3Server = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    objects,
    uploads,
    asked: [],
    intercept: () => undefined,
    knowsConditions: true,
    close: async () => {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
  return server;
}

function cut(body: Buffer, range: RegExpExecArray | null): Buffer {
  if (range === null) return body;
  const [, from = '', to = ''] = range;
  return from === '' ? body.subarray(-Number(to)) : body.subarray(Number(from), Number(to) + 1);
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
