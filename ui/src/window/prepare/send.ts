/** Sends the draft, once everything typed is saved and the desk agrees. */
import { host, onSessionChanged } from "../../host";
import { goTo, place } from "../place.svelte";
import { saveAll } from "../saving";
import { attempt } from "../trouble.svelte";
import { draft } from "./draft.svelte";

let sending = false;

/**
 * Sends, and shows the session as soon as it is recorded: it tells how far it got. Does nothing
 * while the desk says that the draft cannot be sent.
 */
export async function send(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    await saveAll();
    await draft.refresh();
    if (!draft.view?.can_send || draft.view.sending) return;
    // The session takes over the draft's id.
    const recorded = draft.view.draft.id;
    const stop = onSessionChanged((id) => {
      if (id === recorded) show(id);
    });
    const id = await attempt(() => host.send());
    stop();
    await draft.refresh();
    if (id !== undefined) show(id);
  } finally {
    sending = false;
  }
}

/** Shows the session, unless the person has gone elsewhere meanwhile. */
function show(id: string): void {
  if (place.at.screen === "prepare") goTo({ screen: "session", id });
}
