import { fileURLToPath } from 'node:url';
import { assert } from 'chai';
import { builtModule } from '../helpers/built-command.ts';
import { startCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const FAILPOINT = fileURLToPath(new URL('../../lib/files/failpoint.ts', import.meta.url));

describe('a failpoint', () => {
  const folder = temporaryFolder();

  function passing(env: Readonly<Record<string, string>>) {
    const code = `import(${JSON.stringify(builtModule(FAILPOINT))}).then(({ failpoint }) => {
      for (const step of ['a', 'b', 'a', 'a']) { console.log(step); failpoint(step); }
    });`;
    const program = [process.execPath, '-e', code] as const;
    return startCommand([], { cwd: folder(), env, program }).ended;
  }

  it('does nothing unless it is asked for', async () => {
    for (const env of [{}, { MILLRACE_FAILPOINT: 'c' }, { MILLRACE_FAILPOINT: 'b@2' }]) {
      assert.equal((await passing(env)).stdout, 'a\nb\na\na\n');
    }
  });

  it('kills the process where it is asked for, at that time it comes there', async () => {
    const { signal, status } = await passing({ MILLRACE_FAILPOINT: 'a' });
    assert.deepEqual([signal, status], ['SIGKILL', null]);
    const third = await passing({ MILLRACE_FAILPOINT: 'a@3' });
    assert.equal(third.signal, 'SIGKILL');
    assert.equal(third.stdout, 'a\nb\na\na\n');
    const second = await passing({ MILLRACE_FAILPOINT: 'a@2' });
    assert.equal(second.stdout, 'a\nb\na\n');
  });
});
