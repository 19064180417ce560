/** Sizes in words. */
import { locale } from "../words";

const written = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** Such as “1.5”, in megabytes of a million bytes. */
export function megabytes(bytes: number): string {
  return written.format(bytes / 1e6);
}
