/** A document on paper: each of its pages whole on a sheet of its own, whichever way the sheet is turned. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { readyDraft } from "./contract";
import { sheets } from "./sheets";
import { at, open, useWindows } from "./windows";

useWindows();

/** Pages' widths and heights in points: an upright A4, one on its side, and an upright Letter. */
const pages = [
  [595, 842],
  [842, 595],
  [612, 792],
] as const;

/** Draws each page as one black rectangle of its shape. */
function blacken(page: Page): Promise<unknown> {
  return page.route("http://paraph.localhost/**", (route) => {
    const number = Number(new URL(route.request().url()).pathname.split("/")[2] ?? 1);
    const [width, height] = pages[number - 1] ?? pages[0];
    const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width * 2}" height="${height * 2}"><rect width="${width}" height="${height}"/></svg>`;
    return route.fulfill({ contentType: "image/svg+xml", body });
  });
}

describe("a printed document", () => {
  it("is its pages alone, their words sharp", async () => {
    const { page, calls } = await open();
    await at(page, "print-document").click();
    await expect.poll(() => calls("print")).toHaveLength(1);
    const drawn = await page
      .locator(".paper img")
      .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 0));
    expect(drawn).toEqual([true, true, true]);
    const source = await page.locator(".paper img").first().getAttribute("src");
    expect(source).toMatch(/w=1654$/);
    expect(await sheets(await page.pdf({ format: "A4" }))).toHaveLength(3);
  });

  // The window's shape and the sheet's have nothing to do with each other.
  describe.each([
    { width: 1280, height: 800 },
    { width: 1080, height: 1400 },
  ])("from a window of $width × $height", (size) => {
    it.each([
      ["A4", "upright", false],
      ["A4", "on its side", true],
      ["Letter", "upright", false],
      ["Letter", "on its side", true],
    ] as const)(
      "fills %s %s with one page each, as large as it can be",
      async (format, _, landscape) => {
        const { page, calls } = await open({ draft: readyDraft() }, size);
        await blacken(page);
        await at(page, "print-document").click();
        await expect.poll(() => calls("print")).toHaveLength(1);
        const printed = await sheets(await page.pdf({ format, landscape }));
        expect(printed).toHaveLength(pages.length);
        for (const [index, { width, height, dark }] of printed.entries()) {
          expect(width > height).toBe(landscape);
          const [wide, high] = pages[index] ?? pages[0];
          const scale = Math.min(width / wide, height / high);
          const stands = `page ${index + 1} from ${dark.left}, ${dark.top}`;
          expect(Math.abs(dark.right - dark.left - wide * scale), stands).toBeLessThan(3);
          expect(Math.abs(dark.bottom - dark.top - high * scale), stands).toBeLessThan(3);
          // In the middle of what is left.
          expect(Math.abs(dark.left - (width - dark.right)), stands).toBeLessThan(3);
          expect(Math.abs(dark.top - (height - dark.bottom)), stands).toBeLessThan(3);
        }
      },
    );
  });
});
