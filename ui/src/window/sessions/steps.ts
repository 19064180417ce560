/** The steps of a session's plan, as a person reads them. */
import type { Session, Step } from "../../host/types";
import { has, say } from "../../words";

/** What comes only when a signer acts, when all have signed, or when it is asked for. */
const later = [
  "sign",
  "posting",
  "fetch",
  "receipt",
  "keep",
  "cancel",
  "close",
  "remind",
  "correct",
  "invite",
];

/** The steps of sending; a step that nobody knows here is shown too. */
export function sendingSteps(session: Session): Step[] {
  return session.steps.filter((step) => !later.includes(kind(step)));
}

/** The step that is being done: the first that is not done. */
export function stepAtHand(steps: Step[]): Step | undefined {
  return steps.find((step) => step.state !== "done");
}

/** The steps whose outcome nobody knows. */
export function unclearSteps(session: Session): Step[] {
  return session.steps.filter((step) => step.state === "unknown" || step.state === "intended");
}

/** The first word of a step's name: what it does. */
export function kind(step: Step): string {
  return step.name.split(":")[0] ?? step.name;
}

/** What a step does, with the name of its document. */
export function stepWords(session: Session, step: Step): string {
  const key = `step-${kind(step)}`;
  if (!has(key)) return step.name;
  const number = Number(step.name.split(":").at(-1));
  const document = session.documents[number - 1]?.name ?? String(number);
  return say(key, { document });
}
