import { MillraceError } from '../../core/errors.ts';

/** A row, or the state, has a cursor that incremental loading cannot go by. */
export class CursorError extends MillraceError {
  readonly code = 'cursor';
}
