// Commands and types of the host, as the generator writes them. Do not edit by hand.

import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";

/** Commands */
export const commands = {
  draft: () => typedError<DraftView, Told>(__TAURI_INVOKE("draft")),
  addFiles: (paths: string[]) => typedError<null, Told>(__TAURI_INVOKE("add_files", { paths })),
  chooseFiles: () => typedError<null, Told>(__TAURI_INVOKE("choose_files")),
  addSample: () => typedError<null, Told>(__TAURI_INVOKE("add_sample")),
  removeDocument: (id: string) => typedError<null, Told>(__TAURI_INVOKE("remove_document", { id })),
  moveDocument: (id: string, to: number) =>
    typedError<null, Told>(__TAURI_INVOKE("move_document", { id, to })),
  unlockDocument: (id: string, password: string) =>
    typedError<null, Told>(__TAURI_INVOKE("unlock_document", { id, password })),
  settleChanged: (id: string, take: Take) =>
    typedError<null, Told>(__TAURI_INVOKE("settle_changed", { id, take })),
  addSigner: () => typedError<null, Told>(__TAURI_INVOKE("add_signer")),
  setSigner: (number: number, name: string, email: string) =>
    typedError<null, Told>(__TAURI_INVOKE("set_signer", { number, name, email })),
  removeSigner: (number: number) =>
    typedError<null, Told>(__TAURI_INVOKE("remove_signer", { number })),
  setDetails: (details: Details) =>
    typedError<null, Told>(__TAURI_INVOKE("set_details", { details })),
  allowFinding: (code: FindingCode, allowed: boolean) =>
    typedError<null, Told>(__TAURI_INVOKE("allow_finding", { code, allowed })),
  discardDraft: () => typedError<null, Told>(__TAURI_INVOKE("discard_draft")),
  send: () => typedError<string, Told>(__TAURI_INVOKE("send")),
  pageText: (sha256: string, page: number) =>
    typedError<TextLine[], Told>(__TAURI_INVOKE("page_text", { sha256, page })),
  sessions: (query: SessionsQuery) =>
    typedError<SessionsPage, Told>(__TAURI_INVOKE("sessions", { query })),
  session: (id: string) => typedError<Session, Told>(__TAURI_INVOKE("session", { id })),
  openSigning: (id: string, signer: number) =>
    typedError<OpenedSigning, Told>(__TAURI_INVOKE("open_signing", { id, signer })),
  cancelSession: (id: string, reason: string | null) =>
    typedError<Session, Told>(__TAURI_INVOKE("cancel_session", { id, reason })),
  openSigned: (id: string, document: number) =>
    typedError<null, Told>(__TAURI_INVOKE("open_signed", { id, document })),
  openReceipt: (id: string) => typedError<null, Told>(__TAURI_INVOKE("open_receipt", { id })),
  showInFolder: (id: string) => typedError<null, Told>(__TAURI_INVOKE("show_in_folder", { id })),
  verifySession: (id: string) =>
    typedError<VerifiedDocument[], Told>(__TAURI_INVOKE("verify_session", { id })),
  sendAgain: (id: string) => typedError<null, Told>(__TAURI_INVOKE("send_again", { id })),
  resumeSession: (id: string) =>
    typedError<Session, Told>(__TAURI_INVOKE("resume_session", { id })),
  computer: () => typedError<Computer, Told>(__TAURI_INVOKE("computer")),
  usePassphrase: (passphrase: string) =>
    typedError<null, Told>(__TAURI_INVOKE("use_passphrase", { passphrase })),
  useRunKey: () => typedError<null, Told>(__TAURI_INVOKE("use_run_key")),
  retryKeyring: () => typedError<null, Told>(__TAURI_INVOKE("retry_keyring")),
  looks: () => typedError<Looks, Told>(__TAURI_INVOKE("looks")),
  setLooks: (looks: Looks) => typedError<null, Told>(__TAURI_INVOKE("set_looks", { looks })),
};

/* Types */
export type Rect = [number | null, number | null, number | null, number | null];

export type Severity = "error" | "warning" | "info";

export type FindingCode = "tag_inexact" | "tag_near_miss" | "tag_line_broken" | "tag_covered" | "tag_clipped" | "tag_off_page" | "tag_hidden_layer" | "tag_tiny" | "page_unreadable" | "text_mapping_doubtful" | "document_repaired" | "document_encrypted" | "document_restricted" | "document_signed" | "document_certified" | "document_xfa" | "document_form_values" | "document_attachments" | "document_javascript" | "document_large" | "no_document" | "document_unreadable" | "document_reading" | "document_changed" | "document_gone" | "document_twice" | "no_signer" | "signer_name_missing" | "signer_email_invalid" | "signer_without_place" | "tag_without_signer" | "numbers_gap" | "already_sent";

export type Finding = {
  code: FindingCode;
  severity: Severity;
  page: number | null;
  box: Rect | null;
  signer: number | null;
  args: { [key in string]: string };
  message: string;
  remedy: string;
};

export type FindingView = { document: string | null; finding: Finding; can_allow: boolean };

export type DraftView = {
  draft: Draft;
  findings: FindingView[];
  can_send: boolean;
  send_label: string;
  blocked_by: string | null;
  account_note: string;
  sending: boolean;
};

