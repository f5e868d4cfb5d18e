import { assert } from 'chai';
import { previewTable } from '../../../lib/cli/display/preview-table.ts';
import { textWidth } from '../../../lib/cli/display/text-width.ts';
import { RowColumns } from '../../../lib/rows/row-columns.ts';

const ROWS = [1, 2].map((id) => ({
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`column_${i}`, `a text of some length ${i}`])),
  id,
  last: { nested: ['日本語', id] },
}));
const columns = new RowColumns();
columns.add(ROWS);

const tableAt = (width: number, key = ['id']) =>
  previewTable(ROWS, columns.columns, { width, colour: false, key }).split('\n');

describe('previewTable', () => {
  for (const width of [40, 80, 200]) {
    it(`stays within ${width} columns, keeps the key, and names what has no room`, () => {
      const lines = tableAt(width);
      for (const line of lines) assert.isAtMost(textWidth(line), width, line);
      const [labels = ''] = lines;
      assert.match(labels, /\bid\b/);
      const hint = lines.slice(lines.indexOf('')).join(' ');
      for (const { name } of columns.columns) {
        const isShown = new RegExp(`\\b${name}\\b`).test(labels);
        assert.notEqual(isShown, new RegExp(`\\b${name}\\s+\\w`).test(hint), `${name} in the table or below it`);
      }
      assert.include(hint, '--format json');
    });
  }

  it('cuts nothing where there is no width', () => {
    const lines = tableAt(Number.POSITIVE_INFINITY);
    assert.lengthOf(lines, 4);
    assert.include(lines[2], 'a text of some length 11');
    assert.include(lines[3], '{"nested":["日本語",2]}');
  });

  it('cuts a long text rather than leaving its column out', () => {
    const rows = [{ id: 1, text: 'long '.repeat(100) }];
    const columns = new RowColumns();
    columns.add(rows);
    const [labels, , row] = previewTable(rows, columns.columns, { width: 40, colour: false, key: ['id'] }).split('\n');
    assert.match(labels!, /text/);
    assert.match(row!, /^ +1 +long long .*…$/);
  });

  it('shows more columns on a wider terminal', () => {
    const shown = (width: number) => tableAt(width)[0]!.trim().split(/\s+/).length;
    assert.isAbove(shown(80), shown(40));
    assert.isAbove(shown(200), shown(80));
  });
});
