/**
 * The signing page in WebKit, as far as this system has it: driven through the plain protocol of
 * WebDriver (https://www.w3.org/TR/webdriver2/), as the other browsers' tools do not know it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "./browser";
import { drawing, signingSession, textOf } from "./contract";

const libraries = "/usr/lib";
const driver = "/usr/bin/WebKitWebDriver";

/** The small browser that comes with WebKitGTK. */
function browser(): string | null {
  if (!existsSync(driver)) return null;
  for (const folder of readdirSync(libraries)) {
    for (const version of ["4.1", "6.0", "4.0"]) {
      const path = `${libraries}/${folder}/webkit2gtk-${version}/MiniBrowser`;
      if (existsSync(path)) return path;
    }
  }
  return null;
}

const binary = browser();

describe.skipIf(binary === null || !existsSync("/usr/bin/Xvfb"))("in WebKit", () => {
  let site: { address: string; stop: () => void };
  const processes: ChildProcess[] = [];
  const acts: { marks: { place: string; look: Record<string, unknown> }[] }[] = [];
  let session = "";

  async function bodyOf(request: IncomingMessage): Promise<string> {
    let body = "";
    for await (const part of request) body += String(part);
    return body;
  }

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${session}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(JSON.stringify(value));
    return value;
  }

  /** Runs in the page, and gives what it returns. */
  const run = (script: string, ...args: unknown[]) =>
    ask("POST", "/execute/sync", { script, args });

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
    const port = await new Promise<number>((found) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => found(typeof address === "object" && address ? address.port : 0));
      });
    });
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1360x820x24"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    processes.push(screen);
    const display = await new Promise<string>((found) =>
      screen.stdio[3]?.once("data", (data: Buffer) => found(`:${data.toString().trim()}`)),
    );
    const own = spawn(driver, [`--port=${port}`, "--host=127.0.0.1"], {
      env: { ...process.env, DISPLAY: display },
      stdio: "ignore",
    });
    processes.push(own);
    session = `http://127.0.0.1:${port}`;
    const wanted = {
      capabilities: {
        alwaysMatch: { "webkitgtk:browserOptions": { binary, args: ["--automation"] } },
      },
    };
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await ask("GET", "/status").then(Boolean, () => false)) break;
      await new Promise((later) => setTimeout(later, 200));
    }
    const { sessionId } = (await ask("POST", "/session", wanted)) as { sessionId: string };
    session += `/session/${sessionId}`;
  }, 60_000);

  afterAll(async () => {
    await ask("DELETE", "").catch(() => undefined);
    for (const one of processes.reverse()) one.kill();
    site.stop();
  });

  it("the page draws, finds, takes a picture and signs", async () => {
    await ask("POST", "/url", { url: `${site.address}/sign/page-id/` });
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
