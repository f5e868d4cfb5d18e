import { apiKey } from './api-key.ts';
import { bearer } from './bearer.ts';
import { httpBasic } from './http-basic.ts';

/** Every way to authenticate by the name that a configuration gives as `type`. A new one is a file and a line here. */
export const auths = { bearer, api_key: apiKey, http_basic: httpBasic } as const;
