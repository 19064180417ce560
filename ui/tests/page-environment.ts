/** Modules as a page has them, so that runes run, and nothing else of a page: a test brings what it needs. */
import type { Environment } from "vitest/runtime";

export default {
  name: "page",
  viteEnvironment: "client",
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
