import { assert } from 'chai';
import { FileTurns } from '../../lib/run/file-turns.ts';
import { info } from '../helpers/journal.ts';

describe('FileTurns', () => {
  const turnsOf = (...resources: [name: string, table: string][]) =>
    new FileTurns(resources.map(([name, table]) => info({ name, table })));
  const isUp = (turns: FileTurns, name: string) => {
    let up = false;
    turns.turn(name).subscribe({ complete: () => (up = true) });
    return up;
  };

  it('a file of its own has no turns', () => assert.isTrue(isUp(turnsOf(['a', 'a'], ['b', 'b']), 'b')));

  it('those that share a file go in their order, whoever is ready first', () => {
    const turns = turnsOf(['a', 'x'], ['other', 'y'], ['b', 'x'], ['c', 'x']);
    assert.isTrue(isUp(turns, 'a'));
    assert.isFalse(isUp(turns, 'b'));
    turns.end('other');
    assert.isFalse(isUp(turns, 'b'));
    let c = false;
    turns.turn('c').subscribe({ complete: () => (c = true) });
    turns.end('a');
    turns.end('a');
    assert.isTrue(isUp(turns, 'b'));
    assert.isFalse(c);
    turns.end('b');
    assert.isTrue(c);
  });

  it('knows nothing of a resource that does not publish', () => {
    const turns = turnsOf(['a', 'x']);
    turns.end('parent');
    assert.isTrue(isUp(turns, 'parent'));
  });
});
