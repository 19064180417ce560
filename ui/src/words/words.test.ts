import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import { languageFor, languages } from "./sign";

const ui = new URL("../../", import.meta.url).pathname;

const messages = (name: string, language = "en") =>
  readFileSync(join(ui, `locales/${language}/${name}.ftl`), "utf8");
const keysOf = (name: string, language = "en") =>
  [...messages(name, language).matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1] ?? "");

function sources(folder: string): string {
  return readdirSync(join(ui, "src", folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(ui, "src", folder, name), "utf8"))
    .join("\n");
}

/** Every key that a source says outright, and every key that it builds, as a pattern. */
function used(source: string): { exact: string[]; built: RegExp[] } {
  const exact = [...source.matchAll(/(?:say\(\s*|[?:(,]\s*)"([a-z][\w-]*)"/g)].map(
    (m) => m[1] ?? "",
  );
  const said = [...source.matchAll(/say\(\s*"([a-z][\w-]*)"/g)].map((m) => m[1] ?? "");
  const built = [...source.matchAll(/`([a-z][\w-]*-|)\$\{[^`]*`/g)]
    .map((m) => m[0].slice(1, -1))
    .filter((template) => template.includes("-"))
    .map((template) => new RegExp(`^${template.replace(/\$\{[^}]*\}/g, "[\\w-]+")}$`));
  return { exact: [...exact, ...said], built };
}

const saidIn = (source: string) =>
  [...source.matchAll(/say\(\s*"([a-z][\w-]*)"/g)].map((match) => match[1] ?? "");

describe.each([
  ["window", ["window", "accounts", "following"], ["window", "parts"]],
  ["sign", ["sign"], ["signing", "parts"]],
])("the words of the page %s", (_page, files, folders) => {
  const source = folders.map(sources).join("\n");
  const keys = files.flatMap((file) => keysOf(file));
  const known = new Set([...keys, ...keysOf("common")]);

  it("have a message for every key that is used", () => {
    expect(saidIn(source).filter((key) => !known.has(key))).toEqual([]);
  });

  it("hold no message that nobody uses", () => {
    const { exact, built } = used(source);
    const unused = keys.filter(
      (key) => !exact.includes(key) && !built.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it("can be read together without an error", () => {
    const bundle = new FluentBundle("en");
    const errors = ["common", "services", ...files].flatMap((file) =>
      bundle.addResource(new FluentResource(messages(file))),
    );
    expect(errors).toEqual([]);
  });
});

describe.each(languages.map((one) => one.tag).filter((tag) => tag !== "en"))(
  "the signing page in the language %s",
  (language) => {
    it.each(["sign", "common"])("has a message for every one of the file %s", (file) => {
      expect(keysOf(file, language).sort()).toEqual(keysOf(file).sort());
    });

    it.each(["sign", "common"])("names the same particulars in the file %s", (file) => {
      const particulars = (of: string) =>
        messages(file, of)
          .split(/^(?=[a-z][\w-]* =)/m)
          .map((message) => [
            message.split(" ")[0],
            [...new Set([...message.matchAll(/\{ \$(\w+)/g)].map((match) => match[1]))].sort(),
          ])
          .filter(([key]) => /^[a-z]/.test(String(key)))
          .sort(([a], [b]) => String(a).localeCompare(String(b)));
      expect(particulars(language)).toEqual(particulars("en"));
    });
  },
);

it("answers a browser in the first language that the page has", () => {
  expect(languageFor(["sv-SE", "de-AT", "en"])).toBe("de");
  expect(languageFor(["pt-BR"])).toBe("pt");
  expect(languageFor(["zh", "ja"])).toBe("en");
  expect(languageFor([])).toBe("en");
});
