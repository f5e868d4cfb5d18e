import { text as textOf } from 'node:stream/consumers';
import { ConfigError } from '../core/errors.ts';
import { fromAnswers } from '../init/from-answers.ts';
import type { StartingPoint } from '../init/starting-point.ts';
import { answersFrom } from './ask-for-source.ts';
import type { Asker } from './asker.ts';
import type { InitFlags } from './init.ts';

/** What each way to begin takes of the other options; `--name` goes with all. */
const BEGINNINGS = { fromCurl: '--from-curl', fromOpenapi: '--from-openapi' } as const;
const ANSWERS = { baseUrl: '--base-url', resource: '--resource', auth: '--auth', paginator: '--paginator' } as const;
const OF_DOCUMENTS = { select: '--select', param: '--param' } as const;

function given(flags: InitFlags, names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).flatMap(([key, option]) => (key in flags ? [option] : []));
}

/** Throws a `ConfigError` where the options begin in two ways at once. */
export function refuseMixture(flags: InitFlags): void {
  const [beginning, ...more] = given(flags, BEGINNINGS);
  const isDocument = flags.fromOpenapi !== undefined;
  const answers = beginning === undefined ? [] : given(flags, ANSWERS);
  const others = [
    ...more,
    // A document may leave open where its API is.
    ...answers.filter((option) => !isDocument || option !== '--base-url'),
  ];
  const strays = isDocument ? [] : given(flags, OF_DOCUMENTS);
  if (strays.length > 0) {
    throw new ConfigError(`${strays.join(', ')} is for --from-openapi`, { fix: 'leave it out, or give a document' });
  }
  if (others.length === 0) return;
  throw new ConfigError(`${beginning} says what ${others.join(', ')} would say`, {
    fix: `leave ${others.join(', ')} out, and change the pipeline afterwards`,
  });
}

/** The options, with a way to begin where they have none and there is somebody to ask. */
export async function beginningOf(flags: InitFlags, asker: Asker | undefined): Promise<InitFlags> {
  if (asker === undefined || [...given(flags, BEGINNINGS), ...given(flags, ANSWERS)].length > 0) return flags;
  const known = await asker.choice<'address' | 'openapi' | 'curl'>(
    'What do you have of the API?',
    {
      address: 'its address',
      openapi: 'an OpenAPI document',
      curl: 'a curl command, as browsers and API pages give it',
    },
    'address',
  );
  if (known === 'openapi') return { ...flags, fromOpenapi: await asker.text('File or URL of the document') };
  return known === 'curl' ? { ...flags, fromCurl: await asker.text('The command', { goesOn: true }) } : flags;
}

/** The pipeline that the options, and whoever is asked, begin with. */
export async function startingPoint(flags: InitFlags, asker: Asker | undefined): Promise<StartingPoint> {
  const { fromCurl: command, fromOpenapi: file, name, baseUrl, select, param = [] } = flags;
  if (file !== undefined) {
    const [{ fromOpenApi }, { documentName, readDocument }] = await Promise.all([
      import('../init/openapi/from-openapi.ts'),
      import('./read-document.ts'),
    ]);
    const { text, url } = await readDocument(file);
    return fromOpenApi(text, { file: documentName(file), url, baseUrl, name, select, params: assignments(param) });
  }
  if (command !== undefined) {
    const { fromCurl } = await import('../init/curl/from-curl.ts');
    return fromCurl(command === '-' ? await textOf(process.stdin) : command, name);
  }
  return fromAnswers(await answersFrom(flags, asker));
}

/** `owner=acme` */
function assignments(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new ConfigError(`--param ${text} has no value`, { fix: 'write --param name=value' });
    }),
  );
}
