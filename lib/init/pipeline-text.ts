import { ownConfig, ownModuleText } from '../api/module-text.ts';
import { yamlText } from '../documents/yaml-write.ts';
import { jsonSchemaOf } from './json-schema-of.ts';
import { publishedNames, type StartingPoint } from './starting-point.ts';
import { zodConstants } from './zod-constants.ts';

export type PipelineFormat = 'ts' | 'yaml';

/** The source itself, as a module or in YAML. Throws a `ConfigError` with everything that is wrong with it. */
export async function pipelineText(start: StartingPoint, format: PipelineFormat): Promise<string> {
  if (format === 'yaml') return yamlPipeline(start);
  const { text, schemas } = zodConstants(start.rows);
  const { config, origin } = start;
  return ownModuleText(config, {
    about: [`Made by \`millrace init\` of ${origin}. Publishes ${publishedNames(start).join(', ')}.`],
    schemas,
    ...(text !== '' && { constants: text }),
  });
}

async function yamlPipeline({ config, origin, rows }: StartingPoint): Promise<string> {
  const written = ownConfig(config);
  const resources = written.resources.map((resource) => {
    const type = rows.get(String(resource['name']));
    return type === undefined ? resource : { ...resource, schema: jsonSchemaOf(type) };
  });
  const whole = { ...written, resources };
  const about = `# Made by \`millrace init\` of ${origin.replaceAll(/\s+/g, ' ')}.\n`;
  const editors = '# yaml-language-server: $schema=node_modules/millrace/schema/millrace.schema.json\n';
  return `${about}${editors}${await yamlText(whole)}`;
}
