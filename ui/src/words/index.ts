/** Every word that a person reads comes from the message files, by key. */
import { FluentBundle, FluentResource, type FluentVariable, type Message } from "@fluent/bundle";
import common from "../../locales/en/common.ftl?raw";

/** Particulars for a message, by name. */
export type Args = Record<string, FluentVariable>;

/** For dates and numbers, which follow the language. */
export let locale = "en-GB";

const english = bundleOf(locale);
/** English files of which no word was wanted yet: reading them all would hold up the first screen. */
const unread: string[] = [];
let bundle = english;
addWords(common);

/** Adds a page's own message file to those that every page has. */
export function addWords(messages: string): void {
  unread.push(messages);
}

/** Reads the files that are left, one at a time, while nobody waits for a word of them. */
export function readAhead(): void {
  const next = unread.shift();
  if (next === undefined) return;
  add(english, next);
  window.setTimeout(readAhead);
}

/** From now on speaks another language; what its files do not say is said in English. */
export function speakIn(language: string, files: readonly string[]): void {
  const next = bundleOf(language);
  for (const file of files) add(next, file);
  [bundle, locale] = [next, language];
}

/** From now on speaks English again. */
export function speakEnglish(): void {
  [bundle, locale] = [english, "en-GB"];
}

/** Whether there is a message of that key. */
export function has(key: string): boolean {
  return bundle.hasMessage(key) || inEnglish(key) !== undefined;
}

/** The message of that key, in words. */
export function say(key: string, args?: Args): string {
  const own = bundle.getMessage(key)?.value;
  if (own) return bundle.formatPattern(own, args, []);
  const pattern = inEnglish(key)?.value;
  return pattern ? english.formatPattern(pattern, args, []) : key;
}

/** The English message of that key, from the first file that has it. */
function inEnglish(key: string): Message | undefined {
  for (;;) {
    const found = english.getMessage(key);
    const next = found ? undefined : unread.shift();
    if (next === undefined) return found;
    add(english, next);
  }
}

function bundleOf(language: string): FluentBundle {
  return new FluentBundle(language, { useIsolating: false });
}

function add(to: FluentBundle, messages: string): void {
  const errors = to.addResource(new FluentResource(messages));
  if (errors.length > 0) throw errors[0];
}
