import { folderState } from '../run/folder-state.ts';
import { resetState } from '../run/reset-state.ts';
import { jsonText } from './display/json.ts';
import { resetReport, stateReport } from './display/state-report.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';

export interface StateFlags {
  readonly format: 'text' | 'json';
  readonly reset?: readonly string[];
  readonly resetAll?: boolean;
}

/** `millrace state`: shows where loading got to, or takes it away. What is published is never touched. */
export async function stateCommand(out: string, { format, reset, resetAll = false }: StateFlags): Promise<number> {
  const { stdout } = process;
  if (reset !== undefined || resetAll) {
    const resets = await resetState(out, resetAll ? 'all' : (reset ?? []));
    const text = format === 'json' ? jsonText({ out, reset: resets }, 2) : resetReport(resets);
    stdout.write(text === '' ? 'There was nothing to reset.\n' : `${text}\n`);
    return EXIT.ok;
  }
  const state = await folderState(out);
  const options = { ...streamOptions(stdout), now: Date.now() };
  stdout.write(`${format === 'json' ? jsonText(state, 2) : stateReport(state, options)}\n`);
  return EXIT.ok;
}
