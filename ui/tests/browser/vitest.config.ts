import { defineConfig } from "vitest/config";

export default defineConfig({
  cacheDir: new URL("../../node_modules/.vite/browser", import.meta.url).pathname,
  test: {
    root: new URL(".", import.meta.url).pathname,
    include: ["*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
