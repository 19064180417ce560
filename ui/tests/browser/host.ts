/** A host for the window in a browser: answers its commands, and lets tests send its events. */
import type { Page } from "playwright-core";
import { complaints } from "./browser";
import { drawing, signatures } from "./contract";

/**
 * What a command answers: a value, what it is refused with as `{ refused }`, `{ never }`, or a value
 * after so many milliseconds as `{ after, value }`.
 */
export type Answers = Record<string, unknown>;

/** A call of a command, as the host received it. */
export type Call = { command: string; args: Record<string, unknown> };

type Hosted = {
  calls: Call[];
  answers: Answers;
  emit: (event: string, payload: unknown) => void;
};

/** The window with a host. */
export type HostedWindow = {
  page: Page;
  heard: string[];
  /** The calls of a command so far. */
  calls: (command: string) => Promise<Record<string, unknown>[]>;
  /** Changes what commands answer from now on. */
  answer: (answers: Answers) => Promise<void>;
  /** Sends an event of the host's. */
  emit: (event: string, payload?: unknown) => Promise<void>;
};

/** Opens the window on a page of `address`, with a host that answers so. */
export async function openWindow(
  page: Page,
  address: string,
  answers: Answers,
): Promise<HostedWindow> {
  const heard = complaints(page);
  await page.route("http://paraph.localhost/**", (route) => {
    const [, sha256 = "", number = "1"] = new URL(route.request().url()).pathname.split("/");
    return route.fulfill({
      contentType: "image/svg+xml",
      body: drawing(Number(number), sha256.startsWith("41b") ? signatures : ""),
    });
  });
  await page.addInitScript((first) => {
    const callbacks = new Map<number, (value: unknown) => void>();
    const listeners = new Map<string, number[]>();
    let id = 0;
    const host: Hosted = {
      calls: [],
      answers: first,
      emit(event, payload) {
        for (const one of listeners.get(event) ?? []) {
          callbacks.get(one)?.({ event, id: one, payload });
        }
      },
    };
    const target = { label: "main" };
    Object.assign(window, {
      hosted: host,
      __TAURI_INTERNALS__: {
        metadata: { currentWindow: target, currentWebview: { windowLabel: "main", label: "main" } },
        convertFileSrc: (path: string, protocol: string) => `http://${protocol}.localhost/${path}`,
        transformCallback(callback: (value: unknown) => void) {
          id += 1;
          callbacks.set(id, callback);
          return id;
        },
        unregisterCallback: (one: number) => callbacks.delete(one),
        async invoke(command: string, args: Record<string, unknown> = {}) {
          if (command === "plugin:event|listen") {
            const event = String(args["event"]);
            listeners.set(event, [...(listeners.get(event) ?? []), Number(args["handler"])]);
            return args["handler"];
          }
          if (command.startsWith("plugin:")) return null;
          host.calls.push({ command, args });
          const answer = host.answers[command];
          await new Promise((done) => setTimeout(done, 2));
          if (answer !== null && typeof answer === "object" && "never" in answer) {
            await new Promise(() => undefined);
          }
          if (answer !== null && typeof answer === "object" && "refused" in answer) {
            throw answer.refused;
          }
          if (answer !== null && typeof answer === "object" && "after" in answer) {
            await new Promise((done) => setTimeout(done, Number(answer.after)));
            return "value" in answer ? answer.value : null;
          }
          return answer ?? null;
        },
      },
      __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: () => undefined },
    });
  }, answers);
  await page.goto(`${address}/index.html`);
  return {
    page,
    heard,
    calls: async (command) => {
      const all = await page.evaluate(() => (window as unknown as { hosted: Hosted }).hosted.calls);
      return all.filter((call) => call.command === command).map((call) => call.args);
    },
    answer: (more) =>
      page.evaluate((change) => {
        Object.assign((window as unknown as { hosted: Hosted }).hosted.answers, change);
      }, more),
    emit: (event, payload = null) =>
      page.evaluate(
        ([name, value]) => (window as unknown as { hosted: Hosted }).hosted.emit(name, value),
        [event, payload] as const,
      ),
  };
}
