/** Accounts at services, what the services take, and sessions there. */
import type { About, Account, DraftView, Input, Outlook, Session } from "../../src/host/types";
import { readyDraft, session, told } from "./contract";

function input(name: string, label: string, change: Partial<Input> = {}): Input {
  return {
    name,
    label,
    kind: "text",
    default: null,
    choices: [],
    many: false,
    needed: false,
    help: "One sentence that helps.",
    ...change,
  };
}

const language = input("language", "Language", {
  kind: "choice",
  default: "en-US",
  choices: ["de-DE", "en-US", "nl-NL"],
  help: "The language of mails, pages and the receipt.",
});
const checks = input("verifications", "Proof before signing", {
  kind: "choice",
  many: true,
  default: "Consent",
  choices: ["Consent", "Scribble", "PhoneNumber", "Email", "iDIN", "DigiD", "eHerkenning"],
  help: "How a signer proves who they are before signing, in this order.",
});
const invite = input("invite", "Who tells the signers", {
  kind: "choice",
  default: "mail",
  choices: ["mail", "link"],
  help: "The service by mail, or you with a link.",
});

const remote: About = {
  service: "signhost",
  name: "Signhost",
  base_url: "https://api.signhost.com/api/",
  secrets: [
    input("app_key", "Application key", {
      kind: "secret",
      needed: true,
      help: "The key of the application, as Signhost shows it.",
    }),
    input("user_token", "User token", {
      kind: "secret",
      needed: true,
      help: "The token of the user who sends.",
    }),
    input("postback_secret", "Secret of the postbacks", {
      kind: "secret",
      help: "The shared secret of the postbacks that are set up in Signhost's own pages.",
    }),
  ],
  account_settings: [
    input("postback_url", "Address for news", {
      help: "The https address (port 443) to which Signhost sends news.",
    }),
    language,
    checks,
  ],
  session_options: [
    invite,
    language,
    checks,
    input("subject", "Subject of the invitation", { help: "64 characters at most." }),
    input("notifications", "Mail news to the sender", { kind: "flag" }),
    input("seal", "Add the organisation’s seal", { kind: "flag", default: "no" }),
  ],
  signer_options: [
    language,
    checks,
    input("phone", "Phone number", { help: "Such as +31612345678." }),
    input("remind_days", "Days until this signer is reminded", { kind: "number" }),
    input("fills_form", "Fills in the form of the PDF", { kind: "flag", default: "no" }),
  ],
  capabilities: {
    several_documents: true,
    in_order: true,
    remote_invitation: true,
    cancel: true,
    remind: false,
    reminders: true,
    expiry: true,
    receivers: true,
    receipt: true,
    here: false,
    email_needed: true,
  },
};

/** What each service has and takes. */
export const services: About[] = [
  {
    service: "local",
    name: "This computer",
    base_url: null,
    secrets: [],
    account_settings: [],
    session_options: [],
    signer_options: [],
    capabilities: {
      several_documents: true,
      in_order: true,
      remote_invitation: false,
      cancel: true,
      remind: false,
      reminders: false,
      expiry: true,
      receivers: false,
      receipt: true,
      here: true,
      email_needed: false,
    },
  },
  remote,
];

/** A service at which a session that is out can be corrected. */
export const esign: About = {
  ...remote,
  service: "esign",
  name: "eSign",
  base_url: "https://api.esignonline.net/rest",
  capabilities: { ...remote.capabilities, remind: true, correct: true, close: true },
};

/** The account that is always there. */
export const here: Account = {
  name: "This computer",
  service: "local",
  base_url: null,
  settings: {},
  secrets: "keyring",
  test: null,
};

/** An account at Signhost. */
export const office: Account = {
  name: "Example Office",
  service: "signhost",
  base_url: null,
  settings: { language: "nl-NL" },
  secrets: "keyring",
  test: "proven",
};

