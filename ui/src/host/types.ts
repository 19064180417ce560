/** The types of what the host says, by their plain names: as its commands' answers carry them. */
import type { commands } from "../bindings";

type Command = keyof typeof commands;
type Answer<C extends Command> = Awaited<ReturnType<(typeof commands)[C]>>;

/** What a command gives when it is not refused. */
export type Data<C extends Command> = Extract<Answer<C>, { status: "ok" }>["data"];

/** An error in three parts: what happened, what it means for the contract, what to do now. */
export type Told = Extract<Answer<"draft">, { status: "error" }>["error"];

// The draft.
export type DraftView = Data<"draft">;
export type FindingView = DraftView["findings"][number];
export type Finding = FindingView["finding"];
export type FindingCode = Finding["code"];
export type Cure = NonNullable<Finding["cures"]>[number]["cure"];
export type Folded = DraftView["folded"][number];
export type Aside = NonNullable<DraftView["aside"]>;
export type Severity = Finding["severity"];
export type Draft = DraftView["draft"];
export type DraftReceiver = NonNullable<Draft["receivers"]>[number];
export type DraftSigner = Draft["signers"][number];
export type DraftDocument = Draft["documents"][number];
export type Field = DraftDocument["fields"][number];
export type FieldKind = Field["kind"];
export type Spot = Extract<Cure, { do: "make_place" }>["place"];

// Pages. A number that is not finite comes over as null.
export type Page = DraftDocument["pages"][number];
export type Rect = Page["crop"];
export type TextLine = Data<"pageText">[number];

// Sessions.
export type Session = Data<"session">;
export type State = Session["state"];
export type Signer = Session["signers"][number];
export type SignerState = Signer["state"];
export type Document = Session["documents"][number];
export type Event = Session["events"][number];
export type OpenedSigning = Data<"openSigning">;
export type Step = Session["steps"][number];
export type Outlook = Data<"outlook">;
export type Correction = Parameters<(typeof commands)["correctSession"]>[1];
export type Decision = Parameters<(typeof commands)["resolveSession"]>[1];

// Accounts and services.
export type Account = Data<"accounts">[number];
export type NewAccount = Parameters<(typeof commands)["addAccount"]>[0];
export type AccountTest = Data<"testAccount">;
export type About = Data<"services">[number];
export type Service = About["service"];
export type Input = About["secrets"][number];

// Verifying.
export type VerifiedDocument = Data<"verifySession">[number];
export type Verdict = VerifiedDocument["verdict"];
export type SignatureVerdict = Verdict["signatures"][number];
export type Summary = Verdict["summary"];

// This computer.
export type Computer = Data<"computer">;
export type Looks = Data<"looks">;
export type Theme = Looks["theme"];
export type CopyNames = Data<"copyNames">;
export type Office = Data<"office">;
