/** The words of the window. Imported first, so that every component finds them. */
import messages from "../../locales/en/window.ftl?raw";
import { addWords } from ".";

addWords(messages);
