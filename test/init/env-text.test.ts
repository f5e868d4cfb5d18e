import { parseEnv } from 'node:util';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { envText } from '../../lib/init/env-text.ts';

const secret = (name: string, value?: string) => ({ name, about: '', ...(value !== undefined && { value }) });

describe('init: .env', () => {
  it('is not written where no value is known', () => {
    assert.isUndefined(envText([secret('api_token')], 'A=1\n'));
  });

  it('keeps what it had, but for the variables that have a new value', () => {
    assert.equal(
      envText([secret('api_token', 'new')], '# mine\nAPI_TOKEN=old\nOTHER=1'),
      '# mine\nOTHER=1\nAPI_TOKEN=new\n',
    );
  });

  it('gives values back as they were', () => {
    const character = fc.constantFrom('a', '9', ' ', '#', '$', "'", '"', '=', '\\', '`');
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 1 }), (value) => {
        // Where a value has all three quotes there is no way to write it.
        fc.pre(["'", '"', '`'].some((quote) => !value.includes(quote)));
        const text = envText([secret('api_token', value)], 'X=1\n')!;
        assert.equal(parseEnv(text)['API_TOKEN'], value, text);
        assert.equal(parseEnv(text)['X'], '1');
      }),
    );
  });
});
