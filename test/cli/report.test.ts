import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { userFlow } from '../flows/user-flow.ts';

describe('cli: report', () => {
  const flow = userFlow();
  const EVIL = '<script>alert(1)</script>';

  it('run --report writes a page about the run, in which nothing of the API is HTML', async () => {
    const rows = [{ id: 1, [EVIL]: EVIL }, { id: 2 }, { name: EVIL }];
    const api = await flow.api({ '/jobs': rows });
    await flow.source(`name: 'jobs', primary_key: 'id', endpoint: { params: { filter: '${EVIL}' } }`);
    const { status, stdout, stderr } = await flow.run(api, ['--report', '--progress', 'none']);
    assert.equal(status, 1, stdout + stderr);
    const path = join('data', '_millrace', 'report.html');
    assert.equal(stderr, `The report is in ${path}\n`);
    const page = await readFile(join(flow.folder(), path), 'utf8');
    assert.lengthOf(page.match(/<script/g)!, 1);
    assert.include(page, '&quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;}', 'the rejected row');
    assert.include(page, '<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>', 'the column');
    assert.include(page, '/jobs?filter=%3Cscript%3Ealert%281%29%3C%2Fscript%3E', 'the request');

    // Another run whose rows have a column more.
    api.answer('/jobs', [{ id: 3, more: true }]);
    await flow.run(api, []);
    const again = await flow.millrace(['report', 'data', '-o', 'there/page.html']);
    assert.deepInclude(again, { status: 0, stdout: 'there/page.html\n', stderr: '' });
    const later = await readFile(join(flow.folder(), 'there', 'page.html'), 'utf8');
    assert.match(later, /1 change since/);

    const unknown = await flow.millrace(['report', 'data', '--run', 'lates']);
    assert.deepInclude(unknown, { status: 2, stdout: '' });
    assert.match(unknown.stderr, /^error: there is no run lates in data\n[\s\S]*fix +did you mean latest\?\n$/);
    const piped = await flow.millrace(['report', 'data', '-o', '-']);
    assert.equal(piped.stdout, later);
  });
});
