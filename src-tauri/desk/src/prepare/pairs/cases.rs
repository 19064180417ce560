//! The table of pairs. A code without one does not compile.

use std::collections::BTreeSet;

use history::{NewDocument, NewSession, NewSigner};
use lopdf::{Object, Permissions, dictionary};
use services::{Limits, Others, Reads, local};
use session::{
    Dialect, Draft, DraftDocument, DraftSigner, DraftState, ErrorCode, Field, FieldKind,
    FindingCode, Origin, Rect, Service,
};

use super::super::service::Rules;
use super::super::{Current, cards, reading};
use super::paper::{at, paper, sized, text};
use crate::Desk;
use crate::words::{Args, Words};

/// A draft with all that pre-flight looks at.
pub(super) struct Case {
    pub(super) draft: Draft,
    changed: bool,
    gone: bool,
    /// Those of another service than this computer.
    pub(super) rules: Option<Rules>,
}

impl Case {
    pub(super) fn current(&self) -> Current {
        let mut current = Current::new(self.draft.clone());
        let first = self.draft.documents.first().map(|d| d.id.clone());
        current
            .changed
            .extend(first.clone().filter(|_| self.changed));
        current.gone.extend(first.filter(|_| self.gone));
        current
    }

    fn by(self, rules: Rules) -> Self {
        Self {
            rules: Some(rules),
            ..self
        }
    }
}

pub(super) struct Pair {
    pub(super) raises: Case,
    pub(super) twin: Case,
}

fn case(draft: Draft) -> Case {
    Case {
        draft,
        changed: false,
        gone: false,
        rules: None,
    }
}

/// A draft of these files as the window would have it, every signer with a name.
fn files(files: &[&[u8]], password: Option<&str>) -> Case {
    let mut draft = Draft::new("draft");
    for (index, bytes) in files.iter().enumerate() {
        let read = tags::read(bytes, password, &tags::Limits::default()).unwrap();
        let mut document = DraftDocument::new(index.to_string(), format!("{index}.pdf"));
        document.sha256 = Some(history::sha256(bytes));
        document.bytes = bytes.len() as u64;
        reading::fill(&mut document, read);
        draft.documents.push(document);
    }
    cards::follow_fields(&mut draft);
    for signer in &mut draft.signers {
        signer.name = format!("Signer {}", signer.number);
    }
    case(draft)
}

fn file(bytes: &[u8]) -> Case {
    files(&[bytes], None)
}

/// Two files, each a page with that content.
fn pages(raises: &str, twin: &str) -> Pair {
    Pair {
        raises: file(&paper(raises).bytes()),
        twin: file(&paper(twin).bytes()),
    }
}

fn bytes(raises: &[u8], twin: &[u8]) -> Pair {
    Pair {
        raises: file(raises),
        twin: file(twin),
    }
}

/// A place in the row of that number, from the bottom up.
fn place(signer: u16, row: u32) -> Field {
    let y = f64::from(row) * 30.0;
    Field {
        kind: FieldKind::Signature,
        signer,
        page: 1,
        rect: Rect::new(60.0, y, 160.0, y + 20.0),
        origin: Origin::Tag,
        text: None,
    }
}

/// A contract that was read, with these signers' places.
fn contract(places: &[u16]) -> DraftDocument {
    let mut contract = DraftDocument::new("a", "Lease.pdf");
    contract.state = DraftState::Ready;
    contract.sha256 = Some("11".repeat(32));
    contract.path = Some("/home/ann/Lease.pdf".to_owned());
    contract.fields = (1..).zip(places).map(|(row, s)| place(*s, row)).collect();
    contract
}

fn signer(number: u16) -> DraftSigner {
    DraftSigner {
        number,
        name: format!("Signer {number}"),
        email: format!("signer{number}@example.com"),
        by_hand: true,
        options: Default::default(),
    }
}

/// A draft that is ready, with those signers.
fn ready(places: &[u16], signers: &[u16]) -> Draft {
    Draft {
        documents: vec![contract(places)],
        signers: signers.iter().map(|number| signer(*number)).collect(),
        ..Draft::new("draft")
    }
}

/// With a page of words under the places.
fn readable(mut draft: Draft) -> Case {
    let read = tags::read(
        &paper(&at(60, 700, "Lease")).bytes(),
        None,
        &tags::Limits::default(),
    );
    draft.documents[0].pages = read.unwrap().pages;
    case(draft)
}

