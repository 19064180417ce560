/** Which column of Prepare is shown where there is no room for all of them side by side. */
import { tick } from "svelte";
import { firstStop, isShown } from "../../parts/stops";

export const columns = ["documents", "pages", "send"] as const;
export type Column = (typeof columns)[number];

/** Whether a word names a column. */
export function isColumn(name: string | undefined): name is Column {
  return columns.some((one) => one === name);
}

let shown = $state<Column>("pages");

export const fold = {
  get shown(): Column {
    return shown;
  },
  /** Shows a column. The focus comes along when it stood on what is now folded away. */
  async show(column: Column): Promise<void> {
    if (shown === column) return;
    const before = document.activeElement;
    shown = column;
    await tick();
    if (before === document.activeElement && before instanceof HTMLElement && !isShown(before)) {
      const place = document.querySelector<HTMLElement>(`[data-fold="${column}"]`);
      if (place) firstStop(place)?.focus();
    }
  },
};
