import type { PlanDescription } from '../../run/describe-plan.ts';
import type { ResourceDescription } from '../../source/resource-description.ts';

/** A plan as a Mermaid flowchart, without a newline at the end: resources, the files they publish, who opens whom. */
export function planMermaid({ resources }: PlanDescription): string {
  const ids = new Map(resources.map(({ name }, index) => [name, `r${index}`]));
  const lines = resources.flatMap((resource): string[] => {
    const id = ids.get(resource.name)!;
    const { parent, role, file } = resource;
    return [
      `${id}["${label(resource)}"]`,
      ...(role === 'published' ? [`${id} --> ${id}f[("${escaped(file.value)}")]`] : []),
      ...(role === 'left out' ? [`style ${id} stroke-dasharray: 4`] : []),
      ...(parent === undefined ? [] : [arrow(ids.get(parent.resource)!, id, parent)]),
    ];
  });
  return ['flowchart LR', ...lines.map((line) => `  ${line}`)].join('\n');
}

function label(resource: ResourceDescription): string {
  const { name, writeDisposition, primaryKey } = resource;
  const key = primaryKey.value.length === 0 ? '' : ` by ${primaryKey.value.join(', ')}`;
  const kept = `${writeDisposition.value}${key}`;
  if ('rows' in resource) return [name, resource.rows.value, kept].map(escaped).join('<br/>');
  const { request, paginator } = resource;
  return [name, `${request.method.value} ${request.path.value}`, `${paginator.type}, ${kept}`]
    .map(escaped)
    .join('<br/>');
}

/** Dashed where nobody wrote the binding. */
function arrow(from: string, to: string, { fields, from: origin }: NonNullable<ResourceDescription['parent']>): string {
  const text = escaped(`each ${fields.join(', ')}${origin === 'inferred' ? ' (inferred)' : ''}`);
  return origin === 'inferred' ? `${from} -. "${text}" .-> ${to}` : `${from} -- "${text}" --> ${to}`;
}

/** Mermaid's own entities: quotes, brackets of tags and the hash that begins an entity. */
function escaped(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll(/\s+/g, ' ');
}
