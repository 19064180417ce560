/** Moving and resizing a field on its page, in points of the page as it is displayed. */
import type { Field, Page, Spot } from "../../host/types";
import { boxOnPage, displayedSize, type Placed } from "../../parts/placement";

/** What is done with a field: it is moved, or its corner is. */
export type Grip = "move" | "corner";

/** The smallest that a field may become, in points. */
const smallest = { width: 12, height: 8 };

/** How large a field is that was not drawn to a size, in points. */
const usual: Record<Field["kind"], { width: number; height: number }> = {
  signature: { width: 160, height: 44 },
  initial: { width: 64, height: 26 },
  date: { width: 96, height: 18 },
};

/** A place moved, or resized, by so many points; it stays on the page. */
export function reshaped(at: Placed, grip: Grip, dx: number, dy: number, page: Page): Placed {
  const size = displayedSize(page);
  const [across, down] = [(dx / size.width) * 100, (dy / size.height) * 100];
  if (grip === "move") {
    return {
      ...at,
      left: within(at.left + across, 0, 100 - at.width),
      top: within(at.top + down, 0, 100 - at.height),
    };
  }
  return {
    ...at,
    width: within(at.width + across, (smallest.width / size.width) * 100, 100 - at.left),
    height: within(at.height + down, (smallest.height / size.height) * 100, 100 - at.top),
  };
}

/** The place between two points of the page, in per cent; a click gives one of the usual size. */
export function drawn(
  kind: Field["kind"],
  from: { x: number; y: number },
  to: { x: number; y: number },
  page: Page,
): Placed {
  const size = displayedSize(page);
  const width = Math.abs(to.x - from.x);
  const height = Math.abs(to.y - from.y);
  if (
    (width * size.width) / 100 >= smallest.width &&
    (height * size.height) / 100 >= smallest.height
  ) {
    return { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width, height };
  }
  return around(kind, from, page);
}

/** A place of the usual size around a point, in per cent. */
export function around(kind: Field["kind"], point: { x: number; y: number }, page: Page): Placed {
  const size = displayedSize(page);
  const width = Math.min(100, (usual[kind].width / size.width) * 100);
  const height = Math.min(100, (usual[kind].height / size.height) * 100);
  return {
    left: within(point.x - width / 2, 0, 100 - width),
    top: within(point.y - height / 2, 0, 100 - height),
    width,
    height,
  };
}

/** A field as a spot, perhaps somewhere else. */
export function spotOf(field: Pick<Field, "kind" | "signer" | "page" | "box">): Spot {
  return { kind: field.kind, signer: field.signer, page: field.page, box: field.box };
}

/** A spot on a page. */
export function spotAt(kind: Field["kind"], signer: number, at: Placed, page: Page): Spot {
  return { kind, signer, page: page.number, box: boxOnPage(at, page) };
}

/** Whether two spots are the same. */
export function isSame(one: Spot, other: Spot): boolean {
  return (
    one.kind === other.kind &&
    one.signer === other.signer &&
    one.page === other.page &&
    one.box.every((value, at) => value === other.box[at])
  );
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
