import { count, size } from '../../core/quantities.ts';
import type { Chart, Charts, Stretch } from '../charts.ts';
import { html, type Html } from './html.ts';
import { momentText } from './quantity-text.ts';
import { area, bars, picture } from './svg.ts';
import { numberColumn, table } from './table.ts';
import { axis } from './timeline-section.ts';

const HEIGHT = 90;

/** Rows, bytes and memory by time, as pictures and as numbers. */
export function chartsSection({ rowsPerSecond, bytesPerSecond, memory, span, stretches }: Charts): Html {
  return html`<section id="throughput" aria-labelledby="h-throughput">
    <h2 id="h-throughput">Rows, bytes and memory by time</h2>
    ${figure('Rows per second', rowsPerSecond, count, span, 'bars')}
    ${figure('Bytes received per second', bytesPerSecond, size, span, 'bars')}
    ${memory.highest > 0 && figure('Memory of the process', memory, size, span, 'area')}
    <details>
      <summary>The same in numbers</summary>
      ${numbers(stretches)}
    </details>
  </section>`;
}

function figure(
  label: string,
  { values, highest }: Chart,
  text: (value: number) => string,
  span: number,
  kind: 'bars' | 'area',
): Html {
  const place = { bottom: HEIGHT, height: HEIGHT - 2, highest: highest || 1, least: 1 };
  const most = `at most ${text(highest)}`;
  const path = kind === 'bars' ? bars(values, place) : area(values, place);
  return html`<figure>
    <figcaption><span>${label}</span><span class="quiet">${most}</span></figcaption>
    ${picture(`${label}: ${most}`, { width: values.length, height: HEIGHT }, [['busy', path]])} ${axis(span)}
  </figure> `;
}

function numbers(stretches: readonly Stretch[]): Html {
  return table<Stretch>(
    'The run in stretches of time',
    [
      { label: 'from', cell: ({ from }) => momentText(from), value: ({ from }) => from, number: true },
      { label: 'to', cell: ({ to }) => momentText(to), value: ({ to }) => to, number: true },
      numberColumn('requests', ({ requests }) => requests, count),
      numberColumn('rows', ({ rows }) => rows, count),
      numberColumn('received', ({ bytes }) => bytes, size),
      numberColumn('retries', ({ retries }) => retries, count),
      numberColumn('memory', ({ memory }) => memory, size),
    ],
    stretches,
  );
}
