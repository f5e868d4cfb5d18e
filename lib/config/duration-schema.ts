import { z } from 'zod';

const UNITS = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 } as const;
const TEXT = /^(\d+(?:\.\d+)?) ?(s|min|m|h|d)$/;

/** A time: seconds, or a text with its unit. */
export const durationSchema = z.union([z.number().min(0), z.string().regex(TEXT)], {
  error: 'expected a number of seconds, or a text such as 30s, 90min, 6h or 2d',
});

/** Milliseconds. */
export function millisecondsOf(duration: z.output<typeof durationSchema>): number {
  if (typeof duration === 'number') return duration * 1000;
  const [, amount, unit] = TEXT.exec(duration)!;
  return Number(amount) * UNITS[unit as keyof typeof UNITS] * 1000;
}
