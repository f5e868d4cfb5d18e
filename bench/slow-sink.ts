/** Takes every page of the API at the address given as its argument, 5 ms for each: far slower than they come. */
import { restApiSource } from 'millrace';
import { lastValueFrom, mergeMap, tap, timer } from 'rxjs';

const source = restApiSource({
  name: 'memory',
  client: { base_url: process.argv[2]! },
  resources: [
    {
      name: 'rows',
      endpoint: { data_selector: 'data', paginator: { type: 'page_number', base_page: 1, total_path: 'pages' } },
    },
  ],
});
const taken = source.resource('rows').pipe(
  mergeMap((page) => {
    const release = page.receipt.hold();
    return timer(5).pipe(tap(release));
  }, Infinity),
);
await lastValueFrom(taken);
