/**
 * The one module that talks to the host: its commands, its events, its pictures, and the files
 * that are dropped on the window. Nothing else imports Tauri or the generated commands.
 */
import { convertFileSrc } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { commands } from "../bindings";
import type { Data, Told } from "./types";

/** A command that the host refused, in the host's own words. */
export class Refused extends Error {
  constructor(readonly told: Told) {
    super(told.message);
    this.name = "Refused";
  }
}

type Answer = { status: "ok"; data: unknown } | { status: "error"; error: Told | string };
type Host = {
  [C in keyof typeof commands]: (...args: Parameters<(typeof commands)[C]>) => Promise<Data<C>>;
};

/** The host's commands. Each gives its data, or throws what the host said as `Refused`. */
export const host = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    async (...args: never[]) => {
      const answer: Answer = await (command as (...args: never[]) => Promise<Answer>)(...args);
      if (answer.status === "ok") return answer.data;
      // What the host could not even read is answered with a plain text.
      const { error } = answer;
      throw typeof error === "string" ? new Error(error) : new Refused(error);
    },
  ]),
) as Host;

/** Stops listening. */
export type Stop = () => void;

/** Calls `then` whenever the draft has changed. */
export function onDraftChanged(then: () => void): Stop {
  return stopLater(listen("draft_changed", then));
}

/** Calls `then` with the id of each session that has changed. */
export function onSessionChanged(then: (id: string) => void): Stop {
  return stopLater(listen<{ id: string }>("session_changed", (event) => then(event.payload.id)));
}

/** Calls `then` whenever an account was added, changed, tested or taken away. */
export function onAccountsChanged(then: () => void): Stop {
  return stopLater(listen("accounts_changed", then));
}

/** Calls `then` whenever something was set for this computer or the office. */
export function onSettingsChanged(then: () => void): Stop {
  return stopLater(listen("settings_changed", then));
}

/** How far a session's step is, in bytes. */
export type Progress = {
  session: string;
  done: number;
  all: number;
  sent: number;
  whole: number;
};

/** Calls `then` while a step of a session moves bytes. */
export function onStepProgress(then: (progress: Progress) => void): Stop {
  return stopLater(listen<Progress>("step_progress", (event) => then(event.payload)));
}

/** Files that hover over the window, then fall or leave. */
export type Drag = { over: true; paths: string[] | null } | { over: false; dropped: string[] };

/** Calls `then` while files are dragged over the window, and when they are let go. */
export function onFilesDragged(then: (drag: Drag) => void): Stop {
  return stopLater(
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      switch (payload.type) {
        case "enter":
          return then({ over: true, paths: payload.paths });
        case "over":
          return then({ over: true, paths: null });
        case "drop":
          return then({ over: false, dropped: payload.paths });
        case "leave":
          return then({ over: false, dropped: [] });
      }
    }),
  );
}

/** Where the picture of a page is: the page as displayed, `width` pixels wide. */
export function pagePicture(sha256: string, page: number, width: number): string {
  return `${convertFileSrc("", "paraph")}${sha256}/${page}?w=${width}`;
}

/** Where the picture of the office's logo is, by the logo's digest. */
export function logoPicture(sha256: string): string {
  return `${convertFileSrc("", "paraph")}logo?${sha256.slice(0, 12)}`;
}

function stopLater(listening: Promise<UnlistenFn>): Stop {
  return () => void listening.then((stop) => stop());
}
