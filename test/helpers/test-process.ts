/**
 * Loaded into each process that runs test files. Where coverage is measured, a process that is told to end writes it
 * down first, which may take longer than the second that mocha gives it: whoever listens to the signal is not ended by
 * it in the middle.
 */
process.on('SIGTERM', () => process.exit());
