/** What the memory benchmark reads; the address comes with `--set client.base_url=...`, the resources by `--select`. */
import { restApiSource } from 'millrace';

const paginator = { type: 'page_number', base_page: 1, total_path: 'pages' } as const;
export default restApiSource({
  name: 'memory',
  client: { base_url: 'http://127.0.0.1:8080' },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
  resources: [
    { name: 'rows', endpoint: { data_selector: 'data', paginator } },
    { name: 'parents', endpoint: { data_selector: 'data', paginator } },
    { name: 'children', endpoint: { path: 'parents/{resources.parents.id}/children', paginator: 'single_page' } },
    { name: 'large', endpoint: { data_selector: 'data', paginator } },
  ],
});