/// Two drafts for an account at Signhost.
fn signhost(change: impl Fn(&mut Draft, bool)) -> Pair {
    with_account(AT_SIGNHOST, change)
}

/// Two drafts for an account at a service.
fn with_account(account: &str, change: impl Fn(&mut Draft, bool)) -> Pair {
    let of = |raises| {
        let mut draft = ready(&[1, 2], &[1, 2]);
        draft.account = account.to_owned();
        change(&mut draft, raises);
        case(draft)
    };
    Pair {
        raises: of(true),
        twin: of(false),
    }
}

/// Two drafts, the second as it was before the change.
fn drafts(change: impl FnOnce(&mut Case)) -> Pair {
    let mut raises = case(ready(&[1, 2], &[1, 2]));
    change(&mut raises);
    Pair {
        raises,
        twin: case(ready(&[1, 2], &[1, 2])),
    }
}

/// The rules of a service that reads `{{Signer1}}` and takes little.
fn elsewhere() -> Rules {
    let mut capabilities = local::description().capabilities;
    capabilities.email_needed = true;
    capabilities.reads = Reads {
        dialects: &[Dialect::Brace],
        kinds: &[FieldKind::Signature],
        inexact: false,
        others: Others::Field,
    };
    Rules {
        service: Service::Signhost,
        name: "Elsewhere".to_owned(),
        capabilities,
        limits: Limits {
            documents: Some(2),
            signers: Some(2),
            document_bytes: Some(2_000_000),
            session_bytes: Some(3_000_000),
            pages: Some(2),
            signatures: Some(2),
            expires_days: None,
        },
    }
}

/// Two drafts under a service's limits: at the limit, and one beyond.
fn limits(change: impl Fn(&mut Draft, bool)) -> Pair {
    let under = |beyond| {
        let mut draft = ready(&[1, 2], &[1, 2]);
        change(&mut draft, beyond);
        case(draft).by(elsewhere())
    };
    Pair {
        raises: under(true),
        twin: under(false),
    }
}

/// A page that is a picture, and how much of it.
fn scan(side: u32) -> Vec<u8> {
    paper(&format!("q {side} 0 0 {side} 0 0 cm /X Do Q")).bytes()
}

/// A scan, and nobody who could sign anywhere.
pub(super) fn scan_alone() -> Case {
    file(&scan(800))
}

/// A scan that goes along with a contract in which everybody has a place.
pub(super) fn scan_beside_a_contract() -> Case {
    files(
        &[&paper(&at(60, 700, "<<Signer1>>")).bytes(), &scan(800)],
        None,
    )
}

/// A contract with so many near misses.
pub(super) fn with_near_misses(count: i32) -> Case {
    let misses: String = (0..count)
        .map(|row| at(60, 600 - 20 * row, "<Signer1>>"))
        .collect();
    file(&paper(&(at(60, 700, "<<Signer1>>") + &misses)).bytes())
}

/// A page with that content, sent through a service.
pub(super) fn at_service(service: Service, content: &str) -> Case {
    file(&paper(content).bytes()).by(Rules::of(service, &Words::english()))
}

/// A page with the form of old that only some programs can show.
fn xfa(dynamic: bool) -> Vec<u8> {
    let template = "<xdp:xdp xmlns:xdp=\"http://ns.adobe.com/xdp/\"><template/></xdp:xdp>";
    let form = paper(&at(60, 700, "Please wait"));
    let field = dictionary! { "FT" => "Tx", "T" => text("Name") };
    let form = form.field(field).xfa(template, dynamic);
    if dynamic {
        form.catalog("NeedsRendering", true).bytes()
    } else {
        form.bytes()
    }
}

fn script(kind: &str) -> Vec<u8> {
    let action = dictionary! { "S" => kind, "JS" => text("app.alert(1)") };
    paper("").catalog("OpenAction", action).bytes()
}

fn xmp(claim: &str) -> Vec<u8> {
    let xmp = format!("<rdf:RDF><rdf:Description {claim}/></rdf:RDF>");
    paper("").catalog_stream("Metadata", &xmp).bytes()
}

fn signature_field(signed: bool) -> Vec<u8> {
    let mut field = dictionary! { "FT" => "Sig", "T" => text("Signature1") };
    if signed {
        let contents = Object::String(vec![1; 32], lopdf::StringFormat::Hexadecimal);
        let signature = dictionary! {
            "Type" => "Sig", "Name" => text("Ann"), "Contents" => contents,
        };
        field.set("V", signature);
    }
    paper("").field(field).bytes()
}

