import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { z } from 'zod';

/** What the specifications of every kind of plug-in have in common. */
interface Specification {
  readonly type: string;
  readonly summary: string;
  readonly options: z.ZodObject;
  readonly examples: readonly { readonly options: Readonly<Record<string, unknown>> }[];
}

/** Checks that a plug-in is where its name says, that it is documented, and that its options are checked strictly. */
export function isWellSpecified(key: string, spec: Specification, folder: string): void {
  it('has a name in snake case, which is its key and that of its file', () => {
    assert.match(spec.type, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    assert.equal(spec.type, key);
    const file = join(folder, `${key.replaceAll('_', '-')}.ts`);
    assert.isTrue(existsSync(file), `${file} does not exist`);
  });

  it('has a summary that is a sentence', () => assert.match(spec.summary, /^[A-Z].*\.$/));

  it('describes every option by sentences', () => {
    for (const [name, type] of Object.entries(spec.options.shape)) {
      assert.match((type as z.ZodType).description ?? '', /^[A-Z].*\.$/, `the description of ${name}`);
    }
  });

  it('has an example, and every example is valid', () => {
    assert.isNotEmpty(spec.examples);
    for (const { options } of spec.examples) assert.isTrue(spec.options.safeParse(options).success);
  });

  it('refuses an unknown option', () => {
    const result = spec.options.safeParse({ ...spec.examples[0]?.options, no_such_option: 1 });
    assert.deepEqual(
      result.error?.issues.map(({ code }) => code),
      ['unrecognized_keys'],
    );
  });

  it('has options that a JSON Schema can express, each with a type', () => {
    const schema = z.toJSONSchema(spec.options, { io: 'input' });
    const properties = Object.entries(schema.properties ?? {});
    for (const [name, property] of properties) assert.hasAnyKeys(property, ['type', 'enum', 'anyOf'], name);
    assert.sameMembers(
      properties.map(([name]) => name),
      Object.keys(spec.options.shape),
    );
  });
}

/** Freezes a value and everything in it, so that a change of it throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
