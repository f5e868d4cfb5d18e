import { assert } from 'chai';
import { ConfigError, type ConfigIssue } from '../../lib/core/errors.ts';
import { isSecret } from '../../lib/core/secret.ts';
import { readYaml } from '../../lib/documents/yaml-text.ts';

const read = async (text: string) => (await readYaml({ file: 'my-api.yaml', text })).config as Record<string, unknown>;

async function issues(text: string): Promise<readonly ConfigIssue[]> {
  const error = await readYaml({ file: 'my-api.yaml', text }).catch((thrown: unknown) => thrown);
  assert.instanceOf(error, ConfigError);
  return error.issues;
}

describe('documents: YAML', () => {
  it('reads YAML 1.2: only true and false are boolean, dates are text, integers keep every digit', async () => {
    const text =
      'a: yes\nb: true\nc: 2024-01-01\nd: 0o17\ne: ~\nf: 12345678901234567890\ng: 1.5\nh: [1, x]\ni: |\n  p\n  q\n';
    assert.deepEqual(await read(text), {
      a: 'yes',
      b: true,
      c: '2024-01-01',
      d: 15,
      e: null,
      f: 12345678901234567890n,
      g: 1.5,
      h: [1, 'x'],
      i: 'p\nq\n',
    });
  });

  it('reads JSON, indented by tabs, with $schema and a byte order mark', async () => {
    const text = '\uFEFF{\n\t"$schema": "x.json",\n\t"a": [1, {"b": "\\ud83d\\ude00\\/"}],\r\n\t"c": 1e3\n}';
    assert.deepEqual(await read(text), { a: [1, { b: '😀/' }], c: 1000 });
  });

  it('reads YAML with a byte order mark', async () => {
    assert.deepEqual(await read('\uFEFFa: 1\nb: 2\n'), { a: 1, b: 2 });
  });

  it('takes anchors, aliases and merges', async () => {
    const text = 'base: &b {x: 1, y: 1}\none:\n  <<: *b\n  y: 2\ntwo: *b\nthree: {<<: [*b, {z: 3}]}';
    const config = await read(text);
    assert.deepEqual(config, {
      base: { x: 1, y: 1 },
      one: { x: 1, y: 2 },
      two: { x: 1, y: 1 },
      three: { x: 1, y: 1, z: 3 },
    });
  });

  it('__proto__ is a key like any other', async () => {
    const config = await read('__proto__: {polluted: 1}');
    assert.isTrue(Object.hasOwn(config, '__proto__'));
    assert.notProperty({}, 'polluted');
  });

  describe('secrets', () => {
    it('are texts of their own, or parts of one', async () => {
      const { a, b, c } = await read(
        'a: ${secret:api_token}\nb: "Token ${ secret:x.y }, ${secret:z-1}"\nc: ${other:x} $5',
      );
      assert.isTrue(isSecret(a) && a.name === 'api_token');
      assert.isTrue(isSecret(b));
      if (isSecret(b)) {
        const parts = b.parts?.map((part) => (isSecret(part) ? { secret: part.name } : part));
        assert.deepEqual(parts, ['Token ', { secret: 'x.y' }, ', ', { secret: 'z-1' }]);
      }
      assert.equal(c, '${other:x} $5');
    });

    it('that are written wrongly are an error with its place', async () => {
      const found = await issues('a: 1\nclient:\n  token: x ${secret:} y\n  more: ${secrets:a}\n  open: "${secret:a"');
      assert.deepEqual(
        found.map(({ path, at }) => [path, at]),
        [
          ['client.token', 'my-api.yaml:3:3'],
          ['client.more', 'my-api.yaml:4:3'],
          ['client.open', 'my-api.yaml:5:3'],
        ],
      );
      assert.include(found[0]!.message, '${secret:}');
      assert.include(found[0]!.fix, '${secret:api_token}');
    });
  });

  describe('where a setting is written', () => {
    const TEXT = `# a comment
client:
  base_url: x
resources:
  - name: jobs
    endpoint:
      paginator: {type: offset, limit: 5}
  - users
  - name: a.b
    selected: true
`;
    const places: readonly [path: string, place: string][] = [
      ['client', '2:1'],
      ['client.base_url', '3:3'],
      ['client.auth.token', '2:1'],
      ['resources', '4:1'],
      ['resources.jobs', '5:5'],
      ['resources.jobs.endpoint.paginator.limit', '7:33'],
      ['resources.jobs.endpoint.paginator.page', '7:7'],
      ['resources.users', '8:5'],
      ['resources.a.b.selected', '10:5'],
      ['resources.a.b.endpoint', '9:5'],
      ['resources.none', '4:1'],
      ['nothing', '2:1'],
      ['', '2:1'],
    ];
    for (const [path, place] of places) {
      it(`${path || 'the whole'}: ${place}`, async () => {
        const { locate } = await readYaml({ file: 'my-api.yaml', text: TEXT });
        assert.equal(locate(path), `my-api.yaml:${place}`);
      });
    }

    it('is the place of the anchor for what an alias gives, but a key of its own wins', async () => {
      const text = 'base: &b\n  x: 1\n  y: 1\none:\n  <<: *b\n  y: 2\ntwo: *b\n';
      const { locate } = await readYaml({ file: 'a', text });
      assert.deepEqual(['one.x', 'one.y', 'two', 'two.y'].map(locate), ['a:2:3', 'a:6:3', 'a:7:1', 'a:3:3']);
    });
  });

  describe('what is no YAML is told with its place', () => {
    const wrong: readonly [name: string, text: string, at: string, message: RegExp, fix: RegExp | undefined][] = [
      ['a key twice', 'a: 1\nb: 2\na: 3', '3:1', /the key a is there twice/, /take one of the two away/],
      ['a key twice, nested', 'a:\n  "x y": 1\n  "x y": 2', '3:3', /the key "x y" is there twice/, /away/],
      ['a tab', 'a:\n\tb: 1', '2:1', /Tabs are not allowed/, /spaces/],
      ['an open bracket', 'a: [1, 2', '1:9', /\]/, undefined],
      ['an open quote', 'a: 1\nb: "x\n', '3:1', /Missing closing "quote/, undefined],
      ['two documents', 'a: 1\n---\nb: 2', '2:1', /multiple documents/, /file of its own/],
      ['a tag', 'a: !!js/function "x"', '1:4', /Unresolved tag/, /tag/],
      ['a text that needs quotes', 'a: @x', '1:4', /reserved character @/, /quotes/],
      ['braces that need quotes', 'a: {b: ${secret:x}}', '1:9', /flow-map-start/, /quotes/],
      ['a colon that needs quotes', 'a: b: c', '1:4', /Nested mappings/, /quotes/],
      ['nothing', '', '1:1', /it is empty/, /client:/],
      ['only comments', '# hello\n', '1:1', /it is empty/, /client:/],
      ['a list', '- 1', '1:1', /it is a list/, /client:/],
      ['a text', 'hello', '1:1', /it is a text or number/, /client:/],
      ['an alias of nothing', 'a: *x', '1:1', /aliases.*x/, /write the values out/],
      ['an alias in itself', 'a: &x {b: *x}', '1:1', /inside of what it stands for/, /write the values out/],
    ];
    for (const [name, text, at, message, fix] of wrong) {
      it(name, async () => {
        const [first] = await issues(text);
        assert.equal(first!.at, `my-api.yaml:${at}`);
        assert.match(first!.message, message);
        assert.notInclude(first!.message, '\n');
        if (fix !== undefined) assert.match(first!.fix ?? '', fix);
      });
    }

    it('all of it at once', async () => {
      const found = await issues('a: 1\na: 2\nb: !x 1\nc: 1\nc: 2');
      assert.deepEqual(
        found.map(({ at }) => at),
        ['my-api.yaml:2:1', 'my-api.yaml:5:1', 'my-api.yaml:3:4'],
      );
    });

    it('an attack by aliases', async () => {
      const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
      const [first] = await issues(['l0: &l0 [x]', ...levels].join('\n'));
      assert.match(first!.message, /aliases/);
    });

    it('what nests without end, whatever it nests', async () => {
      for (const nest of ['[', '- ', '{a: ', '{"a":', '? ']) {
        const found = await issues(nest.repeat(20_000));
        assert.isNotEmpty(found, nest);
      }
    });
  });
});
