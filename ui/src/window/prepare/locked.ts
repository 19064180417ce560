/** Whether a document waits for its password. */
import type { DraftDocument } from "../../host/types";

export function isLocked(document: DraftDocument): boolean {
  const code = document.error?.code;
  return code === "password_needed" || code === "password_wrong";
}
