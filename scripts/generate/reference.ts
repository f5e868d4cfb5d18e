/** `docs/reference.md`: every key of a configuration, every plug-in, from the schemas that check them. */
import type { z } from 'zod';
import { auths } from '../../lib/auth/index.ts';
import { incremental } from '../../lib/config/incremental.ts';
import { configSchema } from '../../lib/config/schema.ts';
import type { AuthSpec, DecoderSpec, PaginatorSpec } from '../../lib/core/plugin.ts';
import { decoders } from '../../lib/decoders/index.ts';
import { rowText } from '../../lib/rows/row-text.ts';
import { paginators } from '../../lib/paginators/index.ts';
import { keysOf, objectOf } from './zod-text.ts';

const INTRODUCTION = `<!-- Made of the schemas by \`npm run generate\`; change the descriptions there. -->

# Reference

Every key of a configuration, in TypeScript, YAML, JSON and dlt documents alike. The key names are dlt's. \`*\` marks the
keys that have to be there; \`null\` is the same as leaving a key out, and in a resource it takes away what
\`resource_defaults\` give. A *secret* is \`secret('name')\` in TypeScript, \`\${secret:name}\` in YAML and JSON.`;

export function referenceText(): string {
  const { client, resources, resource_defaults } = configSchema.shape;
  const resource = objectOf(resources);
  const { endpoint } = resource.shape as Record<string, z.ZodType>;
  const { error_handler } = client.shape;
  return `${[
    INTRODUCTION,
    section('Source', configSchema.omit({ client: true, resources: true, resource_defaults: true })),
    `| \`client\` * | [client](#client) | | ${client.description} |`,
    `| \`resource_defaults\` | [resource](#resource) without \`name\` | | ${resource_defaults.description} |`,
    `| \`resources\` * | list of [resource](#resource) or text | | ${resources.description} |`,
    section('client', client),
    section('resource', resource),
    section('endpoint', objectOf(endpoint!)),
    section('incremental', incremental),
    section('error_handler', objectOf(error_handler)),
    '\n## Paginators\n\nA text alone is the `type`: `paginator: page_number`.',
    ...Object.values(paginators).map((spec) => paginatorText(spec as unknown as PaginatorSpec)),
    '\n## Authentication',
    ...Object.values(auths).map((spec) => authText(spec as unknown as AuthSpec)),
    '\n## Decoders\n\n`decoder: auto` takes the one that reads the content type of the answer, else the one for the ending of the path. A text alone is the `type`: `decoder: csv`.',
    ...Object.values(decoders).map((spec) => decoderText(spec as unknown as DecoderSpec)),
  ].join('\n')}\n`;
}

function section(title: string, object: z.ZodObject): string {
  return `\n## ${title}\n\n${table(object)}`;
}

function table(object: z.ZodObject): string {
  const rows = keysOf(object).map(({ path, type, required, standard, description }) => {
    const given = standard === undefined ? '' : ` \`${JSON.stringify(standard).replaceAll('"', '')}\``;
    return `| \`${path}\`${required ? ' *' : ''} | ${type} |${given} | ${description.replaceAll('|', '\\|')} |`;
  });
  return ['| key | takes | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function paginatorText({ type, summary, options, examples }: PaginatorSpec): string {
  const worked = examples.map(({ options: given, pages, asks }) => {
    const steps = asks.map((path, index) => {
      const { body, headers } = pages[index]!;
      const shown = headers === undefined ? '' : ` and the headers \`${JSON.stringify(headers)}\``;
      return `${index + 1}. \`GET ${path}\` answers \`${JSON.stringify(body)}\`${shown}`;
    });
    return [block('paginator', type, given), '', ...steps].join('\n');
  });
  return plugIn(type, summary, options, worked);
}

function authText({ type, summary, options, examples }: AuthSpec): string {
  const worked = examples.map(({ options: given, asks = [], sends }) => {
    const headers = Object.entries(sends.headers ?? {}).map(([name, value]) => `the header \`${name}: ${value}\``);
    const query = sends.query === undefined ? [] : [`the query \`${sends.query}\``];
    const first = asks.map(({ method, url, form, json, answer: { body, headers: got } }) => {
      const sent = form ?? json;
      const what = sent === undefined ? '' : ` with \`${JSON.stringify(sent)}\``;
      return `asks \`${method} ${url}\`${what}, gets \`${JSON.stringify(body ?? got)}\`, and `;
    });
    return `${block('auth', type, given)}\n\n${first.join('')}sends ${[...headers, ...query].join(' and ')}.`;
  });
  return plugIn(type, summary, options, worked);
}

function decoderText({ type, summary, options, examples }: DecoderSpec): string {
  const fence = (content: string) => `\`\`\`\n${content.replace(/\n$/, '')}\n\`\`\``;
  const worked = examples.map(
    ({ options: given = {}, text, value }) =>
      `${block('decoder', type, given)}\n\nmakes of\n\n${fence(text)}\n\nthis:\n\n${fence(rowText(value))}`,
  );
  return plugIn(type, summary, options, worked);
}

function plugIn(type: string, summary: string, options: z.ZodObject, examples: readonly string[]): string {
  const own = Object.keys(options.shape).length === 0 ? [] : [table(options)];
  return ['', `### ${type}`, summary, ...own, ...examples].join('\n\n').slice(1);
}

function block(key: string, type: string, options: Readonly<Record<string, unknown>>): string {
  const given = Object.entries({ type, ...options }).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return ['```yaml', `${key}:`, ...given, '```'].join('\n').replaceAll(/: "([a-z][\w.-]*)"$/gim, ': $1');
}
