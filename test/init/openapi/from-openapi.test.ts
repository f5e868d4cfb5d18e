import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { ConfigError } from '../../../lib/core/errors.ts';
import { fromOpenApi, type OpenApiOptions } from '../../../lib/init/openapi/from-openapi.ts';
import { pipelineText } from '../../../lib/init/pipeline-text.ts';
import type { StartingPoint } from '../../../lib/init/starting-point.ts';
import { ROOT } from '../../helpers/command.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { tool, typeCheck } from '../../helpers/type-check.ts';

const FILE = join(ROOT, 'test/fixtures/openapi/tracker.yaml');

async function tracker(options: Partial<OpenApiOptions> = {}): Promise<StartingPoint> {
  return fromOpenApi(await readFile(FILE, 'utf8'), { file: 'tracker.yaml', ...options });
}

/** A document with one path, and the schemas that it uses. */
function made(answer: object, more: { schemas?: object; root?: object } = {}) {
  const { schemas = {}, root = {} } = more;
  return fromOpenApi(
    JSON.stringify({
      openapi: '3.1.0',
      servers: [{ url: 'https://api.example.com' }],
      paths: {
        '/things': { get: { responses: { 200: { content: { 'application/json': { schema: answer } } } } } },
      },
      components: { schemas },
      ...root,
    }),
    { file: 'api.json' },
  );
}

const thing = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } };
const things = { type: 'array', items: thing };

