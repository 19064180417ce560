import "@fontsource-variable/inter/wght.css";
import "@fontsource/caveat/600.css";
import "../looks/tokens.css";
import "../looks/parts.css";
import "../looks/signing.css";
import "../words/sign";
import { mount } from "svelte";
import SigningPage from "./SigningPage.svelte";

mount(SigningPage, { target: document.body });