export type Draft = {
  id: string;
  title: string;
  reference: string | null;
  message: string | null;
  account: string;
  in_order: boolean;
  expires_days: number | null;
  documents: DraftDocument[];
  signers: DraftSigner[];
  allowed: string[];
};

export type DraftState = "reading" | "ready" | "unreadable";

export type DraftDocument = {
  id: string;
  name: string;
  path: string | null;
  sha256: string | null;
  bytes: number | null;
  state: DraftState;
  error: Told | null;
  pages: Page[];
  tags: Tag[];
  form_fields: FormField[];
  fields: Field[];
  findings: Finding[];
  signed_by: string[];
};

export type DraftSigner = { number: number; name: string; email: string; by_hand: boolean };

export type Details = {
  title: string;
  reference: string | null;
  message: string | null;
  in_order: boolean;
  expires_days: number | null;
};

export type Take = "shown" | "new";

export type Page = {
  number: number;
  width: number | null;
  height: number | null;
  rotation: number;
  has_text: boolean;
  crop: Rect;
};

export type TextLine = { page: number; text: string; box: Rect };

export type FieldKind = "signature" | "initial" | "date";

export type Dialect = "angle" | "brace" | "guillemet" | "full_width" | "escaped";

export type Visibility =
  | "off_page"
  | "hidden_layer"
  | "clipped"
  | "covered"
  | "invisible"
  | "tiny"
  | "white"
  | "visible";

export type Tag = {
  kind: FieldKind;
  signer: number;
  page: number;
  box: Rect;
  text: string;
  dialect: Dialect;
  exact: boolean;
  visibility: Visibility;
};

export type FormField = {
  name: string;
  signer: number | null;
  index: number | null;
  page: number | null;
  box: Rect | null;
  signed: boolean;
};

export type Origin = "tag" | "form_field" | "hand";

export type Field = {
  kind: FieldKind;
  signer: number;
  page: number;
  box: Rect;
  origin: Origin;
  text: string | null;
};

export type Service = "local";

export type State =
  | "draft"
  | "sending"
  | "waiting"
  | "completed"
  | "kept"
  | "declined"
  | "expired"
  | "cancelled"
  | "failed"
  | "attention";

export type SignerState =
  | "waiting"
  | "invited"
  | "opened"
  | "signed"
  | "declined"
  | "delegated"
  | "locked_out"
  | "unreachable";

export type StepWord = "repeatable" | "probe" | "once";

export type StepState = "planned" | "intended" | "done" | "failed" | "unknown";

export type Session = {
  id: string;
  title: string;
  reference: string | null;
  service: Service;
  account: string;
  state: State;
  service_session_id: string | null;
  created: string;
  changed: string;
  checked: string | null;
  expires: string | null;
  in_order: boolean;
  signers: Signer[];
  documents: Document[];
  receipt: Receipt | null;
  steps: Step[];
  events: Event[];
  notices: string[];
  error: Told | null;
};

export type Signer = {
  number: number;
  name: string;
  email: string | null;
  state: SignerState;
  changed: string | null;
};

export type Document = {
  name: string;
  sha256: string;
  sent_sha256: string | null;
  pages: number;
  signed: Signed | null;
};

export type Signed = { path: string; sha256: string; verdict: Summary | null };

export type Receipt = { path: string; sha256: string };

export type Step = { name: string; word: StepWord; state: StepState; attempts: number };

export type Event = { time: string; actor: string; what: string; text: string };

export type SessionsQuery = {
  search: string | null;
  states: string[];
  limit: number;
  after: string | null;
};

export type SessionsPage = {
  sessions: Session[];
  next: string | null;
  counts: { [key in string]: number };
};

export type OpenedSigning = { url: string; opened: boolean };

export type VerifiedDocument = { document: string; verdict: Verdict };

export type Verdict = { signatures: SignatureVerdict[]; summary: Summary };

export type Summary = "unsigned" | "intact" | "intact_then_changed" | "broken" | "unknown";

export type Covers = "whole_file" | "revision";

export type Trusted = "yes" | "no" | "unknown";

export type TimeSource = "timestamp" | "signer" | "none";

export type LaterChanges = "none" | "signatures_only" | "form_filling" | "content";

export type SignatureVerdict = {
  field: string;
  unchanged: boolean | null;
  covers: Covers;
  signed_by: string | null;
  issuer: string | null;
  trusted: Trusted;
  time: string | null;
  time_source: TimeSource;
  later_changes: LaterChanges;
  problems: string[];
};

export type Keys = "keyring" | "passphrase" | "run" | "missing" | "locked" | "not_made";

export type Computer = {
  keys: Keys;
  ca_fingerprint: string | null;
  data_folder: string;
  kept_folder: string;
};

export type Theme = "system" | "light" | "dark";

export type Looks = { theme: Theme; text_size: number };

export type Told = {
  code: string;
  message: string;
  meaning: string;
  remedy: string;
  detail: string | null;
};

/* Runtime */
async function typedError<T, E>(
  result: Promise<T>,
): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
  try {
    return { status: "ok", data: await result };
  } catch (e) {
    if (e instanceof Error) throw e;
    return { status: "error", error: e as E };
  }
}
