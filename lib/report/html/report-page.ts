import { createHash } from 'node:crypto';
import type { ReportModel } from '../report-model.ts';
import { chartsSection } from './charts-section.ts';
import { Html, html } from './html.ts';
import { earlierSection, notesSection } from './notes-section.ts';
import { timeText } from './quantity-text.ts';
import { requestsSection } from './requests-section.ts';
import { rowsSection } from './rows-section.ts';
import { schemaSection } from './schema-section.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { endingSentence, statusText, summarySection } from './summary-section.ts';
import { timelineSection } from './timeline-section.ts';

/** Apart from the template, which a formatter may break anew: the policy knows the script by each of its characters. */
const OWN_SCRIPT = new Html(`<script>${SCRIPT}</script>`);
const OWN_STYLE = new Html(`<style>${STYLE}</style>`);

/** Nothing is loaded, and no script runs but the page's own. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256')
  .update(SCRIPT)
  .digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The report as one page that needs nothing else. */
export function reportPage(model: ReportModel): string {
  const { source, at, id, ending, missing, timeline, charts } = model;
  const sections: readonly (readonly [id: string, name: string, section: Html | undefined])[] = [
    ['summary', 'Summary', summarySection(model)],
    ['timeline', 'Timeline', timeline && timelineSection(timeline)],
    ['throughput', 'Rows and bytes', charts && chartsSection(charts)],
    ['requests', 'Retries', charts && requestsSection(model)],
    ['rows', 'Rejected rows', rowsSection(model)],
    ['schemas', 'Columns', charts && schemaSection(model.schemas)],
    ['notes', 'Notes', charts && notesSection(model)],
    ['earlier', 'Earlier runs', earlierSection(model.earlier)],
  ];
  const shown = sections.filter(([, , section]) => section !== undefined);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${source}: run of ${timeText(at)}</title>
        ${OWN_STYLE}
      </head>
      <body>
        <a class="skip" href="#main">To the report</a>
        <header>
          <h1>${source} ${statusText(ending)}</h1>
          <p>${endingSentence(model)}</p>
          <p class="quiet">Began <time datetime="${at}">${timeText(at)}</time>, run <code>${id}</code></p>
          ${missing.length > 0 && html`<div class="note" role="note">${missing.map((text) => html`<p>${text}</p>`)}</div>`}
          <nav aria-label="Parts of the report">
            <ul>
              ${shown.map(([part, name]) => html`<li><a href="#${part}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main id="main">${shown.map(([, , section]) => html`${section} `)}</main>
        <footer>
          <p>
            Made by millrace from what the run kept in <code>_millrace/runs</code>. What the parts mean: docs/report.md.
          </p>
        </footer>
        <p id="sorted" class="unseen" role="status"></p>
        ${OWN_SCRIPT}
      </body>
    </html> `.text;
}
