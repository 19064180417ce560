/** Windows with a host that answers as usual, in one browser for a file of tests. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { serve, startBrowser } from "./browser";
import { computer, copyNames, readyDraft, session, sessions, textOf, verified } from "./contract";
import { openWindow, type Answers, type HostedWindow } from "./host";
import { here, outlook, services } from "./services";

let browser: Browser;
let site: { address: string; stop: () => void };
const pages: Page[] = [];

/** Starts the browser for this file's tests, and closes what each has opened. */
export function useWindows(): void {
  beforeAll(async () => {
    browser = await startBrowser();
    site = await serve(() => false);
  });
  afterAll(async () => {
    await browser.close();
    site.stop();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
  });
}

const counts = {
  waiting: 1,
  sending: 1,
  completed: 1,
  attention: 1,
  kept: 1,
  declined: 1,
  expired: 1,
  cancelled: 1,
  failed: 1,
};

/** What the host answers, unless a test says otherwise. */
export const usual: Answers = {
  looks: { theme: "system", text_size: 100 },
  computer,
  draft: readyDraft(),
  sessions: { sessions: sessions(), next: null, counts },
  session: session("s-wait", "Lease Harbour Street 12"),
  verify_session: verified(),
  page_text: textOf(1),
  copy_names: copyNames,
  office: { name: "", logo: null },
  notices: [],
  version: "0.1.0",
  report: "Paraph: problem report\n\nParaph: 0.1.0\nSystem: linux, x86_64",
  accounts: [here],
  services,
  outlook: { ...outlook, next: null, asks: null, asks_left: null },
};

/** The sizes that the window is made for: the usual one, and 1366 × 768 at 125 %. */
export const sizes = [
  { width: 1280, height: 800 },
  { width: 1093, height: 614 },
];

/** Opens the window. */
export async function open(
  answers: Answers = {},
  size = { width: 1280, height: 800 },
  scheme: "light" | "dark" = "light",
): Promise<HostedWindow> {
  const page = await browser.newPage({ viewport: size, colorScheme: scheme });
  pages.push(page);
  return openWindow(page, site.address, { ...usual, ...answers });
}

/** What carries that test id. */
export const at = (page: Page, id: string) => page.getByTestId(id);

/** Waits until Prepare is whole: its parts come one after the other, the title's last. */
export const prepared = (page: Page) => at(page, "title").waitFor({ state: "attached" });

/** What has the focus: its element, and its words. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const here = document.activeElement;
    const words = here?.getAttribute("aria-label") ?? here?.textContent?.trim();
    return here && here !== document.body ? `${here.tagName} ${words}` : "BODY";
  });
}

/** Shows a column of Prepare where the columns take turns. */
export async function unfold(page: Page, column: string): Promise<void> {
  await at(page, "document").first().waitFor({ state: "attached" });
  const button = at(page, `show-${column}`);
  if (await button.isVisible()) await button.click();
}
