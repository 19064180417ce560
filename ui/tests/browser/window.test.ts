import { describe, expect, it } from "vitest";
import { picture } from "./browser";
import {
  computer,
  emptyDraft,
  keptSession,
  readyDraft,
  session,
  sessions,
  told,
  mendableDraft,
  troubledDraft,
} from "./contract";
import type { Answers, HostedWindow } from "./host";
import { hold, holdWithLargerText, type Screens } from "./screens";
import { at, focused, open, prepared, unfold, useWindows } from "./windows";

useWindows();

describe("prepare", () => {
  it("starts with a place to drop, and a sample to try", async () => {
    const { page, calls, answer, emit, heard } = await open({ draft: emptyDraft() });
    await at(page, "add-sample").click();
    await expect.poll(() => calls("add_sample")).toHaveLength(1);
    await answer({ draft: readyDraft() });
    await emit("draft_changed");
    await at(page, "document").first().waitFor();
    expect(heard).toEqual([]);
  });

  it("opens the file dialog with Ctrl+O", async () => {
    const { page, calls } = await open({ draft: emptyDraft() });
    await at(page, "choose-files").waitFor();
    await page.keyboard.press("Control+o");
    await expect.poll(() => calls("choose_files")).toHaveLength(1);
  });

  it("says so while files hover, and adds them when they fall", async () => {
    const { page, calls, emit } = await open();
    await at(page, "document").first().waitFor();
    const paths = ["/home/office/a.pdf", "/home/office/b.pdf"];
    await emit("tauri://drag-enter", { paths, position: { x: 1, y: 1 } });
    await at(page, "dropping").waitFor();
    expect(await at(page, "dropping").innerText()).toContain("2 files");
    await picture(page, "dropping-light-1280");
    await emit("tauri://drag-drop", { paths, position: { x: 1, y: 1 } });
    await at(page, "dropping").waitFor({ state: "detached" });
    await expect.poll(() => calls("add_files")).toEqual([{ paths }]);
  });

  it("frames every place in its signer's colour where it stands on the page", async () => {
    const { page } = await open();
    const frame = page.locator('[data-testid="frame"][data-kind="signature"][data-signer="2"]');
    await frame.scrollIntoViewIfNeeded();
    const sheet = page.locator('[data-number="3"]');
    const [box, paper] = [await frame.boundingBox(), await sheet.boundingBox()];
    if (!box || !paper) throw new Error("nothing is framed");
    expect((box.x - paper.x) / paper.width).toBeCloseTo(320 / 595, 2);
    expect((box.y - paper.y) / paper.height).toBeCloseTo((842 - 270) / 842, 2);
    const colours = await page
      .locator('[data-testid="frame"]')
      .evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).borderTopColor)).size);
    expect(colours).toBe(2);
  });

  it("keeps the words of a page selectable over its picture", async () => {
    const { page } = await open();
    await page.getByText("The rent is due").first().waitFor();
  });

  it("saves what is typed about a signer a moment later, and before sending", async () => {
    const { page, calls, answer } = await open();
    await at(page, "signer-2-name").fill("Zoë van der Meer");
    await expect.poll(() => calls("set_signer")).toHaveLength(1);
    await at(page, "signer-2-email").fill("zoe@example.com");
    await answer({ send: "s-wait" });
    await page.keyboard.press("Control+Enter");
    await at(page, "session-state").waitFor();
    const saved = await calls("set_signer");
    expect(saved.at(-1)).toEqual({ number: 2, name: "Zoë van der Meer", email: "zoe@example.com" });
    expect(await calls("send")).toHaveLength(1);
  });

  it("does not overwrite what is being typed with an older answer", async () => {
    const { page, emit } = await open();
    await at(page, "signer-1-name").pressSequentially(" and partner", { delay: 5 });
    await emit("draft_changed");
    await page.waitForTimeout(60);
    expect(await at(page, "signer-1-name").inputValue()).toContain("partner");
  });

  it("says why it cannot be sent, and sends nothing", async () => {
    const { page, calls } = await open({ draft: troubledDraft() });
    const button = at(page, "send");
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    expect(await at(page, "send-note").innerText()).toContain("could not be read");
    await button.click({ force: true });
    await page.waitForTimeout(100);
    expect(await calls("send")).toEqual([]);
  });

  it("goes to the page of a finding, and marks the spot", async () => {
    const { page } = await open({ draft: troubledDraft() });
    await page.locator('[data-code="tag_without_signer"] .go').click();
    await page.locator(".found").waitFor();
    await expect.poll(() => page.getByLabel("Page", { exact: true }).inputValue()).toBe("3");
  });

  it("shows the page that was looked at when one comes back from another screen", async () => {
    const { page } = await open();
    const pages = page.locator("[data-scrolls]").first();
    const next = page.getByRole("button", { name: "Next page" });
    await next.click();
    await expect.poll(() => pages.evaluate((one) => one.scrollTop)).toBeGreaterThan(300);
    const before = await pages.evaluate((one) => one.scrollTop);
    await at(page, "rail-sessions").click();
    await at(page, "rail-prepare").click();
    await next.waitFor();
    await expect.poll(() => pages.evaluate((one) => one.scrollTop)).toBe(before);

    // The wheel leads on, and that page is the one to come back to.
    await pages.evaluate((one) => one.scrollTo(0, one.scrollHeight));
    const number = page.getByLabel("Page", { exact: true });
    await expect.poll(() => number.inputValue()).toBe("3");
    await at(page, "rail-sessions").click();
    await at(page, "rail-prepare").click();
    await expect
      .poll(() => pages.evaluate((one) => one.scrollTop), { timeout: 3000 })
      .toBeGreaterThan(before);
    expect(await number.inputValue()).toBe("3");
  });

  it("allows a finding that may be allowed, and no other", async () => {
    const { page, calls } = await open({ draft: troubledDraft() });
    await page.locator('[data-code="tag_without_signer"]').getByTestId("allow").click();
    await expect
      .poll(() => calls("allow_finding"))
      .toEqual([{ code: "tag_without_signer", allowed: true }]);
    expect(await page.locator('[data-code="document_changed"]').getByTestId("allow").count()).toBe(
      0,
    );
  });

  it("asks which file counts when one changed since the drop", async () => {
    const { page, calls } = await open({ draft: troubledDraft() });
    await page.locator('[data-cure="take_new"]').click();
    await expect
      .poll(() => calls("cure_finding"))
      .toEqual([{ document: "d2", cure: { do: "take_new" } }]);
  });

  it("mends a finding with one click, and takes that back", async () => {
    const { page, calls } = await open({ draft: mendableDraft() });
    await at(page, "show-each").click();
    const miss = page.locator('[data-testid="finding"][data-code="tag_near_miss"]').nth(4);
    await miss.getByTestId("cure").click();
    const [call] = await calls("cure_finding");
    expect(call).toMatchObject({
      document: "d1",
      cure: { do: "make_place", place: { signer: 1, page: 3 } },
    });
    // The page on which the place appears is shown.
    await expect.poll(() => page.getByLabel("Page", { exact: true }).inputValue()).toBe("3");
    expect(await at(page, "done").innerText()).toContain("Done: Add signer 3");
    await at(page, "undo").click();
    await page.locator(".doc .name").first().focus();
    await page.keyboard.press("Control+z");
    await expect.poll(() => calls("undo")).toHaveLength(2);
    // In a field, Ctrl Z is the field's own.
    await at(page, "signer-1-name").focus();
    await page.keyboard.press("Control+z");
    await page.waitForTimeout(50);
    expect(await calls("undo")).toHaveLength(2);
  });

  it("tells many findings of a kind on one line, and each when asked", async () => {
    const { page } = await open({ draft: mendableDraft() });
    const misses = page.locator('[data-testid="finding"][data-code="tag_near_miss"]');
    expect(await misses.count()).toBe(0);
    const each = at(page, "show-each");
    expect(await each.getAttribute("aria-expanded")).toBe("false");
    await each.focus();
    await page.keyboard.press("Enter");
    expect(await misses.count()).toBe(5);
    expect(await each.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Enter");
    expect(await misses.count()).toBe(0);
  });

  it("leads from a contract sent before to that session", async () => {
    const { page } = await open({ draft: mendableDraft() });
    await page.locator('[data-cure="open_session"]').click();
    await at(page, "session-state").waitFor();
  });

  it("says in place how a document is printed anew", async () => {
    const { page } = await open({ draft: mendableDraft() });
    const how = page.locator('[data-cure="print_anew"]');
    await how.click();
    await page.getByText("Save as PDF").waitFor();
    expect(await how.getAttribute("aria-expanded")).toBe("true");
  });

  it("walks the findings with F8, and shows what each is about", async () => {
    const { page } = await open({ draft: mendableDraft() });
    await at(page, "show-each").click();
    await page.locator(".doc .name").first().focus();
    await page.keyboard.press("F8");
    await expect.poll(() => focused(page)).toContain("sent to The tenant before");
    await page.keyboard.press("F8");
    await page.keyboard.press("F8");
    await expect.poll(() => focused(page)).toContain("almost a tag");
    await page.locator(".found").waitFor();
    await page.keyboard.press("Shift+F8");
    await page.keyboard.press("Shift+F8");
    await expect.poll(() => focused(page)).toContain("sent to The tenant before");
  });

  it("keeps the mark on a finding when the desk answers anew", async () => {
    const { page, answer, emit } = await open({ draft: troubledDraft() });
    await page.locator('[data-code="tag_without_signer"] .go').click();
    await page.locator("li.find.on").waitFor();
    await answer({ draft: troubledDraft() });
    await emit("draft_changed");
    await page.waitForTimeout(60);
    expect(await page.locator("li.find.on").count()).toBe(1);
  });

  it("unlocks a document with its password", async () => {
    const { page, calls } = await open({ draft: troubledDraft() });
    await page.getByRole("button", { name: "Deposit agreement" }).first().click();
    await at(page, "document-password").fill("secret");
    await page.keyboard.press("Enter");
    await expect.poll(() => calls("unlock_document")).toEqual([{ id: "d3", password: "secret" }]);
  });

  it.each(["password_needed", "password_wrong"])(
    "leads from a locked document's finding to its password: %s",
    async (code) => {
      const draft = troubledDraft();
      const locked = draft.draft.documents.find((one) => one.id === "d3");
      if (locked?.error) locked.error.code = code;
      const { page, calls } = await open({ draft });
      await page.locator('[data-code="document_unreadable"] .go').first().click();
      await expect
        .poll(() => focused(page))
        .toBe("INPUT Password of Deposit agreement Harbour Street 12.pdf");
      expect(await page.locator(".doc.on").getAttribute("data-id")).toBe("d3");
      await page.keyboard.type("secret");
      await page.keyboard.press("Enter");
      await expect.poll(() => calls("unlock_document")).toEqual([{ id: "d3", password: "secret" }]);
      // Still locked: the next try is typed where the first was.
      await page.waitForTimeout(50);
      await page.keyboard.type("other");
      expect(await at(page, "document-password").inputValue()).toBe("other");
    },
  );

  it("leads from an unreadable document's finding to what is wrong with it", async () => {
    const { page } = await open({ draft: troubledDraft() });
    await page.locator('[data-code="document_unreadable"] .go').nth(1).click();
    await page.locator('[data-testid="document-error"][data-code="pdf_damaged"]').waitFor();
    expect(await page.locator(".doc.on").getAttribute("data-id")).toBe("d4");
    const inside = () =>
      page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? null);
    await expect.poll(inside).toBe("document-error");
    // Coming back to it by its card takes no focus away.
    await page.getByRole("button", { name: "House rules 2027.pdf" }).first().click();
    await page.getByRole("button", { name: "Inventory 14.pdf" }).first().click();
    await at(page, "document-error").waitFor();
    expect(await inside()).not.toBe("document-error");
  });

  it("tells an error in three parts, with its detail one click away", async () => {
    const { page } = await open({
      draft: readyDraft(),
      add_signer: { refused: told("disk_full") },
    });
    await at(page, "add-signer").click();
    const notice = at(page, "trouble");
    await notice.waitFor();
    expect(await notice.innerText()).toContain("left out");
    await notice.getByRole("button", { name: "Technical detail" }).click();
    expect(await notice.innerText()).toContain("xref");
  });

  it("moves and removes documents from the keyboard", async () => {
    const { page, calls } = await open();
    await page.getByRole("button", { name: "House rules 2027.pdf" }).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await expect.poll(() => calls("move_document")).toEqual([{ id: "d2", to: 0 }]);
    await page.keyboard.press("Delete");
    await expect.poll(() => calls("remove_document")).toEqual([{ id: "d2" }]);
  });

  it("walks the columns with F6 and the screens with Ctrl and a digit", async () => {
    const { page } = await open();
    await at(page, "preflight").waitFor();
    const column = () =>
      page.evaluate(() =>
        document.activeElement?.closest("[data-column]")?.getAttribute("aria-label"),
      );
    const way = ["Main", "Documents", "Pages", "Signers and sending", "Pre-flight", "Main"];
    for (const name of way) {
      await page.keyboard.press("F6");
      await expect.poll(column).toBe(name);
    }
    for (const name of way.slice(1, -1).reverse()) {
      await page.keyboard.press("Shift+F6");
      await expect.poll(column).toBe(name);
    }
    // From a heading between two columns it is the next one, not the first of all.
    await page.locator("h1").evaluate((one) => {
      one.tabIndex = -1;
      one.focus();
    });
    await page.keyboard.press("F6");
    await expect.poll(column).toBe("Documents");
    await page.keyboard.press("Control+2");
    await at(page, "session-row").first().waitFor();
    await page.keyboard.press("Control+3");
    await at(page, "fingerprint").waitFor();
  });

  it.each([
    ["keyring", 1],
    ["not_made", 1],
    ["missing", 0],
    ["locked", 0],
  ] as const)("says that this computer is ready only when it is: %s", async (keys, said) => {
    const { page } = await open({ draft: emptyDraft(), computer: { ...computer, keys } });
    await at(page, "add-sample").waitFor();
    if (said === 0) await at(page, "keys-notice").waitFor();
    await expect.poll(() => at(page, "computer-ready").count()).toBe(said);
  });

  it("offers a passphrase when there is no keyring", async () => {
    const { page, calls, answer } = await open({ computer: { ...computer, keys: "missing" } });
    await at(page, "keys-notice").waitFor();
    await answer({ computer: { ...computer, keys: "passphrase" } });
    await page.getByLabel("Passphrase").fill("correct horse");
    await page.keyboard.press("Enter");
    await at(page, "keys-notice").waitFor({ state: "detached" });
    expect(await calls("use_passphrase")).toEqual([{ passphrase: "correct horse" }]);
  });
});

