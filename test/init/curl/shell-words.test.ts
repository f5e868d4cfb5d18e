import { spawnSync } from 'node:child_process';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { ConfigError } from '../../../lib/core/errors.ts';
import { shellWords, textParts } from '../../../lib/init/curl/shell-words.ts';

/** What bash makes of the words of a command. */
function bashWords(command: string): string[] {
  const { stdout, status } = spawnSync('bash', ['-c', `p() { printf '%s\\0' "$@"; }; p ${command}`], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, command);
  return stdout.split('\0').slice(0, -1);
}

describe('init: the words of a shell command', () => {
  for (const command of [
    `curl -H 'a: b' "https://x/y?a=1&b=2"`,
    `a\\ b 'c d'"e f"g\\'h`,
    `"a \\"b\\" \\$c \\x \\\\ \\\`"`,
    `one \\\n  two \\\r\nthree`.replace('\r', ''),
    `$'tab\\tnew\\nquote\\' \\x41\\u00e9\\101'`,
    `'' "" a''b`,
    `a#b #comment`,
    `'multi\nline' x`,
    `costs$ 5`,
  ]) {
    it(`are those of bash: ${JSON.stringify(command)}`, () => {
      assert.deepEqual(shellWords(command).words, bashWords(command));
    });
  }

  it('are those of bash, whatever stands in single quotes', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', ' ', '"', '$', '\\', '`', '&', '|', '#', '{', '\n'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        assert.deepEqual(shellWords(words.map((each) => `'${each}'`).join(' ')).words, words);
      }),
    );
  });

  it('leave variables as what they are, but for those in single quotes', () => {
    const { words } = shellWords(`curl "Bearer $TOKEN" \${KEY}x '$NOT' "\\$NOT"`);
    assert.deepEqual(words.slice(1).map(textParts), [
      ['Bearer ', { variable: 'TOKEN' }],
      [{ variable: 'KEY' }, 'x'],
      ['$NOT'],
      ['$NOT'],
    ]);
  });

  it('end where another command begins', () => {
    for (const rest of ['| jq .', '; rm x', '> out.json', '&& echo', '& echo']) {
      assert.deepEqual(shellWords(`curl x ${rest}`), { words: ['curl', 'x'], rest });
    }
    assert.deepEqual(shellWords('curl x\nrm y').words, ['curl', 'x']);
  });

  it('keep a URL whole that should have been in quotes', () => {
    assert.deepEqual(shellWords('curl https://x/y?a=1&b=2').words, ['curl', 'https://x/y?a=1&b=2']);
  });

  for (const command of ['curl $(cat key)', 'curl "`cat key`"', 'curl ${KEY:-x}', "curl 'open", 'curl "open']) {
    it(`are none: ${command}`, () => {
      assert.throws(() => shellWords(command), ConfigError, /would execute|without its end/);
    });
  }
});
