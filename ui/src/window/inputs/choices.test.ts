import { expect, it } from "vitest";
import { shownWord, withWord, wordsOf } from "./choices";

it("keeps the order in which words were chosen", () => {
  const value = ["Scribble", "iDIN", "Consent"].reduce((all, one) => withWord(all, one, true), "");
  expect(wordsOf(value)).toEqual(["Scribble", "iDIN", "Consent"]);
  expect(withWord(value, "iDIN", false)).toBe("Scribble,Consent");
});

it("takes no word twice, and leaves nothing behind the last", () => {
  expect(withWord("Consent", "Consent", true)).toBe("Consent");
  expect(withWord(" Consent ", "Consent", false)).toBe("");
});

it("shows a word as it is where there is no better one", () => {
  expect(shownWord("signhost", "verifications", "eHerkenning")).toBe("eHerkenning");
});
