import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { session, sessions, told } from "./contract";
import type { Answers, HostedWindow } from "./host";
import {
  correctableSession,
  esign,
  here,
  office,
  offline,
  outlook,
  plan,
  remoteDraft,
  remoteSession,
  services,
  unclearSession,
} from "./services";
import { at, focused, open, prepared, useWindows } from "./windows";

useWindows();

async function openSession(answers: Answers = {}): Promise<HostedWindow> {
  const hosted = await open({
    accounts: [office, here],
    session: remoteSession(),
    outlook,
    ...answers,
  });
  await at(hosted.page, "rail-sessions").click();
  await at(hosted.page, "session-row").first().click();
  await at(hosted.page, "session-state").waitFor();
  return hosted;
}

const text = (page: Page, id: string) => at(page, id).first().innerText();

describe("sending", () => {
  it("shows the session as soon as it is recorded", async () => {
    const { page, emit, calls } = await open({
      accounts: [office, here],
      draft: remoteDraft(),
      session: remoteSession({ state: "sending", steps: plan("intended", "upload:1") }),
      send: { never: true },
    });
    await prepared(page);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => calls("send")).toHaveLength(1);
    await emit("session_changed", { id: "draft-1" });
    await at(page, "sending").waitFor();
  });

  it("says which step it is at, how far in bytes, and what is left", async () => {
    const { page, emit } = await openSession({
      session: remoteSession({ state: "sending", steps: plan("intended", "upload:1") }),
    });
    await at(page, "sending").waitFor();
    await emit("step_progress", {
      session: "s-wait",
      done: 400_000,
      all: 900_000,
      sent: 400_000,
      whole: 2_100_000,
    });
    await at(page, "bytes").waitFor();
    expect(await text(page, "bytes")).toBe("0.4 of 0.9 MB");
    expect(await text(page, "bytes-in-all")).toBe("0.4 of 2.1 MB of all documents are sent.");
    const steps = at(page, "step");
    expect(await steps.count()).toBe(6);
    expect(await steps.nth(2).getAttribute("aria-current")).toBe("step");
    expect(await steps.nth(2).innerText()).toContain("Upload Lease Harbour Street 12.pdf");
    expect(await text(page, "sending")).toContain("Step 3 of 6");
  });

  it("can be stopped", async () => {
    const { page, calls } = await openSession({
      session: remoteSession({ state: "sending", steps: plan("intended", "upload:1") }),
      stop_session: remoteSession({
        state: "sending",
        steps: plan("failed", "upload:1"),
        error: told("stopped"),
      }),
    });
    await at(page, "stop").click();
    await expect.poll(() => calls("stop_session")).toEqual([{ id: "s-wait" }]);
    await at(page, "resume").waitFor();
    expect(await at(page, "stop").count()).toBe(0);
  });

  it("waits for a connection without calling it a failure", async () => {
    const { page, calls } = await openSession({
      session: remoteSession({
        state: "sending",
        steps: plan("failed", "create"),
        error: offline,
      }),
      stop_session: remoteSession({ state: "sending", error: told("stopped") }),
    });
    expect(await text(page, "session-state")).toBe("Waits for a connection");
    await page.getByText("will go out when there is a connection").waitFor();
    await at(page, "next-try").waitFor();
    await at(page, "stop").click();
    await expect.poll(() => calls("stop_session")).toHaveLength(1);
  });

  it("goes on when it is resumed after a failure", async () => {
    const { page, calls } = await openSession({
      session: remoteSession({
        state: "sending",
        steps: plan("failed", "upload:2"),
        error: told("service_unreachable"),
      }),
      resume_session: remoteSession(),
    });
    await at(page, "resume").click();
    await page.locator('[data-testid="session-state"][data-state="waiting"]').waitFor();
    expect(await calls("resume_session")).toEqual([{ id: "s-wait" }]);
  });
});

