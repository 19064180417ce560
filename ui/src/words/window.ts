/** The words of the window. Imported first, so that every component finds them. */
import accounts from "../../locales/en/accounts.ftl?raw";
import following from "../../locales/en/following.ftl?raw";
import services from "../../locales/en/services.ftl?raw";
import messages from "../../locales/en/window.ftl?raw";
import { addWords } from ".";

for (const file of [messages, accounts, following, services]) addWords(file);
