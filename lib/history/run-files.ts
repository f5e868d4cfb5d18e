/** What the files of a run are called, behind its name. */
export const SUMMARY_ENDING = '.json';
export const HISTORY_ENDING = '.history.json';

/** Of so many runs the history is kept; their summaries are small, and all of them are. */
export const HISTORIES = 100;

/** The run that a file is the summary of; `undefined` for other files. */
export function runOfSummary(file: string): string | undefined {
  return file.endsWith(SUMMARY_ENDING) && !file.endsWith(HISTORY_ENDING)
    ? file.slice(0, -SUMMARY_ENDING.length)
    : undefined;
}

/** When a run began, ISO 8601: its name begins with it, without colons. */
export function timeOfRun(id: string): string {
  return id.replace(/^(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d\.\d+Z).*$/, '$1:$2:$3');
}
