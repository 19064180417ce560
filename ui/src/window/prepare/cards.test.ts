import { describe, expect, it } from "vitest";
import { towards } from "./cards";

type Card = { id: string; read?: boolean };
const card = (id: string, read = false): Card => ({ id, read });
const ids = (cards: Card[]) => cards.map((one) => one.id).join("");

describe("a list on its way to another", () => {
  const [a, b, c, d] = [card("a"), card("b"), card("c"), card("d")];

  it("takes a few new places at a time, the first ones first", () => {
    const first = towards<Card>([], [a, b, c], 2);
    expect(ids(first)).toBe("ab");
    expect(towards(first, [a, b, c], 2)).toEqual([a, b, c]);
  });

  it("keeps what differs as it was until it has its turn", () => {
    const read = [a, b, c, d].map((one) => card(one.id, true));
    const next = towards([a, b, c, d], read, 3);
    expect(next.map((one) => one.read)).toEqual([true, true, true, false]);
    expect(towards(next, read, 3)).toEqual(read);
  });

  it("drops at once what is wanted no more, and takes the wanted order", () => {
    expect(ids(towards([a, b, c], [c, a], 0))).toBe("ca");
  });

  it("is there at once where little differs", () => {
    const wanted = [b, a, card("c", true)];
    expect(towards([a, b, c], wanted, 1)).toEqual(wanted);
  });
});
