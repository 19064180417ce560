import { describe, expect, it } from "vitest";
import { findIn } from "./find";

const line = (text: string, page = 1) => ({
  page,
  text,
  box: [100, 700, 100 + text.length * 5, 712] as [number, number, number, number],
});
const read = (...texts: string[]) => [{ document: 1, lines: texts.map((text) => line(text)) }];

describe("finding words in a contract", () => {
  it("regards neither case nor accents", () => {
    expect(findIn(read("Die Kündigung", "the cafe", "CAFÉ"), "kundigung")).toHaveLength(1);
    expect(findIn(read("the cafe", "CAFÉ"), "Café")).toHaveLength(2);
  });

  it("marks the part of the line where they stand", () => {
    const [hit] = findIn(read("The rent is due"), "rent");
    expect(hit?.box).toEqual([120, 700, 140, 712]);
    const [after] = findIn(read("Zoë rent"), "rent");
    expect(after?.box[0]).toBe(120);
  });

  it("finds nothing for nothing, and every place for what stands often", () => {
    expect(findIn(read("a b"), "  ")).toEqual([]);
    expect(findIn(read("rent, rent", "rent"), "rent")).toHaveLength(3);
  });

  it("marks a line that runs up the page as a whole", () => {
    const upright = [
      {
        document: 2,
        lines: [
          { page: 3, text: "Annex", box: [20, 100, 30, 200] as [number, number, number, number] },
        ],
      },
    ];
    expect(findIn(upright, "nex")).toEqual([{ document: 2, page: 3, box: [20, 100, 30, 200] }]);
  });
});
