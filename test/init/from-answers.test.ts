import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import { fromAnswers, type Answers } from '../../lib/init/from-answers.ts';
import { pipelineText } from '../../lib/init/pipeline-text.ts';

const ANSWERS: Answers = {
  baseUrl: 'https://api.example.com/v1',
  resources: ['jobs', 'jobs/{id}/tasks', '/v1/all-jobs/list.json', 'jobs'],
  auth: 'none',
  paginator: 'auto',
};

describe('init: from answers', () => {
  it('names resources by their paths, each once', () => {
    const { config } = fromAnswers(ANSWERS);
    assert.deepEqual(
      config.resources.map(({ name }) => name),
      ['jobs', 'tasks', 'all_jobs', 'jobs_2'],
    );
    assert.equal(config.name, 'example');
  });

  it('names what is not an API by its host so that it can be a name', () => {
    const nameOf = (baseUrl: string) => fromAnswers({ ...ANSWERS, baseUrl }).config.name;
    assert.equal(nameOf('https://api.my-shop.co.uk'), 'my_shop');
    assert.equal(nameOf('http://127.0.0.1:8080'), 'my_api');
    assert.equal(nameOf('http://localhost:8080/v1'), 'my_api');
    assert.equal(nameOf('https://www.3com.com'), '_3com');
  });

  it('writes every kind of authentication and paginator so that the source can be planned', async () => {
    for (const [auth, paginator] of [
      ['bearer', 'page_number'],
      ['api_key', 'offset'],
      ['http_basic', 'cursor'],
      ['none', 'json_link'],
      ['none', 'header_link'],
      ['none', 'single_page'],
    ] as const) {
      const start = fromAnswers({ ...ANSWERS, resources: ['jobs', 'jobs/{id}/tasks'], auth, paginator });
      for (const format of ['ts', 'yaml'] as const) {
        const text = await pipelineText(start, format);
        assert.include(text, paginator);
        if (auth !== 'none') assert.include(text, auth);
        assert.include(text, 'jobs/{resources.jobs.id}/tasks', 'the parent is written out');
        for (const { name } of start.secrets) assert.include(text, name);
      }
    }
  });

  it('refuses a parent that nothing gives', async () => {
    const start = fromAnswers({ ...ANSWERS, resources: ['orders/{order_id}/lines'] });
    for (const format of ['ts', 'yaml'] as const) {
      const error = await pipelineText(start, format).then(
        () => assert.fail('it was written'),
        (cause: unknown) => cause,
      );
      assert.instanceOf(error, ConfigError);
      assert.match(error.message, /resources\.lines\.endpoint\.path: nothing gives \{order_id\}/);
    }
  });

  for (const [what, baseUrl, says] of [
    ['no URL', 'api.example.com', /--base-url: .* is no http or https URL/],
    ['another protocol', 'ftp://api.example.com', /is no http or https URL/],
    ['one with a query', 'https://api.example.com/v1?key=1', /has a query/],
    ['credentials', 'https://ada:pw@api.example.com', /has a user name or a password in it/],
  ] as const) {
    it(`refuses a base URL that is ${what}`, () => {
      assert.throws(() => fromAnswers({ ...ANSWERS, baseUrl }), ConfigError, says);
    });
  }
});
