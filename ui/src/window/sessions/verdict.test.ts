import { describe, expect, it } from "vitest";
import type { SignatureVerdict, Summary, VerifiedDocument } from "../../host/types";
import { answers } from "./verdict";

const signature: SignatureVerdict = {
  field: "Signer1",
  unchanged: true,
  covers: "whole_file",
  signed_by: "Ada",
  issuer: "This computer",
  trusted: "yes",
  time: "2026-11-25T10:00:00+01:00",
  time_source: "signer",
  later_changes: "none",
  problems: [],
};

function verified(summary: Summary, ...signatures: SignatureVerdict[]): VerifiedDocument {
  return { document: "lease.pdf", verdict: { summary, signatures } };
}

describe("answers", () => {
  it("says no change only when every document is intact", () => {
    expect(answers([verified("intact", signature)]).changed).toMatchObject({
      tone: "ok",
      key: "no",
    });
    expect(answers([verified("intact"), verified("broken")]).changed.key).toBe("broken");
    expect(answers([verified("intact"), verified("intact_then_changed")]).changed.key).toBe(
      "later",
    );
    expect(answers([verified("intact"), verified("unknown")]).changed.key).toBe("unknown");
    expect(answers([]).changed.key).toBe("unknown");
  });

  it("lets an unknown certificate make who doubtful, and leaves changed as it is", () => {
    const both = answers([verified("intact", { ...signature, trusted: "unknown" })]);
    expect(both.who).toMatchObject({ tone: "warn", key: "unknown" });
    expect(both.changed.tone).toBe("ok");
  });

  it("names each signer once", () => {
    const { who } = answers([verified("intact", signature), verified("intact", signature)]);
    expect(who.args).toEqual({ names: "Ada", count: 1 });
  });

  it("gives the time of the last signature, and where it comes from", () => {
    const later = { ...signature, time: "2026-11-25T09:30:00Z" };
    const { when } = answers([verified("intact", later, signature)]);
    expect(when).toMatchObject({ key: "own-clock", args: { time: later.time } });
    expect(answers([verified("intact", { ...signature, time: null })]).when.key).toBe("never");
  });
});
