import { plural } from '../../core/quantities.ts';
import { variableOf } from '../../init/folder-files.ts';
import { publishedNames, type StartingPoint } from '../../init/starting-point.ts';
import { painter } from './paint.ts';
import { printable } from './printable.ts';
import { wrapText } from './wrap-text.ts';

export interface InitResult {
  /** Relative to where the command was called. */
  readonly folder: string;
  readonly source: string;
  readonly written: readonly string[];
}

/** Of a large document there may be hundreds. */
const MOST_NOTES = 15;

/** What was made, what is to be looked at, and what to do next. */
export function initReport(
  start: StartingPoint,
  { folder, source, written }: InitResult,
  { width, colour }: { readonly width: number; readonly colour: boolean },
): string {
  const { origin, notes, secrets } = start;
  const paint = painter(colour);
  const at = (file: string) => (folder === '.' ? file : `${folder}/${file}`);
  const names = publishedNames(start);
  const open = secrets.filter(({ value }) => value === undefined).map(({ name }) => variableOf(name));
  const wrapped = (text: string) => wrapText(text, width - 2, '  ').map((line) => `  ${line}`);
  const shown = notes.length > MOST_NOTES + 1 ? notes.slice(0, MOST_NOTES) : notes;
  const left = notes.length - shown.length;
  const more = left === 0 ? [] : [`${left} more of these are in ${at('README.md')}`];
  const told = [...shown, ...more].flatMap((note) => wrapped(`${paint('!', 'yellow')} ${printable(note)}`));
  const fillIn = written.includes('.env')
    ? [`$EDITOR ${at('.env')}`, `add ${open.join(', ')}`]
    : [`cp ${at('.env.example')} ${at('.env')}`, `and fill in ${open.join(', ')}`];
  const commands = [
    ...(open.length === 0 ? [] : [fillIn]),
    [`npx millrace check ${at(source)}`, 'does each resource answer as it should'],
    [`npx millrace preview ${at(source)} ${names[0]}`, 'the first rows'],
    [`npx millrace run ${at(source)} -o ${at('data')}`, 'publishes the files'],
  ];
  const longest = Math.max(...commands.map(([command]) => command!.length));
  return `${[
    `${paint('✓', 'green')} Made ${paint(at(source), 'bold')} of ${printable(origin)}: ${plural(names.length, 'resource')}.`,
    ...wrapped(names.map(printable).join(', ')),
    ...wrapped(`Beside it: ${written.filter((file) => file !== source).join(', ')}`),
    ...(written.includes('.env') ? ['  The secrets are in .env, which only you can read and git leaves out.'] : []),
    ...(told.length === 0 ? [] : ['', ...told]),
    '',
    'Next:',
    ...commands.map(([command, what]) => {
      // A command that is broken into lines could not be pasted: where there is no room, it comes alone.
      const about = `# ${what}`;
      return longest + about.length + 4 > width
        ? `  ${command}`
        : `  ${command!.padEnd(longest)}  ${paint(about, 'dim')}`;
    }),
  ].join('\n')}\n`;
}
