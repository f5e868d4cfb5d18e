import { lastValueFrom, tap } from 'rxjs';
import type { RunEvent } from '../core/events.ts';
import { checkSource } from '../run/check-source.ts';
import { keptCredentials } from '../run/kept-credentials.ts';
import type { ResourceCheck } from '../run/resource-check.ts';
import { selectResources, withDescendants } from '../run/select-resources.ts';
import { checkClosing, checkReport } from './display/check-report.ts';
import { jsonText } from './display/json.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';
import type { LoadedSource } from './load-source.ts';
import { prepareSource } from './prepare-source.ts';
import { tellOnStderr } from './tell-on-stderr.ts';

export interface CheckFlags {
  readonly out: string;
  readonly format: 'text' | 'json';
  readonly children: boolean;
  readonly concurrency: number;
  readonly select?: readonly string[];
  readonly set?: readonly string[];
}

/** Whoever waits is told why; all else is in the report. */
function tellRetries(event: RunEvent): void {
  if (event.type === 'retry') tellOnStderr(event);
}

/** `millrace check`: sends the first request of each root resource, and writes no file. */
export async function checkCommand(loaded: LoadedSource, flags: CheckFlags): Promise<number> {
  const { out, format, children, concurrency, select, set } = flags;
  const source = await prepareSource(loaded, set);
  const order = selectResources(source.plans, select)
    .flatMap(withDescendants)
    .map(({ plan }) => plan.info.name);
  const known = new Map<string, ResourceCheck>();
  const { stdout } = process;
  const kept = keptCredentials(out);
  const checks = checkSource(source, { select, children, concurrency, kept, onEvent: tellRetries });
  let told = 0;
  const tell = (check: ResourceCheck): void => {
    known.set(check.resource, check);
    // In the order of the plan, each as soon as those before it are known.
    for (let next; (next = known.get(order[told] ?? '')) !== undefined; told += 1) {
      if (format === 'text') stdout.write(`${checkReport(next, streamOptions(stdout))}\n`);
    }
  };
  await lastValueFrom(checks.pipe(tap(tell)), { defaultValue: undefined });
  const all = order.flatMap((name) => known.get(name) ?? []);
  stdout.write(
    format === 'json' ? `${jsonText({ source: source.name, resources: all }, 2)}\n` : `${checkClosing(all)}\n`,
  );
  return all.some(({ verdict }) => verdict === 'problem') ? EXIT.failed : EXIT.ok;
}
