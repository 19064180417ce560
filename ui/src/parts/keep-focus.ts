/**
 * The focus does not fall out of the page when what it stood on goes away: it moves to where the
 * person goes on, in what took its place.
 */
import { firstStop, isShown } from "./stops";

/** Watches over the focus until it is stopped. */
export function keepFocus(): () => void {
  /** What has the focus, and everything that it stands in, innermost first. */
  let path: Element[] = [];

  const remember = (event: FocusEvent) => {
    path = [];
    for (let at = event.target as Element | null; at; at = at.parentElement) path.push(at);
  };
  const changed = new MutationObserver(() => {
    if (path.length === 0 || path[0]?.isConnected || !isNowhere()) return;
    const stands = path.findIndex((one) => one.isConnected);
    for (const house of path.slice(stands)) if (goOnIn(house)) return;
  });

  document.addEventListener("focusin", remember);
  changed.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", remember);
    changed.disconnect();
  };
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** To the heading in `house`, else to its first control, else to itself. */
function goOnIn(house: Element): boolean {
  const inside = house.querySelector<HTMLElement>("main") ?? (house as HTMLElement);
  const heading = [...inside.querySelectorAll<HTMLElement>("h1, h2")].find(isShown);
  if (heading && !hasOwnColumn(heading, inside)) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    return true;
  }
  const next = firstStop(inside) ?? (inside.tabIndex >= 0 ? inside : undefined);
  next?.focus();
  return next !== undefined;
}

/** Whether a heading is that of a column within the one at hand. */
function hasOwnColumn(heading: Element, inside: Element): boolean {
  const column = heading.closest("[data-column]");
  return (
    inside.matches("[data-column], [data-column] *") && column !== inside.closest("[data-column]")
  );
}
