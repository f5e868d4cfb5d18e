import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import type { RunHistory } from '../../lib/history/run-history.ts';
import { readRun } from '../../lib/report/kept-runs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { historyOf, outcomeOf, summaryOf } from './histories.ts';

const idOf = (day: number) => `2026-01-0${day}T030405.678Z-0000000${day}`;

describe('report: what is kept of runs', () => {
  const folder = temporaryFolder();
  const runs = () => join(folder(), '_millrace', 'runs');
  beforeEach(() => mkdir(runs(), { recursive: true }));
  const keep = async (
    day: number,
    history?: RunHistory | string,
    summary: unknown = summaryOf([outcomeOf('jobs')]),
  ) => {
    await writeFile(join(runs(), `${idOf(day)}.json`), JSON.stringify(summary));
    const text = typeof history === 'string' ? history : JSON.stringify(history);
    if (history !== undefined) await writeFile(join(runs(), `${idOf(day)}.history.json`), text);
  };
  const withColumns = (...names: readonly string[]) => {
    const [jobs] = historyOf().resources;
    return historyOf({ resources: [{ ...jobs!, columns: names.map((name) => ({ name, type: 'string' })) }] });
  };
  const failure = (wanted: string): Promise<ConfigError> =>
    readRun(folder(), wanted).then(
      () => assert.fail('it was read'),
      (error: unknown) => error as ConfigError,
    );

  it('is read for the last run, or for one that is named by enough of its name', async () => {
    for (const day of [1, 2, 3]) await keep(day, historyOf({ ms: day }));
    assert.deepInclude(await readRun(folder(), 'latest'), { id: idOf(3), history: historyOf({ ms: 3 }) });
    for (const wanted of [idOf(2), '2026-01-02', '00000002']) {
      assert.equal((await readRun(folder(), wanted)).history?.ms, 2, wanted);
    }
  });

  it('comes with the runs before it, the last of them first', async () => {
    for (const day of [1, 2, 3]) await keep(day, historyOf());
    await keep(4, historyOf(), 'no summary');
    await keep(5, historyOf());
    const { earlier } = await readRun(folder(), '2026-01-05');
    assert.deepEqual(
      earlier.map(({ id }) => id),
      [idOf(3), idOf(2), idOf(1)],
    );
    assert.isEmpty((await readRun(folder(), '2026-01-01')).earlier);
  });

  it('comes with the columns that each resource had when it was published before', async () => {
    await keep(1, withColumns('a'));
    await keep(2, withColumns('b'));
    const [failed] = historyOf().resources;
    const { columns: _, ...unpublished } = failed!;
    await keep(3, historyOf({ resources: [unpublished] }));
    await keep(4, withColumns('c'));
    const { before } = await readRun(folder(), 'latest');
    assert.deepEqual([...before], [['jobs', { run: idOf(2), columns: [{ name: 'b', type: 'string' }] }]]);
  });

  it('is the summary alone for a run of an early version, for a damaged history and for one of another version', async () => {
    await keep(1);
    assert.deepInclude(await readRun(folder(), 'latest'), {
      noHistory: 'none was kept, or it is older than the last 100 runs',
    });
    await keep(2, '{"version":1,"resou');
    assert.match((await readRun(folder(), 'latest')).noHistory!, /is damaged$/);
    await keep(3, historyOf({ version: 99 }));
    const { summary, history, noHistory } = await readRun(folder(), 'latest');
    assert.match(noHistory!, /another version/);
    assert.isUndefined(history);
    assert.lengthOf(summary.resources, 1);
  });

  it('is an error that says which runs there are, where none fits or several do', async () => {
    await keep(1);
    await keep(2);
    assert.match((await failure('2026-01-0')).message, /2 runs fit 2026-01-0: /);
    const { message, issues } = await failure('yesterday');
    assert.match(message, /there is no run yesterday/);
    assert.include(issues[0]!.fix, idOf(2));
    assert.equal((await failure('lastest')).issues[0]!.fix, 'did you mean latest?');
  });

  it('is an error where no run has ended, where the summary is damaged, and where there is no such folder', async () => {
    assert.match((await failure('latest')).message, /no run in .* has come to its end/);
    await keep(1, undefined, 'cut off');
    assert.match((await failure('latest')).message, /the summary .* is damaged/);
    const none = await readRun(join(folder(), 'nowhere'), 'latest').catch((error: unknown) => error);
    assert.instanceOf(none, ConfigError);
  });
});
