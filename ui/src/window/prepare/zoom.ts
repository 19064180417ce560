/** How large a page is shown. `null` is the width of the column. */
export type Zoom = number | null;

/** Steps of the zoom; 1 is life size. */
export const zoomSteps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;

/** CSS pixels in a PDF point, at life size. */
export const pixelsPerPoint = 96 / 72;

/** The next step from `scale`, up or down; the last step stays. */
export function nextZoom(scale: number, up: boolean): number {
  const near = 0.01;
  const steps: readonly number[] = zoomSteps;
  const next = up
    ? steps.find((step) => step > scale + near)
    : steps.findLast((step) => step < scale - near);
  return next ?? (up ? Math.max(...steps) : Math.min(...steps));
}
