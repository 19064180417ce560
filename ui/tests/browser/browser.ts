/** A real browser on the built pages, with the policies that they are built with. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

const dist = new URL("../../dist/", import.meta.url).pathname;
const axe = new URL("../../node_modules/axe-core/axe.min.js", import.meta.url).pathname;

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** Starts the browser that Debian brings, or the one that CHROMIUM names. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/** Serves on loopback: first what `answer` takes, then the built files. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean> | boolean,
): Promise<{ address: string; stop: () => void }> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      if (await answer(request, response)) return;
      const path = new URL(request.url ?? "/", "http://page").pathname;
      const inside = path.replace(/^\/sign\/[^/]+\/$/, "/sign.html").replace(/^\/sign\/[^/]+/, "");
      const file = join(dist, normalize(inside === "/" ? "/index.html" : inside));
      try {
        const bytes = await readFile(file);
        response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
        response.end(bytes);
      } catch {
        response.statusCode = 404;
        response.end();
      }
    })();
  });
  await new Promise<void>((started) => server.listen(0, "127.0.0.1", started));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, stop: () => void server.close() };
}

/** Everything that a page complained about: errors, refused styles, missing files. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // A refused request is part of some tests.
    if (message.text().includes("the server responded with a status of 4")) return;
    heard.push(message.text());
  });
  return heard;
}

/** What axe finds wrong, as rule and element. */
export async function barriers(page: Page): Promise<string[]> {
  const source = await readFile(axe, "utf8");
  await page.evaluate(source);
  return page.evaluate(async () => {
    const tester = (window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } })
      .axe;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await tester.run({ runOnly: tags });
    return violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
    );
  });
}

type AxeResult = {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
};

/** Elements that stick out of the window, or whose text is cut off. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth + 1) {
      found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}`);
    }
    for (const element of document.querySelectorAll<HTMLElement>(
      "button, h1, h2, h3, b, small, a",
    )) {
      if (element.closest(".vh, .frame, svg, .place") || element.offsetParent === null) continue;
      if (
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).display !== "inline"
      ) {
        found.push(`${element.tagName} “${element.textContent?.trim()}” is cut off`);
      }
    }
    return found;
  });
}

/** Where pictures go, when they are wanted. */
export const pictures = process.env["PARAPH_PICTURES"];

/** Saves a picture of the page, when pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
