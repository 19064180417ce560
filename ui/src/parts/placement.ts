/** Where things stand on a page as it is displayed. */
import type { Page, Rect } from "../host/types";

/** Left, top, width and height in per cent of the displayed page. */
export type Placed = { left: number; top: number; width: number; height: number };

type Shape = Pick<Page, "crop" | "rotation">;

/** Places a box of unrotated user space on the displayed page: against its CropBox, turned. */
export function placeOnPage(box: Rect, page: Shape): Placed {
  const [x0, y0, x1, y1] = corners(box);
  const [left, bottom, right, top] = corners(page.crop);
  const width = right - left || 1;
  const height = top - bottom || 1;
  const a = turn((x0 - left) / width, (top - y1) / height, page.rotation);
  const b = turn((x1 - left) / width, (top - y0) / height, page.rotation);
  return {
    left: percent(Math.min(a.x, b.x)),
    top: percent(Math.min(a.y, b.y)),
    width: percent(Math.abs(a.x - b.x)),
    height: percent(Math.abs(a.y - b.y)),
  };
}

/** The box of unrotated user space that lies at a place of the displayed page: the other way round. */
export function boxOnPage(at: Placed, page: Shape): Rect {
  const [left, bottom, right, top] = corners(page.crop);
  const back = (x: number, y: number) => {
    const { x: across, y: down } = turn(x / 100, y / 100, -page.rotation);
    return [left + across * (right - left), top - down * (top - bottom)] as const;
  };
  const a = back(at.left, at.top);
  const b = back(at.left + at.width, at.top + at.height);
  const tidy = (value: number) => Math.round(value * 10) / 10;
  return [
    tidy(Math.min(a[0], b[0])),
    tidy(Math.min(a[1], b[1])),
    tidy(Math.max(a[0], b[0])),
    tidy(Math.max(a[1], b[1])),
  ];
}

/** The size of the displayed page in points. */
export function displayedSize(page: Shape): { width: number; height: number } {
  const [left, bottom, right, top] = corners(page.crop);
  const width = right - left || 1;
  const height = top - bottom || 1;
  return isSideways(page.rotation) ? { width: height, height: width } : { width, height };
}

function turn(x: number, y: number, rotation: number): { x: number; y: number } {
  switch (normal(rotation)) {
    case 90:
      return { x: 1 - y, y: x };
    case 180:
      return { x: 1 - x, y: 1 - y };
    case 270:
      return { x: y, y: 1 - x };
    default:
      return { x, y };
  }
}

function isSideways(rotation: number): boolean {
  return normal(rotation) % 180 === 90;
}

function normal(rotation: number): number {
  return ((rotation % 360) + 360) % 360;
}

/** A number that is not finite comes over as null. */
function corners(rect: Rect): [number, number, number, number] {
  return [rect[0] ?? 0, rect[1] ?? 0, rect[2] ?? 0, rect[3] ?? 0];
}

function percent(share: number): number {
  return Math.round(share * 1e5) / 1e3;
}
