import type { Page } from '../core/types.ts';
import { Journal } from '../journal/journal.ts';
import { ChainProgress } from './chain-progress.ts';
import type { HiddenSecrets } from './hidden-secrets.ts';
import { ParentLog, type GivenParent } from './parent-log.ts';
import { NOTHING_COUNTED, type Counted, type SavedChain, type SavedResource, type SavedWork } from './saved.ts';

export interface ResourceProgressOptions {
  /** The folders of its journal and of its parents. */
  readonly journalFolder: string;
  readonly parentsFolder: string;
  /** Whether its pages go into a journal. */
  readonly journaled: boolean;
  /** What it goes on from, or nothing. */
  readonly saved?: Pick<SavedResource, 'work' | 'given'>;
  /** Whether its parent is fetched from its beginning; it has none where it is `undefined`. */
  readonly parentStartsOver: boolean | undefined;
  readonly secrets: HiddenSecrets;
  /** Why it can only start over, where its pages cannot be followed on their way. */
  readonly untraceable?: string;
  /** What the pages handed on so far amount to. */
  readonly counted: () => Counted;
  /** What incremental loading has to know of these pages, as JSON. */
  readonly state?: () => unknown;
  /** Told of every change that is worth a checkpoint. */
  readonly onChange: () => void;
}

/** One chain of pages, for who fetches it. */
export interface ChainTracker {
  readonly begin: ChainProgress['begin'];
  /** Called with each page, after it was handed on. */
  readonly emitted: (page: Page) => void;
  /** No further page comes. */
  readonly end: () => void;
}

/** How far a resource got: which of its pages are in the journal and with its children, and where it goes on. */
export class ResourceProgress {
  readonly #options: ResourceProgressOptions;
  /** Those that are not done, by the key of their parent. */
  readonly #chains = new Map<string, ChainProgress>();
  #counted: Counted = NOTHING_COUNTED;
  #state: unknown;
  #journal: Journal | undefined;
  #parents: ParentLog | undefined;
  /** The last work that could be written down. */
  #work: SavedWork | undefined;
  /** Why the work of now cannot be written down. */
  #unstorable: 'inseparable' | 'secret' | undefined;
  #isFetched = false;
  /** Pages that were handed on and not kept yet. */
  #waiting = 0;
  /** Whether the state is to be taken with the next page. */
  #takesState = false;

  private constructor(options: ResourceProgressOptions) {
    this.#options = options;
    const work = options.saved?.work;
    this.#work = work;
    if (work === undefined) return;
    this.#counted = work.counted;
    this.#state = work.state;
    for (const chain of work.chains) this.#chains.set(chain.key, new ChainProgress(options.secrets, chain));
  }

