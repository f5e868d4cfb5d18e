import { createInterface } from 'node:readline/promises';

/** Asks on a terminal. Each question is asked again until its answer is one; Ctrl-C and the end of input reject. */
export interface Asker {
  text(question: string, options?: TextQuestion): Promise<string>;
  /** One of the choices, by its name or its number. */
  choice<T extends string>(question: string, choices: Readonly<Record<T, string>>, fallback: T): Promise<T>;
  close(): void;
}

export interface TextQuestion {
  /** What an empty answer means. */
  readonly fallback?: string | undefined;
  /** Throws what is wrong with an answer. */
  readonly check?: (answer: string) => void;
  /** Whether a line that ends with a backslash goes on. */
  readonly goesOn?: boolean;
}

/** Nobody answers any more. */
export class AskingEnded extends Error {}

export function createAsker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once('SIGINT', () => lines.close());
  lines.once('close', () => ended.abort());

  const ask = async (question: string): Promise<string> => {
    try {
      return (await lines.question(question, { signal: ended.signal })).trim();
    } catch (cause) {
      throw new AskingEnded('nobody answers', { cause });
    }
  };
  const tell = (text: string) => output.write(`${text}\n`);

  const text = async (question: string, { fallback, check, goesOn = false }: TextQuestion = {}): Promise<string> => {
    for (;;) {
      let answer = await ask(`${question}${fallback ? ` (${fallback})` : ''}: `);
      if (goesOn) while (answer.endsWith('\\')) answer = `${answer.slice(0, -1)} ${await ask('> ')}`;
      answer ||= fallback ?? '';
      const wrong = answer === '' ? 'an answer is needed' : problemOf(answer, check);
      if (wrong === undefined) return answer;
      tell(`  ${wrong}`);
    }
  };

  return {
    text,
    choice: async (question, choices, fallback) => {
      const names = Object.keys(choices) as (keyof typeof choices)[];
      const width = Math.max(...names.map((name) => name.length));
      tell(question);
      for (const [index, name] of names.entries()) tell(`  ${index + 1}  ${name.padEnd(width)}  ${choices[name]}`);
      const chosen = (answer: string) => names.find((name, index) => name === answer || String(index + 1) === answer);
      const answer = await text('Name or number', {
        fallback,
        check: (given) => {
          if (chosen(given) === undefined)
            throw new Error(`one of ${names.join(', ')}, or a number up to ${names.length}`);
        },
      });
      return chosen(answer)!;
    },
    close: () => lines.close(),
  };
}

function problemOf(answer: string, check: TextQuestion['check']): string | undefined {
  try {
    check?.(answer);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
