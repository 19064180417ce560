/** A new screen takes the focus to its heading, so that a screen reader says where one is. */
import type { Attachment } from "svelte/attachments";

export const takesFocus: Attachment<HTMLElement> = (heading) => {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
};