describe("sessions", () => {
  it("are searched and filtered by the host", async () => {
    const { page, calls } = await open();
    await at(page, "rail-sessions").click();
    await at(page, "sessions-search").fill("harbour");
    const tab = at(page, "sessions-tab-kept");
    await tab.click();
    expect(await tab.getAttribute("aria-pressed")).toBe("true");
    expect(await at(page, "sessions-tab-all").getAttribute("aria-pressed")).toBe("false");
    await expect
      .poll(async () => (await calls("sessions")).at(-1)?.["query"])
      .toMatchObject({ search: "harbour", states: ["kept"] });
  });

  it("show above the list how many a person has to do with, as number and words", async () => {
    const counts = {
      attention: 2,
      sending: 1,
      waiting: 10,
      completed: 1,
      kept: 1197,
      declined: 31,
    };
    const { page } = await open({ sessions: { sessions: sessions(), next: null, counts } });
    await at(page, "rail-sessions").click();
    const strip = page.getByRole("group", { name: "At a glance" });
    for (const name of ["2 Need attention", "12 Open", "1197 Kept"]) {
      await strip.getByRole("button", { name, exact: true }).waitFor();
    }
    expect(await strip.getByRole("button").count()).toBe(3);
  });

  it("are filtered by a figure as by the tab of the same name", async () => {
    const { page, calls } = await open();
    await at(page, "rail-sessions").click();
    const pressed = (id: string) => at(page, id).getAttribute("aria-pressed");
    const figure = page.getByRole("button", { name: "1 Needs attention", exact: true });
    await figure.focus();
    await page.keyboard.press("Enter");
    expect(await pressed("sessions-tab-attention")).toBe("true");
    await expect
      .poll(async () => (await calls("sessions")).at(-1)?.["query"])
      .toMatchObject({ states: ["attention"] });
    await at(page, "sessions-tab-open").click();
    expect(await pressed("sessions-figure-attention")).toBe("false");
    expect(await pressed("sessions-figure-open")).toBe("true");
  });

  it("keep their figures while nothing matches what is searched for", async () => {
    const { page, answer } = await open();
    await at(page, "rail-sessions").click();
    await at(page, "sessions-figure-open").waitFor();
    await answer({ sessions: { sessions: [], next: null, counts: {} } });
    await at(page, "sessions-search").fill("nowhere");
    await page.getByText("No session matches").waitFor();
    expect(await at(page, "sessions-figure-open").innerText()).toContain("0");
  });

  it("are walked with the arrows and opened with Enter", async () => {
    const { page, calls } = await open();
    await page.keyboard.press("Control+2");
    await at(page, "session-row").first().waitFor();
    await at(page, "sessions-search").press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await at(page, "back-to-sessions").waitFor();
    expect((await calls("session")).at(-1)).toEqual({ id: "s-attention" });
  });

  it("say so when there are none", async () => {
    const { page } = await open({ sessions: { sessions: [], next: null, counts: {} } });
    await at(page, "rail-sessions").click();
    await page.getByText("No sessions yet").waitFor();
    expect(await page.getByRole("group", { name: "At a glance" }).count()).toBe(0);
    await picture(page, "sessions-empty-light-1280");
  });

  it("show the address when no browser could be opened", async () => {
    const url = "http://127.0.0.1:4000/sign/abc";
    const { page } = await openSession({ open_signing: { url, opened: false } });
    await at(page, "open-signing-2").click();
    await at(page, "link-address").waitFor();
    expect(await at(page, "link-address").inputValue()).toBe(url);
  });

  it("give an address to be copied without opening a browser", async () => {
    const url = "http://127.0.0.1:4000/s/abc";
    const { page, calls } = await openSession({ signing_link: url });
    await at(page, "copy-link-2").click();
    await at(page, "link-address").waitFor();
    expect(await at(page, "link-address").inputValue()).toBe(url);
    expect(await calls("open_signing")).toEqual([]);
  });

  it("offer no page to who has signed", async () => {
    const { page } = await openSession({});
    expect(await at(page, "open-signing-1").count()).toBe(0);
  });

  it("ask once before they are cancelled", async () => {
    const { page, calls } = await openSession({
      cancel_session: session("s-wait", "Lease Harbour Street 12", { state: "cancelled" }),
    });
    await at(page, "cancel").click();
    expect(await calls("cancel_session")).toEqual([]);
    await at(page, "cancel-reason").fill("another price");
    await at(page, "cancel-confirm").click();
    await page.locator('[data-testid="session-state"][data-state="cancelled"]').waitFor();
    expect(await calls("cancel_session")).toEqual([{ id: "s-wait", reason: "another price" }]);
  });

  it("answer changed, who and when for what is kept", async () => {
    const { page, calls } = await openSession({ session: keptSession() });
    await at(page, "verdict-changed").waitFor();
    expect(await at(page, "verdict-changed").innerText()).toContain("No");
    expect(await at(page, "verdict-who").innerText()).toContain("The landlord, The tenant");
    await at(page, "verify").click();
    await expect.poll(() => calls("verify_session")).toHaveLength(2);
    await page.getByRole("button", { name: "House rules 2027.pdf" }).click();
    await at(page, "open-signed").click();
    expect(await calls("open_signed")).toEqual([{ id: "s-wait", document: 2 }]);
  });

  it("are asked for again when they change", async () => {
    const { page, answer, emit } = await openSession({});
    await answer({ session: keptSession() });
    await emit("session_changed", { id: "s-wait" });
    await page.locator('[data-testid="session-state"][data-state="kept"]').waitFor();
  });

  it.each([
    ["failed", "cannot_prepare", ["send-again"], "send-again"],
    ["attention", "signed_copy_bad", ["send-again"], null],
    ["sending", null, [], null],
    ["sending", "disk_full", ["resume"], "resume"],
    ["waiting", "disk_full", ["resume", "cancel"], "resume"],
    ["completed", null, [], null],
    ["completed", "disk_full", ["resume"], "resume"],
    ["declined", null, ["send-again"], "send-again"],
  ] as const)(
    "offer what can be done when %s with error %s",
    async (state, code, offered, primary) => {
      const error = code && told(code);
      const { page } = await openSession({
        session: session("s-wait", "Lease Harbour Street 12", { state, error }),
      });
      const buttons = page.locator("header .acts button");
      const ids = () => buttons.evaluateAll((all) => all.map((one) => one.dataset["testid"]));
      expect(await ids()).toEqual(offered);
      const loud = page.locator("header .acts .primary");
      expect(await loud.count()).toBe(primary ? 1 : 0);
      if (primary) expect(await loud.getAttribute("data-testid")).toBe(primary);
      expect(await page.getByText("It is left out").count()).toBe(error ? 1 : 0);
    },
  );

  it("let a signed copy be verified when they need attention", async () => {
    const { page, calls } = await openSession({
      session: { ...keptSession(), state: "attention", error: told("signed_copy_bad") },
    });
    expect(await calls("verify_session")).toEqual([]);
    await at(page, "verify").click();
    await at(page, "verdict-changed").waitFor();
    expect(await at(page, "send-again").count()).toBe(1);
  });

  it("fill a new draft when they are sent again", async () => {
    const { page, calls } = await openSession({ session: keptSession() });
    await at(page, "send-again").click();
    await prepared(page);
    expect(await calls("send_again")).toEqual([{ id: "s-wait" }]);
  });
});

