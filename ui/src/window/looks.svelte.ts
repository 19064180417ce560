/** Light or dark, and how large the text is. */
import type { Looks } from "../host/types";
import { host } from "../host";
import { attempt, load } from "./trouble.svelte";

/** Text sizes in per cent. */
export const textSizes = [90, 100, 110, 125, 150, 175, 200] as const;

let chosen = $state.raw<Looks>({ theme: "system", text_size: 100 });

export const looks = {
  get chosen(): Looks {
    return chosen;
  },
  /** Takes over what was chosen before. */
  async load(): Promise<void> {
    const before = await load(() => host.looks());
    if (before) wear(before);
  },
  /** Chooses, shows it at once, and has it remembered. */
  async choose(change: Partial<Looks>): Promise<void> {
    wear({ ...chosen, ...change });
    await attempt(() => host.setLooks(chosen));
  },
};

function wear(next: Looks): void {
  chosen = next;
  const root = document.documentElement;
  if (next.theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = next.theme;
  root.style.fontSize = `${Math.min(200, Math.max(50, next.text_size))}%`;
}
