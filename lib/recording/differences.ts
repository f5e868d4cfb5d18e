import { isRecord } from '../core/is-record.ts';
import type { RecordedRequest } from './format.ts';

/** How two requests differ, in words, and how much: the least is the nearest. */
export interface Differences {
  readonly texts: readonly string[];
  readonly weight: number;
}

type Difference = readonly [text: string, weight: number];

/** @param asked the request that was not found among the recorded ones */
export function differences(recorded: RecordedRequest, asked: RecordedRequest): Differences {
  const found = [
    ...change('the method', recorded.method, asked.method, 20),
    ...ofUrls(recorded.url, asked.url),
    ...change('the resource', recorded.resource, asked.resource, 5),
    ...ofMaps('the header', recorded.headers ?? {}, asked.headers ?? {}, 2),
    ...ofBodies(recorded.body, asked.body),
  ];
  return { texts: found.map(([text]) => text), weight: found.reduce((sum, [, weight]) => sum + weight, 0) };
}

function ofUrls(recorded: string, asked: string): readonly Difference[] {
  if (!URL.canParse(recorded) || !URL.canParse(asked)) return change('the URL', recorded, asked, 100);
  const [before, now] = [new URL(recorded), new URL(asked)];
  return [
    ...change('the origin', before.origin, now.origin, 10),
    ...ofPaths(before.pathname, now.pathname),
    ...ofMaps('the parameter', valuesOf(before), valuesOf(now), 1),
  ];
}

/** Paths of one length that differ in one part are of one endpoint. */
function ofPaths(recorded: string, asked: string): readonly Difference[] {
  if (recorded === asked) return [];
  const [before, now] = [recorded.split('/'), asked.split('/')];
  const others = before.filter((part, i) => part !== now[i]).length + Math.abs(before.length - now.length);
  const weight = before.length === now.length && others === 1 ? 8 : 30 + others;
  return change('the path', recorded, asked, weight);
}

function valuesOf(url: URL): Record<string, string> {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(', ')]));
}

type Values = Readonly<Record<string, string>>;

function ofMaps(what: string, recorded: Values, asked: Values, weight: number): readonly Difference[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(asked)])];
  return names.flatMap((name) => change(`${what} ${name}`, recorded[name], asked[name], weight));
}

function ofBodies(recorded: unknown, asked: unknown, path = ''): readonly Difference[] {
  if (isRecord(recorded) && isRecord(asked)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(asked)])];
    return keys.flatMap((key) => ofBodies(recorded[key], asked[key], path === '' ? key : `${path}.${key}`));
  }
  const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  return change(path === '' ? 'the body' : `the body at ${path}`, text(recorded), text(asked), 3);
}

function change(what: string, recorded: string | undefined, asked: string | undefined, weight: number): Difference[] {
  if (recorded === asked) return [];
  if (recorded === undefined) return [[`${what} (${short(asked!)}) is only in the request`, weight]];
  if (asked === undefined) return [[`${what} (${short(recorded)}) is only in the recording`, weight]];
  return [[`${what} is ${short(recorded)} in the recording, ${short(asked)} in the request`, weight]];
}

function short(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
