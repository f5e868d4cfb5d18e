import { relative } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { OnEvent, RunSummary } from '../core/events.ts';
import type { Keep } from '../core/plugin.ts';
import type { Redactor } from '../core/redact.ts';
import { version } from '../core/version.ts';
import type { State } from '../files/state.ts';
import type { Intercept } from '../http/intercept.ts';
import { VERSION } from '../recording/format.ts';
import { plainAssignment } from '../recording/plain-request.ts';
import { openRecorder } from '../recording/recorder.ts';
import { openRecording } from '../recording/recording.ts';
import { replayer } from '../recording/replayer.ts';
import { stateValue } from '../source/incremental/progress.ts';
import { createMemory } from '../source/memory.ts';
import type { PreparedSource, RunOptions } from './run.ts';

/** What a recording changes about a run, be it made or replayed. */
export interface Tape {
  /** The options of the run: in a replay those of the recorded one, unless others are given. */
  readonly options: RunOptions & { readonly concurrency: number };
  readonly intercept?: Intercept;
  readonly replaying: boolean;
  /** In the place of the credentials of the output folder. */
  readonly kept?: Keep;
  /** Looks at what the run goes on from. Throws a `ConfigError` where that is not what the recorded one went on from. */
  readonly begin: (state: State, onEvent: OnEvent) => void;
  /** To be called when no request is under way any more. */
  readonly finish: (summary: RunSummary) => Promise<void>;
  /** Instead of `finish`, where there was no run after all. */
  readonly discard: () => Promise<void>;
}

/** Throws a `ConfigError` where the recording cannot be made or read. */
export async function openTape(
  source: PreparedSource,
  options: Tape['options'],
  given: RunOptions,
  redact: Redactor,
): Promise<Tape> {
  if (given.record !== undefined && given.replay !== undefined) {
    throw new ConfigError('a replay cannot be recorded', { fix: 'give either record or replay' });
  }
  if (given.record !== undefined) return recordingTape(source, options, given.record, redact);
  if (given.replay !== undefined) return replayingTape(source, options, given, given.replay, redact);
  const nothing = async () => {};
  return { options, replaying: false, begin: () => {}, finish: nothing, discard: nothing };
}

async function recordingTape(
  source: PreparedSource,
  options: Tape['options'],
  folder: string,
  redact: Redactor,
): Promise<Tape> {
  const { select, limit, concurrency, fullRefresh = false, now = Date.now, out = 'data' } = options;
  const { set = [] } = source;
  const recorder = await openRecorder(folder, redact);
  // One moment for all of the run, so that a replay asks for the same windows.
  const began = now();
  let cursors: readonly string[] = [];
  return {
    // The rest of an unfinished run is no run of its own.
    options: { ...options, fresh: true, now: () => began },
    replaying: false,
    intercept: recorder.intercept,
    begin: (state, onEvent) => {
      cursors = fullRefresh ? [] : withCursor(source, state);
      if (cursors.length === 0) return;
      const message = `the recording begins at the cursors that ${out} has of ${cursors.join(', ')}, and so has to its replay; to record all of it, run into another folder (--out) or with --full-refresh`;
      onEvent({ type: 'warning', message });
    },
    finish: ({ interrupted }) =>
      recorder.finish({
        millrace_recording: VERSION,
        source: source.name,
        ...(source.file !== undefined && { file: relative(folder, source.file) }),
        recorded: new Date(began).toISOString(),
        millrace: version(),
        complete: !interrupted,
        options: {
          ...(set.length > 0 && { set: set.map((one) => plainAssignment(one, redact)) }),
          ...(select !== undefined && { select }),
          ...(limit !== undefined && { limit }),
          concurrency,
        },
        cursors,
      }),
    discard: recorder.discard,
  };
}

async function replayingTape(
  source: PreparedSource,
  options: Tape['options'],
  given: RunOptions,
  folder: string,
  redact: Redactor,
): Promise<Tape> {
  const recording = await openRecording(folder);
  const { recorded, options: before, cursors, complete } = recording.head;
  const began = Date.parse(recorded);
  const { out = 'data', fullRefresh = false } = given;
  return {
    options: {
      ...options,
      fresh: true,
      now: () => began,
      concurrency: given.concurrency ?? before.concurrency,
      ...(given.select === undefined && before.select && { select: before.select }),
      ...(given.limit === undefined && before.limit !== undefined && { limit: before.limit }),
    },
    replaying: true,
    intercept: replayer(recording, redact),
    // Placeholders are not to take the place of credentials.
    kept: createMemory(),
    begin: (state, onEvent) => {
      if (!complete)
        onEvent({ type: 'warning', message: `the run that ${folder} has recorded did not come to its end` });
      const ahead = fullRefresh ? [] : withCursor(source, state).filter((name) => !cursors.includes(name));
      if (ahead.length === 0) return;
      throw new ConfigError(
        `${out} has cursors of ${ahead.join(', ')}, so that other requests would be sent than were recorded`,
        { fix: 'replay into another folder with --out, or add --full-refresh' },
      );
    },
    finish: recording.close,
    discard: recording.close,
  };
}

function withCursor({ plans }: PreparedSource, state: State): readonly string[] {
  return plans
    .map(({ info }) => info.name)
    .filter((name) => {
      const { no_file: _, ...cursor } = stateValue(state.cursor(name));
      return Object.keys(cursor).length > 0;
    });
}
