import { assert } from 'chai';
import { HttpError } from '../../lib/core/errors.ts';
import { redactor } from '../../lib/core/redact.ts';
import { applyActions, ResponseActionError, type ResponseRule } from '../../lib/http/response-actions.ts';
import type { ResponseView } from '../../lib/http/response-view.ts';
import { requestFor } from '../helpers/marbles.ts';

const request = requestFor('jobs', { params: { api_key: 'hush-hush', page: 2 } });

function act(rules: readonly Partial<ResponseRule>[], over: { status?: number; text?: string; type?: string } = {}) {
  const { status = 200, text = '{"data":[{"id":1}]}', type = 'application/json' } = over;
  const raw = { status, headers: { 'content-type': type }, url: request.url, body: Buffer.from(text), ms: 1 };
  return applyActions(
    rules.map((rule, i) => ({ action: 'fail', setting: `rules.${i}`, ...rule })),
    { request, raw },
    {
      redact: redactor(['hush-hush']),
      now: 0,
      decode: (answer) => JSON.parse(answer.body.toString('latin1')) as unknown,
    },
  );
}

function refused(...args: Parameters<typeof act>): HttpError {
  try {
    act(...args);
  } catch (error) {
    assert.instanceOf(error, HttpError);
    return error;
  }
  return assert.fail('nothing was thrown');
}

