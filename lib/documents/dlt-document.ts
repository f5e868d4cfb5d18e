import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { configText, type ConfigText } from './config-text.ts';
import { candidatesIn, changesOfSource, nearMiss, type Candidate } from './dlt-source.ts';
import { Names } from './python-names.ts';
import { argumentsOf, described, parsePython, syntaxErrorIn, type Python } from './python-nodes.ts';
import { pythonPart } from './python-part.ts';
import { PythonReader, TooMuchError } from './python-reader.ts';
import { errorAt, issueAt, placeIn, type SourceText } from './source-text.ts';

const LOOKED_FOR = 'rest_api_source({...}), rest_api_resources({...}) or config = {...}';

/** In characters: many times what the longest source takes, and still read in no time. */
const LONGEST = 500_000;

/**
 * Reads the configuration of the one dlt source in a document: Markdown or text with Python in it, or a Python file. It
 * is parsed, never executed. Throws a `ConfigError` with everything that cannot be read, each with its line.
 */
export function readDltDocument(source: SourceText): ConfigText {
  try {
    return readDocument(source);
  } catch (error) {
    // The parser ends so where brackets nest without end.
    if (!(error instanceof RangeError || error instanceof TooMuchError)) throw error;
    throw new ConfigError(`${source.file} is too long, nests too deeply, or stands for too many values`, {
      fix: 'write the configuration alone into a document, with fewer brackets in each other',
    });
  }
}

function readDocument(source: SourceText): ConfigText {
  if (source.text.length > LONGEST) throw new TooMuchError();
  const python = parsePython(pythonPart(source.file, source.text));
  const names = new Names(python);
  const candidate = theOne(source, python, candidatesIn(python, names));
  const reader = new PythonReader(source, python, names);
  const config = readCandidate(reader, candidate);
  const changes = changesOfSource(python).map(({ at, what, fix }) =>
    issueAt(source, at, `${what} after it was made, which is not executed`, fix),
  );
  const issues = [...reader.issues, ...changes];
  if (issues.length > 0) throw new ConfigError(unique(issues));
  if (!isRecord(config)) {
    throw errorAt(
      source,
      candidate.at,
      `the configuration of ${candidate.what} is no dictionary`,
      `write ${LOOKED_FOR}`,
    );
  }
  return configText(source, config, [{ path: [], offset: candidate.config!.from }, ...reader.marks]);
}

function readCandidate(reader: PythonReader, { at, what, config, call }: Candidate): unknown {
  if (config === undefined) return reader.refuse(at, `${what} has no configuration`, `write ${LOOKED_FOR}`);
  const value = reader.read(config, []);
  if (call === undefined || !isRecord(value)) return value;
  const { positional, named, spread } = argumentsOf(reader.python, call);
  const more = positional[1] ?? spread;
  if (more !== undefined)
    reader.refuse(more.from, `${described(reader.python, more)} cannot be read here`, 'give arguments by their names');
  const given: Record<string, unknown> = { ...value };
  for (const { name, at: place, value: argument } of named) {
    // Requests are sent side by side in any case.
    if (name === 'config' || name === 'parallelized') continue;
    if (name === 'name' || name === 'schema_contract') {
      reader.mark([name], place);
      given[name] = reader.read(argument, [name]);
    } else reader.refuse(place, `the argument ${name} of ${what} is not read`, 'take it out');
  }
  return given;
}

function theOne(source: SourceText, python: Python, candidates: readonly Candidate[]): Candidate {
  const [candidate, second] = candidates;
  if (candidate === undefined) throw nothingFound(source, python);
  if (second !== undefined) {
    const places = candidates.map(({ at, what }) => `${what} at ${placeIn(source, at)}`);
    throw errorAt(
      source,
      second.at,
      `${source.file} has ${places.length} sources: ${places.join(', ')}`,
      'leave one of them in the document',
    );
  }
  const { from, to } = candidate.config?.parent ?? { from: candidate.at, to: candidate.at };
  const broken = syntaxErrorIn(python, from, to);
  if (broken !== undefined)
    throw errorAt(
      source,
      broken,
      'this is no Python: a bracket, a comma, a colon or a quote is missing or too many',
      'correct it, here or shortly before',
    );
  return candidate;
}

function nothingFound(source: SourceText, python: Python): ConfigError {
  const near = nearMiss(python);
  if (near !== undefined) {
    return errorAt(source, near.at, `${near.name} makes no source`, `did you mean ${near.meant}?`);
  }
  const broken = syntaxErrorIn(python, 0, python.code.length);
  const message = `${source.file} has no dlt source: no ${LOOKED_FOR}`;
  return broken === undefined
    ? new ConfigError(message, { fix: 'write one, in Markdown inside of a ```python fence' })
    : errorAt(source, broken, message, 'begin with what is no Python here, shortly before');
}

/** A name that is used twice tells what is wrong with it twice. */
function unique(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return [...new Map(issues.map((issue) => [`${issue.at} ${issue.message}`, issue])).values()];
}
