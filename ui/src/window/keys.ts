import { firstStop } from "./stops";

/** F6 walks the columns of a screen: the elements marked `data-column`, in their order. */
export function walkColumns(backwards: boolean): void {
  const columns = [...document.querySelectorAll<HTMLElement>("[data-column]")];
  if (columns.length === 0) return;
  const here = columns.findIndex((column) => column.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  const start = here === -1 ? (backwards ? 0 : -1) : here;
  for (let tried = 1; tried <= columns.length; tried += 1) {
    const column = columns[(start + step * tried + columns.length * 2) % columns.length];
    const target = column && firstStop(column);
    if (target) return target.focus();
  }
}

/** The letter of a key that is pressed with Ctrl (or the command key) alone. */
export function withControl(event: KeyboardEvent): string | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return null;
  return event.key.toLowerCase();
}
