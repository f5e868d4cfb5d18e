/** How quantities are written in the page. */
import { duration } from '../../core/quantities.ts';

/** An instant, for a reader: `2026-01-31 10:11:12 UTC`; a text that is none stays as it is. */
export function timeText(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? iso : `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** A moment of a run, in milliseconds since its beginning: `12.4 s`. */
export function momentText(ms: number): string {
  return ms === 0 ? '0 s' : duration(ms);
}

/** A part of a whole: `12.3 %`. */
export function shareText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '';
  const share = (part / whole) * 100;
  return `${share < 0.1 ? '< 0.1' : share.toFixed(1)} %`;
}
