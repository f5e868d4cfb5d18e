#!/usr/bin/env node
import { main } from './program.ts';

// Whoever reads along may stop at any time, as `head` does; the run goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
