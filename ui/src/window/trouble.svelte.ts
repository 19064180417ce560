/** What went wrong last, told above the screen until it is put away. */
import type { Told } from "../host/types";
import { Refused } from "../host";
import { say } from "../words";
import { computer } from "./computer.svelte";

let told = $state.raw<Told | null>(null);

export const trouble = {
  get told(): Told | null {
    return told;
  },
  putAway(): void {
    told = null;
  },
};

/** Does what the person asked for. When it is refused the person is told, and nothing is given. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  told = null;
  return load(work);
}

/** Asks for what is to be shown: like `attempt`, but what was told before stays. */
export async function load<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (reason) {
    told = tell(reason);
    if (told.code.startsWith("keyring_")) void computer.refresh();
    return undefined;
  }
}

/** Any failure in the three parts in which a person is told it. */
export function tell(reason: unknown): Told {
  if (reason instanceof Refused) return reason.told;
  return {
    code: "internal",
    message: say("trouble-internal"),
    meaning: say("trouble-internal-meaning"),
    remedy: say("trouble-internal-remedy"),
    detail: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
  };
}
