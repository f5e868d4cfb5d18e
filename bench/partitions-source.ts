/** The source of the benchmark of partitions; `PARTITION_BUCKETS` makes it many files. */
import { restApiSource } from 'millrace';

const buckets = process.env['PARTITION_BUCKETS'];

export default restApiSource({
  name: 'partitions',
  client: { base_url: 'http://127.0.0.1:8080' },
  resources: [
    {
      name: 'rows',
      primary_key: 'id',
      write_disposition: 'merge',
      ...(buckets !== undefined && { partition_by: { buckets: Number(buckets) } }),
      endpoint: {
        path: 'rows',
        data_selector: 'data',
        paginator: { type: 'page_number', base_page: 1, total_path: 'total_pages' },
      },
    },
  ],
});
