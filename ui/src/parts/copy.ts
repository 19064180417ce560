/** Copies text to the clipboard. Gives whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No right to the clipboard: the old way copies what is selected.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "vh";
    field.setAttribute("aria-hidden", "true");
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (before instanceof HTMLElement) before.focus();
    return copied;
  }
}
