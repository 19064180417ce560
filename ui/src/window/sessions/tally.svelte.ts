/** How many sessions wait and how many need a person, for the rail. */
import { host } from "../../host";

let counts = $state.raw<Record<string, number>>({});

/** The sum of the counts of these states. */
export function sum(of: Record<string, number>, states: readonly string[]): number {
  return states.reduce((all, state) => all + (of[state] ?? 0), 0);
}

export const tally = {
  get attention(): number {
    return counts["attention"] ?? 0;
  },
  get open(): number {
    return sum(counts, ["sending", "waiting", "completed"]);
  },
  /** Counts again. A failure leaves the counts as they were; the list itself tells it. */
  async refresh(): Promise<void> {
    try {
      counts = (await host.sessions({ search: null, states: [], limit: 1, after: null })).counts;
    } catch {
      // See above.
    }
  },
};
