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

/** Each message and each attribute of a file in a language: what it says, as it is read. */
function parts(file: string, language: string): Map<string, string> {
  const body = new FluentResource(messages(file, language)).body;
  return new Map(
    body.flatMap(({ id, value, attributes }) => [
      [id, JSON.stringify(value)] as const,
      ...Object.entries(attributes).map(
        ([name, own]) => [`${id}.${name}`, JSON.stringify(own)] as const,
      ),
    ]),
  );
}

/** The particulars and the plural forms that a part names. */
const named = (part: string | undefined) =>
  [
    ...new Set(
      [...(part ?? "").matchAll(/"type":"var","name":"(\w+)"|"(one|other)"/g)].map((m) => m[0]),
    ),
  ].sort();

/** What is the same in English. */
const same: Record<string, string[]> = {
  fr: ["documents-count", "document-pages", "on-page", "kind-signature", "kind-date"],
};

it("lists every language that the page has words for", () => {
  const folders = readdirSync(join(ui, "locales"));
  expect(languages.map((one) => one.tag).sort()).toEqual(folders.sort());
});

describe.each(languages.map((one) => one.tag).filter((tag) => tag !== "en"))(
  "what a signer reads in the language %s",
  (language) => {
    it.each(["sign", "common"])("has a message for every one of the file %s", (file) => {
      expect([...parts(file, language).keys()].sort()).toEqual(
        [...parts(file, "en").keys()].sort(),
      );
      expect(keysOf(file, language).sort()).toEqual(keysOf(file).sort());
    });

    it.each(["errors", "events"])("has the same messages as the others in the file %s", (file) => {
      const keys = [...parts(file, language).keys()];
      expect(keys.sort()).toEqual([...parts(file, "de").keys()].sort());
      expect(keys.filter((key) => !parts(file, "en").has(key))).toEqual([]);
    });

    it.each(["sign", "common", "errors", "events"])(
      "names the same particulars and plurals in the file %s, and says nothing in English",
      (file) => {
        const english = parts(file, "en");
        const own = parts(file, language);
        const allowed = ["app-name", ...(same[language] ?? [])];
        for (const [key, part] of own) {
          expect(named(part), key).toEqual(named(english.get(key)));
          if (!allowed.includes(key)) expect(part, key).not.toBe(english.get(key));
        }
      },
    );
  },
);

it("answers a browser in the first language that the page has", () => {
  expect(languageFor(["sv-SE", "de-AT", "en"])).toBe("de");
  expect(languageFor(["pt-BR"])).toBe("pt");
  expect(languageFor(["nl-BE"])).toBe("nl");
  for (const norwegian of ["nb-NO", "no", "nn-NO"]) expect(languageFor([norwegian])).toBe("nb");
  expect(languageFor(["fr-CA", "en"])).toBe("fr");
  expect(languageFor(["es-419"])).toBe("es");
  expect(languageFor(["zh", "ja"])).toBe("en");
  expect(languageFor([])).toBe("en");
});
