import { firstStop, isShown } from "../parts/stops";
import { fold, isColumn } from "./prepare/fold.svelte";

/**
 * F6 walks the elements marked `data-column`: the rail, the columns of the screen, then what
 * stands within a column and is marked itself.
 */
export async function walkColumns(backwards: boolean): Promise<void> {
  const all = [...document.querySelectorAll<HTMLElement>("[data-column]")];
  const marked = all.filter((one) => !one.closest("[inert]"));
  const within = (one: HTMLElement) => Boolean(one.parentElement?.closest("[data-column]"));
  const columns = [...marked.filter((one) => !within(one)), ...marked.filter(within)];
  const active = document.activeElement ?? document.body;
  const here = columns.findLastIndex((column) => column.contains(active));
  const step = backwards ? -1 : 1;
  let start = here;
  if (here === -1) {
    // Between two columns, such as on the heading of a screen.
    const isAfter = (one: HTMLElement) => active.compareDocumentPosition(one) & 4;
    const next = columns.findIndex(isAfter);
    start = (next === -1 ? columns.length : next) - (backwards ? 0 : 1);
  }
  for (let tried = 1; tried <= columns.length; tried += 1) {
    const column = columns[(start + step * tried + columns.length * 2) % columns.length];
    if (column && (await enter(column))) return;
  }
}

/** Takes the focus to the first control of a column, else to its heading; unfolds it if need be. */
async function enter(column: HTMLElement): Promise<boolean> {
  const folded = column.closest<HTMLElement>("[data-fold]")?.dataset["fold"];
  if (isColumn(folded) && !(column.firstElementChild && isShown(column.firstElementChild))) {
    await fold.show(folded);
  }
  const heading = [...column.querySelectorAll<HTMLElement>("h1, h2")].find(isShown);
  const target = firstStop(column) ?? heading;
  if (!target) return false;
  if (target === heading) heading.tabIndex = -1;
  target.focus();
  return true;
}

/** The letter of a key that is pressed with Ctrl (or the command key) alone, or with Shift too. */
export function withControl(event: KeyboardEvent, also?: "shift"): string | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if (event.shiftKey && also !== "shift") return null;
  return event.key.toLowerCase();
}
