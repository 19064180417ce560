/** Every word that a person reads comes from the message files, by key. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import common from "../../locales/en/common.ftl?raw";

/** Particulars for a message, by name. */
export type Args = Record<string, FluentVariable>;

/** For dates and numbers, which follow the language. */
export const locale = "en-GB";

const bundle = new FluentBundle(locale, { useIsolating: false });
addWords(common);

/** Adds a page's own message file to those that every page has. */
export function addWords(messages: string): void {
  const errors = bundle.addResource(new FluentResource(messages));
  if (errors.length > 0) throw errors[0];
}

/** Whether there is a message of that key. */
export function has(key: string): boolean {
  return bundle.hasMessage(key);
}

/** The message of that key, in words. */
export function say(key: string, args?: Args): string {
  const pattern = bundle.getMessage(key)?.value;
  if (!pattern) return key;
  return bundle.formatPattern(pattern, args, []);
}
