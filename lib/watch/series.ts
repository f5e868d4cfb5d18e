import type { Labels, Metric, Sample } from './prometheus-text.ts';

/** The samples of one metric, one for each set of labels. */
export class Series {
  readonly #about: Omit<Metric, 'samples'>;
  readonly #samples = new Map<string, { readonly labels: Labels; value: number; count: number }>();

  constructor(type: Metric['type'], name: string, help: string) {
    this.#about = { type, name, help };
  }

  /** For a counter, or an observation of a summary. */
  add(value: number, labels: Labels = {}): void {
    const sample = this.#of(labels);
    sample.value += value;
    sample.count += 1;
  }

  set(value: number, labels: Labels = {}): void {
    this.#of(labels).value = value;
  }

  get metric(): Metric {
    const isSummary = this.#about.type === 'summary';
    const samples = [...this.#samples.values()].flatMap(({ labels, value, count }): Sample[] =>
      isSummary
        ? [
            { labels, value, suffix: '_sum' },
            { labels, value: count, suffix: '_count' },
          ]
        : [{ labels, value }],
    );
    return { ...this.#about, samples };
  }

  #of(labels: Labels) {
    const key = JSON.stringify(labels);
    const known = this.#samples.get(key);
    if (known !== undefined) return known;
    const sample = { labels, value: 0, count: 0 };
    this.#samples.set(key, sample);
    return sample;
  }
}