async function openSession(answers: Answers): Promise<HostedWindow> {
  const hosted = await open(answers);
  await at(hosted.page, "rail-sessions").click();
  await at(hosted.page, "session-row").first().click();
  await at(hosted.page, "back-to-sessions").waitFor();
  await at(hosted.page, "session-state").waitFor();
  return hosted;
}

describe("the focus", () => {
  it.each(["Use a key for this run only", "Try again"])(
    "goes on to the screen when the notice about the key goes: %s",
    async (button) => {
      const { page, answer } = await open({ computer: { ...computer, keys: "missing" } });
      await at(page, "keys-notice").waitFor();
      await answer({ computer });
      await page.getByRole("button", { name: button }).focus();
      await page.keyboard.press("Enter");
      await at(page, "keys-notice").waitFor({ state: "detached" });
      await expect.poll(() => focused(page)).toBe("H1 Prepare");
    },
  );

  it("goes on to the sample when it takes the place of the empty screen", async () => {
    const { page, answer, emit } = await open({ draft: emptyDraft() });
    await at(page, "add-sample").focus();
    await page.keyboard.press("Enter");
    await answer({ draft: readyDraft() });
    await emit("draft_changed");
    await at(page, "document").first().waitFor();
    await expect.poll(() => focused(page)).toBe("H1 Prepare");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("BUTTON Lease Harbour Street 12.pdf");
  });

  it("stays with the signers when one has signed", async () => {
    const { page, answer, emit } = await openSession({});
    await at(page, "open-signing-2").focus();
    await answer({ session: keptSession() });
    await emit("session_changed", { id: "s-wait" });
    await at(page, "open-signing-2").waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("H2 Signers, in this order");
  });

  it("stays where it is when something else goes", async () => {
    const { page, answer, emit } = await open({ draft: troubledDraft() });
    await at(page, "signer-1-name").focus();
    await answer({ draft: readyDraft() });
    await emit("draft_changed");
    await page.locator('[data-severity="error"]').first().waitFor({ state: "detached" });
    expect(await focused(page)).toBe("INPUT Name of signer 1");
  });
});

