import { assert } from 'chai';
import { ConfigError } from '../../../lib/core/errors.ts';
import { isSecret } from '../../../lib/core/secret.ts';
import { fromCurl } from '../../../lib/init/curl/from-curl.ts';
import { pipelineText } from '../../../lib/init/pipeline-text.ts';

interface Made {
  readonly client: Readonly<Record<string, unknown>>;
  readonly endpoint: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string | undefined>>;
  readonly notes: readonly string[];
}

/** The same, with secrets as `<name>`. */
function shown(value: unknown): unknown {
  if (isSecret(value))
    return (value.parts ?? [value]).map((part) => (isSecret(part) ? `<${part.name}>` : part)).join('');
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
}

function made(command: string): Made {
  const { config, secrets, notes } = fromCurl(command);
  return {
    client: shown(config.client) as Made['client'],
    endpoint: shown(config.resources[0]!['endpoint']) as Made['endpoint'],
    secrets: Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
    notes,
  };
}

describe('init: of a curl command', () => {
  it('has its address, path and parameters', () => {
    const { client, endpoint } = made(
      `curl 'https://api.example.com/rest/v2/jobs/archive?status=open&tag=a&tag=b%20c&q={x}'`,
    );
    assert.deepEqual(client, { base_url: 'https://api.example.com/rest/v2' });
    assert.deepEqual(endpoint, { path: 'jobs/archive', params: { status: 'open', tag: ['a', 'b c'], q: '{{x}}' } });
  });

  describe('authentication', () => {
    const cases: readonly [command: string, auth: object | undefined, secrets: object, headers?: object][] = [
      [`-H 'Authorization: Bearer xyz'`, { type: 'bearer', token: '<api_token>' }, { api_token: 'xyz' }],
      [`-H "Authorization: Bearer $MY_TOKEN"`, { type: 'bearer', token: '<my_token>' }, { my_token: undefined }],
      [`--oauth2-bearer xyz`, { type: 'bearer', token: '<api_token>' }, { api_token: 'xyz' }],
      [
        `-u ada:pw:1`,
        { type: 'http_basic', username: '<api_user>', password: '<api_password>' },
        { api_user: 'ada', api_password: 'pw:1' },
      ],
      [`-u sk_1:`, { type: 'http_basic', username: '<api_user>', password: '' }, { api_user: 'sk_1' }],
      [
        `-H 'Authorization: Basic YWRhOnDDpDU1'`,
        { type: 'http_basic', username: '<api_user>', password: '<api_password>' },
        { api_user: 'ada', api_password: 'pä55' },
      ],
      [
        `-H 'authorization: Token abc'`,
        { type: 'api_key', name: 'Authorization', api_key: 'Token <api_token>', location: 'header' },
        { api_token: 'abc' },
      ],
      [
        `-H 'X-Api-Key: k1' -H 'X-Auth-Token: k2'`,
        { type: 'api_key', name: 'X-Api-Key', api_key: '<api_key>', location: 'header' },
        { api_key: 'k1', auth_token: 'k2' },
        { 'X-Auth-Token': '<auth_token>' },
      ],
      [
        `-G -d access_token=k1`,
        { type: 'api_key', name: 'access_token', api_key: '<access_token>', location: 'query' },
        { access_token: 'k1' },
      ],
      [`-b 'sid=1; b=2'`, undefined, { cookie: 'sid=1; b=2' }, { Cookie: '<cookie>' }],
    ];
    for (const [options, auth, secrets, headers] of cases) {
      it(`by ${options}`, () => {
        const { client, ...found } = made(`curl ${options} https://api.example.com/jobs`);
        assert.deepEqual(client['auth'], auth);
        assert.deepEqual(client['headers'], headers);
        assert.deepEqual(found.secrets, secrets);
      });
    }

    it('by the URL', () => {
      const { client, secrets } = made('curl https://ada:p%40w@api.example.com/jobs');
      assert.equal(client['base_url'], 'https://api.example.com');
      assert.deepEqual(secrets, { api_user: 'ada', api_password: 'p@w' });
    });
  });

  describe('paging', () => {
    const cases: readonly [query: string, paginator: object | undefined, params?: object][] = [
      ['page=1&per_page=50', { type: 'page_number', base_page: 1, limit: 50, limit_param: 'per_page' }],
      ['p=0', { type: 'page_number', base_page: 0, page_param: 'p' }],
      ['page=7&x=1', { type: 'page_number' }, { x: '1' }],
      ['offset=100&limit=50', { type: 'offset', limit: 50, limit_param: 'limit' }],
      ['skip=0&take=20', { type: 'offset', limit: 20, limit_param: 'take', offset_param: 'skip' }],
      ['cursor=abc&limit=5', undefined, { limit: '5' }],
      ['page=abc', undefined],
      ['after=2024-01-01', undefined, { after: '2024-01-01' }],
      ['limit=5', undefined, { limit: '5' }],
    ];
    for (const [query, paginator, params] of cases) {
      it(`by ${query}`, () => {
        const { endpoint } = made(`curl 'https://api.example.com/jobs?${query}'`);
        assert.deepEqual(endpoint['paginator'], paginator);
        assert.deepEqual(endpoint['params'], params);
      });
    }

    it('says so where how to go on cannot be seen in a request', () => {
      const { notes } = made(`curl 'https://api.example.com/jobs?page_token=abc'`);
      assert.match(notes.join(), /^page_token says which page is meant, and is left out/);
    });
  });

  it('sends JSON, paging and secrets in it as well', () => {
    const { endpoint, secrets } = made(
      `curl https://api.example.com/search --json '{"page":1,"size":10,"filter":{"q":"{a}","password":"pw"},"ids":[1,2]}'`,
    );
    assert.deepEqual(endpoint, {
      path: 'search',
      method: 'POST',
      json: { filter: { q: '{{a}}', password: '<password>' }, ids: [1, 2] },
      paginator: { type: 'page_number', base_page: 1, page_body_path: 'page', limit: 10, limit_body_path: 'size' },
    });
    assert.deepEqual(secrets, { password: 'pw' });
  });

  it('sends forms and texts', () => {
    const form = made(`curl https://api.example.com/x -d a=1 --data-urlencode 'b=c d&e' -d 'token=t'`);
    assert.deepEqual(form.endpoint['data'], { a: '1', b: 'c d&e', token: '<token>' });
    assert.deepEqual(made(`curl https://api.example.com/x -d 'a=1&a=2'`).endpoint['data'], [
      ['a', '1'],
      ['a', '2'],
    ]);
    const text = made(`curl https://api.example.com/x -H 'Content-Type: application/xml' -d '<a/>'`);
    assert.equal(text.endpoint['data'], '<a/>');
    assert.deepEqual(text.client['headers'], { 'Content-Type': 'application/xml' });
  });

  it('tells what it leaves out', () => {
    const { notes } = made(`curl -sSkL --proxy p --frobnicate https://a.example.com/x -H 'User-Agent: x' | jq .`);
    assert.lengthOf(notes, 5);
    assert.match(notes.join('\n'), /behind the curl command[^]*--insecure[^]*--proxy[^]*--frobnicate[^]*User-Agent/);
  });

  it('never writes a secret into the pipeline', async () => {
    const values = {
      named: 'hunter2-secret',
      token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
      github: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      random: 'Xq7fPz2LmN9vRt4KwY8sBd3H',
      bot: '123456789:AAH-abcdefghijklmnopqrstuvwxyz12345',
      hex: '0123456789abcdef0123456789abcdef',
    };
    const command = `curl -b 's=${values.named}' -H 'X-Whatever: ${values.random}' -H 'Authorization: Basic ${btoa(`u:${values.named}`)}' \
      'https://api.example.com/bot${values.bot}/${values.hex}/list?password=${values.named}&x=${values.github}' \
      -d '{"a":{"clientSecret":"${values.named}"},"text":"use ${values.token}, please"}'`;
    const start = fromCurl(command);
    for (const format of ['ts', 'yaml'] as const) {
      const text = await pipelineText(start, format);
      const shown = text + start.notes.join() + start.secrets.map(({ name, about }) => name + about).join();
      for (const [what, value] of Object.entries(values)) assert.notInclude(shown, value, what);
    }
    const found = start.secrets.map(({ value }) => value).join();
    for (const value of Object.values(values)) assert.include(found, value);
  });

  it('leaves ids and dates where they are', () => {
    const { endpoint, secrets } = made(
      `curl 'https://api.example.com/v1/orgs/8c2f1d5e-7a4b-4a51-9b7e-0f2f0d8f7a11/long-name-of-a-thing-2024?since=2024-01-01T00:00:00Z'`,
    );
    assert.deepEqual(secrets, {});
    assert.deepEqual(endpoint['params'], { since: '2024-01-01T00:00:00Z' });
  });

  for (const [what, command, says] of [
    ['no curl', 'wget https://x', /no curl command/],
    ['no URL', 'curl -s', /no URL/],
    ['two URLs', 'curl https://a https://b', /has 2 URLs/],
    ['a change', 'curl -X DELETE https://a/b', /sends DELETE/],
    ['a file', 'curl -d @body.json https://a/b', /sends a file/],
    ['a multipart form', 'curl -F a=@b https://a/b', /multipart/],
    ['a host that is a variable', 'curl $BASE/jobs', /URL of the command cannot be read/],
    ['an option without its value', 'curl https://a -H', /has no value/],
  ] as const) {
    it(`is not made where there is ${what}`, () => {
      assert.throws(() => fromCurl(command), ConfigError, says);
    });
  }
});
