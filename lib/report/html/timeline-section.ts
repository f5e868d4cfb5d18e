import { count, duration, plural } from '../../core/quantities.ts';
import type { Lane, Timeline } from '../timeline.ts';
import { html, type Html } from './html.ts';
import { momentText } from './quantity-text.ts';
import { bars, picture } from './svg.ts';

/** A lane from its top: requests under way, a strip of waits, a strip of answers that were errors. */
const HEIGHT = 44;
const REQUESTS = { bottom: 30, height: 30 };
const WAITS = { bottom: 37, height: 5, highest: 1, least: 1 };
const ERRORS = { bottom: 44, height: 5, highest: 1 };

/** The requests and waits of each resource, one below the other, by time. */
export function timelineSection(timeline: Timeline): Html {
  const { lanes, paused, totalPause, others, span, most, interval } = timeline;
  return html`<section id="timeline" aria-labelledby="h-timeline">
    <h2 id="h-timeline">Requests and waits by time</h2>
    <p class="quiet">
      One column is ${momentText(interval)}. The highest bar is ${mostText(most)} under way, on average.
    </p>
    <ul class="legend">
      <li>${swatch('busy')}requests under way</li>
      <li>${swatch('waited')}strip in the middle: something waited to be sent again</li>
      <li>${swatch('errors')}strip at the bottom: answers of 429 and other errors</li>
      ${totalPause > 0 && html`<li>${swatch('paused')}all requests were held back</li>`}
    </ul>
    ${totalPause > 0 && pauseLane(paused, totalPause)} ${lanes.map((lane) => laneFigure(lane, timeline))} ${axis(span)}
    ${others > 0 && html`<p class="quiet">${plural(others, 'resource')} with fewer requests not drawn.</p>`}
  </section>`;
}

function mostText(most: number): string {
  return most < 10 ? `${most.toFixed(1)} requests` : plural(most, 'request');
}

/** Five moments of the time that a picture above it covers. */
export function axis(span: number): Html {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => html`<span>${momentText(span * part)}</span>`);
  return html`<div class="axis" aria-hidden="true">${marks}</div>`;
}

export function swatch(className: string): Html {
  return html`<svg viewBox="0 0 1 1" aria-hidden="true"><rect class="${className}" width="1" height="1" /></svg>`;
}

function laneFigure(lane: Lane, { count: width, most }: Timeline): Html {
  const { resource, requests, underWay, waited, limited, failed } = lane;
  const errors = failed.map((value, index) => Math.min(1, value + limited[index]!));
  const label = `${resource}: ${laneFacts(lane).join(', ')}`;
  return html`<figure class="lane">
    <figcaption><span>${resource}</span><span class="quiet">${laneFacts(lane).join(', ')}</span></figcaption>
    ${
      requests > 0 &&
      picture(label, { width, height: HEIGHT }, [
        ['busy', bars(underWay, { ...REQUESTS, highest: most, least: 3 })],
        ['waited', bars(waited, WAITS)],
        ['errors', bars(errors, ERRORS)],
      ])
    }
  </figure> `;
}

function laneFacts({ requests, limited, failed, totalWait }: Lane): readonly string[] {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const errors = sum(failed);
  return [
    plural(requests, 'request'),
    ...(totalWait > 0 ? [`waited ${duration(totalWait)}`] : []),
    ...(sum(limited) > 0 ? [`${count(sum(limited))} × 429`] : []),
    ...(errors > 0 ? [plural(errors, 'other error')] : []),
  ];
}

function pauseLane(paused: readonly number[], total: number): Html {
  const facts = `held back for ${duration(total)}`;
  return html`<figure class="lane">
    <figcaption><span>all requests</span><span class="quiet">${facts}</span></figcaption>
    ${picture(`all requests: ${facts}`, { width: paused.length, height: 12 }, [
      ['paused', bars(paused, { bottom: 12, height: 12, highest: 1, least: 1 })],
    ])}
  </figure> `;
}
