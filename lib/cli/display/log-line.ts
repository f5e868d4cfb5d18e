import type { RunEvent } from '../../core/events.ts';
import type { Style } from './paint.ts';
import { printable } from './printable.ts';
import { duration } from '../../core/quantities.ts';
import { resumedText } from './resumed-text.ts';

/** The line that stays for an event worth keeping (a warning, a retry, a pause), and its style; nothing for other events. */
export function logLine(event: RunEvent): { readonly text: string; readonly style: Style } | undefined {
  switch (event.type) {
    case 'warning': {
      const where = event.resource === undefined ? '' : `${printable(event.resource)}: `;
      return { text: `warning: ${where}${printable(event.message)}`, style: 'yellow' };
    }
    case 'resumed':
      return { text: printable(resumedText(event)), style: 'yellow' };
    case 'retry': {
      const { resource, attempt, limit, wait, reason } = event;
      return {
        text: `${printable(resource)}: retry ${attempt} of ${limit} in ${duration(wait)}: ${printable(reason)}`,
        style: 'dim',
      };
    }
    case 'waiting':
      return { text: `waiting ${duration(event.ms)}: ${printable(event.reason)}`, style: 'dim' };
    default:
      return undefined;
  }
}
