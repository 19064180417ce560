/** The language that the page speaks, for those parts that change it. */
import type { Language } from "../words/sign";

/** The name of the context. */
export const languageContext = "language";

/** What it holds. */
export type LanguageContext = { language: Language; choose: (language: Language) => void };
