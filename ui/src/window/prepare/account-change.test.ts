import { expect, it } from "vitest";
import type { Draft } from "../../host/types";
import "../../words/window";
import { dropped } from "./account-change";

const draft = (change: Partial<Draft>): Draft => ({
  id: "d",
  title: "",
  reference: null,
  message: null,
  account: "Signhost",
  in_order: true,
  expires_days: 30,
  documents: [],
  signers: [{ number: 1, name: "Ann", email: "ann@example.com", by_hand: false }],
  allowed: [],
  ...change,
});

it("names everything that another account does not take over", () => {
  const before = draft({
    options: { language: "nl-NL", seal: "yes" },
    signers: [
      { number: 1, name: "Ann", email: "", by_hand: false, options: { phone: "+31612345678" } },
    ],
    receivers: [{ name: "Notary", email: "notary@example.com" }],
    remind_days: 7,
  });
  const after = draft({ options: { seal: "yes" } });
  expect(dropped(before, after, undefined).map((one) => one.label)).toEqual([
    "language",
    "phone of signer 1",
    "who gets a copy",
    "reminders",
  ]);
});

it("names the last day and the order, and brings everything back by one save", async () => {
  const before = draft({ expires_days: 30, in_order: false, remind_days: 7 });
  const after = draft({ expires_days: null, in_order: true });
  const gone = dropped(before, after, undefined);
  expect(gone.map((one) => one.label)).toEqual([
    "reminders",
    "the last day for signing",
    "signing in any order",
  ]);
  expect(new Set(gone.map((one) => one.back)).size).toBe(1);
});

it("says nothing where everything is taken over", () => {
  const same = { options: { seal: "yes" }, remind_days: -1 };
  expect(dropped(draft(same), draft(same), undefined)).toEqual([]);
});
