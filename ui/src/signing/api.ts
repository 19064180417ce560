/** What the signing page asks of the server that it came from. Addresses are relative to the page. */
import type { FieldKind, Page, Rect, TextLine, Told } from "../host/types";
import { say } from "../words";
import type { Stroke } from "./strokes";

/** Where the signer stands. */
export type Stand = "ready" | "not_your_turn" | "signed" | "declined" | "ended";

/** A place where this signer does something. */
export type Place = { id: string; document: number; page: number; box: Rect; kind: FieldKind };

/** A document as the signer reads it. */
export type ReadDocument = { number: number; name: string; sha256: string; pages: Page[] };

/** The session as this signer sees it. */
export type SigningSession = {
  session: string;
  title: string;
  from: string | null;
  message: string | null;
  expires: string | null;
  signer: {
    number: number;
    name: string;
    email: string | null;
    /** The language that the sender chose for the signer. */
    language?: string | null;
    /** The first letter of the name that cannot be drawn. */
    missing?: string | null;
  };
  state: Stand;
  waiting_for: string | null;
  documents: ReadDocument[];
  places: Place[];
  others: { number: number; name: string; state: string }[];
  /** The date as it will be filled in. */
  today: string;
  /** What happens next, in words. */
  next: string | null;
};

/** How a place is filled. */
export type WireLook =
  | { ink: { strokes: Stroke[]; aspect: number } }
  | { typed: string }
  | { date: string }
  /** One of the act's pictures, from 0. */
  | { picture: number };

/** A place and what stands there. */
export type WireMark = { place: string; look: WireLook };

/** What is put at every place. */
export type WireAct = { marks: WireMark[]; pictures: string[] };

/** The language in which the server answers. */
let language = "en";

/** From now on the server answers in that language. */
export function setLanguage(tag: string): void {
  language = tag;
}

/** A refusal, in the three parts in which a person is told it. */
export class Refused extends Error {
  constructor(readonly told: Told) {
    super(told.message);
    this.name = "Refused";
  }
}

/** The session, newly asked for. */
export function loadSession(): Promise<SigningSession> {
  return ask("api/session");
}

/** Signs every place of this signer. */
export function sign(at: SigningSession, act: WireAct): Promise<SigningSession> {
  const { session, signer } = at;
  return ask("api/sign", { session, signer: signer.number, consent: true, ...act });
}

/** The first letter of a text that cannot be drawn; none also where nobody knows. */
export async function missingLetter(text: string): Promise<string | null> {
  try {
    return (await ask<{ missing: string | null }>("api/letters", { text })).missing;
  } catch {
    return null;
  }
}

/** Declines, with a reason. */
export function decline(at: SigningSession, reason: string): Promise<SigningSession> {
  return ask("api/decline", { session: at.session, signer: at.signer.number, reason });
}

/** The words of a page. */
export function pageText(document: number, page: number, signal: AbortSignal): Promise<TextLine[]> {
  return ask(`api/text/${document}/${page}`, undefined, signal);
}

/** Where the picture of a page is. */
export function pagePicture(document: number, page: number, width: number): string {
  return `api/page/${document}/${page}?w=${width}`;
}

/** Where the document itself is, as a download. */
export function documentAddress(document: number): string {
  return `api/document/${document}`;
}

/** Any failure as a person is told it. */
export function tell(reason: unknown): Told {
  if (reason instanceof Refused) return reason.told;
  return {
    code: "unreachable",
    message: say("unreachable"),
    meaning: say("unreachable-meaning"),
    remedy: say("unreachable-remedy"),
    detail: reason instanceof Error ? reason.message : String(reason),
  };
}

async function ask<T>(address: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(address, {
    ...(signal && { signal }),
    cache: "no-store",
    redirect: "error",
    headers: {
      "accept-language": language,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  const said: unknown = await answer.json();
  if (answer.ok) return said as T;
  const told = (said as { error?: Told } | null)?.error;
  if (told) throw new Refused(told);
  throw new Error(`${answer.status} ${answer.statusText}`);
}
