/** How a session's and a signer's state look, and how the states are grouped in the list. */
import type { Session, SignerState, State } from "../../host/types";
import type { IconName } from "../../parts/icons";

type Look = { tone: "ok" | "warn" | "bad" | "live" | "hollow" | "idle"; icon?: IconName };

/** The look of each state of a session. */
export const stateLooks: Record<State, Look> = {
  draft: { tone: "hollow", icon: "pen" },
  sending: { tone: "live" },
  waiting: { tone: "live", icon: "person" },
  completed: { tone: "ok", icon: "download" },
  kept: { tone: "ok", icon: "ok" },
  declined: { tone: "idle", icon: "close" },
  expired: { tone: "idle", icon: "clock" },
  cancelled: { tone: "idle", icon: "minus" },
  failed: { tone: "bad", icon: "bad" },
  attention: { tone: "bad", icon: "bad" },
};

/** The look of sending that waits for a connection, or was stopped. */
export const haltedLook: Look = { tone: "warn", icon: "clock" };

/** The look of each state of a signer. */
export const signerLooks: Record<SignerState, Look> = {
  waiting: { tone: "hollow", icon: "clock" },
  invited: { tone: "hollow", icon: "clock" },
  opened: { tone: "live", icon: "pen" },
  signed: { tone: "ok", icon: "ok" },
  declined: { tone: "idle", icon: "close" },
  delegated: { tone: "warn", icon: "people" },
  locked_out: { tone: "bad", icon: "lock" },
  unreachable: { tone: "bad", icon: "bad" },
};

/** The tabs of the list. */
export const groups = [
  { name: "all", states: [] },
  { name: "open", states: ["sending", "waiting", "completed"] },
  { name: "attention", states: ["attention"] },
  { name: "kept", states: ["kept"] },
  { name: "ended", states: ["declined", "expired", "cancelled", "failed"] },
] as const satisfies readonly { name: string; states: readonly State[] }[];

const [, open, attention, kept] = groups;

/** The groups whose figures stand above the list: first what only a person can go on with. */
export const figures = [attention, open, kept] as const;

/** The signer whose turn it is: the first who has neither signed nor declined. */
export function nextSigner(session: Session): number | null {
  const open = session.signers.find((one) => one.state !== "signed" && one.state !== "declined");
  return open?.number ?? null;
}
