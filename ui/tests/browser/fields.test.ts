import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { barriers, cutOff, picture } from "./browser";
import { readyDraft } from "./contract";
import type { HostedWindow } from "./host";
import { at, open, sizes, useWindows } from "./windows";

useWindows();

type Spot = { kind: string; signer: number; page: number; box: [number, number, number, number] };

/** What the host was asked to make of a field, the newest last. */
async function asked(window: HostedWindow): Promise<{ before: Spot | null; after: Spot | null }[]> {
  const calls = await window.calls("set_field");
  return calls.map(({ before, after }) => ({ before: before as Spot, after: after as Spot }));
}

const signature = (page: Page, signer = 2) =>
  page.locator(`[data-testid="frame"][data-kind="signature"][data-signer="${signer}"]`);

/** The tag's own box: in the draft that is shown. */
const box = [320, 220, 488, 270];

/** The draft as the host has it after a change. */
function changed(spot: Spot | null) {
  const view = readyDraft();
  const [document] = view.draft.documents;
  if (!document) throw new Error("no document");
  const fields = document.fields.filter((one) => !(one.kind === "signature" && one.signer === 2));
  document.fields = spot
    ? [...fields, { ...spot, kind: "signature" as const, origin: "hand" as const, text: null }]
    : fields;
  return view;
}