/** Accounts in every state. */
export function everyAccount(): Account[] {
  return [
    office,
    { ...office, name: "Notary’s desk", secrets: "missing", test: "proven" },
    { ...office, name: "Second desk", secrets: "run", test: "refused" },
    { ...office, name: "Third desk", test: "unreachable" },
    { ...office, name: "Fourth desk", test: null },
    here,
  ];
}

/** A draft that goes out with Signhost. */
export function remoteDraft(): DraftView {
  const view = readyDraft();
  view.draft.account = office.name;
  view.service = "signhost";
  view.send_label = "Send";
  view.account_note =
    "Signhost invites them by e-mail, or gives an address for each that you pass on.";
  view.draft.options = { language: "nl-NL", seal: "yes" };
  view.draft.receivers = [{ name: "The notary", email: "notary@example.com" }];
  view.draft.remind_days = 7;
  view.draft.signers = view.draft.signers.map((one, index) => ({
    ...one,
    email: one.email || "tenant@example.com",
    options: (index === 1 ? { phone: "+31612345678" } : {}) as Record<string, string>,
  }));
  return view;
}

/** What lies ahead of a session that waits at Signhost. */
export const outlook: Outlook = {
  next: "2026-11-25T16:00:00+01:00",
  asks_left: 3,
  asks: 5,
  pages: [2],
  correctable: null,
  closable: false,
  deadline: null,
};

/** A session at Signhost. */
export function remoteSession(change: Partial<Session> = {}): Session {
  const one = session("s-wait", "Lease Harbour Street 12", {
    service: "signhost",
    account: office.name,
    service_session_id: "b10ae331-af78-4e79-a39e-5b64693b6b68",
    checked: "2026-11-24T15:40:00+01:00",
    steps: plan("done"),
  });
  return { ...one, ...change };
}

type Steps = Session["steps"];

const sending = [
  "create",
  "metadata:1",
  "upload:1",
  "metadata:2",
  "upload:2",
  "start",
  "fetch:1",
  "fetch:2",
  "receipt",
  "keep",
];

/** The plan of a send: every step of sending done, or up to a step that is as said. */
export function plan(state: Steps[number]["state"], at = "fetch:1"): Steps {
  const place = sending.indexOf(at);
  return sending.map((name, index) => ({
    name,
    word: name === "start" ? "probe" : "repeatable",
    state: index < place ? "done" : index === place && state !== "done" ? state : "planned",
    attempts: index <= place ? 1 : 0,
  }));
}

/** A session at eSign: one has signed, the other was invited where nobody reads it. */
export function correctableSession(change: Partial<Session> = {}): Session {
  const one = remoteSession({ service: "esign", ...change });
  one.signers = one.signers.map((signer) =>
    signer.number === 2
      ? { ...signer, email: "tenant@exmaple.com", state: "invited" }
      : { ...signer, email: "landlord@example.com", state: "signed" },
  );
  return one;
}

/** A session whose start has an outcome that nobody knows. */
export function unclearSession(): Session {
  return remoteSession({
    state: "attention",
    signers: session("", "").signers.map((one) => ({ ...one, state: "waiting", changed: null })),
    steps: plan("unknown", "start"),
    events: [
      {
        time: "2026-11-24T10:02:14+01:00",
        actor: "paraph",
        what: "attention",
        text: "Needs attention: It is not known whether this step happened.",
      },
    ],
    error: told("outcome_unknown", {
      message: "It is not known whether this step happened.",
      meaning:
        "The connection broke before the service's answer came, and the service cannot be asked in a way that tells.",
      remedy: "Look at the service's own page, then say here what is there.",
      detail: "start: the connection was closed before a response was received",
    }),
  });
}

/** No connection, as the host tells it. */
export const offline = told("offline", {
  message: "There is no connection to the service.",
  meaning:
    "Nothing of this step has left the computer. It is recorded and will go out when there is a connection.",
  remedy: "Leave Paraph running, or come back to the session later.",
  detail: null,
});
