/** The parts of Settings, in their order: the key of each one's title, and its icon. */
import type { IconName } from "../../parts/icons";

export const parts = {
  accounts: { title: "accounts", icon: "key" },
  copies: { title: "copies", icon: "archive" },
  office: { title: "office", icon: "people" },
  computer: { title: "settings-computer", icon: "computer" },
  looks: { title: "settings-looks", icon: "sun" },
  about: { title: "about", icon: "info" },
} as const satisfies Record<string, { title: string; icon: IconName }>;

/** The name of a part. */
export type PartName = keyof typeof parts;

/** Where a part stands on the screen. */
export const anchorOf = (name: PartName) => `settings-${name}`;