describe('init: of an OpenAPI document', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  it('has its lists as resources, with parents, keys, selectors and paging', async () => {
    const { config } = await tracker();
    assert.equal(config.name, 'issue_tracker');
    assert.equal(config.client.base_url, 'https://eu.tracker.example.com/v2');
    assert.deepEqual(config.resource_defaults, { primary_key: 'id', write_disposition: 'merge' });
    assert.deepEqual(Object.fromEntries(config.resources.map(({ name, ...resource }) => [name, resource])), {
      orgs: { endpoint: { path: '/orgs', params: { per_page: 100 }, paginator: 'header_link' } },
      projects: {
        primary_key: 'project_id',
        endpoint: {
          path: '/orgs/{resources.orgs.login}/projects',
          params: { limit: 1000 },
          data_selector: 'items',
          paginator: { type: 'cursor', cursor_path: 'meta.next_cursor' },
        },
      },
      issues: {
        endpoint: {
          path: '/orgs/{resources.orgs.login}/projects/{resources.projects.project_id}/issues',
          params: { state: 'all' },
          data_selector: 'issues',
          paginator: { type: 'offset', limit: 100, total_path: 'total_count' },
        },
      },
      comments: {
        endpoint: {
          path: '/issues/{resources.issues.id}/comments',
          data_selector: 'results',
          paginator: { type: 'json_link', next_url_path: 'next' },
        },
      },
      labels: {
        primary_key: null,
        write_disposition: 'replace',
        endpoint: { path: '/labels', auth: null, data_selector: 'labels' },
      },
      events: {
        endpoint: {
          path: '/events',
          headers: { 'X-Api-Version': '2' },
          data_selector: 'data',
          paginator: {
            type: 'cursor',
            cursor_path: 'data[-1].id',
            cursor_param: 'starting_after',
            has_more_path: 'has_more',
          },
        },
      },
    });
  });

  it('tells what it could not translate', async () => {
    const { notes } = await tracker();
    const all = notes.join('\n');
    for (const says of [
      /answer with one record .*: orgs_detail/,
      /deprecated .*: old/,
      /report \(GET \/report\): it answers with text\/csv/,
      /ping \(GET \/ping\): the document does not describe its answer/,
      /both \(GET \/both\): its answer has several lists: open, closed/,
      /keys \(GET \/users\/\{login\}\/keys\): nothing gives \{login\} a value \(--param login=/,
      /labels: no field of its rows is known/,
      /other servers, too: https:\/\/sandbox/,
      /users\.yaml#\/User/,
      /\{org\} is taken for login of orgs/,
      /inside of themselves.*orgs\.parent/,
    ]) {
      assert.match(all, says);
    }
  });

  it('takes what is named, with its parents, and values of parameters', async () => {
    const { config, rows } = await tracker({ select: ['issues', 'keys', 'orgs_detail'], params: { login: 'ada' } });
    assert.deepEqual(
      config.resources.map(({ name, selected }) => [name, selected]),
      [
        ['orgs', false],
        ['orgs_detail', undefined],
        ['projects', false],
        ['issues', undefined],
        ['keys', undefined],
      ],
    );
    assert.sameMembers([...rows.keys()], ['issues', 'keys', 'orgs_detail']);
    assert.deepInclude(config.resources[4]!['endpoint'], { path: '/users/{login}/keys', params: { login: 'ada' } });
    const error = await tracker({ select: ['isues'] }).then(
      () => assert.fail('it was made'),
      (cause: unknown) => cause,
    );
    assert.instanceOf(error, ConfigError);
    assert.match(error.issues[0]!.fix!, /did you mean issues/);
  });

  it('writes a module that tsc accepts and the formatter leaves as it is, and the same in YAML', async () => {
    const start = await tracker({ params: { login: 'ada' } });
    const text = await pipelineText(start, 'ts');
    await writeFile(join(folder(), 'tracker.ts'), text);
    assert.equal(await typeCheck(folder()), '');
    assert.equal(await tool('oxfmt', '-c', join(ROOT, '.oxfmtrc.json'), '--check', join(folder(), 'tracker.ts')), '');
    for (const line of [
      'id: int64,',
      'plan: plan.nullish(),',
      'parent: z.looseObject({}).optional(),',
      'created: z.iso.datetime({ offset: true }),',
      'due: z.iso.date().nullish(),',
      'settings: z.record(z.string(), z.string()).optional(),',
      "state: z.enum(['open', 'closed']),",
      'estimate: z.union([z.int(), z.string()]).optional(),',
      'title: z.string(),',
      "'weird-key': z.number().optional(),",
      'author: z.unknown().optional(),',
    ]) {
      assert.include(text, `  ${line}\n`);
    }
    assert.notInclude(text, 'password', 'what is only written');
    assert.include(await pipelineText(start, 'yaml'), 'format: date-time');
  });

  describe('rows', () => {
    const cases: readonly [what: string, answer: object, selector: unknown][] = [
      ['a list', things, undefined],
      ['an envelope', { type: 'object', properties: { data: things } }, 'data'],
      [
        'two envelopes',
        { type: 'object', properties: { data: { type: 'object', properties: { items: things } } } },
        'data.items',
      ],
      ['the name of the path', { type: 'object', properties: { others: things, things } }, 'things'],
      [
        'HAL',
        { type: 'object', properties: { _embedded: { type: 'object', properties: { things } } } },
        '_embedded.things',
      ],
      ['a name with a dot', { type: 'object', properties: { 'odata.value': things } }, ['odata.value']],
      [
        'a type of 3.1',
        { type: ['object', 'null'], properties: { results: { type: ['array', 'null'], items: thing } } },
        'results',
      ],
      [
        'one of several answers',
        {
          oneOf: [
            { type: 'object', properties: { error: { type: 'string' } } },
            { type: 'object', properties: { data: things } },
          ],
        },
        'data',
      ],
    ];
    for (const [what, answer, selector] of cases) {
      it(`are found in ${what}`, async () => {
        const { config, rows } = await made(answer);
        assert.deepEqual((config.resources[0]!['endpoint'] as Record<string, unknown>)['data_selector'], selector);
        assert.deepEqual([...rows.keys()], ['things']);
      });
    }

    it('end where a schema is inside of itself', async () => {
      const node = {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'integer' }, next: { $ref: '#/components/schemas/Node' } },
      };
      const loop = { allOf: [{ $ref: '#/components/schemas/Loop' }, thing] };
      const chain = { $ref: '#/components/schemas/Chain' };
      const start = await made(
        { type: 'array', items: { $ref: '#/components/schemas/Node' } },
        { schemas: { Node: { ...node, properties: { ...node.properties, loop, chain } }, Loop: loop, Chain: chain } },
      );
      assert.include(await pipelineText(start, 'ts'), 'next: z.looseObject({}).optional(),');
    });
  });

  describe('parents', () => {
    const list = (items: object) => ({
      responses: { 200: { content: { 'application/json': { schema: { type: 'array', items } } } } },
    });
    const text = { type: 'string' };
    const inPath = (...names: readonly string[]) =>
      names.map((name) => ({ name, in: 'path', required: true, schema: text }));
    const repo = {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'integer' }, name: text, owner: { type: 'object', properties: { login: text } } },
    };
    async function pathsOf(paths: object): Promise<Record<string, unknown>> {
      const document = { openapi: '3.0.0', servers: [{ url: 'https://api.example.com' }], paths };
      const { config } = await fromOpenApi(JSON.stringify(document), { file: 'api.json' });
      return Object.fromEntries(
        config.resources.map(({ name, endpoint }) => [name, (endpoint as Record<string, unknown>)['path']]),
      );
    }

    it('are named by fields of objects in their rows, and by names where their key is a number', async () => {
      const paths = await pathsOf({
        '/user/repos': { get: list(repo) },
        '/repos/{owner}/{repo}/tags': { get: { parameters: inPath('owner', 'repo'), ...list(thing) } },
      });
      assert.equal(paths['tags'], '/repos/{resources.repos.owner.login}/{resources.repos.name}/tags');
    });

    it('are not taken for what has another name', async () => {
      const paths = await pathsOf({
        '/repos': { get: list({ ...repo, properties: { id: { type: 'integer' } } }) },
        '/repos/{team}/members': { get: { parameters: inPath('team'), ...list(thing) } },
        '/repos/{repo_id}/{id}/twice': { get: { parameters: inPath('repo_id', 'id'), ...list(thing) } },
        '/other/{repo_id}/things': { get: { parameters: inPath('repo_id'), ...list(thing) } },
      });
      assert.deepEqual(paths, { repos: '/repos', things: '/other/{resources.repos.id}/things' });
    });

    it('are those whose lists are for all, where there are lists of parts as well', async () => {
      const paths = await pathsOf({
        '/teams': { get: list(thing) },
        '/orgs': { get: list(thing) },
        '/orgs/{org_id}/teams': { get: { parameters: inPath('org_id'), ...list(thing) } },
        '/team/{team_id}/members': { get: { parameters: inPath('team_id'), ...list(thing) } },
      });
      assert.equal(paths['members'], '/team/{resources.teams.id}/members');
      assert.equal(paths['orgs_teams'], '/orgs/{resources.orgs.id}/teams');
    });

    it('may be asked for in the query', async () => {
      const parameters = [{ name: 'project_id', in: 'query', required: true, schema: { type: 'integer' } }];
      const document = {
        openapi: '3.0.0',
        servers: [{ url: 'https://api.example.com' }],
        paths: { '/projects': { get: list(thing) }, '/tasks': { get: { parameters, ...list(thing) } } },
      };
      const { config } = await fromOpenApi(JSON.stringify(document), { file: 'api.json' });
      const { endpoint } = config.resources[1]!;
      assert.deepEqual((endpoint as { params: object }).params, { project_id: '{resources.projects.id}' });
    });
  });

  it('asks the server of an operation, its variables at their defaults', async () => {
    const servers = [{ url: '{protocol}://files.example.com/v1', variables: { protocol: { default: 'https' } } }];
    const get = { servers, responses: { 200: { content: { 'application/json': { schema: things } } } } };
    const start = await made(things, { root: { paths: { '/things': { get } } } });
    const { endpoint } = start.config.resources[0]!;
    assert.equal((endpoint as { path: string }).path, 'https://files.example.com/v1/things');
    assert.match(start.notes.join(), /things: it has a server of its own/);
    await pipelineText(start, 'ts');
  });

  it('is named by its title, or by its host where that is a sentence', async () => {
    const nameOf = async (title: string) => (await made(things, { root: { info: { title } } })).config.name;
    assert.equal(await nameOf('The GitHub REST API v3.1'), 'github');
    assert.equal(await nameOf('Everything that you always wanted to know about us'), 'example');
    assert.equal(await nameOf('API'), 'example');
  });

  it('has constants whose names do not grow with the depth of the rows', async () => {
    const deep = (levels: number): object => ({
      type: 'object',
      properties: {
        some_rather_long_name_of_a_field:
          levels === 0 ? { type: 'string' } : { type: 'array', items: deep(levels - 1) },
      },
    });
    const text = await pipelineText(await made({ type: 'array', items: deep(3) }), 'ts');
    for (const line of text.split('\n')) assert.isAtMost(line.length, 120, line);
  });

  describe('authentication', () => {
    const cases: readonly [what: string, scheme: object, auth: object | undefined][] = [
      ['a bearer token', { type: 'http', scheme: 'Bearer' }, { type: 'bearer' }],
      ['basic', { type: 'http', scheme: 'basic' }, { type: 'http_basic' }],
      [
        'a key in a header',
        { type: 'apiKey', in: 'header', name: 'X-Key' },
        { type: 'api_key', name: 'X-Key', location: 'header' },
      ],
      [
        'a key in a cookie',
        { type: 'apiKey', in: 'cookie', name: 'sid' },
        { type: 'api_key', name: 'sid', location: 'cookie' },
      ],
      [
        'OAuth 2.0 for machines',
        { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://l.example.com/t', scopes: {} } } },
        { type: 'oauth2_client_credentials', access_token_url: 'https://l.example.com/t', scopes: ['read'] },
      ],
      ['OAuth 2.0 for people', { type: 'oauth2', flows: { implicit: {} } }, { type: 'bearer' }],
      ['mutual TLS', { type: 'mutualTLS' }, undefined],
    ];
    for (const [what, scheme, auth] of cases) {
      it(`by ${what}`, async () => {
        const root = { security: [{ main: ['read'] }], components: { securitySchemes: { main: scheme } } };
        const start = await made(things, { root });
        if (auth === undefined) assert.isUndefined(start.config.client['auth']);
        else assert.deepInclude(start.config.client['auth'], auth);
        assert.equal(start.secrets.length > 0, auth !== undefined);
        if (auth === undefined || what.endsWith('people')) assert.isNotEmpty(start.notes);
        await pipelineText(start, 'ts');
      });
    }
  });

  for (const [what, text, says] of [
    ['no document', '[]', /is no OpenAPI document/],
    ['Swagger 2', '{"swagger":"2.0","paths":{}}', /is of Swagger 2\.0/],
    ['no OpenAPI', '{"a":1}', /has no openapi: 3/],
    ['broken YAML', 'a: [1\nb: 2', /cannot read x: line 2/],
    ['no list', '{"openapi":"3.0.0","paths":{"/a":{"get":{}}}}', /describes no list that could be loaded/],
    [
      'no address',
      '{"openapi":"3.0.0","paths":{"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"array","items":{"type":"object"}}}}}}}}}}',
      /does not say where the API is/,
    ],
  ] as const) {
    it(`is refused where it is ${what}`, async () => {
      const error = await fromOpenApi(text, { file: 'x' }).then(
        () => assert.fail('it was made'),
        (cause: unknown) => cause,
      );
      assert.instanceOf(error, ConfigError);
      assert.match(error.message, says);
    });
  }
});
