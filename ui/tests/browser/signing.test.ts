import type { IncomingMessage } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SigningSession } from "../../src/signing/api";
import { barriers, complaints, cutOff, outOfReach, picture, serve, startBrowser } from "./browser";
import { drawing, signingSession, textOf, told } from "./contract";

type Act = {
  session: string;
  signer: number;
  consent?: boolean;
  marks?: Mark[];
  pictures?: string[];
  reason?: string;
};
type Mark = {
  place: string;
  look: {
    ink?: { strokes: [number, number][][]; aspect: number };
    typed?: string;
    date?: string;
    picture?: number;
  };
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
/** The language that each act was asked in. */
let spoken: string[] = [];
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
    } else if (api === "api/letters") {
      const { text } = JSON.parse(await bodyOf(request)) as { text: string };
      // As on a computer without a font for Chinese.
      response.end(JSON.stringify({ missing: /\p{Script=Han}/u.exec(text)?.[0] ?? null }));
    } else if (request.method === "POST") {
      spoken.push(request.headers["accept-language"] ?? "");
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
  locale = "en-GB",
): Promise<{ page: Page; heard: string[] }> {
  shown = session;
  refusal = null;
  status = 409;
  refused = [];
  acts = [];
  spoken = [];
  const page = await browser.newPage({
    viewport: size,
    colorScheme: scheme,
    locale,
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

/** A photograph of a signature on grey paper, made in the page: as PNG, JPEG or WebP. */
async function photograph(page: Page, kind: string): Promise<Buffer> {
  const data = await page.evaluate((type) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1600, 900];
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    pen.fillStyle = "#d8d5ce";
    pen.fillRect(0, 0, 1600, 900);
    [pen.strokeStyle, pen.lineWidth] = ["#1b2a6b", 14];
    pen.beginPath();
    pen.moveTo(400, 500);
    pen.bezierCurveTo(600, 200, 700, 800, 900, 420);
    pen.bezierCurveTo(1000, 300, 1100, 700, 1200, 450);
    pen.stroke();
    return canvas.toDataURL(type, 0.9).replace(/^[^,]*,/, "");
  }, kind);
  return Buffer.from(data, "base64");
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><script>top.broken = 1</script><path d="M20 60C60 10 90 90 140 40S220 80 280 30" fill="none" stroke="#123" stroke-width="6"/></svg>`;

describe("a picture of a signature", () => {
  it.each(["image/png", "image/jpeg", "image/svg+xml"])(
    "is sent once and without its paper, from %s",
    async (kind) => {
      const { page, heard } = await open();
      await at(page, "tab-picture").click();
      const buffer = kind === "image/svg+xml" ? Buffer.from(svg) : await photograph(page, kind);
      await at(page, "picture-file").setInputFiles({ name: "mine", mimeType: kind, buffer });
      await at(page, "picture-shown").waitFor();
      await picture(page, `signing-picture-${kind.slice(6, 9)}-light-1280`);
      expect(await barriers(page)).toEqual([]);
      await at(page, "consent").check();
      for (let press = 0; press < 4; press += 1) await at(page, "primary").click();
      await at(page, "done").waitFor();
      const body = acts[0]?.body;
      expect(body?.pictures).toHaveLength(1);
      const marks = marksOf(body);
      expect(marks.get("p2")).toEqual({ picture: 0 });
      expect(marks.get("p4")).toEqual({ picture: 0 });
      expect(marks.get("p1")).toEqual({ typed: "ZVDM" });
      // Nothing but pixels, cut to the ink, and clear where there was paper.
      const png = Buffer.from(body?.pictures?.[0] ?? "", "base64");
      const chunks = [...png.toString("latin1").matchAll(/eXIf|tEXt|iTXt|zTXt/g)];
      expect(chunks).toEqual([]);
      const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
      expect(width).toBeLessThanOrEqual(900);
      expect(width / height).toBeGreaterThan(1.5);
      const corner = await page.evaluate(async (data) => {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
        pen?.drawImage(image, 0, 0);
        return pen?.getImageData(1, 1, 1, 1).data[3];
      }, png.toString("base64"));
      expect(corner).toBe(0);
      expect(heard).toEqual([]);
    },
  );

  it.each([
    ["kind", "letter.docx", Buffer.from("PK\u0003\u0004 not a picture")],
    ["damaged", "cut.png", Buffer.from("89504e470d0a1a0a0000", "hex")],
    ["damaged", "broken.svg", Buffer.from("<svg><path")],
    [
      "empty",
      "white.svg",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"/>'),
    ],
    [
      "size",
      "huge.png",
      Buffer.concat([Buffer.from("89504e47", "hex"), Buffer.alloc(10 * 2 ** 20)]),
    ],
  ])("is refused in words where it is none: %s", async (fault, name, buffer) => {
    const { page } = await open();
    await at(page, "tab-picture").click();
    await at(page, "picture-file").setInputFiles({ name, mimeType: "", buffer });
    const said = page.locator(".fault");
    await expect.poll(() => said.innerText()).not.toBe("");
    expect(await said.innerText()).toContain(
      { kind: "no picture", damaged: "cannot be read", empty: "nothing dark", size: "10 MB" }[
        fault
      ],
    );
    expect(await at(page, "primary").getAttribute("aria-disabled")).toBe("false");
    await at(page, "consent").check();
    for (let press = 0; press < 4; press += 1) await at(page, "primary").click({ force: true });
    expect(acts).toEqual([]);
  });
});

describe("work on the page", () => {
  it("survives loading the page again, but for agreeing", async () => {
    const { page } = await open();
    await drawOn(page);
    await at(page, "initials").fill("ZM");
    await at(page, "primary").click();
    await at(page, "consent").check();
    await page.reload();
    await at(page, "pad").waitFor();
    expect(await at(page, "initials").inputValue()).toBe("ZM");
    expect(await page.locator('[data-place="p1"]').getAttribute("data-state")).not.toBe("open");
    expect(await at(page, "consent").isChecked()).toBe(false);
    await at(page, "consent").check();
    for (let press = 0; press < 3; press += 1) await at(page, "primary").click();
    await at(page, "done").waitFor();
    const marks = marksOf(acts[0]?.body);
    expect(marks.get("p2")?.ink?.strokes).toHaveLength(1);
    expect(marks.get("p1")).toEqual({ typed: "ZM" });
    // What was signed with is kept nowhere.
    const left = await page.evaluate(() => Object.keys(sessionStorage).join());
    expect(left).not.toContain("page-id");
  });

  it("is not ended by time: hours later the same page signs", async () => {
    const page = await browser.newPage();
    pages.push(page);
    await page.clock.install();
    shown = signingSession();
    [refusal, acts] = [null, []];
    await page.goto(`${site.address}/sign/page-id/`);
    await at(page, "tab-type").click();
    await page.clock.fastForward("08:00:00");
    await at(page, "consent").check();
    for (let press = 0; press < 4; press += 1) await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(acts).toHaveLength(1);
  });
});

describe("a letter that no font draws", () => {
  it("is told while it is typed, and stops the signing until it is gone", async () => {
    const { page } = await open(
      signingSession({ signer: { number: 2, name: "王伟", email: null } }),
    );
    await at(page, "tab-type").click();
    await page.locator('[data-place="p2"]').click();
    await at(page, "typed-name").fill("王伟");
    await expect.poll(() => page.locator("#why").innerText()).toContain("王");
    expect(await at(page, "primary").getAttribute("aria-disabled")).toBe("true");
    await at(page, "typed-name").fill("Wang Wei");
    await expect.poll(() => page.locator("#why").innerText()).toBe("");
  });
});

describe("the languages of the page", () => {
  it.each([
    ["de-DE", "Ihre Unterschrift", "Abschließen und unterschreiben"],
    ["pt-PT", "A sua assinatura", "Concluir e assinar"],
    ["nl-BE", "Uw handtekening", "Afronden en ondertekenen"],
    ["nb-NO", "Signaturen din", "Fullfør og signer"],
    ["fr-CA", "Votre signature", "Terminer et signer"],
    ["es-419", "Su firma", "Finalizar y firmar"],
  ])("follow the browser: %s", async (locale, side, finish) => {
    const size = { width: 1280, height: 800 };
    const { page, heard } = await open(signingSession(), size, "light", locale);
    await at(page, "primary").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
    expect(await page.locator("aside").getAttribute("aria-label")).toBe(side);
    await picture(page, `signing-start-${locale.slice(0, 2)}-1280`);
    expect(await cutOff(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await at(page, "tab-type").click();
    await at(page, "consent").check();
    for (let press = 0; press < 3; press += 1) await at(page, "primary").click();
    expect(await at(page, "primary").innerText()).toContain(finish);
    await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(spoken).toEqual([locale.slice(0, 2)]);
    expect(heard).toEqual([]);
  });

  const crowded = ["fr", "nl"].flatMap((tag) => [
    { tag, width: 1280, height: 800, text: 100, scheme: "light" as const },
    { tag, width: 360, height: 740, text: 100, scheme: "dark" as const },
    { tag, width: 320, height: 640, text: 100, scheme: "light" as const },
    { tag, width: 1366, height: 768, text: 200, scheme: "dark" as const },
    { tag, width: 390, height: 844, text: 200, scheme: "light" as const },
  ]);
  it.each(crowded)(
    "fit, however long their words: $tag, $width × $height, text at $text %",
    async ({ tag, width, height, text, scheme }) => {
      const { page, heard } = await open(signingSession(), { width, height }, scheme, tag);
      await at(page, "next-place").waitFor();
      await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), text);
      await page.waitForTimeout(300);
      await picture(page, `signing-${tag}-${text}-${width}-start`);
      expect(await cutOff(page)).toEqual([]);
      expect(await barriers(page)).toEqual([]);
      const choice = at(page, "language");
      expect((await choice.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      // The name of the language ends before the arrow.
      const end = await choice.evaluate((one) => getComputedStyle(one).paddingRight);
      expect(Number.parseFloat(end)).toBeGreaterThanOrEqual(24);
      await at(page, "next-place").click();
      await page.waitForTimeout(300);
      await picture(page, `signing-${tag}-${text}-${width}-place`);
      expect(await cutOff(page)).toEqual([]);
      expect(await outOfReach(page)).toEqual([]);
      const [top, tools] = await Promise.all([
        page.locator("header").boundingBox(),
        page.getByRole("toolbar").boundingBox(),
      ]);
      expect(tools?.y).toBeGreaterThanOrEqual((top?.y ?? 0) + (top?.height ?? 0));
      await at(page, "decline").click();
      await picture(page, `signing-${tag}-${text}-${width}-decline`);
      expect(await cutOff(page)).toEqual([]);
      expect(await barriers(page)).toEqual([]);
      expect(heard).toEqual([]);
    },
  );

  it("follow the sender's choice for the signer before the browser's", async () => {
    const signer = { number: 2, name: "Zoë van der Meer", email: null, language: "pt" };
    const { page } = await open(signingSession({ signer }));
    await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("pt");
    expect(await page.locator("aside").getAttribute("aria-label")).toBe("A sua assinatura");
  });

  it("can be changed by the signer, who loses nothing", async () => {
    const { page } = await open();
    await drawOn(page);
    await at(page, "primary").click();
    await at(page, "language").selectOption("de");
    await expect.poll(() => at(page, "primary").innerText()).toContain("unterschreiben");
    await at(page, "consent").check();
    for (let press = 0; press < 3; press += 1) await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(await at(page, "done").innerText()).toContain("Sie haben unterschrieben");
    expect(marksOf(acts[0]?.body).get("p2")?.ink?.strokes).toHaveLength(1);
  });
});

describe("over the contract", () => {
  it("words are found on pages that were not drawn yet, and marked", async () => {
    const { page } = await open();
    await page.locator('[data-testid="page-picture"]').first().waitFor();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("HOUSE rules");
    await expect.poll(() => at(page, "find-told").innerText()).toBe("1 of 4");
    await picture(page, "signing-find-light-1280");
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect.poll(() => at(page, "find-told").innerText()).toBe("3 of 4");
    const onPage = page.locator('[data-number="3"] [data-testid="hit"]');
    await expect.poll(async () => (await onPage.boundingBox())?.y ?? -1).toBeGreaterThan(60);
    expect((await onPage.boundingBox())?.y).toBeLessThan(800);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("parking");
    await expect.poll(() => at(page, "find-told").innerText()).toBe("Not found");
    await page.keyboard.press("Escape");
    expect(await at(page, "hit").count()).toBe(0);
    const finder = at(page, "find");
    expect(await finder.evaluate((one) => document.activeElement === one)).toBe(true);
  });

  it("pages are shown larger and smaller, and nothing is lost beside", async () => {
    const { page } = await open();
    const sheet = page.locator(".page").first();
    await page.locator('[data-testid="page-picture"]').first().waitFor();
    const width = async () => (await sheet.boundingBox())?.width ?? 0;
    const before = await width();
    await at(page, "zoom-in").click();
    await at(page, "zoom-in").click();
    expect((await width()) / before).toBeCloseTo(1.5, 1);
    await picture(page, "signing-zoom-light-1280");
    const left = await sheet.evaluate((one) => {
      const paper = one.closest(".paper");
      paper?.scrollTo({ left: 0 });
      return one.getBoundingClientRect().left - (paper?.getBoundingClientRect().left ?? 0);
    });
    expect(left).toBeGreaterThanOrEqual(0);
    for (let press = 0; press < 9; press += 1) await at(page, "zoom-out").click({ force: true });
    expect((await width()) / before).toBeCloseTo(0.5, 1);
    expect(await at(page, "zoom-out").getAttribute("aria-disabled")).toBe("true");
  });
});

describe("by the keyboard alone", () => {
  it("the whole way can be gone, from the first place to the end", async () => {
    const { page } = await open();
    await at(page, "primary").waitFor();
    const focused = () =>
      page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["testid"]);
    const tabTo = async (id: string) => {
      for (let press = 0; press < 60 && (await focused()) !== id; press += 1) {
        await page.keyboard.press("Tab");
      }
      expect(await focused()).toBe(id);
    };
    await tabTo("next-place");
    await page.keyboard.press("Enter");
    await expect.poll(focused).toBe("place");
    await page.keyboard.press("F6");
    await tabTo("tab-draw");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("tab-type");
    await tabTo("typed-name");
    await page.keyboard.press("End");
    await page.keyboard.type("!");
    await tabTo("consent");
    await page.keyboard.press("Space");
    await tabTo("primary");
    for (let press = 0; press < 4; press += 1) await page.keyboard.press("Enter");
    await at(page, "done").waitFor();
    expect(marksOf(acts[0]?.body).get("p2")).toEqual({ typed: "Zoë van der Meer!" });
    // What is read out next is how it ended.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
  });

  it("a contract can be declined", async () => {
    const { page } = await open();
    await at(page, "decline").press("Enter");
    await page.keyboard.type("The rent is wrong.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="done"][data-state="declined"]').waitFor();
  });
});

describe("on a small screen at two and a quarter times its size, in high contrast", () => {
  it("everything can be reached, and the whole way be gone", async () => {
    const page = await browser.newPage({
      viewport: { width: 607, height: 341 },
      forcedColors: "active",
    });
    pages.push(page);
    shown = signingSession();
    [refusal, acts] = [null, []];
    await page.goto(`${site.address}/sign/page-id/`);
    await at(page, "next-place").click();
    await page.waitForTimeout(300);
    await picture(page, "signing-225-contrast-607");
    expect(await cutOff(page)).toEqual([]);
    await at(page, "tab-type").click();
    await at(page, "consent").check();
    for (let press = 0; press < 4; press += 1) await at(page, "primary").click();
    await at(page, "done").waitFor();
    expect(acts).toHaveLength(1);
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

  it.each(sizes)("gives every control room for a finger at $width × $height", async (size) => {
    const { page } = await open(signingSession(), size, scheme);
    await at(page, "next-place").click();
    const ways = ["tab-draw", "tab-type", "tab-picture"];
    for (const way of ways) {
      await at(page, way).click();
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("button, a, select, input, label")]
          .filter((one) => one.checkVisibility() && !one.matches(".vh, .grip, [data-testid=place]"))
          // A box to tick, and a field in a row, are hit by the whole row.
          .filter((one) => !one.matches("label *") && !one.matches(".inits *"))
          .map((one) => ({ one, box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
          .map(
            ({ one, box }) =>
              `${one.tagName} “${one.textContent?.trim()}” ${box.width} × ${box.height}`,
          ),
      );
      expect(small, way).toEqual([]);
    }
  });

  it("cuts nothing off where text is twice as large", async () => {
    for (const size of [
      { width: 1366, height: 768 },
      { width: 390, height: 844 },
    ]) {
      const { page } = await open(signingSession(), size, scheme);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      await page.waitForTimeout(300);
      await picture(page, `signing-200-${scheme}-${size.width}`);
      expect(await cutOff(page), String(size.width)).toEqual([]);
      await at(page, "next-place").click();
      await page.waitForTimeout(300);
      await picture(page, `signing-200-place-${scheme}-${size.width}`);
      expect(await cutOff(page), String(size.width)).toEqual([]);
      expect(await outOfReach(page), String(size.width)).toEqual([]);
    }
  });
});
