import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SinkError } from '../core/errors.ts';
import { reportPage } from '../report/html/report-page.ts';
import { isBucket } from '../files/is-bucket.ts';
import { readRun, type ReportInput } from '../report/kept-runs.ts';
import { reportModel } from '../report/report-model.ts';
import { lookIntoBucket } from '../run/look-into-bucket.ts';
import { printable } from './display/printable.ts';
import { EXIT } from './exit-codes.ts';

export interface ReportFlags {
  readonly run: string;
  readonly output?: string;
}

/** `millrace report`: writes the page about a run, and prints where it is. */
export async function reportCommand(out: string, { run, output }: ReportFlags): Promise<number> {
  const page = reportPage(reportModel(await runOf(out, run)));
  if (output === '-') {
    process.stdout.write(page);
    return EXIT.ok;
  }
  process.stdout.write(`${printable(await writePage(output ?? defaultPath(out), page))}\n`);
  return EXIT.ok;
}

/** Writes the page about a run that has just ended, and says where it is; where that fails, the run is what it is. */
export async function reportOnRun(out: string, run: string): Promise<string> {
  try {
    const page = reportPage(reportModel(await runOf(out, run)));
    return `The report is in ${await writePage(defaultPath(out), page)}`;
  } catch (error) {
    return `warning: there is no report: ${(error as Error).message}`;
  }
}

function runOf(out: string, run: string): Promise<ReportInput> {
  return isBucket(out) ? lookIntoBucket(out, 'histories', (folder) => readRun(folder, run)) : readRun(out, run);
}

/** A page about a run into a bucket is for who made it. */
function defaultPath(out: string): string {
  return isBucket(out) ? 'report.html' : join(out, '_millrace', 'report.html');
}

async function writePage(path: string, page: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, page);
    return path;
  } catch (cause) {
    throw new SinkError(`cannot write the report ${path}: ${(cause as Error).message}`, {
      fix: 'give another file with -o',
      cause,
    });
  }
}
