/** How far the step at hand of each session is, in bytes, as the host last said it. */
import type { Progress } from "../../host";
import { begin, type Pace, secondsLeft } from "./pace";

let known = $state.raw<Record<string, Progress>>({});
/** From when on a session's bytes are counted, for the time that is left. */
let paces: Record<string, Pace> = {};

export const progress = {
  of(session: string): Progress | undefined {
    return known[session];
  },
  note(now: Progress): void {
    paces = { ...paces, [now.session]: begin(paces[now.session], now.sent, Date.now()) };
    known = { ...known, [now.session]: now };
  },
  /** Seconds until all of it is sent, where that can be told. */
  left(session: string): number | undefined {
    const [now, pace] = [known[session], paces[session]];
    return now && pace ? secondsLeft(pace, now) : undefined;
  },
  /** A step has ended: what was known is about the one before. */
  forget(session: string): void {
    if (!(session in known)) return;
    known = Object.fromEntries(Object.entries(known).filter(([id]) => id !== session));
  },
};
