/** How fast an API is asked, and how long it may take, checked by zod. */
import { z } from 'zod';
import { about } from './about.ts';

export const rateLimit = z
  .strictObject({
    requests: z.int().min(1).meta(about('How many requests are sent at most.')),
    per: z
      .union([z.number().positive(), z.enum(['second', 'minute', 'hour'])], {
        error: 'expected a number of seconds, or second, minute or hour',
      })
      .meta(about('In which time: seconds, or `second`, `minute` or `hour`.')),
  })
  .meta({ id: 'rate_limit' });

/** A timer of the platform keeps about 24 days. */
const seconds = z.number().positive().max(1_000_000);

export const timeouts = z
  .strictObject({
    connect: seconds.nullish().meta(about('Until the connection stands.', 30)),
    headers: seconds.nullish().meta(about('From sending a request to the headers of its answer.', 60)),
    idle: seconds.nullish().meta(about('Between two pieces of the body of an answer.', 60)),
    total: seconds.nullish().meta(about('From sending a request to the last byte of its answer.', 600)),
  })
  .meta({ id: 'timeouts' });
