/** What an office meets beside the straight way: other entrances, undo, settings. */
import { describe, expect, it } from "vitest";
import { cutOff, outOfReach } from "./browser";
import {
  computer,
  copyNames,
  emptyDraft,
  finding,
  keptSession,
  readyDraft,
  session,
  told,
} from "./contract";
import { hold, holdWithLargerText, type Screens } from "./screens";
import { at, focused, open, prepared, unfold, useWindows } from "./windows";

useWindows();

const aside = {
  message: "3 files were not taken, since they are no PDFs.",
  names: ["Letter to the tenant.docx", "photo of the meter.jpg", "notes.txt"],
  count: 3,
};
const undone = (what: string) => ({ ...readyDraft(), done: what });
const leftOut = "Left out House rules 2027.pdf";

describe("entrances", () => {
  it("pastes copied files with Ctrl+V, but not into a field", async () => {
    const { page, calls } = await open({ paste_files: true });
    await at(page, "rail-sessions").click();
    await at(page, "sessions-search").focus();
    await page.keyboard.press("Control+v");
    await page.waitForTimeout(50);
    expect(await calls("paste_files")).toEqual([]);
    await at(page, "rail-sessions").focus();
    await page.keyboard.press("Control+v");
    await prepared(page);
    expect(await calls("paste_files")).toHaveLength(1);
  });

  it("says so when there is no file to paste", async () => {
    const { page } = await open({ paste_files: false, draft: emptyDraft() });
    await at(page, "add-sample").waitFor();
    await page.keyboard.press("Control+v");
    await at(page, "nothing-pasted").waitFor();
    expect(await at(page, "nothing-pasted").innerText()).toContain("no files in the clipboard");
  });

  it("adds several drops at once, each by its own call, in their order", async () => {
    const { page, calls, emit } = await open();
    await at(page, "document").first().waitFor();
    const position = { x: 1, y: 1 };
    for (const paths of [["/a.pdf"], ["/b", "/c.pdf"], ["/d.pdf"]]) {
      await emit("tauri://drag-drop", { paths, position });
    }
    await expect
      .poll(() => calls("add_files"))
      .toEqual([{ paths: ["/a.pdf"] }, { paths: ["/b", "/c.pdf"] }, { paths: ["/d.pdf"] }]);
  });

  it("names what a folder held beside PDFs, until that is put away", async () => {
    const { page, calls } = await open({ draft: { ...readyDraft(), aside } });
    await at(page, "aside").locator("summary").click();
    expect(await at(page, "aside").innerText()).toContain("photo of the meter.jpg");
    await at(page, "put-aside-away").click();
    await expect.poll(() => calls("put_aside_away")).toHaveLength(1);
  });
});

describe("undo", () => {
  it("takes the place of a question when a draft is thrown away", async () => {
    const { page, calls, answer, emit } = await open();
    await at(page, "discard").click();
    await expect.poll(() => calls("discard_draft")).toHaveLength(1);
    await answer({ draft: { ...emptyDraft(), done: "Started over" } });
    await emit("draft_changed");
    await at(page, "add-sample").waitFor();
    expect(await at(page, "done").innerText()).toContain("Started over");
    await answer({ draft: readyDraft() });
    await page.keyboard.press("Control+z");
    await at(page, "document").first().waitFor();
    expect(await calls("undo")).toHaveLength(1);
  });

  it("brings back a document that was left out, in every column", async () => {
    const { page, calls } = await open(
      { draft: undone(leftOut), looks: { theme: "system", text_size: 200 } },
      { width: 1080, height: 600 },
    );
    await unfold(page, "documents");
    expect(await at(page, "done").innerText()).toContain(leftOut);
    await at(page, "undo").click();
    await expect.poll(() => calls("undo")).toHaveLength(1);
  });

  it("is put away, and comes again with the next thing that is done", async () => {
    const { page, answer, emit } = await open({ draft: undone(leftOut) });
    await at(page, "done").getByRole("button", { name: "Put away" }).click();
    await at(page, "done").waitFor({ state: "detached" });
    await answer({ draft: undone("Removed signer 2") });
    await emit("draft_changed");
    await at(page, "done").waitFor();
  });
});