/// A session that is out already, with that contract for signer 1.
pub(super) fn remember(desk: &Desk) {
    let signers = [NewSigner {
        number: 1,
        name: "Signer 1".to_owned(),
        email: Some("signer1@example.com".to_owned()),
        options: Default::default(),
    }];
    let documents = [NewDocument {
        name: "Lease.pdf".to_owned(),
        sha256: "22".repeat(32),
        path: None,
        pages: Vec::new(),
        text: Vec::new(),
        tags: Vec::new(),
        fields: Vec::new(),
    }];
    let session = NewSession {
        id: "earlier",
        title: "Lease",
        reference: None,
        message: None,
        service: Service::Local,
        account: session::THIS_COMPUTER,
        created: desk.now_millis(),
        expires: None,
        expires_days: None,
        remind_days: None,
        options: &Default::default(),
        receivers: &[],
        in_order: false,
        signers: &signers,
        documents: &documents,
        plan: &[],
        events: &[],
    };
    desk.history().add_session(&session).unwrap();
    for (name, service, base_url) in [
        (AT_SIGNHOST, Service::Signhost, None),
        (AT_ESIGN, Service::Esign, None),
        (AT_SIGNANT, Service::Signant, Some("https://sign.example")),
        (AT_RESTPKI, Service::Restpki, None),
    ] {
        let account = history::AccountRow {
            name: name.to_owned(),
            service: service.as_str().to_owned(),
            base_url: base_url.map(str::to_owned),
            settings: Default::default(),
            tested: None,
        };
        assert!(desk.history().put_account(&account, false).unwrap());
    }
}

/// The name of an account at Signhost.
const AT_SIGNHOST: &str = "At Signhost";
/// The name of an account at eSign.
const AT_ESIGN: &str = "At eSign";
/// The name of an account at Signant.
const AT_SIGNANT: &str = "At Signant";
/// The name of an account at Rest PKI.
const AT_RESTPKI: &str = "At Rest PKI";

