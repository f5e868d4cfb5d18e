import type { ResourceOutcome, RunEvent, RunSummary } from '../../core/events.ts';
import { MillraceError } from '../../core/errors.ts';

/** One event as one line of JSON, without the newline. `time` is a date in milliseconds. */
export function jsonLine(event: RunEvent, time: number): string {
  const flat = 'outcome' in event ? { type: event.type, ...outcomeFields(event.outcome) } : event;
  return jsonText({ time: new Date(time).toISOString(), ...flat });
}

/** How a run ended, as one line of JSON, without the newline: the summary's fields, errors as plain objects. */
export function summaryJson(summary: RunSummary): string {
  return jsonText({ type: 'summary', ...summary, resources: summary.resources.map(outcomeFields) });
}

function outcomeFields({ error, ...fields }: ResourceOutcome): object {
  return error === undefined ? fields : { ...fields, error: errorFields(error) };
}

export function errorFields(error: Error): object {
  const { name, message } = error;
  if (!(error instanceof MillraceError)) return { name, message };
  const { code, resource, setting, fix } = error;
  return { name, code, message, resource, setting, fix };
}

/** JSON in printable characters only. Integers that a double cannot hold are written as text. */
export function jsonText(value: unknown, indent?: number): string {
  const exactly = (_key: string, field: unknown) => (typeof field === 'bigint' ? exact(field) : field);
  const text = JSON.stringify(value, exactly, indent);
  return text.replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function exact(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
