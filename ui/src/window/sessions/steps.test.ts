import { expect, it } from "vitest";
import type { Session, Step } from "../../host/types";
import "../../words/window";
import { sendingSteps, stepAtHand, stepWords } from "./steps";

const step = (name: string, state: Step["state"] = "planned"): Step => ({
  name,
  word: "repeatable",
  state,
  attempts: 0,
});
const session = (steps: Step[]) =>
  ({ steps, documents: [{ name: "lease.pdf" }, { name: "rules.pdf" }] }) as unknown as Session;

it("shows of a plan what sending does, and what nobody knows here", () => {
  const plan = ["create", "upload:1", "start", "stamp:2", "fetch:1", "receipt", "keep"];
  const shown = sendingSteps(session(plan.map((name) => step(name))));
  expect(shown.map((one) => one.name)).toEqual(["create", "upload:1", "start", "stamp:2"]);
});

it("names the document that a step is about, and a step without words by itself", () => {
  const one = session([]);
  expect(stepWords(one, step("upload:2"))).toContain("rules.pdf");
  expect(stepWords(one, step("stamp:2"))).toBe("stamp:2");
});

it("is at the first step that is not done", () => {
  expect(stepAtHand([step("create", "done"), step("start", "failed")])?.name).toBe("start");
  expect(stepAtHand([step("create", "done")])).toBeUndefined();
});
