/** The words of a choice, as a person reads them and as the host takes them. */
import type { Service } from "../../host/types";
import { has, say } from "../../words";

const dashed = (word: string) => word.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** What the window shows for a word of a choice: its message, or the word itself. */
export function shownWord(service: Service, input: string, word: string): string {
  const key = `choice-${service}-${dashed(input)}-${dashed(word)}`;
  return has(key) ? say(key) : word;
}

/** The words of a value that holds several, in their order. */
export function wordsOf(value: string): string[] {
  return value
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** The value with the word put last, or taken out. */
export function withWord(value: string, word: string, chosen: boolean): string {
  const others = wordsOf(value).filter((one) => one !== word);
  return (chosen ? [...others, word] : others).join(",");
}
