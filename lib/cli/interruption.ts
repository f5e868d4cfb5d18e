import { EXIT } from './exit-codes.ts';

export interface Interruption {
  /** Aborted by the first Ctrl-C, or SIGTERM. */
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  readonly end: () => void;
}

/** Takes the signals that end a process; the second one ends it at once. */
export function takeSignals(): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    end: () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt),
  };
}
