import { assert } from 'chai';
import { printable } from '../../../lib/cli/display/printable.ts';
import { cut, head, textWidth } from '../../../lib/cli/display/text-width.ts';
import { wrapText } from '../../../lib/cli/display/wrap-text.ts';

describe('textWidth', () => {
  for (const [text, width] of [
    ['', 0],
    ['jobs', 4],
    ['Übergröße', 9],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국', 4],
    ['ＡＢ', 4],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['a\u200bb', 2],
    ['…✓●', 3],
  ] as const) {
    it(`${JSON.stringify(text)} is ${width} wide`, () => assert.equal(textWidth(text), width));
  }
});

describe('cut', () => {
  it('leaves what fits and ends the rest in an ellipsis', () => {
    assert.equal(cut('jobs', 4), 'jobs');
    assert.equal(cut('jobs', 3), 'jo…');
    assert.equal(cut('jobs', 1), '…');
    assert.equal(cut('jobs', 0), '');
  });

  it('never splits a wide character', () => {
    assert.equal(cut('日本語', 4), '日…');
    assert.equal(cut('日本語', 5), '日本…');
    assert.equal(head('👩‍👩‍👧x', 1), '');
    assert.equal(head('👩‍👩‍👧x', 2), '👩‍👩‍👧');
  });
});

describe('wrapText', () => {
  it('breaks at spaces, and indents what follows', () => {
    assert.deepEqual(wrapText('one two three four', 9, '  '), ['one two', '  three', '  four']);
  });

  it('breaks a word that is wider than a line', () => {
    assert.deepEqual(wrapText('see http://127.0.0.1/a', 8), ['see', 'http://1', '27.0.0.1', '/a']);
  });

  it('keeps the words of a no-break space together', () => {
    assert.deepEqual(wrapText('1\u00a0row, 2\u00a0pages', 8), ['1\u00a0row,', '2\u00a0pages']);
  });

  it('measures wide characters, and ends where not one has room', () => {
    assert.deepEqual(wrapText('日本語', 4), ['日本', '語']);
    assert.deepEqual(wrapText('日本', 1), ['日本']);
    assert.deepEqual(wrapText('', 10), ['']);
  });
});

describe('printable', () => {
  it('takes out everything that could steer a terminal', () => {
    assert.equal(printable('\u001b[31mred\u001b[0m\r\n\tback\u0007\u009b2J\u202eevil'), 'red back evil');
    assert.equal(printable('\u001b]0;title\u0007jobs'), 'jobs');
    assert.notMatch(printable('a\u001bb\u009bc\u0000d'), /[\u0000-\u001f\u007f-\u009f]/);
  });
});
