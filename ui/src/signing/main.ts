import "@fontsource-variable/inter/wght.css";
import "@fontsource/caveat/600.css";
import "../looks/tokens.css";
import "../looks/parts.css";
import "../looks/signing.css";
import { languageFor, speak } from "../words/sign";
import { mount } from "svelte";
import { setLanguage } from "./api";
import SigningPage from "./SigningPage.svelte";
import { keptLanguage } from "./work";

const language = keptLanguage() ?? languageFor(navigator.languages);
setLanguage(language);
// A language that cannot be had is no reason to show nothing.
await speak(language).catch(() => speak("en"));
mount(SigningPage, { target: document.body });
