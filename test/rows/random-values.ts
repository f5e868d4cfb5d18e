/** Values of every kind that an API may send, and some that only it could think of, drawn by a fixed seed. */
export type Draw = (below: number) => number;

/** Numbers 0 to `below` - 1; the same ones for the same seed. */
export function drawer(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export const SCALARS: Readonly<Record<string, unknown>> = {
  bool: true,
  int: 5,
  int64: 2n ** 60n,
  int128: 2n ** 100n,
  bigint: 10n ** 40n,
  double: 2.5,
  timestamp: '2024-05-06T07:08:09Z',
  date: '2024-05-06',
  string: 'text',
};

const NAMES = ['a', 'b', 'A', '__proto__', 'constructor', 'x y', '', '日本'];

export function randomValue(draw: Draw, depth = 0): unknown {
  const scalars = Object.values(SCALARS);
  const pick = draw(depth < 3 ? scalars.length + 3 : scalars.length + 1);
  if (pick < scalars.length) return scalars[pick];
  if (pick === scalars.length) return null;
  const size = draw(4);
  const items = Array.from({ length: size }, () => randomValue(draw, depth + 1));
  if (pick === scalars.length + 1) return items;
  return Object.fromEntries(items.map((item) => [NAMES[draw(NAMES.length)]!, item]));
}