  static async open(options: ResourceProgressOptions): Promise<ResourceProgress> {
    const progress = new ResourceProgress(options);
    const { saved, parentStartsOver } = options;
    if (parentStartsOver !== undefined) {
      const done = saved?.work?.done;
      progress.#parents = await ParentLog.open(
        options.parentsFolder,
        { ...(saved?.given && { given: saved.given }), ...(done && { done }) },
        { begun: new Set(progress.#chains.keys()), parentStartsOver },
      );
    }
    return progress;
  }

  /** Whether it goes on from something. */
  get goesOn(): boolean {
    return this.#options.saved !== undefined;
  }

  /** What was counted of the pages that it goes on behind. */
  get counted(): Counted {
    return this.#counted;
  }

  /** What incremental loading has to know of these pages. */
  get state(): unknown {
    return this.#state;
  }

  /** The journal, with the pages that it goes on behind. */
  async openJournal(): Promise<Journal> {
    const { journalFolder, saved } = this.#options;
    const mark = saved?.work?.journal;
    this.#journal = await (mark === undefined ? Journal.create(journalFolder) : Journal.reopen(journalFolder, mark));
    return this.#journal;
  }

  /** Of a child: the keys of parents that are done, and the parents that are asked for first. */
  get parents(): Pick<ParentLog, 'finished' | 'pending'> {
    return this.#parents!;
  }

  give(parent: GivenParent): void {
    this.#parents!.give(parent);
    this.#options.onChange();
  }

  /** @param key of a parent; empty for a resource that has none */
  chain(key: string): ChainTracker {
    const chain = this.#chains.get(key) ?? new ChainProgress(this.#options.secrets);
    this.#chains.set(key, chain);
    const settle = () => {
      // Once only, however often it is called.
      if (chain.done && this.#parents !== undefined && this.#chains.delete(key)) this.#parents.finish(key);
      this.#options.onChange();
    };
    return {
      begin: () => chain.begin(),
      emitted: (page) => this.#emitted(chain, page, settle),
      end: () => {
        chain.end();
        settle();
      },
    };
  }

  /** All pages are in the journal and with the children: there is nothing left to fetch. */
  fetched(): void {
    this.#counted = this.#options.counted();
    this.#state = this.#options.state?.();
    this.#chains.clear();
    this.#isFetched = true;
    this.#work = this.#workWith([]);
    this.#options.onChange();
  }

  /** Takes what a checkpoint is to hold; it may be written when `sync`, called later, has resolved. */
  save(): Pick<SavedResource, 'work' | 'given' | 'startsOver'> {
    const { untraceable, state } = this.#options;
    if (untraceable === undefined && !this.#isFetched) {
      const isSteady = state === undefined || this.#waiting === 0;
      // With pages on their way, what the state says now is not what the journal has.
      if (!isSteady) this.#takesState = true;
      else {
        if (state !== undefined) this.#state = state();
        this.#work = this.#currentWork() ?? this.#work;
      }
    }
    const marks = this.#parents?.marks;
    const reason = untraceable ?? (this.#unstorable === 'secret' ? 'its next request carries a credential' : undefined);
    return {
      ...(this.#work && { work: this.#work }),
      ...(this.#work === undefined && reason !== undefined && { startsOver: reason }),
      ...(marks && { given: marks.given }),
    };
  }

  async sync(): Promise<void> {
    await Promise.all([this.#journal?.sync(), this.#parents?.sync()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#journal?.close(), this.#parents?.close()]);
  }

  #emitted(chain: ChainProgress, page: Page, settle: () => void): void {
    const behind = chain.emitted(page);
    const counted = this.#options.counted();
    const { untraceable, state } = this.#options;
    const taken = this.#takesState && untraceable === undefined ? { state: state?.() } : undefined;
    this.#takesState = false;
    this.#waiting += 1;
    page.receipt.kept.subscribe({
      complete: () => {
        this.#waiting -= 1;
        chain.kept(behind);
        this.#counted = counted;
        settle();
        if (taken === undefined || this.#isFetched) return;
        this.#state = taken.state;
        this.#work = this.#currentWork() ?? this.#work;
      },
    });
  }

  /** `undefined` where there is none yet, or it cannot be written down. */
  #currentWork(): SavedWork | undefined {
    const chains: SavedChain[] = [];
    this.#unstorable = undefined;
    for (const [key, progress] of this.#chains) {
      const saved = progress.save();
      if (saved === 'inseparable' || saved === 'secret') this.#unstorable = saved;
      else if (saved !== 'begin') chains.push({ key, ...saved });
    }
    const hasBegun = this.#counted.pages > 0 || chains.length > 0;
    return hasBegun && this.#unstorable === undefined ? this.#workWith(chains) : undefined;
  }

  #workWith(chains: readonly SavedChain[]): SavedWork {
    const { journaled, saved } = this.#options;
    const journal = journaled ? (this.#journal?.mark ?? saved?.work?.journal) : undefined;
    return {
      counted: this.#counted,
      ...(this.#state !== undefined && { state: this.#state }),
      ...(journal && { journal }),
      chains,
      ...(this.#parents && { done: this.#parents.marks.done }),
    };
  }
}
