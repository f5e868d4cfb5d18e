/** What a configuration says of answers and columns, as one line each. */
import type { CheckedConfig, CheckedEndpoint, CheckedResource } from '../config/schema.ts';
import type { Redact } from '../core/redact.ts';
import type { MergedResource } from '../config/merge-defaults.ts';
import type { Decided } from './origin.ts';

type Actions = NonNullable<CheckedEndpoint['response_actions']>;
type Hint = NonNullable<NonNullable<CheckedResource['columns']>[string]>;

/** `404: ignore`, `any answer with "quota": retry`, `any answer: 1 function` */
export function actionTexts(actions: Actions, redact: Redact): string[] {
  return actions.map(({ status_code: status, content, action }) => {
    const which = String(status ?? 'any answer');
    const what = typeof action === 'string' ? action : functions([action].flat().length);
    return `${which}${content == null || content === '' ? '' : ` with "${redact(content)}"`}: ${what}`;
  });
}

function functions(count: number): string {
  return count === 1 ? '1 function' : `${count} functions`;
}

/** The hints on the columns of a resource, those of the defaults among them; a hint on a column of both is the resource's. */
export function describeColumns(
  { columns }: MergedResource,
  own: CheckedResource,
  { resource_defaults: defaults }: Pick<CheckedConfig, 'resource_defaults'>,
): Decided<string>[] {
  return Object.entries(columns ?? {}).flatMap(([name, hint]) => {
    const from = own.columns?.[name] == null && defaults?.columns?.[name] != null ? 'defaults' : 'resource';
    return hint === null ? [] : [{ value: [name, ...hintWords(hint)].join(' '), from }];
  });
}

/** `decimal(10, 2)`, `not null`, `dedup_sort desc`, `hard_delete` */
function hintWords({
  data_type: type,
  precision,
  scale,
  nullable,
  dedup_sort: sort,
  hard_delete: deletes,
}: Hint): string[] {
  const digits = [precision, scale].filter((number) => number != null);
  return [
    type == null ? '' : `${type}${digits.length === 0 ? '' : `(${digits.join(', ')})`}`,
    nullable === false ? 'not null' : '',
    sort == null ? '' : `dedup_sort ${sort}`,
    deletes === true ? 'hard_delete' : '',
  ].filter((word) => word !== '');
}
