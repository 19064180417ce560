/** Ink: strokes of a pen on a pad, in shares of the pad's width and height. */

/** A point; 0 is left and top, 1 right and bottom. */
export type Point = [number, number];

/** The points from pen down to pen up. */
export type Stroke = Point[];

/** A point of the pad where the pen is, however far outside it went. */
export function pointOn(
  pad: { left: number; top: number; width: number; height: number },
  at: { clientX: number; clientY: number },
): Point {
  return [share((at.clientX - pad.left) / pad.width), share((at.clientY - pad.top) / pad.height)];
}

/** Whether a point lies far enough from the one before to be worth keeping. */
export function isNew(stroke: Stroke, point: Point): boolean {
  const last = stroke.at(-1);
  if (!last) return true;
  return Math.hypot(point[0] - last[0], point[1] - last[1]) > 0.004;
}

/** Whether there is enough ink to be a mark: a slip of the pen is none. */
export function isInk(strokes: readonly Stroke[]): boolean {
  let length = 0;
  for (const stroke of strokes) {
    for (let index = 1; index < stroke.length; index += 1) {
      const [a, b] = [stroke[index - 1], stroke[index]];
      if (a && b) length += Math.hypot(b[0] - a[0], b[1] - a[1]);
    }
  }
  return length > 0.05;
}

/** The strokes as one SVG path on a pad `width` by `height`, rounded between the points. */
export function inkPath(strokes: readonly Stroke[], width: number, height: number): string {
  return strokes
    .map((stroke) => {
      const points = stroke.map(([x, y]): Point => [round(x * width), round(y * height)]);
      const [first, ...rest] = points;
      if (!first) return "";
      const last = rest.at(-1);
      // A dot is a line of no length with a round end.
      if (!last) return `M${first[0]} ${first[1]}h0`;
      const curves = rest.slice(0, -1).map((point, index) => {
        const next = rest[index + 1] ?? point;
        return `Q${point[0]} ${point[1]} ${round((point[0] + next[0]) / 2)} ${round((point[1] + next[1]) / 2)}`;
      });
      return `M${first[0]} ${first[1]}${curves.join("")}L${last[0]} ${last[1]}`;
    })
    .join("");
}

function share(value: number): number {
  if (!Number.isFinite(value)) return 0;
  return Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
