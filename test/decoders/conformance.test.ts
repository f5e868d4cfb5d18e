import { fileURLToPath } from 'node:url';
import { decoders } from '../../lib/decoders/index.ts';
import { decoderSuite } from '../conformance/decoder.ts';

decoderSuite(decoders, fileURLToPath(new URL('../../lib/decoders', import.meta.url)));
