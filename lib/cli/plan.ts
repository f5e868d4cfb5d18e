import { planSource } from '../api/plan-source.ts';
import { readSecretSource } from '../config/secrets.ts';
import type { PlanDescription } from '../run/describe-plan.ts';
import { readState } from '../run/look-into-bucket.ts';
import { jsonText } from './display/json.ts';
import { planMermaid } from './display/plan-mermaid.ts';
import { planTree } from './display/plan-tree.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';
import type { LoadedSource } from './load-source.ts';
import { withOwnPlaces } from './prepare-source.ts';

export interface PlanFlags {
  readonly out: string;
  readonly format: 'tree' | 'json' | 'mermaid';
  readonly select?: readonly string[];
  readonly set?: readonly string[];
}

/** `millrace plan`: sends nothing and writes nothing. */
export async function planCommand(loaded: LoadedSource, flags: PlanFlags): Promise<number> {
  const { out, select, set = [], format } = flags;
  const state = await readState(out);
  const options = {
    set,
    secrets: await readSecretSource(loaded.path),
    out,
    select,
    cursorOf: (resource: string) => state.cursor(resource),
  };
  const plan = withOwnPlaces(loaded, set, () => planSource(loaded.config, options));
  process.stdout.write(`${formatted(plan, format)}\n`);
  return EXIT.ok;
}

function formatted(plan: PlanDescription, format: PlanFlags['format']): string {
  switch (format) {
    case 'json':
      return jsonText(plan, 2);
    case 'mermaid':
      return planMermaid(plan);
    default:
      return planTree(plan, streamOptions(process.stdout));
  }
}
