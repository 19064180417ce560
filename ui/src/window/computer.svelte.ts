/** What this computer signs with, as the host last said it. */
import type { Computer } from "../host/types";
import { host } from "../host";

let said = $state.raw<Computer | null>(null);

export const computer = {
  get said(): Computer | null {
    return said;
  },
  /** Asks again. A failure leaves what was said last. */
  async refresh(): Promise<void> {
    try {
      said = await host.computer();
    } catch {
      // Whoever needs the keys is told by the command that fails.
    }
  },
};
