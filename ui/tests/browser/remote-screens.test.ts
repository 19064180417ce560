/** The screens of accounts, of what services take, and of sessions at them. */
import type { Page } from "playwright-core";
import type { Session } from "../../src/host/types";
import { computer, sessions, told } from "./contract";
import {
  correctableSession,
  esign,
  everyAccount,
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
import { hold, holdWithLargerText, type Screen, type Screens } from "./screens";
import { at, unfold, useWindows } from "./windows";

useWindows();

const accounts = [office, here];
const settings = async (page: Page) => {
  await at(page, "rail-settings").click();
  await at(page, "account").first().waitFor();
};
const guide = async (page: Page) => {
  await settings(page);
  await at(page, "add-account").click();
  await at(page, "service-signhost").check();
  await at(page, "guide-next").click();
  await at(page, "input-app_key").fill("Example 4f81c0");
  await at(page, "input-user_token").fill("0123456789");
};

/** The page of a session. */
function page(session: Session, ready: string, further: Screen["answers"] = {}): Screen {
  return {
    answers: { accounts, session, outlook, ...further },
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").first().click();
      await at(page, ready).first().waitFor();
      if (ready === "sending") {
        await page.evaluate(() => {
          type Hosted = { hosted: { emit: (event: string, payload: unknown) => void } };
          const payload = { session: "s-wait", done: 400_000, all: 900_000 };
          (window as unknown as Hosted).hosted.emit("step_progress", payload);
        });
      }
    },
  };
}

const bounced = remoteSession({ notices: ["key_this_run_only"] });
bounced.signers = bounced.signers.map((one) =>
  one.number === 2 ? { ...one, email: "tenant@example.com", state: "unreachable" } : one,
);

const screens: Screens = {
  accounts: {
    answers: { accounts: everyAccount() },
    go: async (page) => {
      await settings(page);
      await at(page, "abilities").locator("summary").click();
    },
  },
  "account-service": {
    answers: { accounts },
    go: async (page) => {
      await settings(page);
      await at(page, "add-account").click();
    },
  },
  "account-keys": {
    answers: { accounts, add_account: { refused: told("keyring_missing") }, computer },
    go: async (page) => {
      await guide(page);
      await page.locator("summary", { hasText: "Usual settings" }).click();
      await page.locator("summary", { hasText: "Advanced" }).click();
      await at(page, "guide-test").click();
      await at(page, "this-run-only").waitFor();
    },
  },
  "account-proven": {
    answers: {
      accounts,
      add_account: office,
      test_account: { account: { ...office, name: "Signhost" }, error: null },
    },
    go: async (page) => {
      await guide(page);
      await at(page, "guide-test").click();
      await at(page, "test-answer").waitFor();
    },
  },
  "account-refused": {
    answers: {
      accounts,
      add_account: office,
      test_account: {
        account: { ...office, test: "refused" },
        error: told("credentials_refused", {
          message: "The service does not accept this account's key.",
          meaning: "Nothing was changed at the service. The session stays as it is.",
          remedy: "Enter the account's key and token anew in Settings, then test it.",
          detail: "401 Unauthorized",
        }),
      },
    },
    go: async (page) => {
      await guide(page);
      await at(page, "guide-test").click();
      await at(page, "test-answer").waitFor();
    },
  },
  "prepare-account": {
    answers: { accounts, draft: remoteDraft() },
    go: async (page) => {
      await unfold(page, "send");
      await at(page, "account-choice").waitFor();
    },
    shows: "send",
  },
  "prepare-options": {
    answers: { accounts, draft: remoteDraft() },
    go: async (page) => {
      await unfold(page, "send");
      await at(page, "options").locator("> summary").click();
      await at(page, "options").getByTestId("input-verifications").locator("summary").click();
      await at(page, "options").scrollIntoViewIfNeeded();
      await at(page, "options").evaluate((one) => one.scrollIntoView({ block: "start" }));
    },
    shows: "send",
  },
  sending: page(
    remoteSession({ state: "sending", steps: plan("intended", "upload:2") }),
    "sending",
  ),
  offline: page(
    remoteSession({ state: "sending", steps: plan("failed", "upload:2"), error: offline }),
    "next-try",
  ),
  "session-there": page(remoteSession(), "check"),
  "session-spent": {
    ...page(remoteSession(), "check", {
      outlook: { ...outlook, asks_left: 0 },
      check_session: remoteSession({ notices: ["asking_budget_spent"] }),
    }),
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").first().click();
      await at(page, "check").click();
      await at(page, "check-anyway").click();
      await at(page, "ask-no").waitFor();
    },
  },
  "session-correct": {
    ...page(correctableSession(), "correct", {
      services: [...services, esign],
      outlook: { ...outlook, asks: null, asks_left: null, correctable: [2] },
    }),
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").first().click();
      await at(page, "correct").click();
      await at(page, "correct-form").waitFor();
    },
  },
  "session-close": {
    ...page(correctableSession(), "close", {
      services: [...services, esign],
      outlook: { ...outlook, asks: null, asks_left: null, correctable: [2], closable: true },
    }),
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-row").first().click();
      await at(page, "close").click();
      await at(page, "close-confirm").waitFor();
    },
  },
  "session-closed": page(correctableSession({ state: "kept" }), "standing", {
    services: [...services, esign],
  }),
  "session-finishing": page(remoteSession({ notices: ["service_not_finished"] }), "standing"),
  "session-bounced": page(bounced, "standing"),
  "session-unclear": page(unclearSession(), "attention-panel"),
  "sessions-accounts": {
    answers: {
      accounts,
      sessions: {
        sessions: [
          remoteSession({ changed: new Date().toISOString() }),
          { ...unclearSession(), id: "s-2", title: "Purchase agreement lot 14" },
          remoteSession({ id: "s-3", state: "sending", error: offline }),
          ...sessions().slice(2),
        ],
        next: null,
        counts: { waiting: 1, attention: 1, sending: 2, kept: 1 },
      },
    },
    go: async (page) => {
      await at(page, "rail-sessions").click();
      await at(page, "session-account").first().waitFor();
    },
  },
};

hold(screens);
holdWithLargerText(screens);
