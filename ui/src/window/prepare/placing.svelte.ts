/** Putting fields on pages by hand: what is put, and which field is in hand. */
import type { Field, Spot } from "../../host/types";
import { host } from "../../host";
import { change } from "./draft.svelte";
import { isSame } from "./field-shape";

let on = $state(false);
let kind = $state<Field["kind"]>("signature");
let signer = $state(1);
let chosen = $state.raw<{ document: string; spot: Spot } | null>(null);

export const placing = {
  /** Whether pages are drawn on. */
  get on(): boolean {
    return on;
  },
  set on(next: boolean) {
    on = next;
    if (next) chosen = null;
  },
  /** What the next field is for. */
  get kind(): Field["kind"] {
    return kind;
  },
  set kind(next: Field["kind"]) {
    kind = next;
  },
  /** Whose the next field is. */
  get signer(): number {
    return signer;
  },
  set signer(next: number) {
    signer = next;
  },
  /** The field in hand. */
  get chosen(): { document: string; spot: Spot } | null {
    return chosen;
  },

  /** Whether that field is in hand. */
  holds(document: string, spot: Spot): boolean {
    return chosen?.document === document && isSame(chosen.spot, spot);
  },

  /** Takes a field in hand, or none. */
  choose(document: string, spot: Spot | null): void {
    chosen = spot && { document, spot };
  },

  /** Puts a field on a page, changes one, or takes one out; the changed one is in hand then. */
  async set(document: string, before: Spot | null, after: Spot | null): Promise<void> {
    if (before && after && isSame(before, after)) return;
    await change(async () => {
      await host.setField(document, before, after);
      chosen = after && { document, spot: after };
    });
  },
};
