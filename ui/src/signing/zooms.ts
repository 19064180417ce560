/** How large the pages are shown; 1 is as wide as the column, up to a comfortable width. */
export const zooms: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