describe("a session at a service", () => {
  it("says how old the knowledge is, and when it is asked next", async () => {
    const { page } = await openSession();
    await expect.poll(() => text(page, "known")).toMatch(/Known as of 24 Nov.*asks next 25 Nov/);
  });

  it("says what asking costs before it is asked", async () => {
    const { page, calls } = await openSession({ check_session: remoteSession() });
    await expect.poll(() => text(page, "check-part")).toContain("3 are left; this spends one");
    await at(page, "check").click();
    await expect.poll(() => calls("check_session")).toEqual([{ id: "s-wait", anyway: false }]);
  });

  it("asks beyond the rules only after a question", async () => {
    const { page, calls, answer } = await openSession({
      check_session: remoteSession({ notices: ["asking_budget_spent"] }),
    });
    await at(page, "check").click();
    await at(page, "check-anyway").click();
    await expect.poll(() => focused(page)).toBe("BUTTON Do not ask");
    await answer({ check_session: remoteSession() });
    await at(page, "ask-yes").click();
    await expect.poll(() => calls("check_session")).toHaveLength(2);
    expect((await calls("check_session"))[1]).toEqual({ id: "s-wait", anyway: true });
    await at(page, "spent").waitFor({ state: "detached" });
  });

  it("shows the address of a signing page only when it is asked for", async () => {
    const url = "https://view.signhost.com/sign/2f9c";
    const { page, calls } = await openSession({ signing_link: url });
    await at(page, "copy-link-2").waitFor();
    expect(await calls("signing_link")).toEqual([]);
    expect(await page.content()).not.toContain("view.signhost.com");
    await at(page, "copy-link-2").click();
    expect(await at(page, "link-address").inputValue()).toBe(url);
  });

  it("keeps showing a copied address when an opening that was asked for before answers late", async () => {
    const url = "https://view.signhost.com/sign/2f9c";
    const slow = { after: 300, value: { url, opened: true } };
    const { page, calls } = await openSession({ signing_link: url, open_signing: slow });
    await at(page, "open-signing-2").click();
    await at(page, "copy-link-2").click();
    await at(page, "link-address").waitFor();
    await page.waitForTimeout(400);
    expect(await calls("open_signing")).toHaveLength(1);
    expect(await at(page, "link-address").inputValue()).toBe(url);
  });

  it("leads a signer whose service has a page for each document from one to the next", async () => {
    const session = remoteSession();
    const [document] = session.documents;
    const [signer] = session.signers;
    if (!document || !signer) throw new Error("a document and a signer");
    const number = signer.number;
    const signed = (name: string) => ({
      time: session.created,
      actor: `signer:${number}`,
      what: "document-signed-there",
      text: `Signed ${name}`,
    });
    const waits = { ...signer, state: "opened" as const };
    const three = [document, { ...document, name: "b.pdf" }, { ...document, name: "c.pdf" }];
    const { page } = await openSession({
      session: {
        ...session,
        signers: [waits],
        documents: three,
        events: [signed("a.pdf")],
      },
      outlook: { ...outlook, pages: [number] },
    });
    const button = at(page, `open-signing-${number}`);
    await expect.poll(() => button.textContent()).toContain("Open document 2 of 3 to sign");
  });

  it("offers no page for who is invited by mail", async () => {
    const { page } = await openSession({ outlook: { ...outlook, pages: [] } });
    await at(page, "known").waitFor();
    expect(await at(page, "open-signing-2").count()).toBe(0);
  });

  it("reminds only where the service can", async () => {
    const invited = remoteSession();
    invited.signers = invited.signers.map((one) =>
      one.number === 2 ? { ...one, state: "invited" } : one,
    );
    const first = await openSession({ session: invited });
    await at(first.page, "known").waitFor();
    expect(await at(first.page, "remind-2").count()).toBe(0);
    const able = services.map((one) => ({
      ...one,
      capabilities: { ...one.capabilities, remind: true },
    }));
    const { page, calls } = await openSession({
      session: invited,
      services: able,
      remind: invited,
    });
    await at(page, "remind-2").click();
    await page.getByText("A reminder was sent").waitFor();
    expect(await calls("remind")).toEqual([{ id: "s-wait", signer: 2 }]);
  });

  it("is cancelled at the service after a question, with a reason", async () => {
    const { page, calls } = await openSession({
      cancel_session: remoteSession({ state: "cancelled" }),
    });
    await at(page, "cancel").click();
    await page.getByText("Signhost ends the session").waitFor();
    await at(page, "cancel-reason").fill("another price");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => calls("cancel_session"))
      .toEqual([{ id: "s-wait", reason: "another price" }]);
  });

  it("says by its own sentence that all have signed and the service has not finished", async () => {
    const { page } = await openSession({
      session: remoteSession({ notices: ["service_not_finished"] }),
    });
    expect(await text(page, "standing")).toContain("All have signed, the service has not finished");
    expect(await text(page, "session-state")).toBe("Signed by all, being finished");
  });

  it.each([
    ["unreachable", "bounced-2", "came back"],
    ["locked_out", "locked-2", "is locked out"],
  ] as const)("says what it means when a signer is %s", async (state, key, words) => {
    const one = remoteSession();
    one.signers = one.signers.map((who) => (who.number === 2 ? { ...who, state } : who));
    const { page } = await openSession({ session: one });
    const said = page.locator(`[data-testid="standing"][data-key="${key}"]`);
    expect(await said.innerText()).toContain(words);
  });

  it("says who declined and why, and who was never asked", async () => {
    const declined = remoteSession({ state: "declined" });
    declined.signers = [
      ...declined.signers.map((who) =>
        who.number === 1 ? { ...who, state: "declined" as const } : who,
      ),
    ];
    declined.events = [
      ...declined.events,
      {
        time: "2026-11-24T12:00:00+01:00",
        actor: "signer:1",
        what: "declined",
        text: "The landlord declined to sign: “The rent is wrong”",
      },
    ];
    const { page } = await openSession({ session: declined });
    expect(await text(page, "standing")).toContain("The rent is wrong");
    const second = page.locator('[data-testid="session-signer"][data-number="2"]');
    expect(await second.innerText()).toContain("Never asked");
  });

  it("says when its time ran out", async () => {
    const { page } = await openSession({ session: remoteSession({ state: "expired" }) });
    expect(await text(page, "standing")).toContain("ran out on 24 Dec 2026");
    expect(await text(page, "standing")).toContain("1 of 2 had signed");
  });
});

