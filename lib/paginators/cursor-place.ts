/** Where a request carries the cursor of the page that it asks for. */
import { atMostOne, optionalName } from './option-types.ts';
import { placeOf, type Place } from './place.ts';

export const cursorPlaceOptions = {
  cursor_param: optionalName.describe('The query parameter that carries the cursor; `cursor` unless given.'),
  cursor_body_path: optionalName.describe('The place in the JSON body that carries the cursor.'),
};

export const oneCursorPlace = atMostOne('cursor_param', 'cursor_body_path');

export function cursorPlace(settings: {
  readonly cursor_param?: string | null | undefined;
  readonly cursor_body_path?: string | null | undefined;
}): Place {
  return placeOf(
    { param: settings.cursor_param, bodyPath: settings.cursor_body_path },
    { param: 'cursor', bodyOption: 'cursor_body_path' },
  );
}
