import "@fontsource-variable/inter/wght.css";
import "../looks/tokens.css";
import "../looks/parts.css";
import "../looks/prepare.css";
import "../looks/sessions.css";
import "../looks/window.css";
import "../words/window";
import { mount } from "svelte";
import App from "./App.svelte";

mount(App, { target: document.body });
