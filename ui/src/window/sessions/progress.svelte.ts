/** How far the step at hand of each session is, in bytes, as the host last said it. */
import type { Progress } from "../../host";

let known = $state.raw<Record<string, Progress>>({});

export const progress = {
  of(session: string): Progress | undefined {
    return known[session];
  },
  note(now: Progress): void {
    known = { ...known, [now.session]: now };
  },
  /** A step has ended: what was known is about the one before. */
  forget(session: string): void {
    if (!(session in known)) return;
    known = Object.fromEntries(Object.entries(known).filter(([id]) => id !== session));
  },
};
