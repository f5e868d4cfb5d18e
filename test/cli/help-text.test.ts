import { assert } from 'chai';
import { helpText } from '../../lib/cli/help-text.ts';

describe('cli: help text', () => {
  it('breaks paragraphs anew, wherever they were broken before', () => {
    assert.equal(
      helpText('Runs a source and says\nwhat\ncame of it.\n', 20),
      'Runs a source and\nsays what came of\nit.\n',
    );
  });

  it('leaves headings, lists and examples as they are', () => {
    const text = [
      'Usage: millrace run [options] <source> and more',
      '',
      'Options:',
      '  -o, --out <dir>        output folder, or another',
      '',
      'Examples:',
      '  millrace run my-api.yaml -o data --select jobs',
      '',
    ].join('\n');
    assert.equal(helpText(text, 20), text);
  });
});
