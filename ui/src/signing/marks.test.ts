import { describe, expect, it } from "vitest";
import type { Place } from "./api";
import {
  emptyLook,
  handCanWrite,
  initialsOf,
  inOrder,
  isMade,
  nextPlace,
  toDo,
  wireAct,
} from "./marks";

const place = (
  id: string,
  page: number,
  top: number,
  kind: Place["kind"] = "signature",
): Place => ({
  id,
  document: 1,
  page,
  box: [0, top - 20, 100, top],
  kind,
});

const places = [
  place("low", 3, 100),
  place("high", 3, 700),
  place("day", 3, 650, "date"),
  place("first", 1, 50, "initial"),
];

describe("places", () => {
  it("are read page by page, from top to bottom", () => {
    expect(inOrder(places).map((one) => one.id)).toEqual(["first", "high", "day", "low"]);
  });

  it("leave the date out of what is to do: it fills itself", () => {
    expect(toDo(places, new Set(["first"])).map((one) => one.id)).toEqual(["high", "low"]);
  });

  it("follow one another, and after the last come those that were passed over", () => {
    expect(nextPlace(places, new Set(), "first")?.id).toBe("high");
    expect(nextPlace(places, new Set(["low"]), "low")?.id).toBe("first");
    expect(nextPlace(places, new Set(["first", "high", "low"]), "low")).toBeNull();
  });
});

describe("looks", () => {
  it("are made by ink or by letters, as was chosen", () => {
    expect(isMade(emptyLook("draw", "Ada"))).toBe(false);
    expect(isMade(emptyLook("type", "Ada"))).toBe(true);
    expect(isMade(emptyLook("type", "  "))).toBe(false);
  });

  it("are sent once for each place, the date as it was shown", () => {
    const looks = { signature: emptyLook("type", "Ada L "), initial: emptyLook("type", "AL") };
    const { marks, pictures } = wireAct(places, looks, "25 November 2026");
    expect(pictures).toEqual([]);
    expect(marks).toContainEqual({ place: "low", look: { typed: "Ada L" } });
    expect(marks).toContainEqual({ place: "first", look: { typed: "AL" } });
    expect(marks).toContainEqual({ place: "day", look: { date: "25 November 2026" } });
    expect(marks).toHaveLength(places.length);
  });
});

it("sends a picture once, however many places it stands at", () => {
  const look = { ...emptyLook("picture", ""), picture: "iVBORw0KGgo=" };
  const { marks, pictures } = wireAct(places, { signature: look, initial: look }, "today");
  expect(pictures).toEqual(["iVBORw0KGgo="]);
  expect(marks.filter((mark) => "picture" in mark.look)).toHaveLength(3);
});

describe("initialsOf", () => {
  it("takes the first letter of each word", () => {
    expect(initialsOf("Ada Lovelace")).toBe("AL");
    expect(initialsOf("jean-luc d’Arc")).toBe("JLD");
    expect(initialsOf("Łucja Ångström")).toBe("ŁÅ");
    expect(initialsOf("  ")).toBe("");
  });
});

it.each([
  ["Zoë van der Meer-O’Neill", true],
  ["Łukasz Żak", true],
  ["Анна Ковальова", true],
  ["王伟", false],
  ["Ελένη", false],
  ["Zoë 王", false],
])("knows whether the hand-like face has the letters of %s", (name, can) => {
  expect(handCanWrite(name)).toBe(can);
});