describe("settings", () => {
  it("change the looks at once, and have them remembered", async () => {
    const { page, calls } = await open();
    await at(page, "rail-settings").click();
    await at(page, "theme-dark").check();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await expect
      .poll(() => calls("set_looks"))
      .toEqual([{ looks: { theme: "dark", text_size: 100 } }]);
  });
});

const screens: Screens = {
  empty: {
    answers: { draft: emptyDraft() },
    go: (page) => at(page, "add-sample").waitFor(),
  },
  prepare: {
    answers: {},
    go: async (page) => {
      await unfold(page, "documents");
      await page.locator('[data-testid="thumb"][data-page="3"]').click();
      await page.locator('[data-testid="page-picture"][data-page="3"]').waitFor();
    },
  },
  preflight: {
    answers: { draft: troubledDraft() },
    go: async (page) => {
      await page.locator('[data-code="tag_without_signer"] .go').click();
    },
  },
  mend: {
    answers: { draft: mendableDraft() },
    go: async (page) => {
      await at(page, "show-each").click();
      await page.locator('[data-cure="print_anew"]').click();
      await page.locator('[data-code="tag_near_miss"] .go').first().click();
      await page.locator(".found").waitFor();
    },
  },
  locked: {
    answers: { draft: troubledDraft() },
    go: async (page) => {
      await unfold(page, "documents");
      await page.getByRole("button", { name: "Deposit agreement" }).first().click();
      await unfold(page, "pages");
      await at(page, "document-password").waitFor();
    },
  },
  "keys-missing": {
    answers: { computer: { ...computer, keys: "missing" } },
    go: (page) => at(page, "keys-notice").waitFor(),
  },
  sessions: {
    answers: {},
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").first().waitFor();
    },
  },
  "session-waiting": {
    answers: { open_signing: { url: "http://127.0.0.1:40123/open/mQ8yL2vX0c", opened: false } },
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").first().click();
      await at(page, "open-signing-2").click();
      await at(page, "link-address").waitFor();
    },
  },
  "session-kept": {
    answers: { session: keptSession() },
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").nth(2).click();
      await at(page, "verdict-changed").waitFor();
    },
  },
  "session-attention": {
    answers: { session: sessions()[1] },
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").nth(1).click();
      await at(page, "attention-panel").waitFor();
    },
  },
  settings: {
    answers: {},
    go: async (page) => {
      await at(page, "rail-settings").click();
      await at(page, "fingerprint").waitFor();
    },
  },
};

