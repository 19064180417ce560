/** Where the focus can go. */

/** Whether an element is drawn, and neither folded away nor only made ready. */
export function isShown(element: Element): boolean {
  return element.getClientRects().length > 0 && !element.closest("[inert]");
}

/** The first control in an element that one can reach. */
export function firstStop(column: HTMLElement): HTMLElement | undefined {
  const stops = column.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]',
  );
  return [...stops].find(isShown);
}
