/** What is done with answers before anything else, checked by zod. */
import { z } from 'zod';
import type { ResponseFunction } from '../http/response-actions.ts';
import { about } from './about.ts';
import { func, text } from './values-schema.ts';

const SIGNATURE = 'response => response';

function isStatus(value: number | string): boolean {
  return typeof value === 'number' ? value >= 100 && value <= 599 : /^[1-5]xx$/i.test(value);
}

const responseAction = z
  .preprocess(
    // The empty text is part of every answer.
    (value) => (typeof value === 'function' ? { content: '', action: value } : value),
    z
      .strictObject({
        status_code: z
          .union([z.int(), z.string()])
          .refine(isStatus, { error: 'expected a status such as 404, without quotes, or a class of them such as 4xx' })
          .nullish()
          .meta(about('The status of the answers it is for, or a class of them such as `4xx`.')),
        content: z
          .string()
          .nullish()
          .meta(about('A text that is part of their bodies. With `status_code`, both have to fit.')),
        action: z
          .union([z.enum(['ignore', 'retry', 'fail']), func<ResponseFunction>(SIGNATURE), z.array(func(SIGNATURE))], {
            error: 'expected ignore, retry, fail, a function or a list of functions',
          })
          .meta(
            about(
              '`ignore` ends the pages there and keeps those before; `retry` asks again, as often as `error_handler` allows; `fail` fails the resource. A function may change the answer, return a changed copy, or return one of these words.',
            ),
          ),
        message: text.nullish().meta(about('With `fail`: what the error says.')),
      })
      .superRefine(({ status_code, content, action, message }, context) => {
        if (status_code == null && content == null) {
          context.addIssue({
            code: 'custom',
            message: 'it says not which answers it is for',
            params: { fix: 'give it status_code or content; a function for all of them stands in the list by itself' },
          });
        }
        if (message != null && action !== 'fail') {
          context.addIssue({
            code: 'custom',
            path: ['message'],
            message: 'only the action fail has a message',
            params: { fix: 'leave it out, or set action to fail' },
          });
        }
      }),
  )
  .meta({ id: 'response_action' });

export const responseActions = z.array(responseAction);
