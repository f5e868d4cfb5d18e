import { assert } from 'chai';
import { colourAllowed, painter } from '../../../lib/cli/display/paint.ts';

describe('colourAllowed', () => {
  it('is for terminals that understand colours', () => {
    assert.isTrue(colourAllowed({ TERM: 'xterm' }, true));
    assert.isFalse(colourAllowed({ TERM: 'xterm' }, false));
    assert.isFalse(colourAllowed({ TERM: 'dumb' }, true));
  });

  it('listens to NO_COLOR unless it is empty', () => {
    assert.isFalse(colourAllowed({ NO_COLOR: '1' }, true));
    assert.isTrue(colourAllowed({ NO_COLOR: '' }, true));
  });

  it('lets FORCE_COLOR decide first', () => {
    assert.isTrue(colourAllowed({ FORCE_COLOR: '1', NO_COLOR: '1' }, false));
    assert.isFalse(colourAllowed({ FORCE_COLOR: '0' }, true));
  });
});

describe('painter', () => {
  it('styles a text, or leaves it alone', () => {
    assert.equal(painter(true)('x', 'red'), '\u001b[31mx\u001b[39m');
    assert.equal(painter(true)('x', undefined), 'x');
    assert.equal(painter(true)('', 'red'), '');
    assert.equal(painter(false)('x', 'red'), 'x');
  });
});
