import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { assert } from 'chai';
import { readDltDocument } from '../../lib/documents/dlt-document.ts';
import { readSourceText } from '../../lib/documents/read-source-text.ts';
import { dltIssues, readDlt } from './read-dlt.ts';

const CONFIG = '{"client": {"base_url": "https://a"}, "resources": ["jobs"]}';
const READ = { client: { base_url: 'https://a' }, resources: ['jobs'] };

const SEEDS = [
  '000_211a17d65eee849a',
  '001_92089a2e78633611',
  '002_508303dd5b1e948e',
  '003_d1b7c9e98b057036',
  '004_55f10abda9b8ff0e',
];

describe('documents: dlt sources', () => {
  describe('where the source is', () => {
    const found: readonly [name: string, file: string, text: string][] = [
      ['a call', 'a.py', `import dlt\nsource = rest_api_source(${CONFIG})\n`],
      ['a call by its full name', 'a.py', `source = dlt.sources.rest_api.rest_api_source(${CONFIG})`],
      ['a call by keyword', 'a.py', `source = rest_api_source(config=${CONFIG}, parallelized=True)`],
      ['a call alone', 'a.py', `rest_api_resources(${CONFIG})`],
      ['a call that takes a name', 'a.py', `my_api: RESTAPIConfig = ${CONFIG}\nsource = rest_api_source(my_api)`],
      [
        'a call in a function',
        'a.py',
        `@dlt.source\ndef my_api():\n    config: RESTAPIConfig = ${CONFIG}\n    yield from rest_api_resources(config)\n`,
      ],
      [
        'two calls of one configuration',
        'a.py',
        `config = ${CONFIG}\na = rest_api_source(config)\nb = rest_api_resources(config)`,
      ],
      ['a dictionary called config', 'a.py', `config = ${CONFIG}`],
      ['a dictionary of the type', 'a.py', `github: rest_api.RESTAPIConfig = ${CONFIG}\nother = {"client": 1}`],
      ['a dictionary with client and resources', 'a.py', `github = ${CONFIG}\nother = {"a": 1}`],
      [
        'a main block',
        'a.py',
        `def run():\n  pass\nif __name__ == "__main__":\n    config = ${CONFIG}\n    rest_api_source(config)\n`,
      ],
      [
        'a fence of Markdown',
        'a.md',
        `# It's a title\n\nText (with a bracket.\n\n\`\`\`python\nsource = rest_api_source(${CONFIG})\n\`\`\`\n\nIt's done.`,
      ],
      ['a fence with more in its first line', 'a.md', `\`\`\`{.python title="a"}\nconfig = ${CONFIG}\n\`\`\`\n`],
      ['an indented fence of tildes', 'a.md', `1. do\n\n   ~~~py\n   config = ${CONFIG}\n   ~~~\n2. done`],
      ['a fence without language', 'a.txt', `Hello:\n\`\`\`\nconfig = ${CONFIG}\n\`\`\`\n`],
      [
        'several fences that belong together',
        'a.md',
        `\`\`\`py\nconfig = ${CONFIG}\n\`\`\`\nand\n\`\`\`py\nrest_api_source(config)\n\`\`\`\n\`\`\`sh\nrest_api_source({})\n\`\`\``,
      ],
      ['a fence that is not closed', 'a.md', `\`\`\`python\nconfig = ${CONFIG}\n`],
      ['a fence beside others', 'a.md', `\`\`\`json\n{"config": 1}\n\`\`\`\n\`\`\`python\nconfig = ${CONFIG}\n\`\`\``],
      [
        'prose without fences',
        'a.txt',
        `It's how (one does it:\n\nURL = "https://a"\nsource = rest_api_source(\n    {"client": {"base_url": URL},\n\n     "resources": ["jobs"]}\n)\n\nIt's done (here.\n`,
      ],
      [
        'lines that end as on Windows',
        'a.md',
        `\`\`\`python\r\nconfig = ${CONFIG.replace(', ', ',\r\n')}\r\n\`\`\`\r\n`,
      ],
    ];
    for (const [name, file, text] of found) {
      it(name, () => assert.deepEqual(readDlt(text, file), READ));
    }

    it('its name is that of the source', () => {
      assert.deepEqual(readDlt(`rest_api_source(${CONFIG}, name="my" "_api")`), { ...READ, name: 'my_api' });
      assert.deepEqual(readDlt(`rest_api_source(${CONFIG}, schema_contract={"columns": "freeze"})`), {
        ...READ,
        schema_contract: { columns: 'freeze' },
      });
    });
  });

  describe('where there is none, or more than one', () => {
    it('nothing', () => {
      const [issue] = dltIssues('# Hello\n\nrest_api_source is a function.', 'a.md');
      assert.match(issue!.message, /a\.md has no dlt source: no rest_api_source\(\{\.\.\.\}\)/);
      assert.match(issue!.fix ?? '', /```python/);
    });

    it('a misspelt call', () => {
      const [issue] = dltIssues('x = 1\nrest_api_sorce({})');
      assert.match(issue!.message, /rest_api_sorce/);
      assert.equal(issue!.fix, 'did you mean rest_api_source?');
      assert.equal(issue!.at, 'my-api.py:2:1');
    });

    it('two', () => {
      const [issue] = dltIssues('a = rest_api_source({"client": 1})\n\nb = rest_api_source({"client": 2})');
      assert.match(
        issue!.message,
        /has 2 sources: rest_api_source\(\.\.\.\) at my-api\.py:1:5, rest_api_source\(\.\.\.\) at my-api\.py:3:5$/,
      );
      const [literals] = dltIssues('config = {}\na: RESTAPIConfig = {}');
      assert.match(literals!.message, /config = \{\.\.\.\} at my-api\.py:1:1, a = \{\.\.\.\} at my-api\.py:2:1/);
    });

    it('a call without a configuration', () => {
      assert.match(dltIssues('rest_api_source()')[0]!.message, /has no configuration/);
    });

    it('a configuration that is no dictionary', () => {
      assert.match(dltIssues('rest_api_source(["a"])')[0]!.message, /is no dictionary/);
    });
  });

  describe('what is around the literal', () => {
    const wrong: readonly [name: string, text: string, at: string, message: RegExp][] = [
      [
        'an argument that means something',
        `rest_api_source(${CONFIG}, section="x")`,
        '1:79',
        /the argument section .* is not read/,
      ],
      ['a second argument', `rest_api_source(${CONFIG}, "x")`, '1:79', /cannot be read here/],
      ['spread arguments', `rest_api_source(${CONFIG}, **more)`, '1:79', /cannot be read here/],
      [
        'a filter of the source',
        `source = rest_api_source(${CONFIG})\nsource.jobs.add_filter(lambda r: r)`,
        '2:13',
        /add_filter\(\.\.\.\) changes the source/,
      ],
      ['a limit of the source', `source = rest_api_source(${CONFIG}).add_limit(1)`, '1:88', /add_limit/],
      [
        'hints for the run',
        `s = rest_api_source(${CONFIG})\npipeline.run(s, write_disposition="replace")`,
        '2:17',
        /write_disposition is given to run/,
      ],
      [
        'a changed configuration',
        `config = ${CONFIG}\nconfig["resources"].append("x")\nrest_api_source(config)`,
        '2:1',
        /config is changed here/,
      ],
      [
        'arguments of the function',
        `def f(host="a"):\n  return rest_api_source({"client": host})\nf("b")`,
        '3:1',
        /this call gives host its value/,
      ],
      [
        'a parameter without a default',
        'def f(host):\n  return rest_api_source({"client": host})',
        '2:37',
        /host is a parameter without a default/,
      ],
    ];
    for (const [name, text, at, message] of wrong) {
      it(name, () => {
        const [issue] = dltIssues(text);
        assert.match(issue!.message, message);
        assert.equal(issue!.at, `my-api.py:${at}`);
        assert.isNotEmpty(issue!.fix);
      });
    }

    it('what only runs the source is left alone', () => {
      const text = `import dlt\nsource = rest_api_source(${CONFIG})\npipeline = dlt.pipeline("x", destination="duckdb")\ninfo = pipeline.run(source)\nprint(info)`;
      assert.deepEqual(readDlt(text), READ);
    });
  });

  describe('what is no Python', () => {
    const broken: readonly [name: string, text: string, line: number][] = [
      ['a comma that is missing', 'rest_api_source({\n  "a": 1\n  "b": 2\n})', 3],
      ['a bracket that is not closed', 'rest_api_source({\n  "a": [1, 2\n})', 3],
      ['a quote that is not closed', 'rest_api_source({\n  "a": "x,\n  "b": 1\n})', 3],
      ['a value that is missing', 'rest_api_source({\n  "a": ,\n})', 2],
      ['a name whose value is broken', 'A = [1,\n  2 3]\nrest_api_source({"a": A})', 2],
    ];
    for (const [name, text, line] of broken) {
      it(name, () => {
        const [issue] = dltIssues(text);
        assert.match(issue!.message, /no Python/);
        assert.match(issue!.at ?? '', new RegExp(`^my-api\\.py:${line}:`));
      });
    }
  });

  it('tells where settings are written, in the document', () => {
    const text =
      '# Title\n```python\nPAGES = OffsetPaginator(\n  limit=5)\nconfig = {\n  "client": {"base_url": "x"},\n  "resources": [\n    {"name": "jobs", "endpoint": {"paginator": PAGES}},\n    *["users"],\n  ] + [{"name": "logs"}]\n}\n```';
    const { locate } = readDltDocument({ file: 'a.md', text });
    const places = {
      'client.base_url': '6:14',
      'client.auth': '6:3',
      'resources.jobs': '8:5',
      'resources.jobs.endpoint.paginator.limit': '4:3',
      'resources.jobs.endpoint.paginator': '8:35',
      'resources.users': '9:7',
      'resources.logs.name': '10:9',
      nothing: '5:10',
    };
    for (const [path, place] of Object.entries(places)) assert.equal(locate(path), `a.md:${place}`, path);
  });

  describe('the five seeds', () => {
    const validate = new Ajv({ allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('schema/millrace.schema.json', 'utf8')) as object,
    );
    for (const name of SEEDS) {
      const file = `test/fixtures/seeds/${name}.txt`;
      const document = readFileSync(file, 'utf8');

      it(`${name} is read as it is written, and fits the JSON Schema`, async () => {
        // The literal is JSON but for its secrets and a comma at the end of a list.
        const [, literal] = /rest_api_source\((\{.*?\n\})\)/s.exec(document)!;
        const json = literal!.replace(/dlt\.secrets\["(\w+)"\]/g, '"${secret:$1}"').replace(/,(\s*[}\]])/g, '$1');
        assert.deepEqual(readDlt(document, file), JSON.parse(json));
        assert.isTrue(validate(JSON.parse(json)), JSON.stringify(validate.errors));
        const { config } = await readSourceText({ file, text: document });
        assert.deepEqual(Object.keys(config), ['client', 'resource_defaults', 'resources']);
      });
    }
  });

  describe('a file is told apart by its content', () => {
    const yaml = 'client:\n  base_url: x\nresources: [a]\n';
    const kinds: readonly [file: string, text: string][] = [
      ['my-api.txt', yaml],
      ['my-api', yaml],
      ['my-api.txt', JSON.stringify({ client: { base_url: 'x' }, resources: ['a'] })],
      ['my-api.json5', '{ "client": {"base_url": "x"}, "resources": ["a"] }'],
      ['my-api', 'rest_api_source({"client": {"base_url": "x"}, "resources": ["a"]})'],
      ['my-api.YAML', yaml],
    ];
    for (const [file, text] of kinds) {
      it(`${file}: ${text.slice(0, 20)}`, async () => {
        const { config } = await readSourceText({ file, text });
        assert.deepEqual(config, { client: { base_url: 'x' }, resources: ['a'] });
      });
    }

    it('what is none of them is an error that names what there is', async () => {
      const error = await readSourceText({ file: 'data.csv', text: 'a,b\n1,2\n' }).catch((thrown: unknown) => thrown);
      assert.match(String(error), /data\.csv is not a source/);
    });
  });
});
