/** What the signer puts at each place: one signature and one set of initials for all of them. */
import type { Place, WireAct, WireLook } from "./api";
import { isInk, type Stroke } from "./strokes";

/** A signature or initials: drawn, typed, or a picture; the other ways are kept while one is chosen. */
export type Look = {
  way: "draw" | "type" | "picture";
  strokes: Stroke[];
  aspect: number;
  typed: string;
  /** A PNG in Base64. */
  picture: string | null;
};

/** The signer's two looks. */
export type Looks = { signature: Look; initial: Look };

/** A look that is still to be made. */
export function emptyLook(way: Look["way"], typed: string): Look {
  return { way, strokes: [], aspect: 2.6, typed, picture: null };
}

/** Whether there is something to put at a place. */
export function isMade(look: Look): boolean {
  if (look.way === "picture") return look.picture !== null;
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

/** Every place with what stands there, as it is sent: each picture once. */
export function wireAct(places: readonly Place[], looks: Looks, today: string): WireAct {
  const pictures: string[] = [];
  const wireLook = (look: Look): WireLook => {
    if (look.way === "draw") return { ink: { strokes: look.strokes, aspect: look.aspect } };
    if (look.way === "type" || look.picture === null) return { typed: look.typed.trim() };
    if (!pictures.includes(look.picture)) pictures.push(look.picture);
    return { picture: pictures.indexOf(look.picture) };
  };
  const marks = places.map((place) => ({
    place: place.id,
    look: place.kind === "date" ? { date: today } : wireLook(looks[place.kind]),
  }));
  return { marks, pictures };
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
