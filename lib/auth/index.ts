import { apiKey } from './api-key.ts';
import { bearer } from './bearer.ts';
import { httpBasic } from './http-basic.ts';
import { oauth2ClientCredentials } from './oauth2-client-credentials.ts';
import { oauth2Jwt } from './oauth2-jwt.ts';
import { oauth2RefreshToken } from './oauth2-refresh-token.ts';
import { session } from './session.ts';

/** Every way to authenticate by the name that a configuration gives as `type`. A new one is a file and a line here. */
export const auths = {
  bearer,
  api_key: apiKey,
  http_basic: httpBasic,
  oauth2_client_credentials: oauth2ClientCredentials,
  oauth2_refresh_token: oauth2RefreshToken,
  oauth2_jwt: oauth2Jwt,
  session,
} as const;
