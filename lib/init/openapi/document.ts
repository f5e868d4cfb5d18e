import { ConfigError } from '../../core/errors.ts';
import { isRecord } from '../../core/is-record.ts';
import { yamlValue } from '../../documents/yaml-value.ts';
import { nodesIn, type Node } from './refs.ts';

/** Reads an OpenAPI 3.0 or 3.1 document in JSON or YAML. Throws a `ConfigError` where it is none. */
export async function readOpenApi(text: string, file: string): Promise<Node> {
  const root = await yamlValue(text, file);
  if (!isRecord(root)) throw wrong(`${file} is no OpenAPI document`, 'give one in JSON or YAML');
  if ('swagger' in root) {
    throw wrong(
      `${file} is of Swagger ${String(root['swagger'])}, the form before OpenAPI 3`,
      'convert it first, for instance with https://converter.swagger.io or npx swagger2openapi',
    );
  }
  const version = root['openapi'];
  if (typeof version !== 'string' || !/^3\.\d/.test(version)) {
    throw wrong(`${file} is no OpenAPI 3 document: it has no openapi: 3.x`, 'give an OpenAPI 3.0 or 3.1 document');
  }
  if (!isRecord(root['paths'])) throw wrong(`${file} describes no paths`, 'give a document with paths');
  return root;
}

export function titleOf(root: Node): string {
  const info = isRecord(root['info']) ? root['info'] : {};
  return typeof info['title'] === 'string' ? info['title'].trim() : '';
}

/**
 * The address of the API: the first server, its variables at their defaults, relative to where the document came from.
 *
 * @param documentUrl where the document was loaded from, where that is known
 */
export function baseUrlOf(root: Node, documentUrl: string | undefined, notes: string[]): string {
  const servers = nodesIn(root['servers']);
  const [first, ...others] = servers.map(serverUrl);
  if (others.length > 0) notes.push(`the document has other servers, too: ${others.join(', ')}`);
  const given = first ?? '/';
  const url = documentUrl !== undefined && URL.canParse(given, documentUrl) ? new URL(given, documentUrl).href : given;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new ConfigError('the document does not say where the API is', {
      setting: '--from-openapi',
      fix: 'say it: --base-url https://api.example.com/v1',
    });
  }
  return url.replace(/\/+$/, '');
}

/** The address of a server, its variables at their defaults. */
export function serverUrl({ url, variables }: Node): string {
  const known = isRecord(variables) ? variables : {};
  return (typeof url === 'string' ? url : '/').replace(/\{([^{}]+)\}/g, (token, name: string) => {
    const variable = known[name];
    return isRecord(variable) && 'default' in variable ? String(variable['default']) : token;
  });
}

function wrong(message: string, fix: string): ConfigError {
  return new ConfigError(message, { setting: '--from-openapi', fix });
}
