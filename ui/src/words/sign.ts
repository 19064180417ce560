/** The words of the signing page. Imported first, so that every component finds them. */
import messages from "../../locales/en/sign.ftl?raw";
import { addWords, speakEnglish, speakIn } from ".";

addWords(messages);

const files = import.meta.glob<string>(
  ["../../locales/*/{common,sign}.ftl", "!../../locales/en/*.ftl"],
  { query: "?raw", import: "default" },
);

/** The languages of the page, each with its own name and what else a browser may call it. */
export const languages = [
  { tag: "de", name: "Deutsch", also: [] },
  { tag: "en", name: "English", also: [] },
  { tag: "es", name: "Español", also: [] },
  { tag: "fr", name: "Français", also: [] },
  { tag: "nl", name: "Nederlands", also: [] },
  { tag: "nb", name: "Norsk", also: ["no", "nn"] },
  { tag: "pt", name: "Português", also: [] },
] as const;

/** A language of the page. */
export type Language = (typeof languages)[number]["tag"];

/** The first of the wanted languages that the page has, else English. */
export function languageFor(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const first = tag.toLowerCase().split("-")[0];
    const known = languages.find((one) => [one.tag, ...one.also].some((own) => own === first));
    if (known) return known.tag;
  }
  return "en";
}

/** From now on the page speaks that language. */
export async function speak(language: Language): Promise<void> {
  if (language === "en") speakEnglish();
  else {
    const own = Object.entries(files).filter(([path]) => path.includes(`/${language}/`));
    speakIn(language, await Promise.all(own.map(([, load]) => load())));
  }
  document.documentElement.lang = language;
}
