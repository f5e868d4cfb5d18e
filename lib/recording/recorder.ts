import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { catchError, concatMap, defer, finalize, from, map, throwError, type Observable } from 'rxjs';
import { ConfigError, MillraceError, SinkError } from '../core/errors.ts';
import type { Redactor } from '../core/redact.ts';
import { exists } from '../files/exists.ts';
import { replaceText } from '../files/replace-file.ts';
import type { Intercept, Sending } from '../http/intercept.ts';
import type { RawResponse } from '../http/raw-response.ts';
import { keepBody } from './bodies.ts';
import { placesOf, type Exchange, type Head, type Places, type RecordedRequest } from './format.ts';
import { hiddenAnswer, plainAnswer } from './plain-answer.ts';
import { plainRequest } from './plain-request.ts';

export interface Recorder {
  /** Keeps what goes through it; an answer is passed on when it is on disk, so that none piles up in memory. */
  readonly intercept: Intercept;
  /** Puts the recording in the place of the one before. To be called when nothing is under way any more. */
  readonly finish: (head: Omit<Head, 'exchanges'>) => Promise<void>;
  /** Leaves the recording before as it was. */
  readonly discard: () => Promise<void>;
}

/**
 * Begins a recording in a folder that is empty, missing or a recording, which stays until the new one is finished. Throws
 * a `ConfigError` for any other folder, a `SinkError` where it cannot be written to.
 */
export async function openRecorder(folder: string, redact: Redactor): Promise<Recorder> {
  await checkFolder(folder);
  const places = placesOf(folder, '.new');
  const writer = await attempt(folder, () => openWriter(places));
  let sent = 0;

  const keep = async (n: number, sending: Sending, raw: RawResponse): Promise<void> => {
    const request = plainRequest(sending, redact);
    const { status, headers, body } = sending.confidential ? hiddenAnswer(raw, n) : plainAnswer(raw, redact);
    const kept = await keepBody(places.bodies, n, request, body);
    await writer.write({ n, request, answer: { status, headers, ms: Math.round(raw.ms), ...kept } });
  };

  const intercept: Intercept = (sending, send) =>
    defer(() => {
      const n = (sent += 1);
      let ended = false;
      const end = (work: () => Promise<void>): Observable<void> => {
        ended = true;
        return from(attempt(folder, work));
      };
      return send().pipe(
        catchError((error: unknown) =>
          end(() => writer.write(failure(n, plainRequest(sending, redact), error, redact))).pipe(
            concatMap(() => throwError(() => error)),
          ),
        ),
        concatMap((raw) => end(() => keep(n, sending, raw)).pipe(map(() => raw))),
        finalize(() => {
          if (ended) return;
          // Whether it could be written shows when the recording is finished.
          const request = plainRequest(sending, redact);
          writer.write({ n, request, abandoned: true }).catch(() => undefined);
        }),
      );
    });

  return {
    intercept,
    finish: (head) =>
      attempt(folder, async () => {
        await writer.close();
        await putInPlace(folder, places);
        const text = JSON.stringify({ ...head, exchanges: sent }, null, 2);
        await replaceText(placesOf(folder).head, `${text}\n`);
      }),
    discard: async () => {
      await writer.close().catch(() => undefined);
      await rm(places.exchanges, { force: true });
      await rm(places.bodies, { recursive: true, force: true });
    },
  };
}

function failure(n: number, request: RecordedRequest, error: unknown, redact: Redactor): Exchange {
  const { message, fix } = error as MillraceError;
  const retryable = error instanceof MillraceError && error.retryable;
  return { n, request, failure: { message: redact(message), retryable, ...(fix !== undefined && { fix }) } };
}

interface Writer {
  /** One line after the other, whoever writes at the same time. */
  readonly write: (exchange: Exchange) => Promise<void>;
  /** Rejects with what any `write` did. */
  readonly close: () => Promise<void>;
}

async function openWriter({ exchanges, bodies }: Places): Promise<Writer> {
  await rm(bodies, { recursive: true, force: true });
  await mkdir(bodies, { recursive: true });
  const file: FileHandle = await open(exchanges, 'w');
  let last: Promise<unknown> = Promise.resolve();
  return {
    write: async (exchange) => {
      last = last.then(() => file.appendFile(`${JSON.stringify(exchange)}\n`));
      await last;
    },
    close: async () => {
      try {
        await last;
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Without its head, which is written when everything is in place, a folder is no recording. */
async function putInPlace(folder: string, made: Places): Promise<void> {
  const places = placesOf(folder);
  await rm(places.head, { force: true });
  await rm(places.bodies, { recursive: true, force: true });
  await rename(made.exchanges, places.exchanges);
  await rename(made.bodies, places.bodies);
}

/** A folder of something else is not written into: its `bodies` would be taken away. */
async function checkFolder(folder: string): Promise<void> {
  const { head, exchanges } = placesOf(folder);
  if (!(await exists(folder)) || (await exists(head)) || (await exists(exchanges))) return;
  const known = /^(?:exchanges\.new\.jsonl|bodies\.new|expected)$/;
  const other = (await attempt(folder, () => readdir(folder))).find((name) => !known.test(name));
  if (other === undefined) return;
  throw new ConfigError(`${folder} is not empty, and no recording`, {
    fix: 'give an empty or a new folder to --record',
  });
}

async function attempt<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    throw new SinkError(`cannot write the recording ${folder}: ${(cause as Error).message}`, {
      fix: 'make room and see that the folder can be written to, or choose another one with --record',
      cause,
    });
  }
}
