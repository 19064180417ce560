/** The contract being prepared, as the desk last showed it, and what of it is looked at. */
import type { DraftDocument, DraftView, FindingView } from "../../host/types";
import { host } from "../../host";
import { afterFrame } from "../../parts/turns.svelte";
import { attempt, load } from "../trouble.svelte";
import { fold } from "./fold.svelte";

/** A page, or a box on it, that is to be brought into view. `at` makes each wish a new one. */
export type Wish = { document: string; page: number; finding: FindingView | null; at: number };

let view = $state.raw<DraftView | null>(null);
let chosen = $state<string | null>(null);
let page = $state(1);
let wish = $state.raw<Wish | null>(null);
let asking: Promise<void> | null = null;
let askAgain = false;
let wishes = 0;
/** How long nobody notices that nothing happens yet, in ms. The host's `add_files` knows it too. */
const moment = 60;
/** More documents than these are told of with a rest between, in ms. */
const few = 12;
const rest = 100;
/** How long a frame is waited for, in ms. */
const unseen = 200;
/** Until when the draft is not asked for because it has changed. */
let heldUntil = 0;
let later: number | undefined;

const document = $derived.by<DraftDocument | null>(() => {
  const documents = view?.draft.documents ?? [];
  return documents.find((one) => one.id === chosen) ?? documents[0] ?? null;
});

export const draft = {
  get view(): DraftView | null {
    return view;
  },
  /** The document that is looked at. */
  get document(): DraftDocument | null {
    return document;
  },
  /** The page of it that is looked at. */
  get page(): number {
    return page;
  },
  set page(number: number) {
    page = number;
  },
  get wish(): Wish | null {
    return wish;
  },

  /** Asks the desk again. Changes that come while it answers lead to one more question. */
  refresh(): Promise<void> {
    if (asking) {
      askAgain = true;
      return asking;
    }
    asking = (async () => {
      do {
        askAgain = false;
        const next = await load(() => host.draft());
        // To read hundreds, and to compare and show them, would be too much for one frame.
        if ((next?.draft.documents.length ?? 0) > few) {
          await new Promise<void>((go) => {
            afterFrame(0, go);
            // A window that is not seen has no frames.
            window.setTimeout(go, unseen);
          });
        }
        if (next && view && next.draft.id !== view.draft.id) [page, wish] = [1, null];
        if (next) view = withKnown(next, view?.draft.documents ?? []);
      } while (askAgain);
    })().finally(() => (asking = null));
    return asking;
  },

  /** The desk says that it has changed. What changes often is asked for now and then. */
  changed(): void {
    const many = (view?.draft.documents.length ?? 0) > few;
    const held = Math.max(heldUntil - performance.now(), many ? rest : 0);
    if (held <= 0) return void draft.refresh();
    later ??= window.setTimeout(() => {
      later = undefined;
      void draft.refresh();
    }, held);
  },

  /** Adds files that were dropped. What is read of them in a moment is drawn once, as read. */
  async add(paths: string[]): Promise<void> {
    heldUntil = performance.now() + moment;
    await change(async () => {
      await host.addFiles(paths);
      // The answer to this is asked for now.
      heldUntil = 0;
      clearTimeout(later);
      later = undefined;
    });
  },

  /** Looks at a document from its first page on. */
  look(id: string): void {
    if (document?.id === id) return;
    wish = null;
    chosen = id;
    page = 1;
  },

  /** Brings a page into view, and marks what was found there. */
  show(id: string, number: number, finding: FindingView | null = null): void {
    chosen = id;
    page = number;
    wish = { document: id, page: number, finding, at: ++wishes };
    void fold.show("pages");
  },
};

/** The view with those documents as they were that have not changed: comparing hundreds is quicker than drawing them again. */
function withKnown(next: DraftView, known: DraftDocument[]): DraftView {
  const before = new Map(known.map((one) => [one.id, one]));
  const documents = next.draft.documents.map((one) => {
    const old = before.get(one.id);
    return old && JSON.stringify(old) === JSON.stringify(one) ? old : one;
  });
  return { ...next, draft: { ...next.draft, documents } };
}

/** Changes the draft; the desk's answer to it is on the screen when this is done. */
export async function change<T>(work: () => Promise<T>): Promise<T | undefined> {
  const done = await attempt(work);
  await draft.refresh();
  return done;
}
