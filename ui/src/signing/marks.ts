/** What the signer puts at each place: one signature and one set of initials for all of them. */
import type { Place, WireLook, WireMark } from "./api";
import { isInk, type Stroke } from "./strokes";

/** A signature or initials, drawn or typed; the other way is kept while one is chosen. */
export type Look = { way: "draw" | "type"; strokes: Stroke[]; aspect: number; typed: string };

/** The signer's two looks. */
export type Looks = { signature: Look; initial: Look };

/** A look that is still to be made. */
export function emptyLook(way: Look["way"], typed: string): Look {
  return { way, strokes: [], aspect: 2.6, typed };
}

/** Whether there is something to put at a place. */
export function isMade(look: Look): boolean {
  return look.way === "draw" ? isInk(look.strokes) : look.typed.trim() !== "";
}

/** Whether a place fills itself. */
export function isFilledIn(place: Place): boolean {
  return place.kind === "date";
}

/** The places that the signer has still to deal with, in reading order. */
export function toDo(places: readonly Place[], done: ReadonlySet<string>): Place[] {
  return inOrder(places).filter((place) => !isFilledIn(place) && !done.has(place.id));
}

/** The places as they are read: document by document, page by page, from top to bottom. */
export function inOrder(places: readonly Place[]): Place[] {
  const top = (place: Place) => place.box[3] ?? 0;
  return places.toSorted((a, b) => a.document - b.document || a.page - b.page || top(b) - top(a));
}

/** The place to go to after `from`: the next one that is to do, from the start when it was the last. */
export function nextPlace(
  places: readonly Place[],
  done: ReadonlySet<string>,
  from: string | null,
): Place | null {
  const ordered = inOrder(places);
  const open = toDo(places, done);
  const at = ordered.findIndex((place) => place.id === from);
  return open.find((place) => ordered.indexOf(place) > at) ?? open[0] ?? null;
}

/** Every place with what stands there, as it is sent. */
export function wireMarks(places: readonly Place[], looks: Looks, today: string): WireMark[] {
  return places.map((place) => ({
    place: place.id,
    look: place.kind === "date" ? { date: today } : wireLook(looks[place.kind]),
  }));
}

function wireLook(look: Look): WireLook {
  return look.way === "draw"
    ? { ink: { strokes: look.strokes, aspect: look.aspect } }
    : { typed: look.typed.trim() };
}

/** The initials that a name suggests: the first letter of each of its words. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/[\s\-–.]+/u);
  const letters = words.map((word) => [...word].find((letter) => /\p{L}/u.test(letter)) ?? "");
  return letters.join("").toLocaleUpperCase().slice(0, 4);
}

/** Whether the hand-like face has the letters: it knows Latin and Cyrillic. */
export function handCanWrite(text: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u.test(
    text,
  );
}
