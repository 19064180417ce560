/**
 * Other browsers than Chromium, as far as this system has them, each driven by the plainest
 * protocol that it knows.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A browser with one page. */
export type Engine = {
  go: (url: string) => Promise<unknown>;
  /** Runs in the page as the body of a function, and gives what it returns. */
  run: (script: string, ...args: unknown[]) => Promise<unknown>;
  stop: () => Promise<void>;
};

async function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Asks again until there is an answer. */
async function until<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 150; ; left -= 1) {
    try {
      return await ask();
    } catch (reason) {
      if (left === 0) throw reason;
      await new Promise((later) => setTimeout(later, 200));
    }
  }
}

const driver = "/usr/bin/WebKitWebDriver";

/** The small browser that comes with WebKitGTK. */
function miniBrowser(): string | null {
  if (!existsSync(driver) || !existsSync("/usr/bin/Xvfb")) return null;
  for (const folder of readdirSync("/usr/lib")) {
    for (const version of ["4.1", "6.0", "4.0"]) {
      const path = `/usr/lib/${folder}/webkit2gtk-${version}/MiniBrowser`;
      if (existsSync(path)) return path;
    }
  }
  return null;
}

/** WebKit, by WebDriver (https://www.w3.org/TR/webdriver2/). */
async function startWebKit(binary: string): Promise<Engine> {
  const processes: ChildProcess[] = [];
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1360x820x24"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  processes.push(screen);
  const display = await new Promise<string>((found) =>
    screen.stdio[3]?.once("data", (data: Buffer) => found(`:${data.toString().trim()}`)),
  );
  const port = await freePort();
  const own = spawn(driver, [`--port=${port}`, "--host=127.0.0.1"], {
    env: { ...process.env, DISPLAY: display },
    stdio: "ignore",
  });
  processes.push(own);
  let session = `http://127.0.0.1:${port}`;

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${session}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(JSON.stringify(value));
    return value;
  }

  await until(() => ask("GET", "/status"));
  const wanted = { "webkitgtk:browserOptions": { binary, args: ["--automation"] } };
  const begun = await ask("POST", "/session", { capabilities: { alwaysMatch: wanted } });
  session += `/session/${(begun as { sessionId: string }).sessionId}`;
  return {
    go: (url) => ask("POST", "/url", { url }),
    run: (script, ...args) => ask("POST", "/execute/sync", { script, args }),
    stop: async () => {
      await ask("DELETE", "").catch(() => undefined);
      for (const one of processes.reverse()) one.kill();
    },
  };
}

const firefox = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync) ?? null;

/** Firefox, by Marionette: JSON behind its length over TCP. */
async function startFirefox(binary: string): Promise<Engine> {
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), "paraph-firefox-"));
  writeFileSync(
    join(profile, "user.js"),
    `user_pref("marionette.port", ${port});
     user_pref("browser.shell.checkDefaultBrowser", false);
     user_pref("datareporting.policy.dataSubmissionEnabled", false);
     user_pref("app.update.enabled", false);
     user_pref("network.captive-portal-service.enabled", false);
     user_pref("network.connectivity-service.enabled", false);`,
  );
  const words = ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"];
  const own = spawn(binary, words, { env: { ...process.env, HOME: profile }, stdio: "ignore" });
  const socket = await until(
    () =>
      new Promise<Socket>((open, closed) => {
        const one: Socket = connect(port, "127.0.0.1", () => open(one));
        one.once("error", closed);
      }),
  );

  const waiting = new Map<number, (answer: [unknown, unknown]) => void>();
  let heard = Buffer.alloc(0);
  socket.on("data", (data: Buffer) => {
    heard = Buffer.concat([heard, data]);
    for (;;) {
      const colon = heard.indexOf(":");
      const length = Number(heard.subarray(0, Math.max(0, colon)).toString());
      if (colon < 1 || heard.length < colon + 1 + length) return;
      const told: unknown = JSON.parse(heard.subarray(colon + 1, colon + 1 + length).toString());
      heard = heard.subarray(colon + 1 + length);
      // The first is a greeting.
      if (!Array.isArray(told)) continue;
      const [, id, error, answer] = told as [number, number, unknown, unknown];
      waiting.get(id)?.([error, answer]);
      waiting.delete(id);
    }
  });
  let asked = 0;
  async function ask(command: string, parameters: object): Promise<unknown> {
    asked += 1;
    const id = asked;
    const text = JSON.stringify([0, id, command, parameters]);
    const answered = new Promise<[unknown, unknown]>((settle) => waiting.set(id, settle));
    socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [error, answer] = await answered;
    if (error) throw new Error(JSON.stringify(error));
    return answer;
  }

  await ask("WebDriver:NewSession", {});
  return {
    go: (url) => ask("WebDriver:Navigate", { url }),
    run: async (script, ...args) =>
      ((await ask("WebDriver:ExecuteScript", { script, args })) as { value: unknown }).value,
    stop: async () => {
      const ended = new Promise((end) => own.once("exit", end));
      void ask("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => undefined);
      await ended;
      socket.destroy();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const webkit = miniBrowser();

/** The engines: how each is started, or null where this system has it not. */
export const engines: [name: string, start: (() => Promise<Engine>) | null][] = [
  ["WebKit", webkit === null ? null : () => startWebKit(webkit)],
  ["Firefox", firefox === null ? null : () => startFirefox(firefox)],
];
