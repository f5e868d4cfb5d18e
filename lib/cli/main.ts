#!/usr/bin/env node
import { main } from './program.ts';
import { onStreamErrors } from './stream-errors.ts';

const streams = onStreamErrors(process);
process.exitCode = streams.statusAfter(await main(process.argv.slice(2)));
