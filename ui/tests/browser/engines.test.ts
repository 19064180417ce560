/** The signing page in other engines than Chromium's. */
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "./browser";
import { drawing, signingSession, textOf } from "./contract";
import { engines, type Engine } from "./engines";

describe.each(engines)("in %s", (_, start) => {
  let site: { address: string; stop: () => void };
  let engine: Engine;
  const acts: { marks: { place: string; look: Record<string, unknown> }[] }[] = [];

  async function bodyOf(request: IncomingMessage): Promise<string> {
    let body = "";
    for await (const part of request) body += String(part);
    return body;
  }

  const run = (script: string, ...args: unknown[]) => engine.run(script, ...args);

  const click = (id: string) =>
    run("document.querySelector(`[data-testid='${arguments[0]}']`).click()", id);

  beforeAll(async () => {
    site = await serve(async (request, response) => {
      const api = /^\/sign\/[^/]+\/(api\/[^?]*)/.exec(request.url ?? "")?.[1];
      if (!api) return false;
      if (api.startsWith("api/page/")) {
        response.setHeader("content-type", "image/svg+xml");
        response.end(drawing(Number(api.split("/")[3])));
        return true;
      }
      response.setHeader("content-type", "application/json");
      if (api.startsWith("api/text/")) response.end(JSON.stringify(textOf(1)));
      else if (api === "api/sign") {
        acts.push(JSON.parse(await bodyOf(request)) as (typeof acts)[number]);
        response.end(JSON.stringify(signingSession({ state: "signed" })));
      } else response.end(JSON.stringify(signingSession()));
      return true;
    });
    if (start) engine = await start();
  }, 60_000);

  afterAll(async () => {
    if (start) await engine.stop();
    site.stop();
  });

  it.skipIf(start === null)("the page draws, finds, takes a picture and signs", async () => {
    await engine.go(`${site.address}/sign/page-id/`);
    await expect
      .poll(() => run("return document.querySelectorAll('[data-testid=place]').length"), {
        timeout: 20_000,
      })
      .toBe(4);
    await expect
      .poll(() => run("return document.querySelector('[data-testid=page-picture]')?.naturalWidth"))
      .toBeGreaterThan(0);

    // Words are found.
    await click("find");
    await run(
      `const field = document.querySelector("[data-testid='find-words']");
       field.value = "house rules"; field.dispatchEvent(new Event("input", {bubbles: true}))`,
    );
    const told = "return document.querySelector('[data-testid=find-told]').textContent";
    await expect.poll(() => run(told)).toContain("of");
    await click("find-close");

    // A picture is read, its paper taken away.
    await click("tab-picture");
    await run(
      `const canvas = document.createElement("canvas");
       [canvas.width, canvas.height] = [600, 200];
       const pen = canvas.getContext("2d");
       pen.fillStyle = "#ddd"; pen.fillRect(0, 0, 600, 200);
       pen.fillStyle = "#123"; pen.fillRect(100, 80, 400, 20);
       canvas.toBlob((blob) => {
         const files = new DataTransfer();
         files.items.add(new File([blob], "mine.png", {type: "image/png"}));
         const field = document.querySelector("[data-testid='picture-file']");
         field.files = files.files;
         field.dispatchEvent(new Event("change", {bubbles: true}));
       }, "image/png")`,
    );
    await expect
      .poll(() => run("return document.querySelectorAll('[data-testid=picture-shown]').length"))
      .toBe(1);

    await click("consent");
    for (let press = 0; press < 4; press += 1) await click("primary");
    await expect
      .poll(() => run("return document.querySelector('[data-testid=done]')?.dataset.state"))
      .toBe("signed");
    expect(acts).toHaveLength(1);
    const looks = new Map(acts[0]?.marks.map((mark) => [mark.place, mark.look]));
    expect(looks.get("p2")).toEqual({ picture: 0 });
    expect(looks.get("p1")).toEqual({ typed: "ZVDM" });
  });
});
