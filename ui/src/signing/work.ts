/**
 * What the signer has made so far, kept in the browser's tab: a page that is loaded again, by
 * accident or because the browser ran out of memory, loses nothing. It goes with the tab.
 */
import type { Look, Looks } from "./marks";
import { languages, type Language } from "../words/sign";

/** What is kept. Agreeing is not: that is done anew. */
export type Work = {
  looks: Looks;
  done: string[];
  reason: string;
};

const key = () => `paraph ${location.pathname}`;
const languageKey = "paraph language";

/** Keeps it. Where the browser keeps nothing, work goes on without. */
export function keepWork(work: Work): void {
  try {
    sessionStorage.setItem(key(), JSON.stringify(work));
  } catch {
    // Full, or switched off.
  }
}

/** What was kept of this page, if it can be read. */
export function keptWork(): Work | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key()) ?? "null") as Partial<Work> | null;
    if (!kept?.looks || !isLook(kept.looks.signature) || !isLook(kept.looks.initial)) return null;
    const done = Array.isArray(kept.done) ? kept.done.filter((one) => typeof one === "string") : [];
    return { looks: kept.looks, done, reason: String(kept.reason ?? "") };
  } catch {
    return null;
  }
}

/** Forgets it: it was signed or declined. */
export function forgetWork(): void {
  try {
    sessionStorage.removeItem(key());
  } catch {
    // Nothing was kept.
  }
}

/** Keeps the language that the signer chose. */
export function keepLanguage(language: Language): void {
  try {
    sessionStorage.setItem(languageKey, language);
  } catch {
    // Chosen again next time.
  }
}

/** The language that the signer chose here before. */
export function keptLanguage(): Language | null {
  try {
    const kept = sessionStorage.getItem(languageKey);
    return languages.find((one) => one.tag === kept)?.tag ?? null;
  } catch {
    return null;
  }
}

function isLook(look: Look | undefined): look is Look {
  return (
    look !== undefined &&
    ["draw", "type", "picture"].includes(look.way) &&
    Array.isArray(look.strokes) &&
    Number.isFinite(look.aspect) &&
    typeof look.typed === "string" &&
    (look.picture === null || typeof look.picture === "string")
  );
}
