/**
 * A picture of a signature: read from a file, drawn anew as nothing but pixels, the paper taken
 * away and the margins cut off. Where and when it was taken stays in the file.
 */

/** Why a file is no picture of a signature; each has words of its own. */
export type PictureFault = "kind" | "size" | "damaged" | "empty";

/** A refused file. */
export class NoPicture extends Error {
  constructor(readonly fault: PictureFault) {
    super(fault);
    this.name = "NoPicture";
  }
}

/** What the dialog for files offers. */
export const accepted = ".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml";

const largestFile = 10 * 1024 * 1024;
/** A signature as wide as a page stays sharp in print. */
const widest = 900;
const tallest = 450;

/** The picture in a file, as a PNG in Base64. */
export async function readPicture(file: File): Promise<string> {
  if (file.size > largestFile) throw new NoPicture("size");
  const kind = await kindOf(file);
  if (kind === null) throw new NoPicture("kind");
  const blob = kind === "svg" ? await sized(file) : file;
  const image = await decoded(blob);
  const scale = Math.min(1, widest / image.naturalWidth, tallest / image.naturalHeight);
  const width = Math.max(1, Math.round(image.naturalWidth * scale));
  const height = Math.max(1, Math.round(image.naturalHeight * scale));
  const [canvas, pen] = sheet(width, height);
  pen.drawImage(image, 0, 0, width, height);
  const pixels = pen.getImageData(0, 0, width, height);
  withoutPaper(pixels.data);
  const ink = inkBox(pixels);
  if (ink === null) throw new NoPicture("empty");
  pen.putImageData(pixels, 0, 0);
  const [cut, onto] = sheet(ink.width, ink.height);
  onto.drawImage(canvas, -ink.left, -ink.top);
  return cut.toDataURL("image/png").replace(/^[^,]*,/, "");
}

/** By what stands in the file, whatever it is called. */
async function kindOf(file: File): Promise<"png" | "jpeg" | "svg" | null> {
  const start = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  const is = (...bytes: number[]) => bytes.every((byte, at) => start[at] === byte);
  if (is(0x89, 0x50, 0x4e, 0x47)) return "png";
  if (is(0xff, 0xd8, 0xff)) return "jpeg";
  const text = new TextDecoder().decode(start);
  return /^\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(text.replace(/^\uFEFF/, "")) ? "svg" : null;
}

/** An SVG that says how large it is: not every browser draws one that does not. */
async function sized(file: File): Promise<Blob> {
  const parsed = new DOMParser().parseFromString(await file.text(), "image/svg+xml");
  const svg = parsed.documentElement;
  if (svg.localName !== "svg" || parsed.querySelector("parsererror")) {
    throw new NoPicture("damaged");
  }
  // What is shown as a picture runs no scripts and loads nothing; these would not be seen at all.
  for (const one of svg.querySelectorAll("script, foreignObject")) one.remove();
  const box = (svg.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
  const number = (name: string) => Number.parseFloat(svg.getAttribute(name) ?? "");
  const percent = (name: string) => (svg.getAttribute(name) ?? "").trim().endsWith("%");
  const side = (name: string, at: number) => {
    const own = percent(name) ? Number.NaN : number(name);
    return own > 0 ? own : (box[at] ?? 0) > 0 ? (box[at] ?? 0) : 300;
  };
  const [width, height] = [side("width", 2), side("height", 3)];
  // Lines stay sharp at any size.
  const scale = Math.min(widest / width, tallest / height);
  if (box.length !== 4) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", String(width * scale));
  svg.setAttribute("height", String(height * scale));
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}

async function decoded(blob: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    if (image.naturalWidth === 0 || image.naturalHeight === 0) throw new NoPicture("damaged");
    return image;
  } catch {
    throw new NoPicture("damaged");
  } finally {
    URL.revokeObjectURL(address);
  }
}

function sheet(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new NoPicture("damaged");
  return [canvas, pen];
}

const brightness = (data: Uint8ClampedArray, at: number) =>
  0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);

/** Makes the paper transparent, also the grey paper of a photograph. */
export function withoutPaper(data: Uint8ClampedArray): void {
  const shades = new Uint32Array(256);
  let [opaque, clear] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) < 128) clear += 1;
    else {
      opaque += 1;
      const shade = Math.round(brightness(data, at));
      shades[shade] = (shades[shade] ?? 0) + 1;
    }
  }
  // A picture that has no ground needs none taken away.
  if (opaque === 0 || clear > opaque / 20) return;
  // Most of such a picture is paper: its usual shade is the middle one.
  let [paper, counted] = [255, 0];
  for (let shade = 255; shade >= 0 && counted < opaque / 2; shade -= 1) {
    counted += shades[shade] ?? 0;
    paper = shade;
  }
  // Ink on a dark ground is left as it is.
  if (paper < 96) return;
  const [from, over] = [paper * 0.88, paper * 0.22];
  for (let at = 0; at < data.length; at += 4) {
    const ink = (from - brightness(data, at)) / over;
    data[at + 3] = Math.round((data[at + 3] ?? 0) * Math.min(1, Math.max(0, ink)));
  }
}

/** What is not paper, with a little room around it. */
function inkBox(pixels: ImageData) {
  const { data, width, height } = pixels;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      if ((data[at + 3] ?? 0) < 40 || brightness(data, at) > 247) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  if (right < left + 3 || bottom < top + 3) return null;
  const room = 4;
  left = Math.max(0, left - room);
  top = Math.max(0, top - room);
  return {
    left,
    top,
    width: Math.min(width, right + room + 1) - left,
    height: Math.min(height, bottom + room + 1) - top,
  };
}

const addresses = new Map<string, string>();

/** An address at which a picture can be shown: the page's policy allows no `data:`. */
export function pictureAddress(picture: string): string {
  const known = addresses.get(picture);
  if (known) return known;
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
  addresses.set(picture, address);
  return address;
}
