import { requestUrl } from '../core/request.ts';
import type { ApiRequest } from '../core/types.ts';
import { rowText } from '../rows/row-text.ts';

/**
 * Finds out whether the requests of a chain go round in a circle, of whatever length, while it remembers two of them
 * only: the newest, and one that is exchanged for it each time that the chain has become twice as long (Brent's algorithm).
 */
export class RequestCycle {
  #mark: { readonly text: string; readonly page: number } | undefined;
  #newest: string | undefined;
  #left = 1;
  #distance = 1;

  /** Takes the first request; later calls do nothing. */
  begin(request: ApiRequest, page: number): void {
    if (this.#newest === undefined) this.backTo(request, page);
  }

  /** The page, counted from 1, that the request for page `page` was made for before, where it was. */
  backTo(request: ApiRequest, page: number): number | undefined {
    const text = textOf(request);
    if (this.#newest === text) return page - 1;
    this.#newest = text;
    if (this.#mark?.text === text) return this.#mark.page;
    this.#left -= 1;
    if (this.#left > 0) return undefined;
    this.#mark = { text, page };
    this.#distance *= 2;
    this.#left = this.#distance;
    return undefined;
  }
}

/** What tells one request of a chain from another. */
export function textOf(request: ApiRequest): string {
  return `${requestUrl(request)}\n${rowText(request.body)}`;
}
