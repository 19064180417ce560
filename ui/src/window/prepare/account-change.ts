/** What another account does not take over, and the way back. */
import type { About, Draft } from "../../host/types";
import { host } from "../../host";
import { say } from "../../words";

/** Something that was set before and is not any more. */
export type Dropped = { label: string; back: () => Promise<unknown> };

/** What of `before` is gone in `after`; `about` is the service that was left. */
export function dropped(before: Draft, after: Draft, about: About | undefined): Dropped[] {
  const gone: Dropped[] = [];
  const label = (specs: About["session_options"] | undefined, name: string) =>
    specs?.find((one) => one.name === name)?.label ?? name;
  for (const [name, value] of Object.entries(before.options ?? {})) {
    if (after.options?.[name] !== undefined) continue;
    gone.push({
      label: label(about?.session_options, name),
      back: () => host.setOption(name, value),
    });
  }
  for (const signer of before.signers) {
    const now = after.signers.find((one) => one.number === signer.number);
    for (const [name, value] of Object.entries(signer.options ?? {})) {
      if (!now || now.options?.[name] !== undefined) continue;
      gone.push({
        label: say("dropped-of-signer", {
          label: label(about?.signer_options, name),
          number: signer.number,
        }),
        back: () => host.setSignerOption(signer.number, name, value),
      });
    }
  }
  const receivers = before.receivers ?? [];
  if (receivers.length > 0 && (after.receivers ?? []).length === 0) {
    gone.push({ label: say("dropped-receivers"), back: () => host.setReceivers(receivers) });
  }
  // These are saved together, so whichever is brought back brings back all of them.
  const { title, reference, message } = after;
  const details = {
    title,
    reference,
    message,
    in_order: before.in_order,
    expires_days: before.expires_days ?? after.expires_days,
    remind_days: before.remind_days ?? after.remind_days ?? null,
  };
  const back = () => host.setDetails(details);
  if ((before.remind_days ?? null) !== null && (after.remind_days ?? null) === null) {
    gone.push({ label: say("dropped-reminders"), back });
  }
  if (before.expires_days !== null && after.expires_days === null) {
    gone.push({ label: say("dropped-expiry"), back });
  }
  if (before.in_order !== after.in_order) {
    gone.push({ label: say(before.in_order ? "dropped-order" : "dropped-any-order"), back });
  }
  return gone;
}
