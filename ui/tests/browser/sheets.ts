/** What stands on the sheets of a print, drawn by a program that is not ours. */
import { spawn } from "node:child_process";

/** A sheet in points of 1/72 inch, and the box around everything on it that is dark. */
export type Sheet = {
  width: number;
  height: number;
  dark: { left: number; top: number; right: number; bottom: number };
};

/** Draws a PDF's pages, one after the other, as grey maps. */
async function draw(pdf: Buffer): Promise<Buffer> {
  const poppler = spawn("pdftoppm", ["-gray", "-r", "72", "-"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const drawn: Buffer[] = [];
  poppler.stdout.on("data", (part: Buffer) => drawn.push(part));
  poppler.stdin.end(pdf);
  const code = await new Promise((done, fail) => poppler.on("close", done).on("error", fail));
  if (code !== 0) throw new Error(`pdftoppm ended with ${String(code)}`);
  return Buffer.concat(drawn);
}

/** The sheets of a print. */
export async function sheets(pdf: Buffer): Promise<Sheet[]> {
  const found: Sheet[] = [];
  let rest = await draw(pdf);
  while (rest.length > 0) {
    // `P5`, width and height, and 255, each on a line of its own; then the points.
    const head = /^P5\n(\d+) (\d+)\n255\n/.exec(rest.subarray(0, 40).toString("latin1"));
    if (!head) throw new Error("that is no grey map");
    const [width, height] = [Number(head[1]), Number(head[2])];
    const points = rest.subarray(head[0].length, head[0].length + width * height);
    const dark = { left: width, top: height, right: 0, bottom: 0 };
    for (const [at, grey] of points.entries()) {
      if (grey >= 128) continue;
      const [x, y] = [at % width, Math.floor(at / width)];
      dark.left = Math.min(dark.left, x);
      dark.right = Math.max(dark.right, x + 1);
      dark.top = Math.min(dark.top, y);
      dark.bottom = Math.max(dark.bottom, y + 1);
    }
    found.push({ width, height, dark });
    rest = rest.subarray(head[0].length + width * height);
  }
  return found;
}
