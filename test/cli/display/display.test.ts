import { EventEmitter } from 'node:events';
import { assert } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { createDisplay, type DisplayMode, type DisplayOptions } from '../../../lib/cli/display/display.ts';
import { page, published, started } from './events.ts';

const SHOW = '\u001b[?25h';

function fixture(mode: DisplayMode, options: Partial<DisplayOptions> = {}) {
  const scheduler = new VirtualTimeScheduler();
  const host = new EventEmitter() as EventEmitter & NonNullable<DisplayOptions['process']>;
  const written: string[] = [];
  const display = createDisplay(mode, {
    stream: { write: (text) => written.push(text) },
    env: { TERM: 'xterm' },
    isTTY: true,
    columns: () => 80,
    rows: () => 24,
    scheduler,
    process: host,
    ...options,
  });
  return { display, written, host, text: () => written.join('') };
}

function textOf(mode: DisplayMode, options: Partial<DisplayOptions> = {}): string {
  const { display, text } = fixture(mode, options);
  display.onEvent(started('jobs'));
  display.onEvent(page('jobs'));
  display.onEvent(published('jobs'));
  display.stop();
  return text();
}

const isLive = (text: string): boolean => text.includes(SHOW);

describe('createDisplay', () => {
  it('is live on a terminal only, and not in a build', () => {
    assert.isTrue(isLive(textOf('auto')));
    assert.isTrue(isLive(textOf('auto', { env: { CI: 'false' } })));
    for (const env of [{ CI: 'true' }, { CI: '1' }, { TERM: 'dumb' }]) {
      assert.match(textOf('auto', { env }), /^jobs: started\n/);
    }
    assert.match(textOf('auto', { isTTY: false }), /^jobs: started\n/);
  });

  it('has no control codes off a terminal, even where colours are forced', () => {
    for (const mode of ['auto', 'plain', 'json'] as const) {
      const text = textOf(mode, { isTTY: false, env: { FORCE_COLOR: '1' } });
      assert.notEqual(text, '');
      assert.notMatch(text.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/, mode);
    }
    assert.notInclude(textOf('plain'), '\u001b');
  });

  it('leaves colours out on demand', () => {
    assert.match(textOf('auto'), /\u001b\[\d+m/);
    assert.notMatch(textOf('auto', { env: { NO_COLOR: '1' } }), /\u001b\[\d+m/);
  });

  it('writes one JSON object a line', () => {
    const lines = textOf('json', { now: () => 1000 })
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ time, type }) => `${time} ${type}`),
      ['resource-started', 'page', 'published'].map((type) => `1970-01-01T00:00:01.000Z ${type}`),
    );
  });

  it('writes nothing for none', () => assert.equal(textOf('none'), ''));

  it('takes 80 by 24 for a terminal that does not know its size', () => {
    const unknown = { columns: () => undefined, rows: () => undefined };
    assert.equal(textOf('auto', unknown), textOf('auto'));
    assert.equal(textOf('auto', { columns: () => 0, rows: () => 0 }), textOf('auto'));
  });

  it('writes each frame in one piece', () => {
    const { display, written } = fixture('auto');
    display.onEvent(started('jobs'));
    display.stop();
    assert.lengthOf(written, 1);
  });

  it('may be stopped twice, and is silent afterwards', () => {
    for (const mode of ['auto', 'plain', 'json', 'none'] as const) {
      const { display, text } = fixture(mode);
      display.onEvent(started('jobs'));
      display.stop();
      const before = text();
      display.stop();
      display.onEvent(page('jobs'));
      assert.equal(text(), before);
    }
  });

  it('shows the cursor when the process ends first', () => {
    const { host, written, display } = fixture('auto');
    host.emit('exit');
    assert.deepEqual(written, [SHOW]);
    display.stop();
    assert.equal(host.listenerCount('exit'), 0);
    assert.equal(fixture('plain').host.listenerCount('exit'), 0);
  });

  it('does not leave listeners behind', () => {
    const { host, display } = fixture('auto');
    assert.equal(host.listenerCount('exit'), 1);
    display.stop();
    assert.equal(host.listenerCount('exit'), 0);
  });

  it('does not throw when the stream is gone', () => {
    const stream = {
      write: () => {
        throw new Error('EPIPE');
      },
    };
    for (const mode of ['auto', 'plain', 'json'] as const) {
      const { display } = fixture(mode, { stream });
      assert.doesNotThrow(() => {
        display.onEvent(started('jobs'));
        display.onEvent(page('jobs'));
        display.stop();
      });
    }
  });

  it('uses the clock and the process of this world by default', () => {
    const before = process.listenerCount('exit');
    const { display } = fixture('auto', { scheduler: undefined, process: undefined });
    display.onEvent(started('jobs'));
    assert.equal(process.listenerCount('exit'), before + 1);
    display.stop();
    assert.equal(process.listenerCount('exit'), before);
  });
});
