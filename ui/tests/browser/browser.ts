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
      const wide = [...document.querySelectorAll("*")].filter(
        (one) => one.getBoundingClientRect().right > window.innerWidth + 1,
      );
      found.push(
        `the page scrolls sideways: ${document.documentElement.scrollWidth}, ` +
          wide.map((one) => `${one.tagName}.${one.className}`).join(" "),
      );
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

/**
 * Controls and words that cannot be had as they stand: cut by what they stand in where nothing
 * scrolls, sticking out of the window, or with something else over them.
 */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const near = 1.5;
    for (const element of document.querySelectorAll<HTMLElement>(
      "button, a, input, select, textarea, summary, h1, h2, label, .chip, td, small",
    )) {
      if (element.closest(".vh, .page, .frame, thead") || !element.checkVisibility()) continue;
      const name = `${element.tagName} “${(element.textContent || element.dataset["testid"] || "").trim()}”`;
      const box = element.getBoundingClientRect();
      let [left, top, right, bottom] = [0, 0, innerWidth, innerHeight];
      const scrolls = { x: false, y: false };
      for (let at = element.parentElement; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        const clip = at.getBoundingClientRect();
        const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
        if (!clips) continue;
        if (style.overflowY === "auto" && at.scrollHeight > at.clientHeight) scrolls.y = true;
        if (!scrolls.x && (box.left < clip.left - near || box.right > clip.right + near)) {
          found.push(`${name} is cut at the side by ${at.className || at.tagName}`);
        }
        if (!scrolls.y && (box.top < clip.top - near || box.bottom > clip.bottom + near)) {
          found.push(`${name} is cut above or below by ${at.className || at.tagName}`);
        }
        [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
        [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
      }
      if (box.right > innerWidth + near) found.push(`${name} sticks out of the window`);
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      // What is scrolled away is reached by scrolling.
      if (x < left || x > right || y < top || y > bottom - near) continue;
      const over = document.elementFromPoint(x, y);
      if (over && !element.contains(over) && !over.contains(element) && over !== element) {
        const same = element.closest("label, tr, article");
        if (!same || same !== over.closest("label, tr, article")) {
          found.push(`${name} is under ${over.tagName} “${over.textContent?.trim().slice(0, 30)}”`);
        }
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
