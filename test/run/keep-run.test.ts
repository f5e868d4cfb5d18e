import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { map } from 'rxjs';
import type { RunEvent, RunSummary } from '../../lib/core/events.ts';
import { redactor } from '../../lib/core/redact.ts';
import { HistoryRecorder } from '../../lib/history/history-recorder.ts';
import { keepRun, runId, watchMemory } from '../../lib/run/keep-run.ts';
import { run } from '../helpers/marbles.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const summaryOf = (id: string): RunSummary => ({
  id,
  source: 'shop',
  out: 'data',
  resources: [],
  interrupted: false,
  ms: 5,
});

describe('run: what is kept of a run', () => {
  const folder = temporaryFolder();
  const history = () => new HistoryRecorder({ started: Date.now(), redact: redactor([]) });

  it('is its summary, and its history beside it', async () => {
    const id = runId(Date.parse('2026-01-02T03:04:05.678Z'));
    assert.match(id, /^2026-01-02T030405\.678Z-[0-9a-f]{8}$/);
    await keepRun({ runs: folder() }, summaryOf(id), history(), () => assert.fail('no event'));
    assert.sameMembers(await readdir(folder()), [`${id}.json`, `${id}.history.json`]);
    const stored = JSON.parse(await readFile(join(folder(), `${id}.history.json`), 'utf8')) as { peakMemory: number };
    assert.isAbove(stored.peakMemory, 10_000_000);
  });

  it('is a warning, and the summary, where the history cannot be written', async () => {
    const id = runId(0);
    await mkdir(join(folder(), `${id}.history.json`));
    const events: RunEvent[] = [];
    await keepRun({ runs: folder() }, summaryOf(id), history(), (event) => events.push(event));
    assert.include(await readdir(folder()), `${id}.json`);
    assert.lengthOf(events, 1);
    assert.match(events[0]?.type === 'warning' ? events[0].message : '', /^the run has no history: /);
  });

  it('is no history of a run long ago', async () => {
    for (let i = 0; i < 105; i += 1) {
      const id = `${new Date(i * 1000).toISOString().replaceAll(':', '')}-00000000`;
      await writeFile(join(folder(), `${id}.json`), '{}');
      await writeFile(join(folder(), `${id}.history.json`), '{}');
    }
    const id = runId(Date.now());
    await keepRun({ runs: folder() }, summaryOf(id), history(), () => {});
    const names = await readdir(folder());
    const histories = names.filter((name) => name.endsWith('.history.json')).toSorted();
    assert.lengthOf(histories, 100);
    assert.equal(histories.at(-1), `${id}.history.json`);
    assert.match(histories[0]!, /^1970-01-01T000006\.000Z/);
    assert.lengthOf(names, 100 + 106);
  });

  it('has the memory of the process, from the beginning and four times a second', () => {
    run(({ expectObservable, hot }) => {
      const recorder = history();
      const seen: number[] = [];
      recorder.memory = (bytes) => void seen.push(bytes);
      const memory = watchMemory(recorder).pipe(map((bytes) => bytes > 10_000_000));
      expectObservable(memory, '^ 600ms !').toBe('a 249ms a 249ms a', { a: true });
      expectObservable(hot('700ms a').pipe(map(() => seen.length))).toBe('700ms a', { a: 3 });
    });
  });
});
