/** Finding words in the contract: letter by letter, without regard to case, accents and line ends. */
import type { Rect, TextLine } from "../host/types";

/** A place where the words stand; the box is that of the line's part, in user space. */
export type Hit = { document: number; page: number; box: Rect };

/** The lines of a document. */
export type Read = { document: number; lines: readonly TextLine[] };

/** Letters as they are compared. Each keeps its place in the text, so that what was found can be marked. */
function folded(text: string): { letters: string; from: number[] } {
  let letters = "";
  const from: number[] = [];
  let at = 0;
  for (const letter of text) {
    for (const plain of letter.normalize("NFKD").toLowerCase()) {
      if (/\p{M}/u.test(plain)) continue;
      letters += /\s/u.test(plain) ? " " : plain;
      for (let unit = 0; unit < plain.length; unit += 1) from.push(at);
    }
    at += letter.length;
  }
  return { letters, from };
}

/** Every place where the words stand, in reading order. */
export function findIn(documents: readonly Read[], words: string): Hit[] {
  const wanted = folded(words.trim()).letters.replace(/ +/g, " ");
  if (wanted === "") return [];
  const hits: Hit[] = [];
  for (const { document, lines } of documents) {
    for (const line of lines) {
      const { letters, from } = folded(line.text);
      const length = Math.max(1, line.text.length);
      for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + 1)) {
        const start = (from[at] ?? 0) / length;
        const end = ((from[at + wanted.length - 1] ?? length - 1) + 1) / length;
        const [x0, y0, x1, y1] = line.box.map((value) => value ?? 0) as [
          number,
          number,
          number,
          number,
        ];
        // A line that runs up or down the page is marked whole.
        const along = x1 - x0 >= y1 - y0;
        const box: Rect = along
          ? [x0 + (x1 - x0) * start, y0, x0 + (x1 - x0) * end, y1]
          : [x0, y0, x1, y1];
        hits.push({ document, page: line.page, box });
      }
    }
  }
  return hits;
}
