import { describe, expect, it } from "vitest";
import type { Page } from "../../host/types";
import { boxOnPage, placeOnPage } from "../../parts/placement";
import { around, drawn, isSame, reshaped, spotAt } from "./field-shape";

const page = (rotation = 0): Page => ({
  number: 2,
  width: 600,
  height: 800,
  rotation,
  has_text: true,
  crop: [10, 20, 610, 820],
});
const box = [110, 220, 310, 270] as [number, number, number, number];

describe("a field by hand", () => {
  it.each([0, 90, 180, 270, -90])("is kept where it is seen on a page turned by %i", (turn) => {
    const back = boxOnPage(placeOnPage(box, page(turn)), page(turn));
    back.forEach((value, at) => expect(value).toBeCloseTo(box[at] ?? 0, 1));
  });

  it("moves by points as they are seen, and stays on its page", () => {
    const at = placeOnPage(box, page());
    const moved = boxOnPage(reshaped(at, "move", 10, 5, page()), page());
    expect(moved).toEqual([120, 215, 320, 265]);
    const gone = boxOnPage(reshaped(at, "move", -9e3, 9e3, page()), page());
    expect(gone).toEqual([10, 20, 210, 70]);
  });

  it("is resized at its lower right corner, never to nothing or beyond the page", () => {
    const at = placeOnPage(box, page());
    expect(boxOnPage(reshaped(at, "corner", 40, 10, page()), page())).toEqual([110, 210, 350, 270]);
    const [x0, y0, x1, y1] = boxOnPage(reshaped(at, "corner", -9e3, -9e3, page()), page());
    expect([Number(x1) - Number(x0), Number(y1) - Number(y0)]).toEqual([12, 8]);
    const wide = boxOnPage(reshaped(at, "corner", 9e3, 9e3, page()), page());
    expect(wide).toEqual([110, 20, 610, 270]);
  });

  it("is as large as it was drawn, and of the usual size after a click", () => {
    const big = drawn("signature", { x: 50, y: 50 }, { x: 20, y: 40 }, page());
    expect(big).toEqual({ left: 20, top: 40, width: 30, height: 10 });
    const click = drawn("signature", { x: 99, y: 1 }, { x: 99, y: 1 }, page());
    expect(boxOnPage(click, page())).toEqual([450, 776, 610, 820]);
    expect(around("date", { x: 50, y: 50 }, page()).width).toBe(16);
  });

  it("is the same only when everything of it is", () => {
    const spot = spotAt("date", 2, { left: 10, top: 10, width: 10, height: 2 }, page());
    expect(isSame(spot, { ...spot })).toBe(true);
    expect(isSame(spot, { ...spot, signer: 3 })).toBe(false);
  });
});
