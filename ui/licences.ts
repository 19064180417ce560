/** The list of what the program is made of, for Settings: every crate that is linked into it and
 * every npm package that its pages carry, with their licences. Made with each build. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

type Part = { name: string; version: string; licence: string; from: "crate" | "npm" };
type Package = {
  id: string;
  name: string;
  version: string;
  license: string | null;
  source: string | null;
};
type Node = { id: string; deps: { pkg: string; dep_kinds: { kind: string | null }[] }[] };
type Metadata = { packages: Package[]; resolve: { nodes: Node[] } };

const root = fileURLToPath(new URL("..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

/** The module that holds the list. */
const module = "virtual:licences";

/** Gives the list to whoever imports `virtual:licences`. */
export function licences(): Plugin {
  return {
    name: "licences",
    resolveId: (id) => (id === module ? `\0${module}` : undefined),
    load: (id) => {
      if (id !== `\0${module}`) return undefined;
      const parts = [...crates(), ...packages()];
      return `export default ${JSON.stringify(parts)};`;
    },
  };
}

/** The crates that the window and the command line link, for the system that is built on. */
function crates(): Part[] {
  const system = /^host: (.+)$/m.exec(run("rustc", ["-vV"]))?.[1] ?? "";
  const asked = ["metadata", "--format-version", "1", "--filter-platform", system];
  const { packages, resolve } = JSON.parse(run("cargo", asked)) as Metadata;
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((one) => [one.id, one]));
  const ours = ["paraph", "paraph-cli"];
  const found = new Set<string>();
  const open = packages.filter((one) => ours.includes(one.name)).map((one) => one.id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id)?.deps ?? []) {
      if (dep_kinds.some((one) => one.kind === null)) open.push(pkg);
    }
  }
  return [...found]
    .flatMap((id) => byId.get(id) ?? [])
    .filter((one) => one.source !== null)
    .map(({ name, version, license }) => ({
      name,
      version,
      licence: license ?? "",
      from: "crate" as const,
    }))
    .sort(byName);
}

/** The npm packages that come along: those of `dependencies`, and Svelte, which its output needs. */
function packages(): Part[] {
  const { dependencies } = read(`${here}package.json`) as { dependencies: Record<string, string> };
  const open = [...Object.keys(dependencies), "svelte"];
  const found = new Map<string, Part>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const file = `${here}node_modules/${name}/package.json`;
    if (found.has(name) || !existsSync(file)) continue;
    const about = read(file) as { version: string; license?: string; dependencies?: object };
    found.set(name, { name, version: about.version, licence: about.license ?? "", from: "npm" });
    if (name !== "svelte") open.push(...Object.keys(about.dependencies ?? {}));
  }
  return [...found.values()].sort(byName);
}

const byName = (a: Part, b: Part) => (a.name < b.name ? -1 : 1);
const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const run = (program: string, words: string[]) =>
  execFileSync(program, words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