describe('applyActions', () => {
  describe('the first rule that fits decides', () => {
    const ignored = (rule: Partial<ResponseRule>, over?: Parameters<typeof act>[1]) =>
      act([{ ...rule, action: 'ignore' }], over).ignoredBy === 'rules.0';

    it('by status', () => {
      assert.isTrue(ignored({ status: 404 }, { status: 404 }));
      assert.isFalse(ignored({ status: 404 }, { status: 403 }));
    });
    it('by class of status', () => {
      for (const status of [400, 404, 499]) assert.isTrue(ignored({ status: '4xx' }, { status }));
      for (const status of [399, 500, 200]) assert.isFalse(ignored({ status: '4XX' }, { status }));
    });
    it('by content, letter by letter', () => {
      assert.isTrue(ignored({ content: '"id":1' }));
      assert.isFalse(ignored({ content: '"ID":1' }));
      assert.isTrue(ignored({ content: '' }, { text: '' }));
    });
    it('by both where both are given', () => {
      assert.isTrue(ignored({ status: 200, content: 'id' }));
      assert.isFalse(ignored({ status: 200, content: 'name' }));
      assert.isFalse(ignored({ status: 201, content: 'id' }));
    });
    it('in the order of the list', () => {
      const rules = [{ status: 404, action: 'ignore' }, { status: '4xx' }] as const;
      assert.equal(act(rules, { status: 404 }).ignoredBy, 'rules.0');
      assert.match(refused(rules, { status: 403 }).message, /403/);
      assert.isUndefined(act(rules).ignoredBy);
    });
  });

  it('fail says what the rule says, what was answered, and no secret', () => {
    const error = refused([{ status: 500, message: 'the export is broken' }], { status: 500, text: 'key hush-hush' });
    assert.equal(
      error.message,
      `GET ${request.url}?api_key=***&page=2: the export is broken; it answered 500 Internal Server Error: key ***`,
    );
    assert.deepInclude(error, { resource: 'jobs', setting: 'rules.0', status: 500, retry: false });
    assert.match(refused([{ content: 'id' }]).message, /page=2 answered 200 OK: \{"data"/);
  });

  it('retry is an error that is to be tried again', () => {
    assert.isTrue(refused([{ content: 'id', action: 'retry' }]).retry);
  });

  describe('a function', () => {
    const seen: ResponseView[] = [];
    const look = (response: ResponseView) => void seen.push({ ...response });

    it('sees status, headers, url, text and data', () => {
      seen.length = 0;
      act([{ content: '', action: [look] }]);
      assert.deepEqual(seen, [
        {
          status: 200,
          headers: { 'content-type': 'application/json' },
          url: request.url,
          text: '{"data":[{"id":1}]}',
          body: { data: [{ id: 1 }] },
        },
      ]);
      act([{ content: '', action: [look] }], { text: 'no json' });
      assert.isUndefined(seen[1]!.body);
    });

    it('may change the answer in place, and the next rule sees that', () => {
      const hide = (response: ResponseView) => {
        response.status = 204;
      };
      assert.equal(act([{ status: 500, action: [hide] }], { status: 500 }).raw.status, 204);
      assert.equal(
        act(
          [
            { status: 500, action: [hide] },
            { status: 204, action: 'ignore' },
          ],
          { status: 500 },
        ).ignoredBy,
        'rules.1',
      );
    });

    it('may change the data, inside or as a whole', () => {
      const inside = ({ body }: ResponseView) => {
        (body as { data: object[] }).data.push({ id: 2 });
      };
      assert.deepEqual(act([{ content: '', action: [inside] }]).body, { value: { data: [{ id: 1 }, { id: 2 }] } });
      const copy = (response: ResponseView) => ({ ...response, body: [3] });
      assert.deepEqual(act([{ content: '', action: [inside, copy] }]).body, { value: [3] });
      assert.deepEqual(act([{ content: '', action: [() => ({ body: [4] })] }]).body, { value: [4] });
    });

    it('may change the text, which is then decoded anew', () => {
      const change = (response: ResponseView) => ({ ...response, text: response.text.replace('1', '"ü"') });
      const { raw, body } = act([{ content: '', action: [change] }], { type: 'application/json; charset=latin1' });
      assert.isUndefined(body);
      assert.equal(raw.body.toString(), '{"data":[{"id":"ü"}]}');
      assert.equal(raw.headers['content-type'], 'application/json; charset=utf-8');
    });

    it('may say what the text is written in', () => {
      const latin = (response: ResponseView) => {
        response.headers = { 'Content-Type': 'text/plain; charset=latin1' };
      };
      const texts: string[] = [];
      act([{ content: '', action: [look, latin, ({ text }) => void texts.push(text)] }], { text: 'ü' });
      assert.deepEqual(texts, ['Ã¼']);
    });

    it('leaves an answer that nobody looked inside as it came', () => {
      const { raw, body } = act([
        { status: 200, action: [({ headers }) => void headers['x'], (response) => response] },
      ]);
      assert.isUndefined(body);
      assert.equal(raw.body.toString(), '{"data":[{"id":1}]}');
    });

    it('may decide', () => {
      const calls: string[] = [];
      const rules = [
        { content: '', action: [() => void calls.push('a'), () => 'ignore' as const, () => void calls.push('b')] },
        { content: '', action: [() => void calls.push('c')] },
      ];
      assert.equal(act(rules).ignoredBy, 'rules.0');
      assert.deepEqual(calls, ['a']);
      assert.isTrue(refused([{ content: '', action: [() => 'retry'] }]).retry);
      assert.isFalse(refused([{ content: '', action: [() => 'fail'] }]).retry);
    });

    for (const [what, action, says] of [
      [
        'throws',
        () => {
          throw new Error('no key hush-hush');
        },
        /page=2: its response action failed: no key \*\*\*$/,
      ],
      ['returns another word', () => 'skip', /it returned "skip", not a response, ignore, retry, fail or nothing$/],
      ['returns a promise', () => Promise.resolve(), /it returned a promise, not/],
      ['returns a status that is none', () => ({ status: '200' }), /it returned \{"status":"200"\}/],
      ['returns null', () => null, /it returned null/],
    ] as const) {
      it(`that ${what} fails the resource, and says where`, () => {
        const rules = [{ content: '', action: [action as () => undefined] }];
        assert.throws(() => act(rules), ResponseActionError, says);
      });
    }
  });
});
