import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import { takeLock } from '../../lib/files/lock.ts';
import { seal } from '../../lib/files/sealed.ts';
import { builtModule } from '../helpers/built-command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failsWith } from '../helpers/journal.ts';

const TAKER = fileURLToPath(new URL('take-lock.ts', import.meta.url));

interface Taker {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly input: Interface;
}

describe('takeLock', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'lock');
  const takers: Taker[] = [];

  afterEach(async () => {
    await Promise.all(takers.splice(0).map(end));
  });

  async function startTaker(): Promise<Taker> {
    const child = spawn(process.execPath, [builtModule(TAKER), path()], { stdio: ['pipe', 'pipe', 'inherit'] });
    const input = createInterface(child.stdout);
    const taker = { child, input, lines: input[Symbol.asyncIterator]() };
    takers.push(taker);
    assert.equal((await taker.lines.next()).value, 'ready');
    return taker;
  }

  async function take(taker: Taker): Promise<string> {
    taker.child.stdin!.write('go\n');
    return String((await taker.lines.next()).value);
  }

  async function end({ child }: Taker): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  const held = (over: object) => {
    const holder = { pid: process.pid, host: hostname(), since: '2024-05-06T07:08:09.000Z', ...over };
    return writeFile(path(), seal(holder, 1));
  };

  it('is taken, given back and taken again, and leaves nothing behind', async () => {
    for (let i = 0; i < 2; i++) {
      const giveBack = await takeLock(path());
      assert.equal((JSON.parse(await readFile(path(), 'utf8')) as { pid: number }).pid, process.pid);
      await giveBack();
      assert.deepEqual(await readdir(folder()), []);
    }
  });

  it('tells the second one who has it, since when and what to do', async () => {
    const giveBack = await takeLock(path());
    const error = await failsWith(SinkError, () => takeLock(path()));
    assert.match(error.message, new RegExp(`process ${process.pid} on ${hostname()}, since \\d{4}-\\d\\d-\\d\\dT`));
    assert.include(error.fix, '--out');
    assert.include(error.fix, path());
    await giveBack();
    await (
      await takeLock(path())
    )();
  });

  it('goes to one of many who ask at once in one process', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(path())));
    assert.lengthOf(
      asked.filter(({ status }) => status === 'fulfilled'),
      1,
    );
    for (const result of asked) {
      if (result.status === 'rejected') assert.include(String(result.reason), `process ${process.pid}`);
    }
    assert.deepEqual(await readdir(folder()), ['lock']);
  });

  it('is taken over from a process that was killed', async () => {
    const taker = await startTaker();
    assert.equal(await take(taker), 'taken');
    const error = await failsWith(SinkError, () => takeLock(path()));
    assert.include(error.message, `process ${taker.child.pid}`);
    await end(taker);
    await (
      await takeLock(path())
    )();
    assert.deepEqual(await readdir(folder()), []);
  });

  it('is taken over from a process whose number another one has now', async () => {
    await held({ started: '1' });
    await (
      await takeLock(path())
    )();
  });

  it('is taken over where a power cut left half a lock', async () => {
    const other = seal({ pid: process.pid, host: hostname() }, 1).replace(/"pid":\d/, '"pid":9');
    for (const text of ['', '{"pid":', 'null', '{}', other]) {
      await writeFile(path(), text);
      await (
        await takeLock(path())
      )();
    }
    assert.deepEqual(await readdir(folder()), []);
  });

  it('is not taken over from a process that runs, be its version another one', async () => {
    await writeFile(path(), seal({ pid: process.pid, host: hostname(), since: 'now' }, 99));
    const error = await failsWith(SinkError, () => takeLock(path()));
    assert.include(error.message, `process ${process.pid}`);
  });

  it('is not taken over from another host, where nobody can see its processes', async () => {
    await held({ host: 'elsewhere', pid: 1 });
    const error = await failsWith(SinkError, () => takeLock(path()));
    assert.include(error.message, 'process 1 on elsewhere');
    assert.include(error.fix, `where nothing runs on elsewhere any more, remove ${path()}`);
  });

  it('goes to one of several processes that find a lock left behind', async () => {
    const gone = await startTaker();
    await end(gone);
    for (let round = 0; round < 4; round++) {
      const racers = await Promise.all(Array.from({ length: 4 }, startTaker));
      await held({ pid: gone.child.pid, started: '1' });
      // Some find that a process, which was here before them, left its takeover undone.
      if (round % 2 === 1) await writeFile(`${path()}.takeover`, await readFile(path()));
      const results = await Promise.all(racers.map(take));
      const winners = racers.filter((_, i) => results[i] === 'taken');
      assert.lengthOf(winners, 1, results.join('\n'));
      const holder = JSON.parse(await readFile(path(), 'utf8')) as { pid: number };
      assert.equal(holder.pid, winners[0]!.child.pid);
      for (const result of results) assert.match(result, /^taken$|^refused another run is writing to this folder/);
      await Promise.all(racers.map(end));
    }
  }).timeout(60_000);

  it('goes to one at a time of many who try over and over', async () => {
    let holders = 0;
    let taken = 0;
    const tryOften = async () => {
      for (let i = 0; i < 25; i++) {
        try {
          const giveBack = await takeLock(path());
          holders += 1;
          assert.equal(holders, 1);
          taken += 1;
          // Now and then a lock is left behind instead of given back.
          if (taken % 3 === 0) await held({ started: '1' });
          holders -= 1;
          if (taken % 3 !== 0) await giveBack();
        } catch (error) {
          assert.instanceOf(error, SinkError);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, tryOften));
    assert.isAbove(taken, 3);
  });

  it('fails where the folder is not there', async () => {
    const error = await failsWith(SinkError, () => takeLock(join(folder(), 'no', 'lock')));
    assert.include(error.message, 'cannot write the lock');
    assert.include(error.fix, '--out');
  });
});
