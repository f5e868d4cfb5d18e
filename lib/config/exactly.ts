import type { z } from 'zod';
import type { Secret } from '../core/secret.ts';

/**
 * `Given`, where every key that `Shape` does not have is `never`. The keys of a type parameter are not checked by
 * themselves: a misspelt one would pass as an extra one.
 */
export type Exactly<Given, Shape> =
  TakesAny<Shape> extends true
    ? Given
    : Given extends Leaf
      ? Given
      : Given extends readonly unknown[]
        ? { readonly [I in keyof Given]: Exactly<Given[I], ElementOf<Shape>> }
        : ExactObject<Given, VariantOf<Extract<Shape, object>, Given>>;

/** What takes any value, or rows of any kind, cannot have a misspelt key inside. */
type TakesAny<Shape> = unknown extends Shape ? true : Iterable<unknown> extends Shape ? true : false;

type Leaf = string | number | bigint | boolean | null | undefined | Date | Secret | z.ZodType | AnyFunction;
type AnyFunction = (...args: never[]) => unknown;

type ExactObject<Given, Shape> = {
  readonly [K in keyof Given]: K extends KeyOf<Shape> ? Exactly<Given[K], FieldOf<Shape, K>> : never;
};

/** Of a union of plug-ins, the one that is named. */
type VariantOf<Shape, Given> = Given extends { readonly type: infer Type }
  ? Extract<Shape, { readonly type: Type }>
  : Shape;

type ElementOf<Shape> = Shape extends readonly (infer Element)[] ? Element : never;
type KeyOf<Shape> = Shape extends unknown ? keyof Shape : never;
type FieldOf<Shape, K> = Shape extends unknown ? (K extends keyof Shape ? Shape[K] : never) : never;