describe("fields by hand", () => {
  it("are drawn with the mouse, as large as they are drawn", async () => {
    const window = await open();
    const { page, heard } = window;
    await at(page, "place-fields").click();
    await at(page, "field-signer").selectOption("3");
    await at(page, "field-kind").selectOption("initial");
    const paper = await page.locator('[data-number="1"]').boundingBox();
    if (!paper) throw new Error("no page");
    const to = (x: number, y: number): [number, number] => [
      paper.x + (x / 595) * paper.width,
      paper.y + (y / 842) * paper.height,
    ];
    await page.mouse.move(...to(100, 200));
    await page.mouse.down();
    await page.mouse.move(...to(150, 240), { steps: 4 });
    await page.mouse.move(...to(220, 230), { steps: 4 });
    await picture(page, "fields-drawing-light-1280");
    await page.mouse.up();
    await expect.poll(() => asked(window)).toHaveLength(1);
    const [call] = await asked(window);
    expect(call?.before).toBeNull();
    expect(call?.after).toMatchObject({ kind: "initial", signer: 3, page: 1 });
    const [x0, y0, x1, y1] = call?.after?.box ?? [0, 0, 0, 0];
    expect(Math.abs(x0 - 100) + Math.abs(x1 - 220)).toBeLessThan(3);
    expect(Math.abs(y1 - (842 - 200)) + Math.abs(y0 - (842 - 230))).toBeLessThan(3);
    await page.keyboard.press("Escape");
    expect(await at(page, "draw-field").count()).toBe(0);
    expect(heard).toEqual([]);
  });

  it("are moved and resized with the mouse", async () => {
    const window = await open();
    const { page, answer } = window;
    const frame = signature(page);
    await frame.scrollIntoViewIfNeeded();
    const [stands, paper] = [
      await frame.boundingBox(),
      await page.locator('[data-number="3"]').boundingBox(),
    ];
    if (!stands || !paper) throw new Error("no frame");
    const point = paper.width / 595;
    const [x, y] = [stands.x + stands.width / 2, stands.y + stands.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 30 * point, y - 12 * point, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => asked(window)).toHaveLength(1);
    const [moved] = await asked(window);
    expect(moved?.before?.box).toEqual(box);
    moved?.after?.box.forEach((value, index) =>
      expect(value).toBeCloseTo([290, 232, 458, 282][index] ?? 0, 0),
    );

    await answer({ draft: changed(moved?.after ?? null) });
    await window.emit("draft_changed");
    await expect.poll(() => signature(page).getAttribute("aria-pressed")).toBe("true");
    const corner = await page.locator(".frame.chosen .corner").boundingBox();
    if (!corner) throw new Error("nothing to hold");
    await picture(page, "fields-chosen-light-1280");
    await page.mouse.move(corner.x + 7, corner.y + 7);
    await page.mouse.down();
    await page.mouse.move(corner.x + 7 + 20 * point, corner.y + 7 + 10 * point, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => asked(window)).toHaveLength(2);
    const larger = (await asked(window))[1]?.after?.box ?? [0, 0, 0, 0];
    expect(larger[2] - larger[0]).toBeCloseTo(188, -1);
    expect(larger[3] - larger[1]).toBeCloseTo(60, -1);
  });

  it("are put, moved, resized, given and taken out by keys alone", async () => {
    const window = await open();
    const { page } = window;
    await at(page, "place-fields").focus();
    await page.keyboard.press("Enter");
    await at(page, "field-here").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => asked(window)).toHaveLength(1);
    expect((await asked(window))[0]?.after).toMatchObject({ kind: "signature", page: 1 });

    await page.keyboard.press("Escape");
    await signature(page).focus();
    expect(await signature(page).textContent()).toContain("Signer 2");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => asked(window)).toHaveLength(2);
    expect((await asked(window))[1]?.after?.box).toEqual([330, 221, 498, 271]);
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await expect.poll(() => asked(window)).toHaveLength(3);
    expect((await asked(window))[2]?.after?.box).toEqual([320, 210, 488, 270]);
    await page.keyboard.press("1");
    await expect.poll(() => asked(window)).toHaveLength(4);
    expect((await asked(window))[3]?.after).toMatchObject({ signer: 1, box });
    await page.keyboard.press("Delete");
    await expect.poll(() => asked(window)).toHaveLength(5);
    expect((await asked(window))[4]?.after).toBeNull();
  });

  it("are taken back and done again, by keys and from the bar", async () => {
    const done = { ...readyDraft(), done: "Put a place for signer 2" };
    const undone = { ...readyDraft(), can_redo: true };
    const { page, calls, answer, emit } = await open({ draft: done });
    expect(await at(page, "bar-redo").getAttribute("aria-disabled")).toBe("true");
    await at(page, "bar-undo").click();
    await expect.poll(() => calls("undo")).toHaveLength(1);
    await answer({ draft: undone });
    await emit("draft_changed");
    await expect.poll(() => at(page, "bar-undo").getAttribute("aria-disabled")).toBe("true");
    await at(page, "bar-redo").click();
    await page.keyboard.press("Control+Shift+z");
    await page.keyboard.press("Control+y");
    await expect.poll(() => calls("redo")).toHaveLength(3);
    // In a field, both are the field's own.
    await at(page, "signer-1-name").focus();
    await page.keyboard.press("Control+y");
    await page.keyboard.press("Control+Shift+z");
    await page.waitForTimeout(50);
    expect(await calls("redo")).toHaveLength(3);
    expect(await calls("undo")).toHaveLength(1);
  });

  it("are given to another signer, or made for something else, from the bar", async () => {
    const window = await open();
    const { page } = window;
    await signature(page).focus();
    await at(page, "field-kind").selectOption("date");
    await expect.poll(() => asked(window)).toHaveLength(1);
    expect((await asked(window))[0]?.after).toMatchObject({ kind: "date", signer: 2, box });
  });

  it("stay where the form has them, and can be given all the same", async () => {
    const view = readyDraft();
    const [first] = view.draft.documents;
    const field = first?.fields.find((one) => one.kind === "signature" && one.signer === 2);
    if (!field) throw new Error("no field");
    field.origin = "form_field";
    const window = await open({ draft: view });
    const { page } = window;
    await signature(page).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("1");
    await expect.poll(() => asked(window)).toHaveLength(1);
    expect((await asked(window))[0]?.after).toMatchObject({ signer: 1, box });
  });

  it.each(sizes)("have no barrier and cut nothing off at $width × $height", async (size) => {
    for (const scheme of ["light", "dark"] as const) {
      const { page } = await open({}, size, scheme);
      await at(page, "place-fields").click();
      await picture(page, `fields-put-${scheme}-${size.width}`);
      expect(await barriers(page)).toEqual([]);
      expect(await cutOff(page)).toEqual([]);
    }
  });
});
