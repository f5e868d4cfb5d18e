const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A whole number with commas between the thousands: `12,345`. */
export function count(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A count with its noun: `1 page`, `1,200 pages`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${Math.round(value) === 1 ? '' : 's'}`;
}

/** A size in bytes, for a reader: `512 B`, `34.5 kB`, `1.2 MB` (decimal units). */
export function size(bytes: number): string {
  if (Math.round(bytes) < 1000) return `${Math.round(bytes)} B`;
  let value = bytes / 1000;
  let unit = 0;
  // 999.95 would be printed as 1000.0.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}

/** A length of time in milliseconds, for a reader: `850 ms`, `3.4 s`, `42 s`, `2 min 05 s`, `1 h 05 min`. */
export function duration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(Math.max(0, ms))} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  return seconds(Math.round(ms / 1000));
}

/** The same in whole seconds, rounded up: for a countdown or a clock that ticks each second. */
export function wholeSeconds(ms: number): string {
  return seconds(Math.ceil(Math.max(0, ms) / 1000));
}

function seconds(total: number): string {
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes} min ${two(total % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
