/** Every screen is held to the same: no barrier, nothing cut off, everything in reach. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { barriers, cutOff, outOfReach, picture } from "./browser";
import type { Answers } from "./host";
import { at, open, sizes, unfold } from "./windows";

/** A screen: what the host answers, the way there, and the column of Prepare that is shown. */
export type Screen = { answers: Answers; go: (page: Page) => Promise<void>; shows?: string };
export type Screens = Record<string, Screen>;

/** Holds screens in both schemes, at the sizes that the window is made for. */
export function hold(screens: Screens): void {
  describe.each(Object.entries(screens))("the screen %s", (name, { answers, go, shows }) => {
    describe.each(["light", "dark"] as const)("in %s", (scheme) => {
      it.each(sizes)("has no barrier and cuts nothing off at $width × $height", async (size) => {
        const { page, heard } = await open(answers, size, scheme);
        await go(page);
        if (shows) await unfold(page, shows);
        await page.waitForTimeout(150);
        await picture(page, `${name}-${scheme}-${size.width}`);
        // A particular that a message misses stands there as its name.
        expect(await page.locator("body").innerText()).not.toContain("{$");
        expect(await cutOff(page)).toEqual([]);
        expect(await barriers(page)).toEqual([]);
        expect(heard).toEqual([]);
      });
    });
  });
}

/** Windows in which larger text leaves no room for every column. */
const tight = [
  { width: 1080, height: 600, text_size: 100 },
  { width: 1080, height: 600, text_size: 150 },
  { width: 1080, height: 600, text_size: 200 },
  { width: 1366, height: 768, text_size: 200 },
];

/** Holds screens with text that leaves no room for every column. */
export function holdWithLargerText(screens: Screens): void {
  describe.each(Object.entries(screens))(
    "the screen %s with larger text",
    (name, { answers, go, shows }) => {
      it.each(tight)("has everything in reach at $width × $height, $text_size %", async (one) => {
        const { text_size, ...size } = one;
        const looks = { theme: "system", text_size };
        const { page } = await open({ ...answers, looks }, size);
        await go(page);
        if (shows) await unfold(page, shows);
        await page.waitForTimeout(150);
        await picture(page, `${name}-${size.width}-${text_size}`);
        expect(await cutOff(page)).toEqual([]);
        expect(await outOfReach(page)).toEqual([]);
        expect(await barriers(page)).toEqual([]);
        const send = at(page, "send");
        if ((await send.count()) > 0) {
          const box = await send.boundingBox();
          expect(box && box.y + box.height <= size.height && box.x + box.width <= size.width).toBe(
            true,
          );
        }
      });
    },
  );
}
