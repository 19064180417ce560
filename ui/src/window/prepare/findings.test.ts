import { describe, expect, it } from "vitest";
import type { FindingView } from "../../host/types";
import { keyOf, linesOf } from "./findings";

function found(code: FindingView["finding"]["code"], page: number): FindingView {
  return {
    document: "d1",
    can_allow: true,
    finding: {
      code,
      severity: "warning",
      page,
      box: null,
      signer: null,
      args: {},
      message: "",
      remedy: "",
      cures: [],
    },
  };
}

describe("the lines of pre-flight", () => {
  it("hold every finding once, those of a folded kind on one line", () => {
    const findings = [
      found("document_signed", 1),
      found("tag_near_miss", 1),
      found("tag_tiny", 2),
      found("tag_near_miss", 3),
    ];
    const folded = [{ code: "tag_near_miss" as const, count: 2, message: "2 places" }];
    const lines = linesOf({ findings, folded });
    expect(lines.map((line) => line.kind)).toEqual(["one", "fold", "one"]);
    const fold = lines[1];
    expect(fold?.kind === "fold" && fold.all.length).toBe(2);
  });

  it("tell equal findings apart, and know one again when the desk answers anew", () => {
    const twice = [found("tag_tiny", 2), found("tag_tiny", 2)];
    const keys = linesOf({ findings: twice, folded: [] }).map((line) => line.key);
    expect(new Set(keys).size).toBe(2);
    expect(keyOf(found("tag_tiny", 2))).toBe(keyOf(found("tag_tiny", 2)));
    expect(keyOf(found("tag_tiny", 2))).not.toBe(keyOf(found("tag_tiny", 3)));
  });
});
