/** Sends the draft, once everything typed is saved and the desk agrees. */
import { host } from "../../host";
import { goTo } from "../place.svelte";
import { saveAll } from "../saving";
import { attempt } from "../trouble.svelte";
import { draft } from "./draft.svelte";

let sending = false;

/** Sends, and shows the new session. Does nothing while the desk says that it cannot be sent. */
export async function send(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    await saveAll();
    await draft.refresh();
    if (!draft.view?.can_send || draft.view.sending) return;
    const id = await attempt(() => host.send());
    await draft.refresh();
    if (id !== undefined) goTo({ screen: "session", id });
  } finally {
    sending = false;
  }
}
