import { describe, expect, it } from "vitest";
import { begin, secondsLeft } from "./pace";

describe("the time that is left", () => {
  it("follows from how fast it went so far", () => {
    let pace = begin(undefined, 1_000, 0);
    pace = begin(pace, 3_000, 4_000);
    expect(secondsLeft(pace, { sent: 3_000, whole: 9_000 })).toBe(12);
  });

  it("is not told too soon, at the end, or when nothing moves", () => {
    const pace = begin(begin(undefined, 0, 0), 500, 1_000);
    expect(secondsLeft(pace, { sent: 500, whole: 900 })).toBeUndefined();
    const later = begin(pace, 900, 5_000);
    expect(secondsLeft(later, { sent: 900, whole: 900 })).toBeUndefined();
    expect(secondsLeft(later, { sent: 0, whole: 900 })).toBeUndefined();
  });

  it("is counted anew after a silence and when an upload begins again", () => {
    const pace = begin(undefined, 500, 0);
    expect(begin(pace, 900, 60_000)).toEqual({ at: 60_000, sent: 900, last: 60_000 });
    expect(begin(pace, 100, 1_000)).toEqual({ at: 1_000, sent: 100, last: 1_000 });
  });
});
