/** The schema of a setting that is one of the plug-ins of a registry. */
import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import { Secret } from '../core/secret.ts';
import { about } from './about.ts';

type Specs = Readonly<
  Record<string, { readonly type: string; readonly summary: string; readonly options: z.ZodObject }>
>;

/** The options that a plug-in must have and that may be secrets: as secrets of their own names. */
export function ownSecrets(spec: Specs[string] | undefined): Readonly<Record<string, Secret>> {
  const shape = (spec?.options.shape ?? {}) as Readonly<Record<string, z.ZodType>>;
  const names = Object.keys(shape).filter((name) => {
    const required = !shape[name]!.safeParse(undefined).success;
    return required && shape[name]!.safeParse(new Secret(name)).success;
  });
  return Object.fromEntries(names.map((name) => [name, new Secret(name)]));
}

interface Naming {
  /** The type of an object that names none. */
  readonly defaultType?: string;
  readonly aliases?: Readonly<Record<string, string>>;
  /** Types beside those of the registry. */
  readonly more?: readonly z.ZodObject[];
  /** What something that only code can write stands for; `undefined` for all else. */
  readonly fromCode?: (value: unknown, context: z.RefinementCtx) => unknown;
}

/** One of the plug-ins of a registry, by its `type`; a string alone is its type, and its secrets have their names. */
export function pluginSchema(
  id: string,
  specs: Specs,
  { defaultType, aliases = {}, more = [], fromCode }: Naming = {},
) {
  const options = Object.values(specs).map((spec) =>
    spec.options.safeExtend({ type: z.literal(spec.type) }).meta({
      id: `${id}_${spec.type}`,
      ...about(spec.summary),
      ...(spec.type === defaultType && { typeMayBeLeftOut: true }),
    }),
  );
  return z
    .preprocess(
      (value, context) => {
        const ofCode = fromCode?.(value, context);
        if (ofCode !== undefined) return ofCode;
        if (typeof value === 'string') return { type: aliases[value] ?? value, ...ownSecrets(specs[value]) };
        if (!isRecord(value)) return value;
        const type = 'type' in value ? value['type'] : defaultType;
        return { ...value, ...(type !== undefined && { type: aliases[type as string] ?? type }) };
      },
      z.discriminatedUnion('type', [...options, ...more] as unknown as [z.ZodObject, ...z.ZodObject[]]),
    )
    .meta({ id, textIs: 'type' });
}
