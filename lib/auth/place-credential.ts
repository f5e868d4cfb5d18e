import { z } from 'zod';
import { withParam } from '../core/request.ts';
import { revealed, type Secret } from '../core/secret.ts';
import type { ApiRequest } from '../core/types.ts';
import { headerText } from './secret-text.ts';
import { withHeader } from './with-header.ts';

/** Where a credential can be sent. */
export const credentialLocation = z.enum(['header', 'query', 'param', 'cookie']);

type Place = (request: ApiRequest, name: string, value: string | Secret, option: string) => ApiRequest;

const inQuery: Place = (request, name, value) => withParam(request, name, revealed(value));

/** By location: the request with a credential under a name. `option` names the credential in errors. */
export const placeCredential: Readonly<Record<z.output<typeof credentialLocation>, Place>> = {
  header: (request, name, value, option) => withHeader(request, name, headerText(value, option)),
  query: inQuery,
  param: inQuery,
  cookie: (request, name, value, option) => {
    const cookies = request.headers['cookie'];
    const own = `${name}=${headerText(value, option)}`;
    return withHeader(request, 'cookie', cookies ? `${cookies}; ${own}` : own);
  },
};
