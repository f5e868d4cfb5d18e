import { assert } from 'chai';
import { jsonl } from '../../lib/decoders/jsonl.ts';

describe('the JSON Lines decoder', () => {
  it('gives the values of all lines, blank ones passed over', () => {
    assert.deepEqual(jsonl.decode('\n{"a":1}\r\n\n[2]\n"x\\ny"\n  \nnull'), [{ a: 1 }, [2], 'x\ny', null]);
  });

  it('keeps every digit of an integer beyond 2^53', () => {
    assert.deepEqual(jsonl.decode('{"id":9007199254740993}'), [{ id: 9007199254740993n }]);
  });

  it('takes the record separators of JSON text sequences', () => {
    assert.deepEqual(jsonl.decode('\u001E{"a":1}\n\u001E{"a":2}\n'), [{ a: 1 }, { a: 2 }]);
  });

  it('one line is a list of one', () => assert.deepEqual(jsonl.decode('{"data":[]}'), [{ data: [] }]));

  it('names the line that is broken', () => {
    assert.throws(() => jsonl.decode('{"a":1}\n{"a":2},\n{"a":3}'), SyntaxError, /^line 2: /);
    assert.throws(() => jsonl.decode('{"a":1}\n1,2'), SyntaxError, /^line 2: /);
  });

  it('is picked for its content types only', () => {
    for (const type of [
      'application/x-ndjson',
      'application/ndjson',
      'application/jsonl',
      'application/x-jsonlines',
      'application/json-lines',
      'application/vnd.api+jsonl',
      'application/json-seq',
      'text/jsonl',
    ]) {
      assert.isTrue(jsonl.reads(type), type);
    }
    for (const type of ['application/json', 'application/vnd.api+json', 'text/plain'])
      assert.isFalse(jsonl.reads(type), type);
  });
});
