import { describe, expect, it } from "vitest";
import type { Rect } from "../host/types";
import { displayedSize, placeOnPage } from "./placement";

const box: Rect = [60, 150, 200, 200];

describe("placeOnPage", () => {
  it("puts a box of an upright page where it is read", () => {
    expect(placeOnPage(box, { crop: [0, 0, 400, 800], rotation: 0 })).toEqual({
      left: 15,
      top: 75,
      width: 35,
      height: 6.25,
    });
  });

  it("counts from the corner of the CropBox, not from the origin", () => {
    const moved: Rect = [160, 250, 300, 300];
    expect(placeOnPage(moved, { crop: [100, 100, 500, 900], rotation: 0 })).toEqual(
      placeOnPage(box, { crop: [0, 0, 400, 800], rotation: 0 }),
    );
  });

  it("turns a box with the page", () => {
    const crop: Rect = [0, 0, 400, 800];
    expect(placeOnPage(box, { crop, rotation: 90 })).toEqual({
      left: 18.75,
      top: 15,
      width: 6.25,
      height: 35,
    });
    expect(placeOnPage(box, { crop, rotation: 180 })).toEqual({
      left: 50,
      top: 18.75,
      width: 35,
      height: 6.25,
    });
    expect(placeOnPage(box, { crop, rotation: 270 })).toEqual({
      left: 75,
      top: 50,
      width: 6.25,
      height: 35,
    });
  });

  it("treats a turn of -90 as one of 270", () => {
    const crop: Rect = [0, 0, 400, 800];
    expect(placeOnPage(box, { crop, rotation: -90 })).toEqual(
      placeOnPage(box, { crop, rotation: 270 }),
    );
  });

  it("gives numbers even for a page without area", () => {
    const placed = placeOnPage(box, { crop: [0, 0, 0, null], rotation: 0 });
    expect(Object.values(placed).every(Number.isFinite)).toBe(true);
  });
});

describe("displayedSize", () => {
  it("swaps the sides of a page that is turned sideways", () => {
    expect(displayedSize({ crop: [0, 0, 400, 800], rotation: 0 })).toEqual({
      width: 400,
      height: 800,
    });
    expect(displayedSize({ crop: [0, 0, 400, 800], rotation: 270 })).toEqual({
      width: 800,
      height: 400,
    });
  });
});
