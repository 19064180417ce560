import { describe, expect, it } from "vitest";
import { inkPath, isInk, isNew, pointOn, type Stroke } from "./strokes";

const pad = { left: 100, top: 50, width: 400, height: 200 };

describe("pointOn", () => {
  it("gives shares of the pad, whatever its size", () => {
    expect(pointOn(pad, { clientX: 300, clientY: 100 })).toEqual([0.5, 0.25]);
  });

  it("keeps a pen that leaves the pad at its edge", () => {
    expect(pointOn(pad, { clientX: 900, clientY: -20 })).toEqual([1, 0]);
  });

  it("gives a number even on a pad without size", () => {
    expect(pointOn({ ...pad, width: 0 }, { clientX: 100, clientY: 50 })).toEqual([0, 0]);
  });
});

describe("isNew", () => {
  it("leaves out points on the spot", () => {
    const stroke: Stroke = [[0.5, 0.5]];
    expect(isNew(stroke, [0.5, 0.501])).toBe(false);
    expect(isNew(stroke, [0.5, 0.51])).toBe(true);
    expect(isNew([], [0.5, 0.5])).toBe(true);
  });
});

describe("isInk", () => {
  it("takes a line for ink, and neither nothing nor a tap", () => {
    expect(isInk([])).toBe(false);
    expect(isInk([[[0.4, 0.4]]])).toBe(false);
    expect(
      isInk([
        [
          [0.1, 0.5],
          [0.4, 0.4],
        ],
      ]),
    ).toBe(true);
  });
});

describe("inkPath", () => {
  it("starts and ends where the pen did", () => {
    const path = inkPath(
      [
        [
          [0, 0],
          [0.5, 1],
          [1, 0.5],
        ],
      ],
      200,
      100,
    );
    expect(path.startsWith("M0 0")).toBe(true);
    expect(path.endsWith("L200 50")).toBe(true);
  });

  it("draws a dot", () => {
    expect(inkPath([[[0.5, 0.5]]], 200, 100)).toBe("M100 50h0");
  });
});