describe("trouble", () => {
  it("gives its technical detail to be copied", async () => {
    const { page } = await open({ add_signer: { refused: told("disk_full") } });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await at(page, "add-signer").click();
    await at(page, "trouble").getByRole("button", { name: "Technical detail" }).click();
    await at(page, "copy-detail").click();
    await at(page, "trouble").getByText("Copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^disk_full\n/);
  });

  it("that is there from the start is told once, and can be put away", async () => {
    const { page } = await open({ notices: [told("data_folder_shared")] });
    const notice = at(page, "notice");
    await notice.waitFor();
    expect(await notice.getAttribute("data-code")).toBe("data_folder_shared");
    await notice.getByRole("button", { name: "Put away" }).click();
    await notice.waitFor({ state: "detached" });
  });

  it("with the history is told, and nothing else pretends to work", async () => {
    const newer = { refused: told("history_newer") };
    const { page } = await open({ draft: newer, sessions: newer, looks: newer, notices: newer });
    await at(page, "trouble").waitFor();
    expect(await at(page, "trouble").getAttribute("data-code")).toBe("history_newer");
    expect(await at(page, "send").count()).toBe(0);
  });
});

describe("settings", () => {
  it("show what copies would be called while the pattern is typed", async () => {
    const { page, calls, answer } = await open();
    await at(page, "rail-settings").click();
    await at(page, "name-pattern").waitFor();
    await answer({
      copy_names: {
        ...copyNames,
        pattern: "{date} {document}",
        signed: "2026-11-25 Lease Harbour Street 12.pdf",
      },
    });
    await at(page, "name-pattern").fill("{date} {document}");
    await page.getByText("2026-11-25 Lease Harbour Street 12.pdf").waitFor();
    await expect.poll(() => calls("set_name_pattern")).toEqual([{ pattern: "{date} {document}" }]);
  });

  it("keep the old names while a pattern cannot be used, and say why", async () => {
    const { page, calls, answer } = await open();
    await at(page, "rail-settings").click();
    await at(page, "name-pattern").waitFor();
    const problem = "{docment} is no particular that Paraph knows.";
    await answer({
      copy_names: { ...copyNames, pattern: "{docment}", signed: null, receipt: null, problem },
    });
    await at(page, "name-pattern").fill("{docment}");
    await page.getByText(problem).waitFor();
    expect(await at(page, "name-pattern").getAttribute("aria-invalid")).toBe("true");
    expect(await calls("set_name_pattern")).toEqual([]);
  });

  it("put a particular where the writing stands", async () => {
    const { page, calls } = await open();
    await at(page, "rail-settings").click();
    await at(page, "name-pattern").fill("A  B");
    await at(page, "name-pattern").press("ArrowLeft");
    await at(page, "name-pattern").press("ArrowLeft");
    await at(page, "particular-date").click();
    await expect
      .poll(async () => (await calls("copy_names")).at(-1))
      .toEqual({ pattern: "A {date} B" });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid")))
      .toBe("name-pattern");
  });

  it("ask once before the seal is made anew, and only then do it", async () => {
    const { page, calls } = await open();
    await at(page, "rail-settings").click();
    await at(page, "renew-seal").click();
    await expect.poll(() => focused(page)).toBe("BUTTON Keep it");
    expect(await calls("renew_seal")).toEqual([]);
    await at(page, "ask-yes").click();
    await page.getByText("The new seal is in use.").waitFor();
    expect(await calls("renew_seal")).toHaveLength(1);
  });

  it("hand out the certificate and the folders, and name the office", async () => {
    const { page, calls } = await open({
      save_certificate: true,
      computer: { ...computer, kept_usual: false },
    });
    await at(page, "rail-settings").click();
    await at(page, "save-certificate").click();
    await page.getByText("The certificate was saved.").waitFor();
    for (const [button, command] of [
      ["choose-kept-folder", "choose_kept_folder"],
      ["usual-kept-folder", "use_usual_kept_folder"],
      ["open-data-folder", "open_data_folder"],
      ["choose-logo", "choose_office_logo"],
    ] as const) {
      await at(page, button).click();
      await expect.poll(() => calls(command)).toHaveLength(1);
    }
    await at(page, "office-name").fill("Harbour & Sons");
    await expect.poll(() => calls("set_office_name")).toEqual([{ name: "Harbour & Sons" }]);
  });

  it("list every crate and npm package that is shipped, each with its licence", async () => {
    const { page } = await open();
    await at(page, "rail-settings").click();
    await at(page, "licences").locator("summary").click();
    const rows = at(page, "licences").locator("tbody tr");
    await rows.first().waitFor();
    const parts = await rows.evaluateAll((all) =>
      all.map((row) => [...row.children].map((one) => one.textContent ?? "")),
    );
    const names = parts.map(([name]) => name);
    for (const name of ["tauri", "hayro", "rusqlite", "svelte", "@fluent/bundle"]) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain("vitest");
    expect(parts.filter(([, , licence]) => !licence)).toEqual([]);
    expect(
      parts.filter(([, , licence]) => /GPL/.test(licence ?? "") && !/ OR /.test(licence ?? "")),
    ).toEqual([]);
  });

  it("show the problem report before it is saved, and send nothing", async () => {
    const { page, calls } = await open({ save_report: true });
    const asked: string[] = [];
    await at(page, "rail-settings").click();
    page.on("request", (request) => asked.push(request.url()));
    await at(page, "show-report").click();
    expect(await at(page, "report").innerText()).toContain("problem report");
    await at(page, "save-report").click();
    await page.getByText("The report was saved.").waitFor();
    expect(await calls("save_report")).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

describe("any document", () => {
  it("is opened in the person's own program, before and after signing", async () => {
    const { page, calls } = await open({ session: keptSession() });
    await at(page, "open-document").click();
    await expect.poll(() => calls("open_document")).toEqual([{ id: "d1" }]);
    await at(page, "rail-sessions").click();
    await at(page, "session-row").first().click();
    await at(page, "open-document").first().click();
    await at(page, "open-document").nth(1).click();
    await expect.poll(() => calls("open_sent")).toEqual([{ id: "s-wait", document: 1 }]);
    await expect.poll(() => calls("open_signed")).toEqual([{ id: "s-wait", document: 1 }]);
  });
});

describe("sending", () => {
  it("s03: a double click, or Enter held down, sends once", async () => {
    const { page, calls } = await open({ send: { never: true } });
    await at(page, "send").dblclick();
    await at(page, "send").focus();
    for (let n = 0; n < 5; n += 1) await page.keyboard.press("Enter");
    for (let n = 0; n < 5; n += 1) await page.keyboard.press("Control+Enter");
    await page.waitForTimeout(150);
    expect(await calls("send")).toHaveLength(1);
  });

  it("i01: names in any script are taken, and shown as they were written", async () => {
    const names = ["Šárka Čápková-Žižňová", "Sukarno", "王小明", "محمد علي", "Nguyễn Thị Ánh"];
    const { page, calls } = await open({
      session: session("s-wait", "Nájemní smlouva č. 12", {
        signers: names.map((name, at) => ({
          number: at + 1,
          name,
          email: null,
          state: "waiting",
          changed: null,
        })),
      }),
    });
    for (const name of names) {
      await at(page, "signer-1-name").fill(name);
      await expect.poll(async () => (await calls("set_signer")).at(-1)?.["name"]).toBe(name);
      expect(await at(page, "send").getAttribute("aria-disabled")).not.toBe("true");
    }
    await at(page, "rail-sessions").click();
    await at(page, "session-row").first().click();
    await at(page, "session-signer").first().waitFor();
    const shown = await at(page, "session-signer").locator(".who").allInnerTexts();
    expect(shown.map((one) => one.trim())).toEqual(names);
  });
});

describe("the keyboard alone", () => {
  it("leads the whole way: in, checked, named, sent, signed, kept, verified", async () => {
    const { page, calls, answer, emit } = await open({ draft: emptyDraft() });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    /** Tabs on until what has the focus says so. */
    const tabTo = async (words: string | RegExp) => {
      for (let n = 0; n < 80; n += 1) {
        const here = await focused(page);
        if (typeof words === "string" ? here.includes(words) : words.test(here)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`“${words}” is not reached by Tab: ${await focused(page)}`);
    };
    await at(page, "add-sample").waitFor();
    await press("Control+o");
    await expect.poll(() => calls("choose_files")).toHaveLength(1);
    const near = {
      document: "d1",
      can_allow: false,
      finding: finding("tag_near_miss", { page: 3, box: [72, 200, 140, 212] }),
    };
    await answer({ draft: { ...readyDraft(), findings: [near] } });
    await emit("draft_changed");
    await at(page, "preflight").waitFor();
    await press("F8");
    await expect.poll(() => page.locator(".found").count()).toBe(1);
    await answer({ draft: readyDraft() });
    await emit("draft_changed");
    await tabTo("Name of signer 1");
    await press("Control+a");
    await page.keyboard.type("Zoë Łącka");
    await expect.poll(() => calls("set_signer")).not.toEqual([]);
    await answer({ send: "s-wait" });
    await press("Control+Enter");
    await at(page, "session-state").waitFor();
    await answer({ open_signing: { url: "http://127.0.0.1:4000/s/x", opened: true } });
    await tabTo("Open signing page");
    await press("Enter");
    await expect.poll(() => calls("open_signing")).toHaveLength(1);
    await answer({ session: keptSession() });
    await emit("session_changed", { id: "s-wait" });
    await page.locator('[data-testid="session-state"][data-state="kept"]').waitFor();
    await tabTo("Verify");
    await press("Enter");
    await expect.poll(async () => (await calls("verify_session")).length).toBeGreaterThan(1);
    await press("Shift+Tab");
    await tabTo("Open signed copy");
    await press("Enter");
    await expect.poll(() => calls("open_signed")).toHaveLength(1);
    expect(await calls("send")).toHaveLength(1);
  });

  it("reaches every control of every screen, and never gets stuck", async () => {
    const { page } = await open({ session: session("s-wait", "Lease") });
    for (const screen of ["1", "2", "3"]) {
      await page.keyboard.press(`Control+${screen}`);
      await page.waitForTimeout(150);
      const wanted = await page.evaluate(
        () =>
          [
            ...document.querySelectorAll<HTMLElement>(
              "button, a[href], input, select, textarea, summary",
            ),
          ]
            .filter((one) => one.checkVisibility() && one.tabIndex >= 0)
            // Of radio buttons with one name the arrows walk all but one.
            .filter((one) => !one.matches("input[type=radio]:not(:checked)"))
            .map((one, index) => (one.dataset["walk"] = String(index))).length,
      );
      const reached = new Set<string>();
      for (let n = 0; n < wanted + 40 && reached.size < wanted; n += 1) {
        await page.keyboard.press("Tab");
        const here = await page.evaluate(
          () => (document.activeElement as HTMLElement | null)?.dataset["walk"] ?? "",
        );
        if (here) reached.add(here);
      }
      expect(reached.size, `screen ${screen}`).toBe(wanted);
    }
  });
});

const settingsOf = (change: object = {}): Screens[string] => ({
  answers: { report: `Paraph: problem report\n\n${"System: linux\n".repeat(30)}`, ...change },
  go: async (page) => {
    await at(page, "rail-settings").click();
    await at(page, "name-pattern").waitFor();
    await at(page, "licences").locator("summary").click();
    await at(page, "licences").locator("tbody tr").first().waitFor();
    await at(page, "show-report").click();
    await at(page, "report").waitFor();
  },
});

const screens: Screens = {
  "settings-open": settingsOf({
    office: { name: "Harbour & Sons, solicitors", logo: "41b7".repeat(16) },
  }),
  "settings-pattern": {
    ...settingsOf({
      copy_names: { ...copyNames, problem: "It must name at least one particular." },
    }),
    go: async (page) => {
      await at(page, "rail-settings").click();
      await at(page, "name-pattern").waitFor();
      await at(page, "name-pattern").scrollIntoViewIfNeeded();
    },
  },
  "empty-aside": {
    answers: { draft: { ...emptyDraft(), aside, done: "Started over" } },
    go: (page) => at(page, "aside").locator("summary").click(),
  },
  "prepare-aside": {
    answers: { draft: { ...undone(leftOut), aside, gathering: true } },
    go: async (page) => {
      await unfold(page, "documents");
      await at(page, "aside").waitFor();
    },
  },
  notices: {
    answers: { notices: [told("data_folder_shared"), told("looks_damaged")] },
    go: (page) => at(page, "notice").first().waitFor(),
  },
};

describe("high contrast", () => {
  it.each(Object.entries(screens))(
    "a03: leaves %s whole at 200 % on 1366 × 768",
    async (_, { answers, go, shows }) => {
      const looks = { theme: "system", text_size: 200 };
      const { page } = await open({ ...answers, looks }, { width: 1366, height: 768 });
      await page.emulateMedia({ forcedColors: "active" });
      await go(page);
      if (shows) await unfold(page, shows);
      await page.waitForTimeout(150);
      expect(await cutOff(page)).toEqual([]);
      expect(await outOfReach(page)).toEqual([]);
      // Without their colours, buttons are known by their edges.
      const edgeless = await page.locator(".btn.primary, .btn.danger").evaluateAll((all) =>
        all
          .filter((one) => one.checkVisibility())
          .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) < 1)
          .map((one) => one.textContent),
      );
      expect(edgeless).toEqual([]);
    },
  );
});

hold(screens);
holdWithLargerText(screens);
