import { expect, it } from "vitest";
import { nextZoom } from "./zoom";

it("goes to the next step from wherever the fitted width stands", () => {
  expect(nextZoom(0.83, true)).toBe(1);
  expect(nextZoom(0.83, false)).toBe(0.75);
});

it("does not stay on the step where it stands", () => {
  expect(nextZoom(1, true)).toBe(1.25);
  expect(nextZoom(1, false)).toBe(0.75);
});

it("stops at the ends", () => {
  expect(nextZoom(3, true)).toBe(3);
  expect(nextZoom(0.5, false)).toBe(0.5);
});