describe("what was wrong when it went out", () => {
  const answers = (change: Answers = {}): Answers => ({
    services: [...services, esign],
    session: correctableSession(),
    outlook: { ...outlook, asks: null, asks_left: null, correctable: [2] },
    ...change,
  });
  const wish = {
    signers: [{ number: 2, name: "Tom Tenant", email: "tenant@example.com" }],
    expires_days: 20,
    remind_days: null,
  };
  const fill = async (page: Page) => {
    await at(page, "correct").click();
    await at(page, "correct-name-2").fill("Tom Tenant");
    await at(page, "correct-email-2").fill("tenant@example.com");
    await at(page, "correct-days").fill("20");
  };

  it("is not offered where the service has no way", async () => {
    const { page } = await openSession();
    await at(page, "cancel").waitFor();
    expect(await at(page, "correct").count()).toBe(0);
  });

  it("begins at the first signer who can be corrected, and leaves who has signed alone", async () => {
    const { page } = await openSession(answers());
    await at(page, "correct").click();
    await expect.poll(() => focused(page)).toBe("INPUT Name of signer 2");
    expect(await at(page, "correct-email-1").isDisabled()).toBe(true);
    expect(await at(page, "correct-1").innerText()).toContain("Signed");
    expect(await at(page, "correct").count()).toBe(0);
    await page.keyboard.press("Escape");
    await at(page, "correct-form").waitFor({ state: "detached" });
    await at(page, "correct").waitFor();
  });

  it("is saved as it was typed, and what stays empty stays as it is", async () => {
    const { page, calls } = await openSession(
      answers({ correct_session: correctableSession({ title: "Corrected" }) }),
    );
    await fill(page);
    await page.keyboard.press("Enter");
    await expect.poll(() => calls("correct_session")).toEqual([{ id: "s-wait", correction: wish }]);
    await at(page, "correct-form").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Corrected" }).waitFor();
  });

  it("keeps what was typed when it is refused", async () => {
    const { page, calls } = await openSession(
      answers({ correct_session: { refused: told("signer_acted") } }),
    );
    await fill(page);
    await at(page, "correct-save").click();
    await expect.poll(() => calls("correct_session")).toHaveLength(1);
    expect(await at(page, "correct-email-2").inputValue()).toBe("tenant@example.com");
  });

  it("sends nothing that is no address, or no number", async () => {
    const { page, calls } = await openSession(answers());
    await fill(page);
    await at(page, "correct-email-2").fill("nobody");
    await at(page, "correct-save").click();
    await at(page, "correct-email-2").fill("tenant@example.com");
    await at(page, "correct-days").fill("soon");
    await at(page, "correct-save").click();
    expect(await calls("correct_session")).toEqual([]);
    await at(page, "correct-form").waitFor();
  });
});

describe("finishing without the others", () => {
  const answers = (change: Answers = {}): Answers => ({
    services: [...services, esign],
    session: correctableSession(),
    outlook: { ...outlook, asks: null, asks_left: null, closable: true },
    ...change,
  });
  const finished = correctableSession({ state: "kept" });

  it("is offered only where something is signed that can be kept", async () => {
    const { page } = await openSession({ ...answers(), outlook });
    await at(page, "cancel").waitFor();
    expect(await at(page, "close").count()).toBe(0);
  });

  it("names who is left out, and is left as it is with Escape or the first key", async () => {
    const { page, calls } = await openSession(answers());
    await at(page, "close").click();
    const form = page.getByRole("form", { name: "Finish this session without the others?" });
    expect(await form.innerText()).toContain("no longer asked: The tenant");
    await expect.poll(() => focused(page)).toBe("BUTTON Go on waiting");
    expect(await at(page, "cancel").count()).toBe(0);
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    await at(page, "close").click();
    await form.waitFor();
    await page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    expect(await calls("close_session")).toEqual([]);
  });

  it("keeps what is signed, and says of nobody that they signed who did not", async () => {
    const { page, calls } = await openSession(answers({ close_session: finished }));
    await at(page, "close").click();
    await at(page, "close-confirm").click();
    await expect.poll(() => calls("close_session")).toEqual([{ id: "s-wait" }]);
    await at(page, "standing").waitFor();
    expect(await text(page, "standing")).toContain("Finished without The tenant");
    const people = await at(page, "session-signer").allInnerTexts();
    expect(people[1]).toContain("Did not sign");
  });
});

