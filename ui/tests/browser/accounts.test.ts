import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { computer, told } from "./contract";
import type { Answers, HostedWindow } from "./host";
import { everyAccount, here, office, remoteDraft } from "./services";
import { at, focused, open, prepared, useWindows } from "./windows";

useWindows();

async function openSettings(answers: Answers = {}): Promise<HostedWindow> {
  const hosted = await open({ accounts: [office, here], ...answers });
  await at(hosted.page, "rail-settings").click();
  await at(hosted.page, "account").first().waitFor();
  return hosted;
}

async function fillGuide(page: Page): Promise<void> {
  await at(page, "add-account").click();
  await at(page, "service-signhost").check();
  await at(page, "guide-next").click();
  await at(page, "input-app_key").fill("Example 4f81c0");
  await at(page, "input-user_token").fill("0123456789");
}

const asked = {
  name: "Signhost",
  service: "signhost",
  base_url: null,
  settings: {},
  secrets: { app_key: "Example 4f81c0", user_token: "0123456789" },
  replace: false,
  this_run_only: false,
};

describe("accounts", () => {
  it("say where they stand, and where their keys are", async () => {
    const { page } = await openSettings({ accounts: everyAccount() });
    const rows = await at(page, "account").allInnerTexts();
    const chips = ["Works", "Keys missing", "Refused", "Not reached", "Not tested", "Works"];
    for (const [index, chip] of chips.entries()) expect(rows[index]).toContain(chip);
    expect(rows[2]).toContain("for this run only");
  });

  it("are added step by step, tested, and never show their keys again", async () => {
    const account = { ...office, name: "Signhost" };
    const { page, calls, answer } = await openSettings({
      add_account: account,
      test_account: { account, error: null },
    });
    await fillGuide(page);
    expect(await at(page, "account-name").inputValue()).toBe("Signhost");
    expect(await at(page, "input-app_key").getAttribute("type")).toBe("password");
    await answer({ accounts: [account, office, here] });
    await at(page, "guide-test").click();
    await page.locator('[data-testid="test-answer"][data-test="proven"]').waitFor();
    expect(await calls("add_account")).toEqual([{ account: asked }]);
    expect(await calls("test_account")).toEqual([{ name: "Signhost" }]);
    await page.getByRole("button", { name: "Change the keys" }).click();
    expect(await at(page, "input-app_key").inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await at(page, "account-guide").waitFor({ state: "detached" });
    expect(await focused(page)).toBe("BUTTON Add account");
  });

  it("can be added with the keyboard alone", async () => {
    const { page, calls } = await openSettings({
      add_account: office,
      test_account: { account: office, error: null },
    });
    await at(page, "add-account").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toContain("INPUT");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Example 4f81c0");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("0123456789");
    await page.keyboard.press("Enter");
    await at(page, "test-answer").waitFor();
    expect(await calls("add_account")).toEqual([{ account: asked }]);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("BUTTON Test again");
  });

  it("tell in three parts why a service refuses the keys, and take better ones", async () => {
    const account = { ...office, name: "Signhost", test: "refused" };
    const { page, calls } = await openSettings({
      add_account: account,
      test_account: { account, error: told("credentials_refused") },
    });
    await fillGuide(page);
    await at(page, "guide-test").click();
    const answer = at(page, "test-answer");
    await answer.waitFor();
    expect(await answer.innerText()).toContain("Ask for the file again");
    await page.getByRole("button", { name: "Change the keys" }).click();
    await at(page, "input-user_token").fill("9876543210");
    await at(page, "guide-test").click();
    await expect.poll(() => calls("add_account")).toHaveLength(2);
    expect((await calls("add_account"))[1]).toEqual({
      account: { ...asked, secrets: { user_token: "9876543210" }, replace: true },
    });
  });

  it.each(["keyring_missing", "keyring_locked"])(
    "offer this run only when there is no place for the keys: %s",
    async (code) => {
      const { page, calls, answer } = await openSettings({
        add_account: { refused: told(code) },
        test_account: { account: office, error: null },
      });
      await fillGuide(page);
      await at(page, "guide-test").click();
      await at(page, "this-run-only").waitFor();
      await answer({ add_account: office });
      await at(page, "this-run-only").click();
      await at(page, "test-answer").waitFor();
      expect((await calls("add_account"))[1]).toEqual({
        account: { ...asked, this_run_only: true },
      });
    },
  );

  it("say in place that a name is taken", async () => {
    const { page } = await openSettings({ add_account: { refused: told("account_taken") } });
    await fillGuide(page);
    await at(page, "guide-test").click();
    await at(page, "account-guide").getByRole("alert").waitFor();
    expect(await at(page, "trouble").count()).toBe(0);
  });

  it("keep what is left empty when they are changed", async () => {
    const { page, calls } = await openSettings({
      add_account: office,
      test_account: { account: office, error: null },
    });
    await at(page, "account-change").click();
    await at(page, "guide-test").click();
    await at(page, "test-answer").waitFor();
    expect(await calls("add_account")).toEqual([
      {
        account: {
          ...asked,
          name: office.name,
          settings: { language: "nl-NL" },
          secrets: {},
          replace: true,
        },
      },
    ]);
  });

  it("ask for keys that are missing, and do not go on without them", async () => {
    const { page, calls } = await openSettings({
      accounts: [{ ...office, secrets: "missing" }, here],
    });
    await at(page, "account-secrets").click();
    await at(page, "guide-test").click({ force: true });
    expect(await calls("add_account")).toEqual([]);
    expect(await at(page, "guide-test").getAttribute("aria-disabled")).toBe("true");
  });

  it("are removed after a question whose first answer loses nothing", async () => {
    const { page, calls } = await openSettings({ remove_account: office });
    await at(page, "account-remove").click();
    await expect.poll(() => focused(page)).toBe("BUTTON Keep it");
    await page.keyboard.press("Escape");
    expect(await calls("remove_account")).toEqual([]);
    await at(page, "account-remove").click();
    await at(page, "ask-yes").click();
    await expect.poll(() => calls("remove_account")).toEqual([{ name: office.name }]);
  });

  it("tell why a test in the list did not go well", async () => {
    const account = { ...office, test: "unreachable" };
    const { page } = await openSettings({
      test_account: { account, error: told("service_unreachable") },
    });
    await at(page, "account-test").click();
    await at(page, "account").first().getByRole("alert").waitFor();
  });

  it("show what each service can", async () => {
    const { page } = await openSettings();
    await at(page, "abilities").locator("summary").click();
    const row = page.getByRole("row", { name: /Invites people by e-mail/ });
    expect(await row.innerText()).toMatch(/No\s+Yes/);
  });
});

describe("prepare with an account", () => {
  const accounts = [office, here];

  it("shows only the options that the service has", async () => {
    const { page } = await open({ accounts });
    await prepared(page);
    for (const id of ["options", "receivers", "remind-days"]) {
      expect(await at(page, id).count()).toBe(0);
    }
    expect(await page.getByLabel("E-mail of signer 2, optional here").count()).toBe(1);
  });

  it("sets options of the session and of a signer as the host describes them", async () => {
    const { page, calls } = await open({ accounts, draft: remoteDraft() });
    await at(page, "options").locator("> summary").click();
    expect(await at(page, "options").locator("> summary").innerText()).toContain("2 set");
    const options = at(page, "options");
    await options.getByTestId("input-language").selectOption("de-DE");
    await options.getByTestId("input-seal").uncheck();
    await options.getByTestId("input-verifications").locator("summary").click();
    await options.getByLabel("Scribble").or(options.getByLabel("A drawn signature")).check();
    await options.getByLabel("A tick to agree").check();
    // What is ticked in one go may be saved in one go or one after the other.
    const last = async () =>
      Object.fromEntries(
        (await calls("set_option")).map(({ name, value }) => [String(name), value]),
      ) as Record<string, unknown>;
    await expect
      .poll(last)
      .toEqual({ language: "de-DE", seal: "", verifications: "Scribble,Consent" });
    await at(page, "signer-2-options").locator("> summary").click();
    await at(page, "signer-2-options").getByTestId("input-phone").fill("+31698765432");
    await expect
      .poll(() => calls("set_signer_option"))
      .toEqual([{ number: 2, name: "phone", value: "+31698765432" }]);
  });

  it("needs an e-mail address where the service does", async () => {
    const { page } = await open({ accounts, draft: remoteDraft() });
    const field = at(page, "signer-2-email");
    // What the account's service needs is known a moment after the draft.
    await expect.poll(() => field.getAttribute("aria-required")).toBe("true");
    expect(await field.getAttribute("aria-label")).toBe("E-mail of signer 2");
  });

  it("saves who gets a copy, and how often signers are reminded", async () => {
    const { page, calls } = await open({ accounts, draft: remoteDraft() });
    await at(page, "receiver-add").click();
    await page.keyboard.type("The bank");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("bank@example.com");
    await page.keyboard.press("Tab");
    await expect
      .poll(async () => (await calls("set_receivers")).at(-1))
      .toEqual({
        receivers: [
          { name: "The notary", email: "notary@example.com" },
          { name: "The bank", email: "bank@example.com" },
        ],
      });
    await page.locator("summary", { hasText: "Title, message, last day" }).click();
    await at(page, "remind-never").check();
    await expect
      .poll(async () => (await calls("set_details")).at(-1))
      .toMatchObject({ details: { remind_days: -1 } });
  });

  it("says what another account does not take over, and goes back to it", async () => {
    const { page, calls, answer } = await open({ accounts, draft: remoteDraft() });
    const local = remoteDraft();
    Object.assign(local, { service: "local", send_label: "Sign here" });
    Object.assign(local.draft, { account: here.name, options: {}, receivers: [] });
    local.draft.remind_days = null;
    for (const signer of local.draft.signers) signer.options = {};
    await at(page, "account-choice").waitFor();
    await answer({ draft: local });
    await at(page, "account-choice").selectOption(here.name);
    await at(page, "dropped").waitFor();
    const said = await at(page, "dropped").innerText();
    for (const one of ["Language", "Phone number of signer 2", "gets a copy", "reminders"]) {
      expect(said).toContain(one);
    }
    await answer({ draft: remoteDraft() });
    await at(page, "dropped-back").click();
    await expect
      .poll(() => calls("set_account"))
      .toEqual([{ name: here.name }, { name: office.name }]);
    await expect
      .poll(() => calls("set_option"))
      .toEqual([
        { name: "language", value: "nl-NL" },
        { name: "seal", value: "yes" },
      ]);
    await expect.poll(() => focused(page)).toContain("SELECT");
  });

  it("leads to the guide where there is no account yet", async () => {
    const { page } = await open();
    await at(page, "account-add-here").click();
    await at(page, "account-guide").waitFor();
  });

  it("leads to the keys where they are not at hand", async () => {
    const { page } = await open({
      accounts: [{ ...office, secrets: "missing" }, here],
      draft: remoteDraft(),
      computer,
    });
    await page.getByRole("button", { name: "Enter keys" }).click();
    await at(page, "account").first().waitFor();
  });
});
