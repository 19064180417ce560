//! Encrypted files are read as others are: no more of them is made plain than is looked at.

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};
use session::FindingCode;
use tags::{Limits, ReadError};

use crate::build::{File, page, read_by, read_within, tag, texts};
use crate::counting::counted;

const USER: &str = "user";
const OWNER: &str = "owner";

/// A file encrypted with AES and 256 bits, or with RC4 and 128; `user` opens it.
fn encrypted(file: &File, user: &str, strong: bool) -> Vec<u8> {
    let mut pdf = Document::load_mem(&file.end("")).unwrap();
    let id = Object::string_literal("0123456789abcdef");
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let aes: std::sync::Arc<dyn lopdf::encryption::crypt_filters::CryptFilter> =
        std::sync::Arc::new(lopdf::encryption::crypt_filters::Aes256CryptFilter);
    let state = if strong {
        EncryptionState::try_from(EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: [(b"StdCF".to_vec(), aes)].into(),
            file_encryption_key: &[7; 32],
            stream_filter: b"StdCF".to_vec(),
            string_filter: b"StdCF".to_vec(),
            owner_password: OWNER,
            user_password: user,
            permissions: Permissions::all(),
        })
    } else {
        EncryptionState::try_from(EncryptionVersion::V2 {
            document: &pdf,
            owner_password: OWNER,
            user_password: user,
            key_length: 128,
            permissions: Permissions::all(),
        })
    };
    pdf.encrypt(&state.unwrap()).unwrap();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// A page with a picture of that size.
fn picture(bytes: usize) -> File {
    let content = format!("q 500 0 0 500 0 0 cm /X Do Q {}", tag(60, 700, 1));
    let mut file = page(content.as_bytes(), "", "/XObject<</X 10 0 R>>", "");
    let dict = "/Type/XObject/Subtype/Image/Width 9/Height 9/Filter/DCTDecode";
    file.stream(10, dict, &vec![7; bytes]);
    file
}

#[test]
fn either_password_opens_it_and_the_text_is_right() {
    for strong in [false, true] {
        let file = encrypted(&picture(10), USER, strong);
        let read = |password| tags::read(&file, password, &Limits::default());
        assert_eq!(read(None), Err(ReadError::PasswordNeeded));
        assert_eq!(read(Some("other")), Err(ReadError::PasswordWrong));
        for password in [USER, OWNER] {
            let outcome = read(Some(password));
            assert_eq!(texts(&outcome), ["<<Signer1>>"], "{password} {strong}");
            assert!(outcome.unwrap().needs_password);
        }
    }
}

#[test]
fn one_that_opens_by_itself_says_that_it_is_encrypted() {
    for strong in [false, true] {
        let outcome = read_by(Limits::default(), encrypted(&picture(10), "", strong));
        assert_eq!(texts(&outcome), ["<<Signer1>>"]);
        let codes: Vec<_> = outcome
            .unwrap()
            .findings
            .iter()
            .map(|one| one.code)
            .collect();
        assert_eq!(codes, [FindingCode::DocumentEncrypted]);
    }
}

#[test]
fn pictures_are_not_made_plain() {
    let file = encrypted(&picture(24 << 20), USER, true);
    let limits = Limits::default();
    let (outcome, cost) = counted(|| tags::read(&file, Some(USER), &limits));
    assert_eq!(texts(&outcome), ["<<Signer1>>"]);
    assert!(cost.peak < 8 << 20, "{} bytes were held", cost.peak);
}

#[test]
fn a_stream_that_is_made_plain_is_no_larger_than_one_may_be() {
    let mut content = vec![b' '; 24 << 20];
    content.extend_from_slice(tag(60, 700, 1).as_bytes());
    let file = encrypted(&page(&content, "", "", ""), "", false);
    let limits = Limits {
        max_memory: 32 << 20,
        ..Limits::default()
    };
    let (outcome, cost) = read_within(file, limits);
    assert_eq!(outcome, Err(ReadError::TooLarge("memory")));
    assert!(cost.peak < 8 << 20, "{} bytes were held", cost.peak);
}

#[test]
fn a_dictionary_that_stands_in_the_trailer_itself_opens_it() {
    let file = encrypted(&picture(10), "", false);
    let pdf = Document::load_mem(&file).unwrap();
    let id = pdf.encryption_state.as_ref().unwrap().encrypt_object_id();
    let (number, _) = id.unwrap();
    // It is put behind all objects, so that they stay where they are.
    let find = |from: usize, what: &[u8]| {
        let rest = file.get(from..).unwrap();
        from + rest
            .windows(what.len())
            .position(|part| part == what)
            .unwrap()
    };
    let header = format!("\n{number} 0 obj");
    let from = find(0, header.as_bytes()) + header.len();
    let body = file
        .get(from..find(from, b"endobj"))
        .unwrap()
        .trim_ascii()
        .to_vec();
    let reference = format!("/Encrypt {number} 0 R").into_bytes();
    let at = find(0, &reference);
    let mut direct = file.get(..at).unwrap().to_vec();
    direct.extend_from_slice(b"/Encrypt ");
    direct.extend_from_slice(&body);
    direct.extend_from_slice(file.get(at + reference.len()..).unwrap());
    assert_eq!(
        texts(&tags::read(&direct, None, &Limits::default())),
        ["<<Signer1>>"]
    );
}

#[test]
fn one_that_a_certificate_opens_asks_for_no_password() {
    let file = page(tag(60, 700, 1).as_bytes(), "", "", "")
        .object(
            50,
            "<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4/Length 128>>",
        )
        .end("/Encrypt 50 0 R");
    let told = tags::read(&file, None, &Limits::default());
    assert_eq!(
        told,
        Err(ReadError::EncryptionUnknown("Adobe.PubSec".to_owned()))
    );
}

#[test]
fn one_whose_attachments_alone_are_encrypted_is_read() {
    let filter = "<</Filter/Standard/V 4/R 4/Length 128/O()/U()/P -1/EFF/StdCF/CF<<>>>>";
    let file = page(tag(60, 700, 1).as_bytes(), "", "", "")
        .object(50, filter)
        .end("/Encrypt 50 0 R");
    let outcome = tags::read(&file, None, &Limits::default());
    assert_eq!(texts(&outcome), ["<<Signer1>>"]);
}
