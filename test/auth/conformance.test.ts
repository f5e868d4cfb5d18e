import { fileURLToPath } from 'node:url';
import { auths } from '../../lib/auth/index.ts';
import { authSuite } from '../conformance/auth.ts';

authSuite(auths, fileURLToPath(new URL('../../lib/auth', import.meta.url)));
