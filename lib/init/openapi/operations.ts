import { isRecord } from '../../core/is-record.ts';
import { serverUrl } from './document.ts';
import { nodesIn, type Node, type Refs } from './refs.ts';

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Node;
}

/** A GET operation of a document. */
export interface Operation {
  readonly path: string;
  readonly deprecated: boolean;
  readonly params: readonly Parameter[];
  /** The schema of its JSON; `undefined` where it answers with something else. */
  readonly answer: unknown;
  /** The content types of its answer, for messages. */
  readonly contentTypes: readonly string[];
  readonly hasLinkHeader: boolean;
  readonly security: unknown;
  /** A server of its own, where that has an address. */
  readonly server: string | undefined;
}

/** The GET operations, in the order of the document. */
export function operationsOf(root: Node, refs: Refs): Operation[] {
  const paths = isRecord(root['paths']) ? root['paths'] : {};
  return Object.entries(paths).flatMap(([path, value]): Operation[] => {
    const item = refs.node(value);
    const get = refs.node(item?.['get']);
    if (item === undefined || get === undefined) return [];
    const answer = answerOf(get, refs);
    const servers = nodesIn(get['servers'] ?? item['servers']);
    return [
      {
        path,
        deprecated: get['deprecated'] === true,
        params: parametersOf([item['parameters'], get['parameters']], refs),
        ...answer,
        security: get['security'],
        server: servers.map(serverUrl).find((url) => /^https?:\/\//i.test(url) && !/[{}]/.test(url)),
      },
    ];
  });
}

/** Those of the operation take the place of those of the path. */
function parametersOf(lists: readonly unknown[], refs: Refs): Parameter[] {
  const all = lists
    .flatMap((list) => (Array.isArray(list) ? list : []) as unknown[])
    .flatMap((given) => {
      const param = refs.node(given);
      return typeof param?.['name'] === 'string' && typeof param['in'] === 'string' ? parameters(param, refs) : [];
    });
  return [...new Map(all.map((param) => [`${param.in} ${param.name}`, param])).values()];
}

/** A parameter; an object in the query is sent as one for each of its properties, unless the document says otherwise. */
function parameters(param: Node, refs: Refs): Parameter[] {
  const place = String(param['in']);
  const content = isRecord(param['content']) ? (Object.values(param['content'])[0] as Node | undefined) : undefined;
  const schema = withoutNull(refs.node(param['schema'] ?? content?.['schema']) ?? {}, refs);
  const required = param['required'] === true;
  if (place === 'query' && isRecord(schema['properties']) && content === undefined && param['explode'] !== false) {
    const needed: unknown = required ? schema['required'] : [];
    return Object.entries(schema['properties']).map(([name, property]) => ({
      name,
      in: place,
      required: Array.isArray(needed) && needed.includes(name),
      schema: withoutNull(refs.node(property) ?? {}, refs),
    }));
  }
  return [{ name: String(param['name']), in: place, required: required || place === 'path', schema }];
}

/** What a value is that may also be null, as OpenAPI 3.1 says it: `anyOf: [{ type: integer }, { type: 'null' }]`. */
function withoutNull(schema: Node, refs: Refs): Node {
  const options = nodesIn(schema['anyOf'] ?? schema['oneOf']).map((option) => refs.node(option) ?? {});
  const [only, ...others] = options.filter(({ type }) => type !== 'null');
  return only === undefined || others.length > 0 ? schema : { ...only, ...schema };
}

function answerOf(get: Node, refs: Refs): Pick<Operation, 'answer' | 'contentTypes' | 'hasLinkHeader'> {
  const responses = isRecord(get['responses']) ? get['responses'] : {};
  const status = ['200', '2XX', '2xx', '203', '206', 'default'].find((code) => code in responses);
  const response = status === undefined ? undefined : refs.node(responses[status]);
  const content = isRecord(response?.['content']) ? response['content'] : {};
  const json = Object.keys(content).find((type) =>
    /^application\/(?:[\w.+-]*\+)?json\b|^\*\/\*|^text\/json/i.test(type),
  );
  const headers = isRecord(response?.['headers']) ? Object.keys(response['headers']) : [];
  const answer = json === undefined ? undefined : refs.node(content[json]);
  return {
    answer: answer === undefined ? undefined : (answer['schema'] ?? {}),
    contentTypes: Object.keys(content),
    hasLinkHeader: headers.some((name) => name.toLowerCase() === 'link'),
  };
}
