/** Dates and times in words. */
import { locale } from "../words";

const day: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

/** Such as “25 Nov 2026”; the text itself when it is no time. */
export function dateOf(time: string): string {
  return written(time, day);
}

/** Such as “10:02”. */
export function clockOf(time: string): string {
  return written(time, clock);
}

/** Such as “25 Nov, 10:02”; with the year when it is another one than `now`’s. */
export function shortDateAndClock(time: string, now = new Date()): string {
  const sameYear = new Date(time).getFullYear() === now.getFullYear();
  return written(
    time,
    sameYear ? { day: "numeric", month: "short", ...clock } : { ...day, ...clock },
  );
}

/** Such as “25 Nov 2026, 10:02”. */
export function dateAndClock(time: string): string {
  return written(time, { ...day, ...clock });
}

function written(time: string, how: Intl.DateTimeFormatOptions): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : new Intl.DateTimeFormat(locale, how).format(date);
}
