/** A contract and sessions to show: what the host and the server would say. */
import type {
  Computer,
  CopyNames,
  DraftDocument,
  DraftView,
  Finding,
  Page,
  Session,
  TextLine,
  Told,
  VerifiedDocument,
} from "../../src/host/types";
import type { SigningSession } from "../../src/signing/api";

const lines = [
  "Lease of the apartment at Harbour Street 12",
  "1. The landlord lets the apartment to the tenant from 1 December 2026 on.",
  "2. The rent is due on the first working day of each month.",
  "3. Notice is given in writing, three months ahead.",
  "4. The house rules of the building are part of this contract.",
  "5. Each party keeps a copy that carries every signature.",
];

/** A page of A4. */
export function page(number: number, rotation = 0): Page {
  return {
    number,
    width: 595,
    height: 842,
    rotation,
    has_text: true,
    crop: [0, 0, 595, 842],
  };
}

/** The words of every page. */
export function textOf(number: number): TextLine[] {
  return lines.map((text, index) => ({
    page: number,
    text,
    box: [72, 760 - index * 26 - 4, 72 + text.length * 5.4, 760 - index * 26 + 10],
  }));
}

/** A picture of a page, as SVG. */
export function drawing(number: number, note = ""): string {
  const text = lines
    .map((line, index) => {
      const size = index === 0 ? 15 : 11;
      return `<text x="72" y="${82 + index * 26}" font-size="${size}" textLength="${line.length * 5.4}" lengthAdjust="spacingAndGlyphs">${line}</text>`;
    })
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="1190" height="1684"><rect width="595" height="842" fill="#fff"/><g font-family="DejaVu Serif,serif" fill="#24262b">${text}<text x="72" y="560" font-size="11">The landlord</text><text x="320" y="560" font-size="11">The tenant</text>${note}<text x="500" y="810" font-size="9">${number} / 3</text></g></svg>`;
}

/** Two signatures for the picture of a signed page. */
export const signatures =
  '<g fill="none" stroke="#14225c" stroke-width="1.6"><path d="M80 610c10-30 30-40 28-22s-20 22-8 24 30-22 40-20-4 18 10 16 20-10 40-14"/><path d="M330 612c8-24 18-30 20-22s-12 22-6 24 16-20 20-20-4 16 4 16 8-10 12-10 0 10 6 10 20-8 34-20"/></g>';

/** A finding with its words. */
export function finding(code: Finding["code"], change: Partial<Finding> = {}): Finding {
  return {
    code,
    severity: "warning",
    page: null,
    box: null,
    signer: null,
    args: {},
    cures: [],
    message: code,
    remedy: "",
    ...change,
  };
}

/** An error with its three parts. */
export function told(code: string, change: Partial<Told> = {}): Told {
  return {
    code,
    message: "The file is damaged",
    meaning: "It is left out; the other documents are not touched.",
    remedy: "Ask for the file again, or save it anew from Word.",
    detail: "xref table at 8123 is no table",
    ...change,
  };
}

/** A document of three pages with places for two signers. */
export function document(
  id: string,
  name: string,
  change: Partial<DraftDocument> = {},
): DraftDocument {
  return {
    id,
    name,
    path: `/home/office/${name}`,
    sha256: id.padEnd(64, "0"),
    bytes: 81_234,
    state: "ready",
    error: null,
    pages: [page(1), page(2), page(3)],
    tags: [],
    form_fields: [],
    fields: [
      {
        kind: "initial",
        signer: 1,
        page: 1,
        box: [72, 60, 130, 74],
        origin: "tag",
        text: "<<Initial1>>",
      },
      {
        kind: "initial",
        signer: 2,
        page: 1,
        box: [320, 60, 378, 74],
        origin: "tag",
        text: "<<Initial2>>",
      },
      {
        kind: "signature",
        signer: 1,
        page: 3,
        box: [72, 220, 240, 270],
        origin: "tag",
        text: "<<Signer1>>",
      },
      {
        kind: "date",
        signer: 1,
        page: 3,
        box: [72, 190, 160, 204],
        origin: "tag",
        text: "<<Date1>>",
      },
      {
        kind: "signature",
        signer: 2,
        page: 3,
        box: [320, 220, 488, 270],
        origin: "tag",
        text: "<<Signer2>>",
      },
      {
        kind: "date",
        signer: 2,
        page: 3,
        box: [320, 190, 408, 204],
        origin: "tag",
        text: "<<Date2>>",
      },
    ],
    findings: [],
    signed_by: [],
    ...change,
  };
}

const unread: Partial<DraftDocument> = {
  sha256: null,
  pages: [],
  fields: [],
  state: "unreadable",
};

/** A draft before anything is dropped. */
export function emptyDraft(): DraftView {
  return {
    draft: {
      id: "draft-1",
      title: "",
      reference: null,
      message: null,
      account: "This computer",
      in_order: true,
      expires_days: 30,
      documents: [],
      signers: [],
      allowed: [],
    },
    findings: [],
    can_send: false,
    send_label: "Sign here",
    blocked_by: "Add a document first.",
    service: "local",
    account_note: "They sign here, at this computer; to invite people by e-mail add an account.",
    sending: false,
    folded: [],
    done: null,
    can_redo: false,
    gathering: false,
    aside: null,
  };
}

/** A draft that is ready to be sent. */
export function readyDraft(): DraftView {
  const view = emptyDraft();
  view.draft.documents = [
    document("d1", "Lease Harbour Street 12.pdf"),
    document("d2", "House rules 2027.pdf", {
      pages: [page(1), page(2, 90)],
      fields: [
        {
          kind: "signature",
          signer: 2,
          page: 2,
          box: [80, 100, 140, 300],
          origin: "tag",
          text: "<<Signer2>>",
        },
      ],
    }),
  ];
  view.draft.signers = [
    { number: 1, name: "The landlord", email: "landlord@example.com", by_hand: false },
    { number: 2, name: "The tenant", email: "", by_hand: false },
  ];
  view.can_send = true;
  view.blocked_by = null;
  return view;
}

/** A draft with every sort of document, and findings of every severity. */
export function troubledDraft(): DraftView {
  const view = readyDraft();
  view.draft.documents.push(
    document("d3", "Deposit agreement Harbour Street 12.pdf", {
      ...unread,
      error: told("password_needed", {
        message: "Deposit agreement Harbour Street 12.pdf is locked with a password",
        meaning: "Paraph cannot see its pages or its tags until it is opened.",
        remedy: "Type its password; it is used now and not stored.",
        detail: null,
      }),
    }),
    document("d4", "Inventory 14.pdf", { ...unread, error: told("pdf_damaged") }),
    document("d5", "Inventory 16.pdf", { ...unread, state: "reading" }),
  );
  view.can_send = false;
  view.blocked_by = "2 documents could not be read, and 1 is still being read.";
  view.findings = [
    ...[
      ["d3", "password_needed", "Deposit agreement Harbour Street 12.pdf"],
      ["d4", "pdf_damaged", "Inventory 14.pdf"],
    ].map(([id, code, name]) => ({
      document: id ?? null,
      can_allow: false,
      finding: finding("document_unreadable", {
        severity: "error",
        args: { code: code ?? "" },
        message: `${name} could not be read.`,
        remedy: "Look what its page says.",
      }),
    })),
    {
      document: "d1",
      can_allow: true,
      finding: finding("tag_without_signer", {
        severity: "error",
        page: 3,
        box: [400, 300, 470, 312],
        signer: 4,
        message: "<<Signer4>> has no signer.",
        remedy: "Add signer 4, or change the tag.",
        cures: [
          {
            cure: { do: "renumber", from: 4, to: 2 },
            label: "Make signer 4 number 2",
          },
          { cure: { do: "add_signer", signer: 4 }, label: "Add signer 4" },
        ],
      }),
    },
    {
      document: "d2",
      can_allow: false,
      finding: finding("document_changed", {
        severity: "error",
        message: "House rules 2027.pdf changed since it was read.",
        remedy: "Take the new file, or keep what is shown.",
        cures: [
          { cure: { do: "take_new" }, label: "Take the new file" },
          { cure: { do: "take_shown" }, label: "Keep what is shown" },
        ],
      }),
    },
    {
      document: "d1",
      can_allow: true,
      finding: finding("tag_line_broken", {
        page: 1,
        box: [72, 60, 130, 74],
        signer: 1,
        message: "<<Initial1>> is broken over two lines.",
        remedy: "Paraph reads it as one tag; look whether its place is right.",
      }),
    },
    {
      document: "d2",
      can_allow: true,
      finding: finding("document_encrypted", {
        severity: "info",
        message: "House rules 2027.pdf is encrypted, and opens without a password.",
        remedy: "Nothing to do.",
      }),
    },
  ];
  return view;
}

/** A draft with findings to mend by one click, and a kind of which there are many. */
export function mendableDraft(): DraftView {
  const view = readyDraft();
  const misses = [1, 1, 2, 2, 3].map((page, index) => ({
    document: "d1",
    can_allow: true,
    finding: finding("tag_near_miss", {
      page,
      box: [72, 400 - index * 30, 140, 412 - index * 30],
      signer: 1,
      args: { kind: "signature", text: "<Signer1>>", suggestion: "<<Signer1>>" },
      message: `Page ${page} has “<Signer1>>”, which is almost a tag, but not quite. Nobody is asked to sign there.`,
      remedy:
        "If somebody is meant to sign there, write “<<Signer1>>” in the word processor, save the PDF again and drop it.",
      cures: [
        {
          cure: {
            do: "make_place",
            place: {
              kind: "signature",
              signer: 1,
              page,
              box: [72, 400 - index * 30, 140, 412 - index * 30],
            },
          },
          label: "Signer 1 signs there",
        },
      ],
    }),
  }));
  view.findings = [
    {
      document: "d2",
      can_allow: true,
      finding: finding("already_sent", {
        severity: "error",
        args: { name: "House rules 2027.pdf", who: "The tenant", session: "s-wait" },
        message: "House rules 2027.pdf was sent to The tenant before, on 3 November 2026.",
        remedy:
          "Look at that session first. If this contract should go out once more, allow it and send.",
        cures: [
          { cure: { do: "open_session", session: "s-wait" }, label: "See that session" },
          { cure: { do: "remove_document" }, label: "Leave it out" },
        ],
      }),
    },
    ...misses,
    {
      document: "d2",
      can_allow: true,
      finding: finding("document_javascript", {
        message: "The file holds a small program that may change what it shows.",
        remedy:
          "Print it to a new PDF and drop that one, so that everybody sees and signs the same.",
        cures: [{ cure: { do: "print_anew" }, label: "How to print it anew" }],
      }),
    },
    {
      document: "d1",
      can_allow: true,
      finding: finding("document_pdfa", {
        severity: "info",
        message:
          "The file says that it keeps to PDF/A-2b, the rules of archives. Signing adds to the file, and may break those rules.",
        remedy:
          "Nothing to do for the signature. If your archive insists on PDF/A, have it check the signed copy.",
      }),
    },
  ];
  view.folded = [
    {
      code: "tag_near_miss",
      count: 5,
      message: "5 places look almost like a tag, but not quite.",
    },
  ];
  view.done = "Add signer 3";
  view.can_send = false;
  view.blocked_by = "House rules 2027.pdf was sent to The tenant before, on 3 November 2026.";
  return view;
}

/** A session in the state that the change says. */
export function session(id: string, title: string, change: Partial<Session> = {}): Session {
  return {
    id,
    title,
    reference: null,
    service: "local",
    account: "This computer",
    state: "waiting",
    service_session_id: null,
    created: "2026-11-24T10:02:00+01:00",
    changed: "2026-11-24T16:04:00+01:00",
    checked: null,
    expires: "2026-12-24T23:59:59+01:00",
    in_order: true,
    signers: [
      {
        number: 1,
        name: "The landlord",
        email: "landlord@example.com",
        state: "signed",
        changed: "2026-11-24T11:20:00+01:00",
      },
      { number: 2, name: "The tenant", email: null, state: "waiting", changed: null },
    ],
    documents: [
      {
        name: `${title}.pdf`,
        sha256: "9c41".padEnd(64, "e"),
        sent_sha256: null,
        pages: 3,
        signed: null,
      },
      {
        name: "House rules 2027.pdf",
        sha256: "77aa".padEnd(64, "1"),
        sent_sha256: null,
        pages: 2,
        signed: null,
      },
    ],
    receipt: null,
    steps: [],
    events: [
      {
        time: "2026-11-24T10:02:00+01:00",
        actor: "sender",
        what: "sent",
        text: "Ready to be signed: 2 documents, 2 signers",
      },
      {
        time: "2026-11-24T11:18:00+01:00",
        actor: "signer:1",
        what: "opened",
        text: "The landlord opened the signing page",
      },
      {
        time: "2026-11-24T11:20:00+01:00",
        actor: "signer:1",
        what: "signed",
        text: "The landlord signed",
      },
    ],
    notices: [],
    error: null,
    ...change,
  };
}

/** A session whose signed copies are kept. */
export function keptSession(): Session {
  const kept = session("s-kept", "Lease Harbour Street 14", { state: "kept" });
  kept.signers = kept.signers.map((one) => ({
    ...one,
    state: "signed",
    changed: one.changed ?? "2026-11-24T16:03:00+01:00",
  }));
  kept.documents = kept.documents.map((one, index) => ({
    ...one,
    signed: { path: `kept/${one.name}`, sha256: `41b${index}`.padEnd(64, "d"), verdict: "intact" },
  }));
  kept.receipt = { path: "kept/receipt.pdf", sha256: "5".repeat(64) };
  kept.events.push(
    {
      time: "2026-11-24T16:03:00+01:00",
      actor: "signer:2",
      what: "signed",
      text: "The tenant signed",
    },
    {
      time: "2026-11-24T16:03:10+01:00",
      actor: "paraph",
      what: "completed",
      text: "Everyone has signed",
    },
    {
      time: "2026-11-24T16:04:00+01:00",
      actor: "paraph",
      what: "kept",
      text: "Kept: 2 files and the receipt on disk, digests checked, signatures verified",
    },
  );
  return kept;
}

/** Sessions in every state. */
export function sessions(): Session[] {
  return [
    session("s-wait", "Lease Harbour Street 12", { changed: new Date().toISOString() }),
    session("s-attention", "Purchase agreement lot 14", {
      state: "attention",
      error: told("signed_copy_bad", {
        message: "The signed copy does not verify",
        meaning: "The contract is signed, but this copy of it cannot be relied on.",
        remedy: "Resume makes the copy again from what was signed.",
      }),
    }),
    keptSession(),
    session("s-declined", "Lease Mill Lane 30-II", {
      state: "declined",
      signers: [
        {
          number: 1,
          name: "Mill Lane Estates and Partners",
          email: null,
          state: "signed",
          changed: null,
        },
        { number: 2, name: "Zoë van der Meer", email: null, state: "declined", changed: null },
      ],
    }),
    session("s-sending", "Employment contract 2027-014", { state: "sending" }),
    session("s-cancelled", "Brokerage agreement 88", { state: "cancelled" }),
    session("s-expired", "Deposit agreement Mill Lane 28", { state: "expired" }),
    session("s-failed", "Supply contract 2026-77", {
      state: "failed",
      error: told("cannot_prepare"),
    }),
    session("s-completed", "Termo de adesão 0381", { state: "completed" }),
  ];
}

/** What verifying the kept session says. */
export function verified(): VerifiedDocument[] {
  return keptSession().documents.map((one) => ({
    document: one.name,
    verdict: {
      summary: "intact",
      signatures: [1, 2].map((number, index) => ({
        field: `Signer${number}`,
        unchanged: true,
        covers: index === 1 ? "whole_file" : "revision",
        signed_by: "Paraph on office-pc",
        issuer: "Paraph, this computer",
        trusted: "yes",
        time: index === 1 ? "2026-11-24T16:03:00+01:00" : "2026-11-24T11:20:00+01:00",
        time_source: "signer",
        later_changes: index === 1 ? "none" : "form_filling",
        problems: [],
      })),
    },
  }));
}

/** A computer whose keys work. */
export const computer: Computer = {
  keys: "keyring",
  ca_fingerprint: "3A915C07E44B88D219F06EA3721CB540C7D80B3E95A14F62E80D27B96C14D35F",
  data_folder: "/home/office/.local/share/Paraph",
  certificate_until: "2036-11-23T10:00:00+01:00",
  kept_folder: "/home/office/Documents/Paraph",
  kept_usual: true,
};

/** How copies are named. */
export const copyNames: CopyNames = {
  pattern: "{document} - {signers} - {date}",
  usual: "{document} - {signers} - {date}",
  particulars: ["document", "title", "signers", "date", "reference"],
  signed: "Lease Harbour Street 12 - Ann Smith, Ben Jones - 2026-11-25.pdf",
  receipt: "Lease Harbour Street 12 - Receipt - Ann Smith, Ben Jones - 2026-11-25.pdf",
  problem: null,
};

/** The session as its second signer sees it. */
export function signingSession(change: Partial<SigningSession> = {}): SigningSession {
  return {
    session: "s-wait",
    title: "Lease Harbour Street 12",
    from: "Example Office",
    message: "Please sign before the keys are handed over.",
    expires: "2026-12-24T23:59:59+01:00",
    signer: { number: 2, name: "Zoë van der Meer", email: "tenant@example.com" },
    state: "ready",
    waiting_for: null,
    documents: [
      {
        number: 1,
        name: "Lease Harbour Street 12.pdf",
        sha256: "9".repeat(64),
        pages: [page(1), page(2), page(3)],
      },
      { number: 2, name: "House rules 2027.pdf", sha256: "7".repeat(64), pages: [page(1)] },
    ],
    places: [
      { id: "p1", document: 1, page: 1, box: [320, 60, 378, 80], kind: "initial" },
      { id: "p2", document: 1, page: 3, box: [320, 220, 488, 270], kind: "signature" },
      { id: "p3", document: 1, page: 3, box: [320, 190, 420, 206], kind: "date" },
      { id: "p4", document: 2, page: 1, box: [320, 220, 488, 270], kind: "signature" },
    ],
    others: [{ number: 1, name: "The landlord", state: "signed" }],
    today: "25 November 2026",
    next: null,
    ...change,
  };
}
