import type { IncomingMessage } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SigningSession } from "../../src/signing/api";
import { barriers, complaints, cutOff, picture, serve, startBrowser } from "./browser";
import { drawing, signingSession, textOf, told } from "./contract";

type Act = { session: string; signer: number; consent?: boolean; marks?: Mark[]; reason?: string };
type Mark = {
  place: string;
  look: { ink?: { strokes: [number, number][][]; aspect: number }; typed?: string; date?: string };
};

let browser: Browser;
let site: { address: string; stop: () => void };
let shown: SigningSession = signingSession();
/** What the next act is refused with. */
let refusal: ReturnType<typeof told> | null = null;
let status = 409;
/** The path of each request that was answered with a refusal. */
let refused: string[] = [];
let acts: { path: string; body: Act }[] = [];
const pages: Page[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://page").pathname;
    const api = /^\/sign\/[^/]+\/(api\/.*)$/.exec(path)?.[1];
    if (!api) return false;
    // Who has signed or declined is done with the contract.
    if (/^api\/(page|text|document)\//.test(api) && shown.state !== "ready") {
      refused.push(api);
      response.statusCode = 410;
      response.end(JSON.stringify({ error: told("link_used") }));
      return true;
    }
    if (api.startsWith("api/page/")) {
      response.setHeader("content-type", "image/svg+xml");
      response.end(drawing(Number(api.split("/")[3])));
      return true;
    }
    response.setHeader("content-type", "application/json");
    if (api.startsWith("api/text/")) {
      response.end(JSON.stringify(textOf(Number(api.split("/")[3]))));
    } else if (request.method === "POST") {
      acts.push({ path: api, body: JSON.parse(await bodyOf(request)) as Act });
      if (refusal) {
        response.statusCode = status;
        response.end(JSON.stringify({ error: refusal }));
        return true;
      }
      const state = api === "api/sign" ? "signed" : "declined";
      shown = { ...shown, state, next: "The signed copy is kept here, and the sender is told." };
      response.end(JSON.stringify(shown));
    } else response.end(JSON.stringify(shown));
    return true;
  });
});
afterAll(async () => {
  await browser.close();
  site.stop();
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

async function open(
  session: SigningSession = signingSession(),
  size = { width: 1280, height: 800 },
  scheme: "light" | "dark" = "light",
): Promise<{ page: Page; heard: string[] }> {
  shown = session;
  refusal = null;
  status = 409;
  refused = [];
  acts = [];
  const page = await browser.newPage({
    viewport: size,
    colorScheme: scheme,
    hasTouch: size.width < 500,
  });
  pages.push(page);
  const heard = complaints(page);
  await page.goto(`${site.address}/sign/page-id/`);
  return { page, heard };
}

const at = (page: Page, id: string) => page.getByTestId(id);

async function drawOn(page: Page): Promise<void> {
  const box = await at(page, "pad").boundingBox();
  if (!box) throw new Error("no pad");
  const [left, top] = [box.x + box.width * 0.2, box.y + box.height * 0.6];
  await page.mouse.move(left, top);
  await page.mouse.down();
  for (let step = 1; step <= 30; step += 1) {
    await page.mouse.move(left + step * 6, top - Math.sin(step / 2.2) * box.height * 0.3);
  }
  await page.mouse.up();
}

const marksOf = (body: Act | undefined) =>
  new Map((body?.marks ?? []).map((mark) => [mark.place, mark.look]));

describe("signing", () => {
  it("by drawing fills every place, and only after consent", async () => {
    const { page, heard } = await open();
    await drawOn(page);
    for (let place = 0; place < 3; place += 1) await at(page, "primary").click();
    expect(await at(page, "primary").innerText()).toContain("Finish and sign");
    expect(await at(page, "consent").isChecked()).toBe(false);
    await at(page, "primary").click({ force: true });
    expect(acts).toEqual([]);
    await at(page, "consent").check();
    await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(await at(page, "done").getAttribute("data-state")).toBe("signed");
    expect(await at(page, "done").innerText()).toContain("The signed copy is kept here");

    const body = acts[0]?.body;
    expect(body).toMatchObject({ session: "s-wait", signer: 2, consent: true });
    const marks = marksOf(body);
    expect([...marks.keys()].sort()).toEqual(["p1", "p2", "p3", "p4"]);
    expect(marks.get("p1")).toEqual({ typed: "ZVDM" });
    expect(marks.get("p3")).toEqual({ date: "25 November 2026" });
    const ink = marks.get("p2")?.ink;
    expect(ink?.aspect).toBeCloseTo(2.6, 1);
    const points = ink?.strokes.flat(2) ?? [];
    expect(points.length).toBeGreaterThan(20);
    expect(points.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(heard).toEqual([]);
  });

  it("by typing needs no pen, only the keyboard", async () => {
    const { page } = await open();
    await at(page, "tab-draw").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Z. van der Meer");
    await at(page, "initials").fill("ZM");
    await at(page, "consent").press("Space");
    for (let press = 0; press < 4; press += 1) await at(page, "primary").press("Enter");
    await at(page, "done").waitFor();
    const marks = marksOf(acts[0]?.body);
    expect(marks.get("p4")).toEqual({ typed: "Z. van der Meer" });
    expect(marks.get("p1")).toEqual({ typed: "ZM" });
  });

  it("lets initials be drawn", async () => {
    const { page } = await open();
    await at(page, "draw-initials").click();
    await drawOn(page);
    await at(page, "back-to-signature").click();
    await at(page, "tab-type").click();
    await at(page, "consent").check();
    for (let press = 0; press < 4; press += 1) await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(marksOf(acts[0]?.body).get("p1")?.ink?.strokes.length).toBe(1);
  });

  it.each([
    ["Zoë van der Meer", true],
    ["王伟", false],
  ])(
    "begins with drawing the signature, and types only initials that it can: %s",
    async (name, typed) => {
      const { page } = await open(signingSession({ signer: { number: 2, name, email: null } }));
      expect(await at(page, "tab-draw").getAttribute("aria-selected")).toBe("true");
      expect(await page.getByRole("tab").first().getAttribute("data-testid")).toBe("tab-draw");
      expect(await at(page, "initials").count()).toBe(typed ? 1 : 0);
      await at(page, "draw-initials").click();
      await drawOn(page);
      await at(page, "back-to-signature").click();
      await drawOn(page);
      await at(page, "consent").check();
      for (let press = 0; press < 4; press += 1) await at(page, "primary").click();
      await at(page, "done").waitFor();
      const looks = [...marksOf(acts[0]?.body).values()];
      expect(looks.filter((look) => look.ink)).toHaveLength(3);
    },
  );

  it("asks for a signature before it puts one", async () => {
    const { page } = await open(signingSession({ places: signingSession().places.slice(1, 2) }));
    const primary = at(page, "primary");
    expect(await primary.getAttribute("aria-disabled")).toBe("true");
    await primary.click({ force: true });
    expect(await at(page, "place").getAttribute("data-state")).toBe("current");
    await drawOn(page);
    expect(await primary.getAttribute("aria-disabled")).toBe("false");
    await at(page, "clear").click();
    expect(await primary.getAttribute("aria-disabled")).toBe("true");
  });

  it("does not finish with the second click of a double click", async () => {
    const { page } = await open(signingSession({ places: signingSession().places.slice(1, 2) }));
    await drawOn(page);
    await at(page, "consent").check();
    await at(page, "primary").dblclick();
    await page.waitForTimeout(100);
    expect(acts).toEqual([]);
    await at(page, "primary").click();
    await at(page, "done").waitFor();
  });

  it("goes to the next place and shows it", async () => {
    const { page } = await open();
    await at(page, "next-place").click();
    const place = page.locator('[data-place="p1"]');
    await expect.poll(() => place.evaluate((one) => document.activeElement === one)).toBe(true);
    await expect.poll(async () => (await place.boundingBox())?.y ?? -1).toBeGreaterThan(60);
  });

  it("goes back to a place that is done", async () => {
    const { page } = await open();
    await drawOn(page);
    await at(page, "primary").click();
    await page.locator('[data-place="p1"]').click();
    expect(await page.locator('[data-place="p1"]').getAttribute("data-state")).toBe("current");
    expect(await at(page, "primary").innerText()).toContain("Go to the next place");
  });

  it("loses nothing when it is refused", async () => {
    const { page } = await open(signingSession({ places: signingSession().places.slice(1, 2) }));
    await drawOn(page);
    await at(page, "consent").check();
    await at(page, "primary").click();
    refusal = told("signing_failed", { message: "The document could not be signed" });
    await at(page, "primary").click();
    await page.getByRole("alert").waitFor();
    await picture(page, "signing-refused-light-1280");
    refusal = null;
    await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(acts).toHaveLength(2);
    expect(acts[1]).toEqual(acts[0]);
  });

  it.each([
    [403, "wrong_origin"],
    [404, "link_unknown"],
    [410, "link_used"],
    [422, "no_glyph"],
    [503, "busy"],
  ])("tells a refusal with %i in three parts, and keeps what was made", async (code, word) => {
    const { page } = await open();
    await at(page, "tab-type").click();
    await at(page, "typed-name").fill("Zoë");
    await at(page, "consent").check();
    for (let press = 0; press < 3; press += 1) await at(page, "primary").click();
    [status, refusal] = [code, told(word)];
    await at(page, "primary").click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const parts = ["is damaged", "is left out", "Ask for the file"];
    for (const part of parts) expect(await alert.innerText()).toContain(part);
    expect(await at(page, "consent").isChecked()).toBe(true);
    expect(await at(page, "typed-name").inputValue()).toBe("Zoë");

    refusal = null;
    await at(page, "tab-draw").click();
    await drawOn(page);
    await at(page, "primary").click();
    await page.locator('[data-testid="done"][data-state="signed"]').waitFor();
    expect(marksOf(acts.at(-1)?.body).get("p2")?.ink?.strokes).toHaveLength(1);
  });

  it("keeps the reason when declining is refused", async () => {
    const { page } = await open();
    await at(page, "decline").click();
    await at(page, "decline-reason").fill("The rent is wrong.");
    [status, refusal] = [503, told("busy")];
    await at(page, "decline-confirm").click();
    await page.getByRole("alert").waitFor();
    expect(await at(page, "decline-reason").inputValue()).toBe("The rent is wrong.");
    refusal = null;
    await at(page, "decline-confirm").click();
    await page.locator('[data-testid="done"][data-state="declined"]').waitFor();
  });

  it.each(["sign", "decline"])("asks for nothing of the contract after %s", async (act) => {
    const { page, heard } = await open();
    await page.locator('[data-testid="page-picture"]').first().waitFor();
    if (act === "sign") {
      await at(page, "tab-type").click();
      await at(page, "consent").check();
      for (let press = 0; press < 4; press += 1) await at(page, "primary").click();
    } else {
      await at(page, "decline").click();
      await at(page, "decline-reason").fill("The rent is wrong.");
      await at(page, "decline-confirm").click();
    }
    await at(page, "done").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
    await page.waitForTimeout(300);
    expect(await page.locator("img, a").count()).toBe(0);
    await page.reload();
    await at(page, "done").waitFor();
    expect(refused).toEqual([]);
    expect(heard).toEqual([]);
  });

  it("declines only with a reason", async () => {
    const { page } = await open();
    await at(page, "decline").click();
    await at(page, "decline-confirm").click({ force: true });
    expect(acts).toEqual([]);
    await at(page, "decline-reason").fill("The rent is wrong.");
    await at(page, "decline-confirm").click();
    await page.locator('[data-testid="done"][data-state="declined"]').waitFor();
    expect(acts).toEqual([
      { path: "api/decline", body: { session: "s-wait", signer: 2, reason: "The rent is wrong." } },
    ]);
  });
});

describe("a page that has nothing to sign", () => {
  it.each(["not_your_turn", "signed", "declined", "ended"] as const)(
    "says why: %s",
    async (state) => {
      const { page } = await open(signingSession({ state, waiting_for: "The landlord" }));
      await page.locator(`[data-testid="done"][data-state="${state}"]`).waitFor();
      await picture(page, `signing-${state}-light-1280`);
      expect(await at(page, "primary").count()).toBe(0);
      expect(await barriers(page)).toEqual([]);
    },
  );

  it("tells in words when its link is not known", async () => {
    const page = await browser.newPage();
    pages.push(page);
    await page.route("**/api/session", (route) =>
      route.fulfill({ status: 404, json: { error: told("link_unknown") } }),
    );
    await page.goto(`${site.address}/sign/page-id/`);
    await page.getByRole("alert").waitFor();
  });
});

const sizes = [
  { width: 1360, height: 820 },
  { width: 1280, height: 800 },
  { width: 1093, height: 614 },
  { width: 390, height: 844 },
];

describe.each(["light", "dark"] as const)("the signing page in %s", (scheme) => {
  it.each(sizes)("has no barrier and cuts nothing off at $width × $height", async (size) => {
    const { page, heard } = await open(signingSession(), size, scheme);
    await page.locator('[data-testid="page-picture"]').first().waitFor();
    await page.waitForTimeout(150);
    await picture(page, `signing-start-${scheme}-${size.width}`);
    expect(await cutOff(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await at(page, "next-place").click();
    await page.waitForTimeout(500);
    await drawOn(page);
    await at(page, "primary").click();
    await page.waitForTimeout(600);
    await picture(page, `signing-place-${scheme}-${size.width}`);
    expect(await cutOff(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    expect(heard).toEqual([]);
  });

  it("keeps its main targets large enough for a finger", async () => {
    const { page } = await open(signingSession(), { width: 390, height: 844 }, scheme);
    await at(page, "next-place").click();
    for (const id of ["primary", "next-place", "decline"]) {
      expect((await at(page, id).boundingBox())?.height, id).toBeGreaterThanOrEqual(44);
    }
  });
});