describe("an outcome that nobody knows", () => {
  it("is laid out with its facts, the choice that only reads first", async () => {
    const { page, calls } = await openSession({
      session: unclearSession(),
      check_session: remoteSession(),
    });
    const facts = await text(page, "attention-panel");
    for (const fact of [
      "b10ae331",
      "2 of 2 documents",
      "Start: the signers are told, tried once",
    ]) {
      expect(facts).toContain(fact);
    }
    const choices = at(page, "attention-panel").locator(".choice button");
    expect(await choices.evaluateAll((all) => all.map((one) => one.dataset["testid"]))).toEqual([
      "attention-look",
      "decide-sent",
      "decide-not-sent",
      "decide-abandoned",
    ]);
    await choices.first().click();
    await expect.poll(() => calls("check_session")).toEqual([{ id: "s-wait", anyway: false }]);
  });

  it("shows a service's own words against a start, line by line, without a click", async () => {
    const words = "Lease.pdf:  Buyer 2 has no tag\nAnnex.pdf: no signer has the role Guarantor";
    const error = {
      code: "start_refused",
      message: "The service does not start the session, and says why.",
      meaning: "The contract lies at the service as a draft.",
      remedy: "Below are the service's own words.",
      detail: words,
    };
    const { page } = await openSession({ session: { ...unclearSession(), error } });
    const shown = at(page, "detail-text");
    expect(await shown.textContent()).toBe(words);
    expect(await shown.evaluate((it) => getComputedStyle(it).whiteSpace)).toBe("pre-wrap");
    expect(await shown.evaluate((it) => getComputedStyle(it).overflowY)).toBe("auto");
  });

  it("is settled at once when it was sent", async () => {
    const { page, calls } = await openSession({
      session: unclearSession(),
      resolve_session: remoteSession(),
    });
    await at(page, "decide-sent").click();
    await page.locator('[data-testid="session-state"][data-state="waiting"]').waitFor();
    expect(await calls("resolve_session")).toEqual([{ id: "s-wait", decision: "sent" }]);
  });

  it.each(["not-sent", "abandoned"])("asks once before it is settled as %s", async (decision) => {
    const { page, calls } = await openSession({
      session: unclearSession(),
      resolve_session: remoteSession(),
    });
    await at(page, `decide-${decision}`).click();
    await expect.poll(() => focused(page)).toBe("BUTTON Back");
    await at(page, "ask-no").click();
    await at(page, `decide-${decision}`).click();
    expect(await calls("resolve_session")).toEqual([]);
    await at(page, "ask-yes").click();
    await expect.poll(() => calls("resolve_session")).toEqual([{ id: "s-wait", decision }]);
  });

  it("offers to fetch what is signed where no question is left", async () => {
    const { page, calls } = await openSession({
      session: remoteSession({ state: "attention", error: told("asking_budget_spent") }),
      outlook: { ...outlook, asks_left: 0 },
      resolve_session: remoteSession({ state: "kept" }),
    });
    expect(await text(page, "decide-sent")).toContain("It is signed: fetch it");
    expect(await text(page, "decide-sent")).toContain("Costs no question");
    await at(page, "decide-sent").click();
    await expect.poll(() => calls("resolve_session")).toEqual([{ id: "s-wait", decision: "sent" }]);
  });

  it("asks nothing about sending where a signed copy is at stake", async () => {
    const { page, calls } = await openSession({
      session: session("s-wait", "Lease", {
        state: "attention",
        error: told("signed_copy_bad"),
      }),
      resolve_session: remoteSession(),
    });
    expect(await at(page, "decide-not-sent").count()).toBe(0);
    expect(await at(page, "attention-look").count()).toBe(0);
    await at(page, "decide-sent").click();
    await expect.poll(() => calls("resolve_session")).toEqual([{ id: "s-wait", decision: "sent" }]);
  });
});

describe("the list", () => {
  it("names the account where there is more than one", async () => {
    const mixed = [remoteSession(), ...sessions().slice(1)];
    const { page } = await open({
      accounts: [office, here],
      sessions: { sessions: mixed, next: null, counts: {} },
    });
    await at(page, "rail-sessions").click();
    await at(page, "session-account").first().waitFor();
    expect(await at(page, "session-account").first().innerText()).toBe("Example Office");
  });

  it("does not where there is one only", async () => {
    const { page } = await open();
    await at(page, "rail-sessions").click();
    await at(page, "session-row").first().waitFor();
    expect(await at(page, "session-account").count()).toBe(0);
  });
});
