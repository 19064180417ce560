/** How a list is brought to another one a few places at a time. */

/**
 * The list `now` with up to `most` of its differences from `wanted` made good, in the order that is
 * wanted; what is wanted no more is gone at once.
 */
export function towards<T extends { id: string }>(
  now: readonly T[],
  wanted: readonly T[],
  most: number,
): T[] {
  const before = new Map(now.map((one) => [one.id, one]));
  let left = most;
  return wanted.flatMap((one) => {
    const old = before.get(one.id);
    if (old === one) return [one];
    if (left > 0) {
      left -= 1;
      return [one];
    }
    return old ? [old] : [];
  });
}
