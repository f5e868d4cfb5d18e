import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { rowsAt, RESOURCES, type Shop } from './shop.ts';

/** Opens the published files again and again, as somebody who knows nothing of runs would. */
export class Reader {
  readonly #shop: Shop;
  readonly #out: string;
  /** The contents that each file may have, as texts; by its path in the output folder. */
  readonly #allowed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly wrong: string[] = [];
  reads = 0;
  #isReading = true;
  #done: Promise<void>;

  /** @param examples folders whose files are right */
  static async open(shop: Shop, out: string, examples: readonly string[]): Promise<Reader> {
    const allowed = new Map<string, Set<string>>();
    for (const example of examples) {
      for (const file of await filesIn(shop, example)) {
        const texts = allowed.get(file) ?? new Set<string>();
        allowed.set(file, texts.add(JSON.stringify(await rowsAt(shop.path(example, withoutEnd(file))))));
      }
    }
    return new Reader(shop, out, allowed);
  }

  private constructor(shop: Shop, out: string, allowed: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#shop = shop;
    this.#out = out;
    this.#allowed = allowed;
    this.#done = this.#read();
  }

  async close(): Promise<void> {
    this.#isReading = false;
    await this.#done;
  }

  async #read(): Promise<void> {
    const held = this.#shop.path(`held-by-reader-of-${this.#out}`);
    await mkdir(held, { recursive: true });
    while (this.#isReading) {
      for (const file of await filesIn(this.#shop, this.#out)) {
        // Whoever has opened a file keeps it, whatever is put in its place.
        const own = join(held, `${this.reads}.parquet`);
        try {
          await link(this.#shop.path(this.#out, file), own);
          const text = JSON.stringify(await rowsAt(withoutEnd(own)));
          if (!this.#allowed.get(file)?.has(text)) this.wrong.push(`${file}: ${text.slice(0, 300)}`);
        } catch (error) {
          this.wrong.push(`${file}: ${String(error)}`);
        }
        await rm(own, { force: true });
        this.reads += 1;
      }
      await wait(1);
    }
  }
}

/** The published files of a folder, those of folders of files included. */
async function filesIn(shop: Shop, out: string): Promise<string[]> {
  const names = await readdir(shop.path(out), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.parquet') && !name.startsWith('_millrace') && isPublished(name));
}

function isPublished(name: string): boolean {
  return RESOURCES.some((resource) => name.startsWith(resource));
}

function withoutEnd(file: string): string {
  return file.replace(/\.parquet$/, '');
}
