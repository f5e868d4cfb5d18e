import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { assert } from 'chai';
import { answer, testServers } from '../http/test-servers.ts';
import { api } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, runConfig } from './scenario.ts';

describe('run: OpenTelemetry', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const exporter = new InMemorySpanExporter();
  before(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  });
  afterEach(() => exporter.reset());
  after(() => {
    trace.disable();
    context.disable();
  });

  /** `GET < resource jobs < millrace run` */
  const ways = (spans: readonly ReadableSpan[]): string[] => {
    const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
    const way = (span: ReadableSpan): string => {
      const above = byId.get(span.parentSpanContext?.spanId ?? '');
      return above === undefined ? span.name : `${span.name} < ${way(above)}`;
    };
    return spans.map(way).sort();
  };

  it('has spans of a run, its resources, their requests and their publishing', async () => {
    let turn = 0;
    const server = await api(servers, {
      '/jobs': ({ response }) => ((turn += 1) === 1 ? answer(response, {}, 503) : [{ id: 1 }]),
      '/gone': ({ response }) => void response.destroy(),
    });
    const client = {
      base_url: server.origin,
      paginator: 'single_page',
      error_handler: { max_retries: 1, backoff_factor: 0 },
    };
    const auth = { type: 'api_key', name: 'api_key', api_key: 'k3y-of-the-tests', location: 'query' };
    await runConfig(configOf(server.origin, ['jobs', 'gone'], { client: { ...client, auth } }), { out: folder() });
    const spans = exporter.getFinishedSpans();
    assert.deepEqual(ways(spans), [
      'GET < resource gone < millrace run',
      'GET < resource gone < millrace run',
      'GET < resource jobs < millrace run',
      'GET < resource jobs < millrace run',
      'millrace run',
      'publish jobs < resource jobs < millrace run',
      'resource gone < millrace run',
      'resource jobs < millrace run',
    ]);
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [run] = named('millrace run');
    assert.deepInclude(run!.attributes, { 'millrace.source': 'shop', 'millrace.interrupted': false });
    assert.equal(run!.status.code, SpanStatusCode.ERROR);
    const [jobs] = named('resource jobs');
    assert.deepInclude(jobs!.attributes, { 'millrace.status': 'published', 'millrace.rows_published': 1 });
    assert.deepEqual(
      jobs!.events.map(({ name }) => name),
      ['retry'],
    );
    const answers = named('GET').map(({ attributes, status }) => [
      attributes['http.response.status_code'],
      status.code,
    ]);
    assert.sameDeepMembers(answers, [
      [503, SpanStatusCode.ERROR],
      [200, SpanStatusCode.UNSET],
      [undefined, SpanStatusCode.ERROR],
      [undefined, SpanStatusCode.ERROR],
    ]);
    assert.notInclude(
      JSON.stringify(spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))),
      'k3y-of-the-tests',
    );
  });

  it('ends the span of a run that could not begin', async () => {
    const error = await runConfig(configOf('http://127.0.0.1:1', ['jobs']), { out: folder(), select: ['none'] }).catch(
      (caught: unknown) => caught,
    );
    const [span, ...others] = exporter.getFinishedSpans();
    assert.isEmpty(others);
    assert.deepEqual(span!.status, { code: SpanStatusCode.ERROR, message: (error as Error).message });
  });

  it('makes no span where nothing is set up', async () => {
    const key = Symbol.for('opentelemetry.js.api.1');
    const holder = globalThis as Record<symbol, unknown>;
    const kept = holder[key];
    delete holder[key];
    try {
      const server = await api(servers, { '/jobs': [{ id: 1 }] });
      await runConfig(configOf(server.origin, ['jobs']), { out: folder() });
      assert.isEmpty(exporter.getFinishedSpans());
    } finally {
      holder[key] = kept;
    }
  });
});
