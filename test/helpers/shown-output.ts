import { assert } from 'chai';

/** What a page shows of a command is what the command prints; `…` stands for what the page leaves out of a line. */
export function assertShown(printed: string, shown: string, command: string): void {
  const real = steady(printed).split('\n');
  const told = steady(shown).split('\n');
  assert.lengthOf(real, told.length, `${command}:\n${printed}`);
  for (const [index, line] of told.entries()) {
    const [start, end = ''] = line.split('…');
    if (!line.includes('…')) assert.equal(real[index], line);
    else assert.isTrue(real[index]!.startsWith(start!) && real[index]!.endsWith(end), real[index]);
  }
}

/** Without what is another each time: addresses, times, sizes of files, and spaces that follow from them. */
function steady(text: string): string {
  return text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://api')
    .replaceAll(/\b[\d.]+ (?:m?s|seconds?|minutes?)\b/g, 'some time')
    .replaceAll(/\b[\d.]+ k?B\b/g, 'some bytes')
    .replaceAll(/ +/g, ' ')
    .trimEnd();
}