hold(screens);

// Where the columns of Prepare take turns, each is held.
const prepare = screens["prepare"];
holdWithLargerText({
  ...screens,
  ...(prepare && {
    "prepare-documents": { ...prepare, shows: "documents" },
    "prepare-signers": { ...prepare, shows: "send" },
  }),
});

describe("larger text", () => {
  it("shows what is wrong with a session above who signs it", async () => {
    const top = async (answers: Answers, what: string) => {
      const looks = { theme: "system", text_size: 200 };
      const { page } = await openSession({ looks, ...answers });
      return (await page.locator(what).first().boundingBox())?.y ?? NaN;
    };
    const trouble = { session: sessions()[1] };
    expect(await top(trouble, ".main .notice")).toBeLessThan(await top(trouble, ".people"));
    expect(await top({}, ".people")).toBeLessThan(await top({}, ".main"));
  });

  it("makes every word larger", async () => {
    const sizes = async (text_size: number) => {
      const { page } = await open({ looks: { theme: "system", text_size } });
      await prepared(page);
      return page.evaluate(() =>
        ["h2", ".btn", "small", ".num", "kbd", ".in", ".rail a", ".thumbs button"].map((one) =>
          parseFloat(getComputedStyle(document.querySelector(one) as Element).fontSize),
        ),
      );
    };
    const [usual, large] = [await sizes(100), await sizes(200)];
    expect(large).toEqual(usual.map((one) => one * 2));
  });

  it("unfolds the columns that F6 walks to", async () => {
    const { page } = await open(
      { looks: { theme: "system", text_size: 200 } },
      { width: 1080, height: 600 },
    );
    await at(page, "preflight").waitFor({ state: "attached" });
    for (const shown of [null, ".docs .name", ".stage .bar", ".send header", ".stage .pre"]) {
      await page.keyboard.press("F6");
      if (shown) await page.locator(shown).first().waitFor();
      expect(await focused(page)).not.toBe("BODY");
    }
  });

  it("folds columns, and unfolds the one that a finding leads to", async () => {
    const { page } = await open(
      { draft: troubledDraft(), looks: { theme: "system", text_size: 150 } },
      { width: 1080, height: 600 },
    );
    await at(page, "show-documents").click();
    expect(await page.locator(".stage").isVisible()).toBe(false);
    await at(page, "thumb").nth(1).click();
    await page.locator(".stage").waitFor();
    expect(await page.locator(".docs").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.closest(".stage") !== null)).toBe(
      true,
    );
  });
});
