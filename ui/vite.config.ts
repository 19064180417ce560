import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { licences } from "./licences";

/** What each page may load; a second lock beside the one that the host puts on the window. */
const policies: Record<string, string> = {
  "index.html":
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
    "img-src 'self' paraph: http://paraph.localhost; connect-src ipc: http://ipc.localhost; " +
    "object-src 'none'; base-uri 'none'; form-action 'none'",
  "sign.html":
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
    "img-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'",
};

/** Writes a page's policy into its head. Built pages only: Vite's dev server needs inline styles. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml(_html, context) {
      const content = policies[context.path.replace(/^\//, "")];
      if (content === undefined) throw new Error(`no policy for ${context.path}`);
      return [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content },
          injectTo: "head-prepend",
        },
      ];
    },
  };
}

/** Has the window's letters fetched with its page, not after its styles: the first screen waits for them. */
function lettersFirst(): Plugin {
  return {
    name: "letters-first",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, path }) {
        if (!path.endsWith("index.html")) return;
        const files = Object.keys(bundle ?? {});
        const letters = files.find((file) => /inter-latin-wght-normal[^/]*\.woff2$/.test(file));
        if (letters === undefined) throw new Error("the window's letters are not there");
        const attrs = { rel: "preload", as: "font", type: "font/woff2", href: `./${letters}` };
        return [{ tag: "link", attrs: { ...attrs, crossorigin: "" }, injectTo: "head" }];
      },
    },
  };
}

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  // The signing page is served at /sign/<page id>/, the window from the program itself.
  base: "./",
  plugins: [svelte(), contentSecurityPolicy(), lettersFirst(), licences()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The policies allow no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What stands in browsers of the last two years.
    target: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: { input: [page("index.html"), page("sign.html")] },
  },
  server: { host: "127.0.0.1", port: 1420, strictPort: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "plain",
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.svelte.test.ts"],
        },
      },
      {
        extends: true,
        // Svelte as a page has it: elsewhere its effects do nothing.
        resolve: { conditions: ["browser", "module", "import", "default"] },
        test: {
          name: "runes",
          include: ["src/**/*.svelte.test.ts"],
          environment: "./tests/page-environment.ts",
        },
      },
    ],
  },
} as Parameters<typeof defineConfig>[0]);
