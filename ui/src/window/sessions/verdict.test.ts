import { describe, expect, it } from "vitest";
import type { SignatureVerdict, Summary, VerifiedDocument } from "../../host/types";
import { answers } from "./verdict";

const signature: SignatureVerdict = {
  field: "Signer1",
  unchanged: true,
  covers: "whole_file",
  signed_by: "Paraph on this computer",
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
    expect(answers([verified("intact", signature)], ["Ada"]).changed).toMatchObject({
      tone: "ok",
      key: "no",
    });
    expect(answers([verified("intact"), verified("broken")], ["Ada"]).changed.key).toBe("broken");
    expect(
      answers([verified("intact"), verified("intact_then_changed")], ["Ada"]).changed.key,
    ).toBe("later");
    expect(answers([verified("intact"), verified("unknown")], ["Ada"]).changed.key).toBe("unknown");
    expect(answers([], ["Ada"]).changed.key).toBe("unknown");
  });

  it("lets an unknown certificate make who doubtful, and leaves changed as it is", () => {
    const both = answers([verified("intact", { ...signature, trusted: "unknown" })], ["Ada"]);
    expect(both.who).toMatchObject({ tone: "warn", key: "unknown" });
    expect(both.changed.tone).toBe("ok");
  });

  it("names those who signed, and the seal that vouches once", () => {
    const { who } = answers(
      [verified("intact", signature), verified("intact", signature)],
      ["Ada"],
    );
    expect(who.args).toEqual({ names: "Ada", count: 1, seal: "Paraph on this computer" });
  });

  it("gives the time of the last signature, and where it comes from", () => {
    const later = { ...signature, time: "2026-11-25T09:30:00Z" };
    const { when } = answers([verified("intact", later, signature)], ["Ada"]);
    expect(when).toMatchObject({ key: "own-clock", args: { time: later.time } });
    expect(answers([verified("intact", { ...signature, time: null })], ["Ada"]).when.key).toBe(
      "never",
    );
  });
});
