import { fileURLToPath } from 'node:url';
import { paginators } from '../../lib/paginators/index.ts';
import { paginatorSuite } from '../conformance/paginator.ts';

paginatorSuite(paginators, fileURLToPath(new URL('../../lib/paginators', import.meta.url)));
