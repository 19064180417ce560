/** The three answers of a verification: was it changed, who signed, when. */
import type { SignatureVerdict, VerifiedDocument } from "../../host/types";
import type { Tone } from "../../parts/Sev.svelte";

/** An answer: how it looks, the key of its short word, and what the words need. */
export type Answer = { tone: Tone; key: string; args: Record<string, string | number> };

/** The three answers about a session's signed documents. */
export type Answers = { changed: Answer; who: Answer; when: Answer };

/**
 * The answers that all documents together give: the worst counts. The seal names this computer;
 * `signers` are those who signed with it, as the session tells.
 */
export function answers(
  documents: readonly VerifiedDocument[],
  signers: readonly string[],
): Answers {
  const signatures = documents.flatMap((one) => one.verdict.signatures);
  return {
    changed: wasChanged(documents),
    who: whoSigned(signatures, signers),
    when: whenSigned(signatures),
  };
}

function wasChanged(documents: readonly VerifiedDocument[]): Answer {
  const args = { documents: documents.length };
  const summaries = documents.map((one) => one.verdict.summary);
  if (summaries.includes("broken")) return { tone: "bad", key: "broken", args };
  if (summaries.includes("intact_then_changed")) return { tone: "bad", key: "later", args };
  if (summaries.includes("unsigned")) return { tone: "warn", key: "unsigned", args };
  if (summaries.length === 0 || summaries.includes("unknown")) {
    return { tone: "warn", key: "unknown", args };
  }
  return { tone: "ok", key: "no", args };
}

function whoSigned(signatures: readonly SignatureVerdict[], signers: readonly string[]): Answer {
  const names = [
    ...new Set(signatures.map((one) => one.signed_by).filter((name) => name !== null)),
  ];
  const args = { names: names.join(", "), count: names.length };
  if (names.length === 0) return { tone: "warn", key: "nobody", args };
  if (signatures.some((one) => one.trusted === "no")) return { tone: "bad", key: "false", args };
  if (signatures.some((one) => one.trusted === "unknown")) {
    return { tone: "warn", key: "unknown", args };
  }
  return {
    tone: "ok",
    key: "known",
    args: { names: signers.join(", "), count: signers.length, seal: names.join(", ") },
  };
}

function whenSigned(signatures: readonly SignatureVerdict[]): Answer {
  const last = signatures
    .filter((one) => one.time !== null)
    .sort((a, b) => Date.parse(a.time ?? "") - Date.parse(b.time ?? ""))
    .at(-1);
  if (!last?.time) return { tone: "warn", key: "never", args: {} };
  const args = { time: last.time };
  return last.time_source === "timestamp"
    ? { tone: "ok", key: "stamped", args }
    : { tone: "info", key: "own-clock", args };
}
