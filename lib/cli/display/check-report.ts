import type { ResourceCheck } from '../../run/resource-check.ts';
import { typeText } from '../../rows/type-text.ts';
import { painter, type Paint, type Style } from './paint.ts';
import { printable } from './printable.ts';
import { plural } from '../../core/quantities.ts';
import { wrapText } from './wrap-text.ts';

interface ReportOptions {
  readonly width: number;
  readonly colour: boolean;
}

const MARKS: Readonly<Record<ResourceCheck['verdict'], readonly [mark: string, style: Style]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  problem: ['✗', 'red'],
  'not checked': ['○', 'dim'],
};

const LABEL_WIDTH = 15;
const INDENT = 4;

/** What the check of one resource found, ended by a newline. */
export function checkReport(check: ResourceCheck, { width, colour }: ReportOptions): string {
  const { resource, parent, verdict, findings, columns } = check;
  const paint = painter(colour);
  const child = parent === undefined ? '' : ` (child of ${printable(parent)})`;
  const lines = [
    `${marked(verdict, paint)} ${paint(printable(resource), 'bold')}${child}`,
    ...findings.flatMap(({ level, what, message, fix }) => [
      ...layOut(marked(verdict === 'not checked' ? verdict : level, paint), what, message, width),
      ...(fix === undefined ? [] : layOut(' ', '', `fix: ${fix}`, width).map((line) => paint(line, 'green'))),
    ]),
    ...(columns.length === 0
      ? []
      : layOut(' ', 'columns', columns.map(({ name, type }) => `${name} ${typeText(type)}`).join(', '), width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** How a check ended, in one sentence. */
export function checkClosing(checks: readonly ResourceCheck[]): string {
  const of = (verdict: ResourceCheck['verdict']): number => checks.filter((one) => one.verdict === verdict).length;
  const parts = [
    ...part(of('ok'), 'fine'),
    ...part(of('warning'), 'to look at'),
    ...part(of('problem'), 'with a problem'),
    ...part(of('not checked'), 'not checked'),
  ];
  return `${plural(checks.length, 'resource')}: ${parts.join(', ')}.`;
}

function part(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function marked(verdict: ResourceCheck['verdict'], paint: Paint): string {
  const [mark, style] = MARKS[verdict];
  return paint(mark, style);
}

function layOut(mark: string, label: string, text: string, width: number): string[] {
  const at = INDENT + LABEL_WIDTH;
  return wrapText(printable(text), Math.max(20, width - at)).map((line, index) =>
    index === 0 ? `  ${mark} ${label.padEnd(LABEL_WIDTH)}${line}` : `${' '.repeat(at)}${line}`,
  );
}
