/** How an account stands, in one chip: what is missing first, then what its last test showed. */
import type { Account } from "../../host/types";
import type { IconName } from "../../parts/icons";

type Look = { tone: "ok" | "warn" | "bad" | "hollow"; icon: IconName; key: string };

const tests: Record<string, Look> = {
  proven: { tone: "ok", icon: "ok", key: "account-works" },
  reachable: { tone: "hollow", icon: "okay", key: "account-reachable" },
  refused: { tone: "bad", icon: "bad", key: "account-refused" },
  unreachable: { tone: "warn", icon: "warn", key: "account-unreachable" },
};

/** The look of an account. */
export function accountLook(account: Account): Look {
  if (account.secrets === "missing")
    return { tone: "warn", icon: "key", key: "account-no-secrets" };
  const shown = account.service === "local" ? tests["proven"] : tests[account.test ?? ""];
  return shown ?? { tone: "hollow", icon: "info", key: "account-untested" };
}
