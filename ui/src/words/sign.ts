/** The words of the signing page. Imported first, so that every component finds them. */
import messages from "../../locales/en/sign.ftl?raw";
import { addWords } from ".";

addWords(messages);
