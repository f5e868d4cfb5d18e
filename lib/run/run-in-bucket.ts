import type { OnEvent, RunSummary } from '../core/events.ts';
import type { BucketFolder } from '../storage/bucket-folder.ts';
import { inBucket, type Needs } from './in-bucket.ts';
import type { PreparedSource, RunOptions } from './run.ts';
import { selectResources, withDescendants } from './select-resources.ts';

/** Runs in a folder of this machine that is what the output folder in the bucket is. */
export async function runInBucket(
  source: PreparedSource,
  options: RunOptions & { readonly out: string },
  runThere: (options: RunOptions, bucket: BucketFolder) => Promise<RunSummary>,
): Promise<RunSummary> {
  const tell: OnEvent = (event) => options.onEvent?.(event);
  return inBucket(
    options.out,
    { ...tablesOf(source, options.select), onEvent: tell },
    async (out, bucket, relocation) => {
      const onEvent: OnEvent = (event) => tell(relocation.event(event));
      return relocation.summary(await runThere({ ...options, out, onEvent }, bucket));
    },
  );
}

/** What is published of a source, and which of that a run needs. */
function tablesOf({ plans }: PreparedSource, select: RunOptions['select']): Pick<Needs, 'isTable' | 'isNeeded'> {
  const all = new Set(plans.map(({ info }) => info.table));
  const needed = selectResources(plans, select)
    .flatMap(withDescendants)
    .filter(({ published }) => published)
    .map(({ plan }) => plan.info);
  const tables = new Set(needed.map(({ table }) => table));
  const files = new Set([
    ...[...tables].map((table) => `${table}.parquet`),
    ...needed.map(({ name }) => `_millrace/rejected/${name}.parquet`),
  ]);
  return {
    isTable: (name) => all.has(name),
    isNeeded: (path) => files.has(path) || tables.has(path.slice(0, Math.max(0, path.indexOf('/')))),
  };
}
