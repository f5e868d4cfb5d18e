import { plural } from '../../core/quantities.ts';

/** A length of time in milliseconds, in its largest unit: `12 seconds`, `3 minutes`, `5 hours`, `2 days`. */
export function ageText(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, size] = units.find(([, length]) => ms >= length) ?? (['second', 1000] as const);
  return plural(Math.floor(Math.max(0, ms) / size), unit);
}
