import { assert } from 'chai';
import { dltIssues, readDlt, valueIssue, valueOf } from './read-dlt.ts';

describe('documents: Python values', () => {
  const values: readonly [code: string, value: unknown][] = [
    [
      '{"a": 1, \'b\': [1, 2.5, -3, +4], "c": (), "d": (1,), "e": (1, "x"), "f": {}}',
      { a: 1, b: [1, 2.5, -3, 4], c: [], d: [1], e: [1, 'x'], f: {} },
    ],
    ['[True, False, None]', [true, false, null]],
    ['[1_000, 0x1F, 0o17, 0b101, 1e3, .5, 0_0]', [1000, 31, 15, 5, 1000, 0.5, 0]],
    ['[9007199254740993, -9007199254740993]', [9007199254740993n, -9007199254740993n]],
    [String.raw`"a\tb\\\'\"\x41\u00e9\U0001F600\101\q"`, 'a\tb\\\'"Aé😀A\\q'],
    [String.raw`[r"a\tb", R'\'', u"x", ""]`, ['a\\tb', "\\'", 'x', '']],
    ['"""a\n"b" \\\nc"""', 'a\n"b" c'],
    ["('a' \"b\"\n   'c')", 'abc'],
    ['"a" + \'b\' + "c"', 'abc'],
    ['[1] + [2, 3] + []', [1, 2, 3]],
    ['[*[1, 2], 3, *()]', [1, 2, 3]],
    ['{"a": 1, **{"a": 2, "b": 3}, "b": 4}', { a: 2, b: 4 }],
    ['(\n  # a comment\n  {"a": 1,  # another\n  }\n)', { a: 1 }],
    ['dict(a=1, b=dict())', { a: 1, b: {} }],
    ['{"__proto__": {"a": 1}}', JSON.parse('{"__proto__": {"a": 1}}')],
  ];
  for (const [code, value] of values) {
    it(`reads ${code.replaceAll('\n', ' ')}`, () => assert.deepEqual(valueOf(code), value));
  }

  describe('names', () => {
    it('stand for what they are set to once', () => {
      assert.deepEqual(valueOf('[A, {**B, "z": C}]', 'A = "x"\nB: dict = {"y": A}\nC = D = 5'), [
        'x',
        { y: 'x', z: 5 },
      ]);
      assert.deepEqual(valueOf('[*A, 3] + A', 'A = [1, 2]'), [1, 2, 3, 1, 2]);
    });

    it('stand in f-strings', () => {
      assert.equal(valueOf('f"{A}/{{resources.b.id}}/{B}" "{A}"', 'A = "x"\nB = 7'), 'x/{resources.b.id}/7{A}');
      assert.equal(valueOf('rf"\\d{A}"', 'A = "x"'), '\\dx');
    });

    it('in a function come before those of the module', () => {
      const text = 'A = "module"\nB = "b"\ndef f():\n  A = "function"\n  return rest_api_source({"a": A, "b": B})\n';
      assert.deepEqual(readDlt(text), { a: 'function', b: 'b' });
    });

    it('of parameters are secrets that dlt gives, or their defaults', () => {
      const text = `@dlt.source
def github(access_token: str = dlt.secrets.value, account=dlt.config.value, host: str = "x.org", *, limit=5):
    yield from rest_api_resources({"a": access_token, "b": account, "c": f"https://{host}", "d": limit})
github()
`;
      assert.deepEqual(readDlt(text), {
        a: '${secret:access_token}',
        b: '${secret:account}',
        c: 'https://x.org',
        d: 5,
      });
    });
  });

  describe('secrets', () => {
    const secrets: readonly [code: string, name: string][] = [
      ['dlt.secrets["api_token"]', 'api_token'],
      ["dlt.secrets['sources.github.token']", 'sources.github.token'],
      ['dlt.secrets.api_token', 'api_token'],
      ['dlt.secrets.get("api_token")', 'api_token'],
      ['dlt.secrets.get("api_token", str)', 'api_token'],
      ['dlt.config["page_size"]', 'page_size'],
      ['os.environ["API_TOKEN"]', 'API_TOKEN'],
      ['os.environ.get("API_TOKEN")', 'API_TOKEN'],
      ['os.getenv("API_TOKEN")', 'API_TOKEN'],
      ['dlt.secrets["api" + "_token"]', 'api_token'],
    ];
    for (const [code, name] of secrets) {
      it(`reads ${code}`, () => assert.equal(valueOf(code), `\${secret:${name}}`));
    }

    it('are parts of longer texts', () => {
      assert.equal(valueOf('f"Token {dlt.secrets[\'a\']}!"'), 'Token ${secret:a}!');
      assert.equal(valueOf('"Bearer " + T', 'T = dlt.secrets["b"]'), 'Bearer ${secret:b}');
    });
  });

  describe('classes of dlt', () => {
    const classes: readonly [code: string, value: object][] = [
      ['HeaderLinkPaginator()', { type: 'header_link' }],
      ['SinglePagePaginator()', { type: 'single_page' }],
      [
        'rest_client.paginators.OffsetPaginator(100, 5, total_path=None)',
        { type: 'offset', limit: 100, offset: 5, total_path: null },
      ],
      ['PageNumberPaginator(base_page=1, page_param="p")', { type: 'page_number', base_page: 1, page_param: 'p' }],
      ['PageNumberPaginator(1)', { type: 'page_number', base_page: 1 }],
      ['JSONLinkPaginator("next")', { type: 'json_link', next_url_path: 'next' }],
      ['JSONResponsePaginator(next_url_path="a.b")', { type: 'json_link', next_url_path: 'a.b' }],
      [
        'JSONResponseCursorPaginator("c.next", "after")',
        { type: 'cursor', cursor_path: 'c.next', cursor_param: 'after' },
      ],
      ['HeaderCursorPaginator(cursor_key="X-Next")', { type: 'header_cursor', cursor_key: 'X-Next' }],
      ['BearerTokenAuth(dlt.secrets["t"])', { type: 'bearer', token: '${secret:t}' }],
      [
        'APIKeyAuth(name="X-Key", api_key=dlt.secrets["k"], location="header")',
        { type: 'api_key', name: 'X-Key', api_key: '${secret:k}', location: 'header' },
      ],
      ['HttpBasicAuth("me", dlt.secrets["p"])', { type: 'http_basic', username: 'me', password: '${secret:p}' }],
      [
        'OAuth2ClientCredentials(access_token_url="u", client_id="i", client_secret=S)',
        { type: 'oauth2_client_credentials', access_token_url: 'u', client_id: 'i', client_secret: 's' },
      ],
      ['dlt.sources.incremental("at", initial_value=1)', { cursor_path: 'at', initial_value: 1 }],
      [
        '{"params": {"since": incremental("at", "2024-01-01", last_value_func=max)}}',
        {
          params: {
            since: { type: 'incremental', cursor_path: 'at', initial_value: '2024-01-01', last_value_func: 'max' },
          },
        },
      ],
    ];
    for (const [code, value] of classes) {
      it(`reads ${code}`, () => assert.deepEqual(valueOf(code, 'S = "s"'), value));
    }
  });

  describe('what would have to be executed is refused, with its place', () => {
    const refused: readonly [code: string, message: RegExp, before?: string, at?: string][] = [
      ['[a for a in b]', /a list comprehension cannot be read/],
      ['{a: 1 for a in b}', /a dictionary comprehension/],
      ['{1, 2}', /a set cannot be read/],
      ['1 if x else 2', /a conditional expression/],
      ['lambda r: r', /a function \(lambda\)/],
      ['(a := 1)', /:=/],
      ['os.path.join("a", "b")', /the call of join cannot be read/],
      ['"{}".format(1)', /cannot be read/],
      ['"a" % 1', /% cannot be read/],
      ['"a" * 3', /\* cannot be read/],
      ['60 * 60', /\* cannot be read/],
      ['1 + 2', /\+ can only be read between texts/],
      ['"a" + 1', /\+ can only be read between texts/],
      ['[1] + "a"', /this is no list/],
      ['not True', /cannot be read/],
      ['-"a"', /-"a" cannot be read/],
      ['b"x"', /bytes/],
      ['3j', /3j is no number/],
      ['1e999', /no number/],
      ['01', /01 is no number/],
      ['"\\N{BULLET}"', /\\N/],
      ['"\\x4"', /\\x is not followed/],
      ['{1: 2}', /has to be a text/],
      ['{"a": 1, "a": 2}', /the key "a" is there twice/],
      ['[*5]', /this is no list/],
      ['{**5}', /no dictionary/],
      ['f"{1.5}"', /texts and integers/],
      ['f"{a!r}"', /the format in \{a!r\}/, 'a = "x"'],
      ['f"{a:>3}"', /the format in \{a:>3\}/, 'a = "x"'],
      ['f"{a=}"', /the format in \{a=\}/, 'a = "x"'],
      ['NOT_SET', /NOT_SET is not set in this document/],
      ['A', /A is set more than once/, 'A = 1\nA = 2', '2:1'],
      ['A', /A is set to itself/, 'A = [A]', '1:6'],
      ['A', /A is set inside of if \(\.\.\.\)/, 'if x:\n  A = 1', '2:3'],
      ['A', /A is set inside of for/, 'for y in z:\n  A = 1', '2:3'],
      ['A', /one of several/, '(A, B) = 1, 2', '1:2'],
      ['A', /several values/, 'A, B = 1, 2', '1:1'],
      ['A', /A is changed here/, 'A = []\nA.append(1)', '2:1'],
      ['A', /A is changed here/, 'A = {}\nA["x"]["y"] = 1', '2:1'],
      ['A', /A is changed here/, 'A = []\nA += [1]', '2:1'],
      ['A', /A is changed here/, 'A = {"x": 1}\ndel A["x"]', '2:1'],
      ['A', /A is changed here/, 'A = [{}]\nfor one in A:\n  one["x"] = 1', '3:3'],
      ['A', /A is changed here/, 'A = {"x": []}\nx = A["x"]\nx.append(1)', '3:1'],
      ['dlt.secrets.value', /names nothing here/],
      ['os.environ.x', /cannot be read/],
      ['os.getenv("A", "b")', /cannot be read/],
      ['dlt.secrets[1]', /has to be a text/],
      ['obj.attribute', /obj\.attribute cannot be read/],
      ['A["x"]', /cannot be read/, 'A = {}'],
      ['PageNumberPagintor()', /the call of PageNumberPagintor/],
      ['OffsetPaginator(1, 2, "offset")', /given by its name/],
      ['OffsetPaginator(1, limit=2)', /limit is there twice/],
      ['OffsetPaginator(**a)', /spread arguments/],
      ['...', /cannot be read/],
    ];
    for (const [code, message, before, at] of refused) {
      it(`${before === undefined ? '' : `${before}; `}${code}`.replaceAll('\n', '; '), () => {
        const issue = valueIssue(code, before);
        assert.match(issue.message, message);
        assert.isNotEmpty(issue.fix);
        const line = (before ?? '').split('\n').length + 1;
        if (at === undefined) assert.match(issue.at ?? '', new RegExp(`^my-api\\.py:${line}:\\d+$`));
        else assert.equal(issue.at, `my-api.py:${at}`);
      });
    }

    it('suggests the class that was meant', () => {
      assert.match(valueIssue('PageNumberPagintor()').fix ?? '', /did you mean PageNumberPaginator\?/);
    });

    it('nests without end', () => {
      assert.match(valueIssue(`${'['.repeat(150)}${']'.repeat(150)}`).message, /nested too deeply/);
    });

    it('all of it at once, each once', () => {
      const issues = dltIssues('config = {"a": x, "b": [1 if y else 2], "c": Z, "d": Z}\nZ = f()');
      assert.lengthOf(issues, 3, JSON.stringify(issues));
    });
  });
});
