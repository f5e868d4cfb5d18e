import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { userFlow } from '../flows/user-flow.ts';

describe('cli: rows of a file', () => {
  const flow = userFlow();
  const source = (file: string) => `
client: { base_url: http://127.0.0.1:1 }
resources:
  - { name: ids, file: ${file} }
  - { name: items, endpoint: '/items/{resources.ids.id}' }
`;
  const write = async (file: string) => {
    await mkdir(join(flow.folder(), 'sources'));
    await writeFile(join(flow.folder(), 'sources', 'ids.csv'), 'id\n1\n');
    await writeFile(join(flow.folder(), 'sources', 'api.yaml'), source(file));
  };

  it('is looked for beside the source, whatever the current folder is', async () => {
    await write('./ids.csv');
    const { stdout, status } = await flow.millrace(['plan', 'sources/api.yaml']);
    assert.include(stdout, join('sources', 'ids.csv'));
    assert.include(stdout, '(fetched for its children, not published)');
    assert.equal(status, 0);
  });

  it('is an error with its whole path where it is missing, before anything is requested', async () => {
    await write('./no.csv');
    const { stderr, status } = await flow.millrace(['run', 'sources/api.yaml']);
    assert.match(stderr, /resources\.ids\.file/);
    assert.match(stderr, /there is no file .*sources.no\.csv/);
    assert.equal(status, 2);
  });

  it('given by --set is looked for in the current folder', async () => {
    await write('./no.csv');
    const { stdout, status } = await flow.millrace([
      'plan',
      'sources/api.yaml',
      '--set',
      'resources.ids.file=sources/ids.csv',
    ]);
    assert.include(stdout, 'sources/ids.csv');
    assert.equal(status, 0);
  });
});
