/** A signer's colour: eight of them, always with the number beside. */
export function signerColour(number: number): string {
  return `var(--s${((number - 1) % 8) + 1})`;
}
