/** Pictures of values by interval: one path each, so that they stay small. An interval is 1 wide. */
import { html, type Html } from './html.ts';

/** Where a row of bars stands in a picture: they grow upwards from `bottom`. */
interface Place {
  readonly bottom: number;
  readonly height: number;
  /** The value that is as high as the place. */
  readonly highest: number;
  /** What is not nothing is at least so high, so that it is seen. */
  readonly least?: number;
}

/** Bars for these values, and nothing for 0. Equal bars side by side are one. */
export function bars(values: readonly number[], { bottom, height, highest, least = 0 }: Place): string {
  const heights = values.map((value) => (value <= 0 ? 0 : round(Math.max(least, (value / highest) * height))));
  let path = '';
  for (let from = 0; from < heights.length;) {
    let to = from + 1;
    while (to < heights.length && heights[to] === heights[from]) to += 1;
    if (heights[from]! > 0) path += `M${from} ${bottom}v${round(-heights[from]!)}h${to - from}v${heights[from]}z`;
    from = to;
  }
  return path;
}

/** The area under these values. */
export function area(values: readonly number[], { bottom, height, highest }: Place): string {
  const line = values.map((value, index) => {
    const y = round(bottom - (highest === 0 ? 0 : (value / highest) * height));
    return `${index === 0 ? 'V' : `H${index}V`}${y}`;
  });
  return `M0 ${bottom}${line.join('')}H${values.length}V${bottom}z`;
}

/** A picture as wide as its place, for those who see it; `label` is for those who do not. */
export function picture(
  label: string,
  { width, height }: { readonly width: number; readonly height: number },
  paths: readonly (readonly [className: string, path: string])[],
): Html {
  const drawn = paths
    .filter(([, path]) => path !== '')
    .map(([name, path]) => html`<path class="${name}" d="${path}" />`);
  return html`<svg
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${width} ${height}"
    height="${height}"
    preserveAspectRatio="none"
  >
    ${drawn}
  </svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
