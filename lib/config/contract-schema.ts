import { z } from 'zod';
import { CONTRACT_MODES, type ContractMode } from '../core/contract.ts';
import { about } from './about.ts';

const mode = z.enum(CONTRACT_MODES).nullish();

/** dlt's schema contract; a text alone is for all three. */
const schemaContract = z
  .preprocess(
    (value, context) => {
      if (typeof value !== 'string') return value;
      if (CONTRACT_MODES.includes(value as ContractMode)) return { tables: value, columns: value, data_type: value };
      context.addIssue({ code: 'invalid_value', values: [...CONTRACT_MODES], input: value });
      return {};
    },
    z.strictObject({
      tables: mode.meta(about('Whether a table that is not published yet may be.', 'evolve')),
      columns: mode.meta(
        about(
          'Whether a published table may get a column: `freeze` fails the resource, `discard_row` leaves the row out, `discard_value` the value.',
          'evolve',
        ),
      ),
      data_type: mode.meta(about('Whether a column may get another type.', 'evolve')),
    }),
  )
  .meta({ id: 'schema_contract', textIs: 'columns' });

export const resourceContract = schemaContract
  .nullish()
  .meta(
    about(
      'Which changes of the published columns are allowed, for all three kinds of them or each: `evolve` allows them, `freeze` fails the resource, `discard_row` leaves the row out, `discard_value` the value.',
      'evolve',
    ),
  );

export const sourceContract = schemaContract
  .nullish()
  .meta(about('For the resources that have none, nor their defaults: see [resource](#resource).', 'evolve'));
