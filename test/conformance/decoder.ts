import { assert } from 'chai';
import type { DecoderSpec } from '../../lib/core/plugin.ts';
import { isWellSpecified } from './plug-in.ts';

/** The suite that every decoder of a registry passes. */
export function decoderSuite(registry: Readonly<Record<string, DecoderSpec>>, folder: string): void {
  for (const [key, spec] of Object.entries(registry)) {
    describe(`decoder ${key}`, () => {
      isWellSpecified(
        key,
        { ...spec, examples: spec.examples.map((example) => ({ options: {}, ...example })) },
        folder,
      );

      it('needs no options', () => assert.isTrue(spec.options.safeParse({}).success));

      for (const [index, { text, options = {}, value }] of spec.examples.entries()) {
        it(`reads its example ${index + 1}`, () => {
          assert.deepEqual(spec.decode(text, spec.options.parse(options)), value);
        });
      }

      it('gives each answer an object of its own', () => {
        const [{ text, options = {} } = assert.fail('no example')] = spec.examples;
        assert.notStrictEqual(spec.decode(text, spec.options.parse(options)), spec.decode(text, options as never));
      });

      it('has file endings, and reads content types that no other one reads', () => {
        assert.isNotEmpty(spec.endings);
        const type = key === 'csv' ? 'text/csv' : `application/${key}`;
        const readers = Object.values(registry).filter(({ reads }) => reads(type));
        assert.deepEqual(
          readers.map((reader) => reader.type),
          [spec.type],
        );
        assert.isFalse(spec.reads('text/html'));
        assert.isFalse(spec.reads(''));
      });

      it('refuses a text that breaks off, with an error', () => {
        const broken = { json: '{"a":', jsonl: '{"a":1}\n{"a"', csv: 'a,b\n1,"x', xml: '<a><b>' }[key];
        if (broken === undefined) return assert.fail(`give the suite a broken text of ${key}`);
        assert.throws(() => spec.decode(broken), Error);
      });
    });
  }
}