/// The file that raises a code, or the draft, and its near twin.
pub(super) fn pair(code: FindingCode) -> Pair {
    let tag = |text| at(60, 700, text);
    let good = || tag("<<Signer1>>");
    match code {
        FindingCode::TagInexact => pages(&tag("<< signer 1 >>"), &good()),
        FindingCode::TagNearMiss => pages(&tag("<Signer1>>"), &good()),
        FindingCode::TagLineBroken => pages(
            &(tag("Signed: <<Sig") + &at(60, 688, "ner1>> here")),
            &(tag("Signed:") + &at(60, 688, "<<Signer1>> here")),
        ),
        FindingCode::TagCovered => {
            let ground = "1 g 50 690 100 30 re f 0 g ";
            pages(&(good() + ground), &(ground.to_owned() + &good()))
        }
        FindingCode::TagClipped => {
            let within = |area: &str| format!("q {area} re W n {} Q", good());
            pages(&within("0 0 50 50"), &within("0 650 595 100"))
        }
        FindingCode::TagOffPage => pages(&at(60, 900, "<<Signer1>>"), &good()),
        FindingCode::TagHiddenLayer => {
            let layered = format!("/OC /L BDC {} EMC", good());
            bytes(
                &paper(&layered).layer(false).bytes(),
                &paper(&layered).layer(true).bytes(),
            )
        }
        FindingCode::TagTiny => pages(
            &sized(2, 60, 700, "<<Signer1>>"),
            &sized(6, 60, 700, "<<Signer1>>"),
        ),
        FindingCode::PageUnreadable => bytes(&scan(800), &scan(50)),
        FindingCode::TextMappingDoubtful => bytes(
            include_bytes!("../../../../../tests/corpus/tounicode_wrong-1.pdf"),
            include_bytes!("../../../../../tests/corpus/tounicode_ranges-1.pdf"),
        ),
        FindingCode::DocumentRepaired => {
            bytes(&paper(&good()).without_table(), &paper(&good()).bytes())
        }
        FindingCode::DocumentEncrypted => bytes(
            &paper("").encrypted("", Permissions::all()),
            &paper("").bytes(),
        ),
        FindingCode::DocumentPassword => {
            let locked = |password| paper("").encrypted(password, Permissions::all());
            Pair {
                raises: files(&[&locked("lease")], Some("lease")),
                twin: files(&[&locked("")], Some("lease")),
            }
        }
        FindingCode::DocumentRestricted => bytes(
            &paper("").encrypted("", Permissions::all() - Permissions::MODIFIABLE),
            &paper("").encrypted("", Permissions::all()),
        ),
        FindingCode::DocumentSigned => bytes(&signature_field(true), &signature_field(false)),
        FindingCode::SignedMayBreak => {
            let by =
                |service| file(&signature_field(true)).by(Rules::of(service, &Words::english()));
            Pair {
                raises: by(Service::Signhost),
                twin: by(Service::Local),
            }
        }
        FindingCode::DocumentCertified => {
            let permissions = |key: &str| {
                let signature = dictionary! { "Type" => "Sig" };
                paper("")
                    .catalog("Perms", dictionary! { key => signature })
                    .bytes()
            };
            bytes(&permissions("DocMDP"), &permissions("UR3"))
        }
        FindingCode::DocumentXfa => bytes(&xfa(true), &xfa(false)),
        FindingCode::DocumentFormValues => {
            let filled = |flags: i64| {
                let field = dictionary! {
                    "FT" => "Tx", "T" => text("Name"), "V" => text("Ann"), "Ff" => flags,
                };
                paper("").field(field).bytes()
            };
            // The twin's field is read-only.
            bytes(&filled(0), &filled(1))
        }
        FindingCode::DocumentAttachments => {
            let named = |tree: &str| {
                let names = vec![text("a"), Object::Dictionary(dictionary! {})];
                let tree = dictionary! { tree => dictionary! { "Names" => names } };
                paper("").catalog("Names", tree).bytes()
            };
            bytes(&named("EmbeddedFiles"), &named("Dests"))
        }
        FindingCode::DocumentJavascript => bytes(&script("JavaScript"), &script("Named")),
        FindingCode::DocumentPdfa => bytes(
            &xmp("pdfaid:part=\"2\" pdfaid:conformance=\"B\""),
            &xmp("dc:title=\"About pdfaid\""),
        ),
        FindingCode::DocumentLarge => bytes(
            &paper("").more_pages(500).bytes(),
            &paper("").more_pages(499).bytes(),
        ),
        FindingCode::OptionInvalid => signhost(|draft, raises| {
            let days = if raises { "[1]" } else { "{}" };
            draft.options.insert("context".to_owned(), days.to_owned());
        }),
        FindingCode::InitialsEveryPage => signhost(|draft, raises| {
            let mut field = place(1, 9);
            if raises {
                field.kind = FieldKind::Initial;
            }
            draft.documents[0].fields.push(field);
        }),
        FindingCode::HandPlacesIgnored => with_account(AT_SIGNANT, |draft, raises| {
            if raises {
                let mut field = place(1, 9);
                field.origin = Origin::Hand;
                draft.documents[0].fields.push(field);
            }
        }),
        FindingCode::PlacesNotOffered => with_account(AT_RESTPKI, |draft, raises| {
            if raises {
                let mut field = place(1, 9);
                field.kind = FieldKind::Initial;
                draft.documents[0].fields.push(field);
            }
        }),
        FindingCode::StrayDelimiters => with_account(AT_ESIGN, |draft, raises| {
            draft.documents[0].fields.push(place(1, 9));
            if raises {
                draft.documents[0].marks = "#<".to_owned();
            }
        }),
        FindingCode::NoDocument => drafts(|case| case.draft.documents.clear()),
        FindingCode::DocumentUnreadable => drafts(|case| {
            let words = Words::english();
            let name = Args::from([("name".to_owned(), "Lease.pdf".to_owned())]);
            let document = &mut case.draft.documents[0];
            document.state = DraftState::Unreadable;
            document.error = Some(words.told(ErrorCode::PdfDamaged, &name, None));
        }),
        FindingCode::DocumentReading => {
            drafts(|case| case.draft.documents[0].state = DraftState::Reading)
        }
        FindingCode::DocumentChanged => drafts(|case| case.changed = true),
        FindingCode::DocumentGone => drafts(|case| case.gone = true),
        FindingCode::DocumentTwice => {
            let twice = |sha256: &str| {
                let mut draft = ready(&[1, 2], &[1, 2]);
                draft.documents.push(DraftDocument {
                    id: "b".to_owned(),
                    sha256: Some(sha256.repeat(32)),
                    ..contract(&[])
                });
                case(draft)
            };
            Pair {
                raises: twice("11"),
                twin: twice("12"),
            }
        }
        FindingCode::NoSigner => drafts(|case| case.draft.signers.clear()),
        FindingCode::SignerNameMissing => {
            drafts(|case| case.draft.signers[0].name = " ".to_owned())
        }
        FindingCode::SignerNameUndrawn => {
            drafts(|case| case.draft.signers[0].name = "Ann \u{10fffd}".to_owned())
        }
        FindingCode::SignerEmailInvalid => {
            drafts(|case| case.draft.signers[0].email = "ann@example".to_owned())
        }
        FindingCode::SignerWithoutPlace => Pair {
            // Signer 4's places are nobody's: perhaps they are signer 2's.
            raises: readable(ready(&[1, 4], &[1, 2])),
            twin: readable(ready(&[1, 2], &[1, 2])),
        },
        FindingCode::TagWithoutSigner => Pair {
            raises: case(ready(&[1, 4], &[1, 2])),
            twin: case(ready(&[1, 2, 4], &[1, 2, 4])),
        },
        FindingCode::NumbersGap => Pair {
            raises: case(ready(&[1, 3], &[1, 3])),
            twin: case(ready(&[1, 2], &[1, 2])),
        },
        FindingCode::PlacesOverlap => {
            let over = |y: f64| {
                let mut draft = ready(&[1, 2], &[1, 2]);
                let rect = Rect::new(60.0, y, 160.0, y + 20.0);
                draft.documents[0].fields.push(Field {
                    rect,
                    ..place(1, 3)
                });
                case(draft)
            };
            Pair {
                raises: over(68.0),
                twin: over(80.0),
            }
        }
        FindingCode::DocumentTooLarge => limits(|draft, beyond| {
            draft.documents[0].bytes = 2_000_000 + u64::from(beyond);
        }),
        FindingCode::DocumentTooLong => limits(|draft, beyond| {
            let read = tags::read(
                &paper("").more_pages(1 + u32::from(beyond)).bytes(),
                None,
                &tags::Limits::default(),
            );
            draft.documents[0].pages = read.unwrap().pages;
        }),
        FindingCode::DocumentsTooLarge => limits(|draft, beyond| {
            let more = DraftDocument {
                sha256: Some("12".repeat(32)),
                id: "b".to_owned(),
                ..contract(&[])
            };
            draft.documents.push(more);
            draft.documents[0].bytes = 2_000_000;
            draft.documents[1].bytes = 1_000_000 + u64::from(beyond);
        }),
        FindingCode::DocumentsTooMany => limits(|draft, beyond| {
            let more = 1 + usize::from(beyond);
            draft.documents.extend((0..more).map(|_| contract(&[])));
        }),
        FindingCode::SignersTooMany => limits(|draft, beyond| {
            draft.signers.extend(Some(signer(3)).filter(|_| beyond));
        }),
        FindingCode::SignerEmailMissing => limits(|draft, beyond| {
            if beyond {
                draft.signers[0].email.clear();
            }
        }),
        FindingCode::PlacesTooMany => limits(|draft, beyond| {
            let places: &[u16] = if beyond { &[1, 1, 1, 2] } else { &[1, 1, 2] };
            draft.documents[0] = contract(places);
            // What is no signature does not count.
            draft.documents[0].fields.push(Field {
                kind: FieldKind::Initial,
                ..place(1, 9)
            });
        }),
        FindingCode::TagDialect => {
            let read = |text| file(&paper(&tag(text)).bytes()).by(elsewhere());
            Pair {
                raises: read("<<Signer1>>"),
                twin: read("{{Signer1}}"),
            }
        }
        FindingCode::AlreadySent => {
            let sent = |name: &str, email: &str| {
                let mut draft = ready(&[1], &[1]);
                draft.documents[0].sha256 = Some("22".repeat(32));
                draft.signers[0].name = name.to_owned();
                draft.signers[0].email = email.to_owned();
                case(draft)
            };
            Pair {
                raises: sent("Another name", "Signer1@Example.com"),
                twin: sent("Signer 1", "signer2@example.com"),
            }
        }
    }
}

#[test]
fn every_code_stands_once_in_the_table_of_findings() {
    let words: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(words.len(), FindingCode::ALL.len());
}
