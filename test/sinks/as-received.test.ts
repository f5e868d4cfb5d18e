import { join } from 'node:path';
import { assert } from 'chai';
import type { Page, Row } from '../../lib/core/types.ts';
import { json } from '../../lib/decoders/json.ts';
import { makeFolders } from '../../lib/files/folders.ts';
import { RowScanner } from '../../lib/rows/scan-rows.ts';
import { ParquetSink } from '../../lib/sinks/parquet-sink.ts';
import { info, suiteEngine } from '../helpers/journal.ts';
import { page } from '../helpers/marbles.ts';
import { exactRows } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Answers whose text and whose decoded rows could come to different files. */
const ANSWERS: readonly [what: string, rows: string][] = [
  ['plain rows', '[{"id":1,"name":"x"},{"id":2,"name":null}]'],
  ['whole numbers with a fraction or an exponent', '[{"id":1.0,"n":1E2},{"id":2,"n":5.0},{"id":3e0,"n":-0}]'],
  ['numbers at their limits', '[{"id":1,"n":9007199254740993},{"id":2,"n":123456789012345678901234567890}]'],
  ['doubles', '[{"id":1,"n":0.1},{"id":2,"n":1e300},{"id":3,"n":5}]'],
  ['a key that stands twice', '[{"id":1,"n":1,"n":2},{"id":2,"n":3}]'],
  ['a nested key that stands twice', '[{"id":1,"s":{"n":1,"n":2}}]'],
  ['names that differ by case', '[{"id":1,"ID":2,"":3}]'],
  ['escapes in names and texts', '[{"id":1,"\\u0061b":"\\u00e9\\n\\u0000\\/"}]'],
  ['lone surrogates', '[{"id":1,"a":"\\ud83d"}]'],
  ['line ends between values', '[\n  {"id":1,\n"a":[1,\r\n2]}\n]'],
  ['separators that some take for line ends', '[{"id":1,"a":"x\u2028y\u2029z\u0085"}]'],
  ['rows of all shapes', '[{"id":1},{"id":2,"s":{"a":[{"b":1},{}]}},{"id":3,"s":null,"l":[]}]'],
  ['rows without the key', '[{"id":1},{"a":2},{"id":null}]'],
  ['mixed values', '[{"id":1,"v":1},{"id":2,"v":"1"},{"id":3,"v":{"b":1,"a":[true,null]}}]'],
  ['numbers in a column of texts', '[{"id":"1","v":9007199254740993},{"id":"2","v":1.0},{"id":"3","v":2.50}]'],
  ['keys that are numbers and texts', '[{"id":1.0},{"id":"a"},{"id":1}]'],
  ['a time column', '[{"id":1,"at":"2024-05-06T07:08:09.5+02:00"},{"id":2,"at":"2024-05-06T07:08:09"}]'],
];

/** The page as the fast lane makes it, where its rows are plain enough. */
function packed(received: Page): Page {
  const rows = new RowScanner(['id']).scan(received.response.json!, [])?.cut();
  return rows === undefined ? received : { ...received, packed: rows };
}

describe('ParquetSink with rows as they were received', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();

  async function publishAnswer(out: string, text: string, way: 'decoded' | 'received' | 'packed'): Promise<Row[]> {
    const resource = info();
    const rows = json.decode(text) as Row[];
    const plain = page(rows, { resource });
    const received: Page = { ...plain, response: { ...plain.response, json: Buffer.from(text) }, rowsAt: [] };
    const sink = await ParquetSink.open(engine(), await makeFolders(out), resource, {
      asReceived: way !== 'decoded',
    });
    await sink.write(way === 'packed' ? packed(received) : received);
    const { file } = await sink.publish();
    await sink.abandon();
    return exactRows(file!);
  }

  it('does not look at rows that are packed', async () => {
    const answer = packed({ ...page([]), response: { ...page([]).response, json: Buffer.from('[{"id":1}]') } });
    const unseen: Page = Object.defineProperty({ ...answer }, 'rows', {
      get: () => assert.fail('the rows were looked at'),
    });
    const resource = info();
    const sink = await ParquetSink.open(engine(), await makeFolders(folder()), resource, { asReceived: true });
    await sink.write(unseen);
    const { file } = await sink.publish();
    await sink.abandon();
    assert.deepEqual(await exactRows(file!), [{ id: 1n }]);
  });

  for (const [what, text] of ANSWERS) {
    it(`publishes ${what} as if they had been decoded`, async () => {
      const decoded = await publishAnswer(join(folder(), 'a'), text, 'decoded');
      assert.isNotEmpty(decoded);
      assert.deepEqual(await publishAnswer(join(folder(), 'b'), text, 'received'), decoded);
      assert.deepEqual(await publishAnswer(join(folder(), 'c'), text, 'packed'), decoded);
    });
  }
});
