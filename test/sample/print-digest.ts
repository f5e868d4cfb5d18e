import { createHash } from 'node:crypto';
import { writeJson } from '../../lib/sample/json.ts';
import { startSampleApi } from '../../lib/sample/server.ts';
import { API_NAMES } from './sample-client.ts';

// Prints what a sample API holds as one digest, for a comparison between processes.
const api = await startSampleApi({ size: 0.2 });
const hash = createHash('sha256');
for (const name of API_NAMES) {
  for (const resource of api.resources(name)) hash.update(writeJson([resource, api.expected(name, resource)]));
}
await api.close();
console.log(hash.digest('hex'));
