/** millrace's side of the benchmark, as a user writes it; the address comes with `--set client.base_url=...`. */
import { restApiSource } from 'millrace';

export default restApiSource({
  name: 'bench',
  client: { base_url: 'http://127.0.0.1:8080' },
  resources: [
    {
      name: 'rows',
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: {
        path: 'rows',
        data_selector: 'data',
        paginator: { type: 'page_number', base_page: 1, total_path: 'total_pages' },
      },
    },
  ],
});
