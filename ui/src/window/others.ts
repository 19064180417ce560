/** The screens beside the first one: loaded after it is drawn. */
export { default as SessionPage } from "./sessions/SessionPage.svelte";
export { default as SessionsList } from "./sessions/SessionsList.svelte";
export { default as Settings } from "./settings/Settings.svelte";
