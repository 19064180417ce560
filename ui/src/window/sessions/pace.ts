/** How long sending still takes, from how fast it went so far. Times are milliseconds. */

/** Where counting began, and when it was last told. */
export type Pace = { at: number; sent: number; last: number };

/** Nothing was told for so long: what was before says nothing about now. */
const silence = 30_000;
/** Before that much time no pace is told. */
const soon = 2_000;

/** Goes on counting, or begins anew after a silence or when it went back. */
export function begin(pace: Pace | undefined, sent: number, now: number): Pace {
  if (!pace || now - pace.last > silence || sent < pace.sent) return { at: now, sent, last: now };
  return { ...pace, last: now };
}

/** Seconds until all is sent, where it can be told. */
export function secondsLeft(pace: Pace, told: { sent: number; whole: number }): number | undefined {
  const [took, moved] = [pace.last - pace.at, told.sent - pace.sent];
  if (took < soon || moved <= 0 || told.whole <= told.sent) return undefined;
  return ((told.whole - told.sent) * took) / moved / 1000;
}
