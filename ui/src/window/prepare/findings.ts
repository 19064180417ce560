/** The lines of pre-flight: findings one by one, and kinds of which there are many on one line. */
import type { DraftView, FindingView, Folded, Severity } from "../../host/types";

export type Line =
  | { kind: "one"; key: string; found: FindingView }
  | { kind: "fold"; key: string; folded: Folded; severity: Severity; all: Line[] };

/** What a finding is told by: it stays the same when the desk answers anew. */
export function keyOf(found: FindingView): string {
  const { code, page, box, signer, args } = found.finding;
  return JSON.stringify([found.document, code, page, signer, box, args]);
}

/** The lines in the order of the desk, the worst first. */
export function linesOf({ findings, folded }: Pick<DraftView, "findings" | "folded">): Line[] {
  const seen = new Map<string, number>();
  const one = (found: FindingView): Line => {
    const key = keyOf(found);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return { kind: "one", key: times === 0 ? key : `${key}/${times}`, found };
  };
  const lines: Line[] = [];
  for (const found of findings) {
    const code = found.finding.code;
    const many = folded.find((each) => each.code === code);
    if (!many) {
      lines.push(one(found));
      continue;
    }
    const line = lines.find((each) => each.kind === "fold" && each.folded.code === code);
    if (line?.kind === "fold") line.all.push(one(found));
    else {
      const severity = found.finding.severity;
      lines.push({ kind: "fold", key: `many/${code}`, folded: many, severity, all: [one(found)] });
    }
  }
  return lines;
}
