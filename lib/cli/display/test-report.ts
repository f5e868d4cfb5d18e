import { plural, count } from '../../core/quantities.ts';
import type { Row } from '../../core/types.ts';
import { jsonText } from '../../http/json-text.ts';
import type { Example, RowDifferences } from '../../recording/compare-rows.ts';
import { passed, type Tested, type TestedTable } from '../../run/test-recording.ts';
import { formatError } from './errors.ts';
import { painter, type Paint } from './paint.ts';
import { printable } from './printable.ts';

interface Options {
  readonly width: number;
  readonly colour: boolean;
}

/** Values are cut to so many characters. */
const LONGEST = 100;

/** What a test found, without a newline at the end. */
export function testReport(tested: Tested, file: string, { width, colour }: Options): string {
  const paint = painter(colour);
  const failures = tested.failed.flatMap(({ resource, error }) => [
    `${paint('✗', 'red')} ${paint(printable(resource), 'bold')}  ${error === undefined ? 'was not published' : 'failed'}`,
    ...(error === undefined
      ? []
      : formatError(error, { colour, width: width - 4 })
          .replace(/^/gm, '    ')
          .split('\n')),
  ]);
  const tables = tested.tables.flatMap((table) => tableLines(table, paint));
  return [...tables, ...failures, '', ...closing(tested, file)].join('\n');
}

/** The same for programs, in one line. */
export function testJson(tested: Tested): string {
  const failed = tested.failed.map(({ resource, error }) => ({ resource, error: error?.message ?? null }));
  return jsonText({ ...tested, passed: passed(tested), failed });
}

function tableLines({ table, rows, differences, key }: TestedTable, paint: Paint): string[] {
  const name = paint(printable(table), 'bold');
  if (differences === undefined) return [`  ${name}  ${plural(rows, 'row')}`];
  const { changed, missing, added, same } = differences;
  if (changed + missing + added === 0) return [`${paint('✓', 'green')} ${name}  ${plural(rows, 'row')}`];
  const counts = [
    changed > 0 && `${plural(changed, 'row')} ${changed === 1 ? 'differs' : 'differ'}`,
    missing > 0 && `${count(missing)} missing`,
    added > 0 && `${count(added)} new`,
  ].filter((text) => text !== false);
  return [
    `${paint('✗', 'red')} ${name}  ${counts.join(', ')}; ${plural(same, 'row')} as expected`,
    ...columnLine(differences),
    ...differences.examples.flatMap((example) => exampleLines(example, key, paint)),
  ];
}

function columnLine({ columns, changed }: RowDifferences): string[] {
  if (changed === 0) return [];
  const told = Object.entries(columns).map(([name, number]) => `${printable(name)} (${plural(number, 'row')})`);
  return [`    columns that differ: ${told.join(', ')}`];
}

function exampleLines(example: Example, key: readonly string[], paint: Paint): string[] {
  if (example.kind !== 'changed') {
    const what = example.kind === 'missing' ? paint('missing', 'red') : paint('new', 'green');
    return [`    ${what}  ${shown(example.row)}`];
  }
  const values = example.values.map(
    ({ column, expected, found }) =>
      `      ${printable(column)}: expected ${paint(shown(expected), 'green')}, published ${paint(shown(found), 'red')}`,
  );
  return [`    ${identity(example.row, key)}`, ...values];
}

function identity(row: Row, key: readonly string[]): string {
  return key.map((name) => `${printable(name)} ${shown(row[name])}`).join(', ');
}

function shown(value: unknown): string {
  const text = printable(value === undefined ? 'null' : jsonText(value));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function closing(tested: Tested, file: string): string[] {
  const { source, recording, tables, how, failed } = tested;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const all = `${plural(tables.length, 'table')} with ${plural(rows, 'row')}`;
  if (how === 'accepted') {
    const kept = failed.length > 0 ? '; nothing was accepted of what failed' : '';
    return [`${source}: accepted ${all} as expected, in ${recording}/expected${kept}.`];
  }
  if (how === 'nothing') {
    return [
      `${source}: nothing says which rows are expected.`,
      `If these are right: millrace test ${file} --update, and commit ${recording}/expected.`,
    ];
  }
  if (passed(tested)) return [`${source}: ${all}, all as expected.`];
  if (failed.length > 0) return [`${source}: ${plural(failed.length, 'resource')} could not be published.`];
  return [`${source}: not as expected. If it is right: millrace test ${file} --update`];
}
