//! The reader against PDFs whose tags are known (`tests/corpus`).

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use serde::Deserialize;
    use session::{ErrorCode, FieldKind, FindingCode, Rect};
    use tags::{Document, Limits, ReadError};

    #[derive(Deserialize)]
    struct Truth {
        must: bool,
        expect: Option<String>,
        tags: Vec<TrueTag>,
    }

    #[derive(Deserialize)]
    struct TrueTag {
        kind: FieldKind,
        signer: u16,
        page: u32,
        #[serde(rename = "box")]
        rect: Rect,
        #[serde(default)]
        alt: Vec<Rect>,
        must: bool,
    }

    /// A tag or signature field as it was read.
    struct Read {
        kind: FieldKind,
        signer: u16,
        page: u32,
        rect: Option<Rect>,
    }

    fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
    }

    fn corpus() -> BTreeMap<String, Truth> {
        let text = std::fs::read_to_string(folder().join("truth.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn bytes(name: &str) -> Vec<u8> {
        std::fs::read(folder().join(name)).unwrap()
    }

    /// Bounds that end a reading which hangs, so that the test fails instead.
    fn limits() -> Limits<'static> {
        Limits {
            deadline: Some(Instant::now() + Duration::from_secs(20)),
            ..Limits::default()
        }
    }

    fn found(document: &Document) -> Vec<Read> {
        let tags = document.tags.iter().map(|tag| Read {
            kind: tag.kind,
            signer: tag.signer,
            page: tag.page,
            rect: Some(tag.rect),
        });
        let fields = document.fields.iter().filter_map(|field| {
            let (signer, page) = (field.signer?, field.page?);
            Some(Read {
                kind: FieldKind::Signature,
                signer,
                page,
                rect: field.rect,
            })
        });
        tags.chain(fields).collect()
    }

    fn is_right(read: &Rect, truth: &Rect) -> bool {
        let area = |rect: &Rect| rect.width() * rect.height();
        let shared = read.intersection(truth).map_or(0.0, |shared| area(&shared));
        let union = area(read) + area(truth) - shared;
        let middle = |rect: &Rect| ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0);
        let ((x, y), (tx, ty)) = (middle(read), middle(truth));
        (x - tx).hypot(y - ty) <= 3.0 && shared / union > 0.5
    }

    impl TrueTag {
        fn is(&self, read: &Read) -> bool {
            (self.kind, self.signer, self.page) == (read.kind, read.signer, read.page)
        }

        fn is_at(&self, rect: Option<&Rect>) -> bool {
            let rects = std::iter::once(&self.rect).chain(&self.alt);
            rect.is_some_and(|rect| rects.into_iter().any(|truth| is_right(rect, truth)))
        }
    }

    #[test]
    fn every_tag_of_the_kinds_that_must_be_right_is_found_in_its_place() {
        let mut checked = 0;
        for (name, truth) in corpus().into_iter().filter(|(_, truth)| truth.must) {
            let document = tags::read(&bytes(&name), None, &limits()).unwrap();
            let mut left = found(&document);
            for tag in truth.tags.iter().filter(|tag| tag.must) {
                let at = left
                    .iter()
                    .position(|read| tag.is(read) && tag.is_at(read.rect.as_ref()));
                let at = at.unwrap_or_else(|| {
                    panic!(
                        "{name}: {:?} {} of page {} is missing",
                        tag.kind, tag.signer, tag.page
                    )
                });
                left.remove(at);
                checked += 1;
            }
            left.retain(|read| !truth.tags.iter().any(|tag| !tag.must && tag.is(read)));
            assert!(left.is_empty(), "{name}: {} tags too many", left.len());
        }
        assert!(checked >= 20, "only {checked} tags were checked");
    }

    #[test]
    fn no_other_file_makes_the_reader_panic_or_gives_a_false_tag() {
        for (name, truth) in corpus().into_iter().filter(|(_, truth)| !truth.must) {
            let read = tags::read(&bytes(&name), None, &limits());
            if truth.expect.as_deref() == Some("password") {
                assert_eq!(read.unwrap_err(), ReadError::PasswordNeeded, "{name}");
                continue;
            }
            let document = read.unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut truths: Vec<&TrueTag> = truth.tags.iter().collect();
            for read in found(&document) {
                let at = truths.iter().position(|tag| tag.is(&read));
                let at = at.unwrap_or_else(|| {
                    panic!(
                        "{name}: false {:?} {} on page {}",
                        read.kind, read.signer, read.page
                    )
                });
                truths.remove(at);
            }
        }
    }

    #[test]
    fn a_character_map_that_the_font_contradicts_is_not_believed_and_that_is_told() {
        let document = tags::read(&bytes("tounicode_wrong-1.pdf"), None, &limits()).unwrap();
        assert_eq!(document.tags.len(), 2);
        let told = document.findings.iter().map(|finding| finding.code);
        assert_eq!(told.collect::<Vec<_>>(), [FindingCode::TextMappingDoubtful]);
    }

    #[test]
    fn a_wrong_password_is_told_from_a_missing_one() {
        let file = bytes("enc_needs_pw-1.pdf");
        let error = tags::read(&file, Some("certainly not this"), &limits()).unwrap_err();
        assert_eq!(error, ReadError::PasswordWrong);
        assert_eq!(error.code(), ErrorCode::PasswordWrong);
    }

    #[test]
    fn the_right_password_opens_the_file_and_that_is_told() {
        let document = tags::read(&bytes("enc_known_pw-0.pdf"), Some("lease"), &limits()).unwrap();
        let plain = tags::read(&bytes("plain-1.pdf"), Some("lease"), &limits()).unwrap();
        assert_eq!(
            (document.needs_password, plain.needs_password),
            (true, false)
        );
        assert_eq!(document.tags, plain.tags);
        assert_eq!(document.text, plain.text);
    }

    /// Marsaglia's xorshift: the same bytes are changed in every run.
    struct Xorshift(u64);

    impl Xorshift {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % end.max(1) as u64).unwrap()
        }
    }

    #[test]
    fn changed_bytes_never_make_the_reader_panic_or_hang() {
        let files: Vec<(String, Vec<u8>)> = corpus()
            .into_keys()
            .map(|name| (name.clone(), bytes(&name)))
            .collect();
        let mut random = Xorshift(0x9e37_79b9_7f4a_7c15);
        let (mut turns, mut read) = (0, 0);
        while turns < 300 {
            let (name, original) = &files[random.below(files.len())];
            let mut file = original.clone();
            for _ in 0..1 + random.below(12) {
                let at = random.below(file.len());
                match random.below(5) {
                    0 => file[at] = random.below(256) as u8,
                    1 => file[at] ^= 1 << random.below(8),
                    2 => drop(file.drain(at..(at + 1 + random.below(40)).min(file.len()))),
                    3 => {
                        let end = (at + 1 + random.below(60)).min(file.len());
                        let piece = file[at..end].to_vec();
                        let to = random.below(file.len());
                        file.splice(to..to, piece);
                    }
                    _ => {
                        let digit = file.iter().skip(at).position(u8::is_ascii_digit);
                        if let Some(digit) = digit {
                            file[at + digit] = b"0123456789"[random.below(10)];
                        }
                    }
                }
                if file.is_empty() {
                    break;
                }
            }
            let started = Instant::now();
            read += usize::from(tags::read(&file, None, &limits()).is_ok());
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "{name}, turn {turns}, is slow"
            );
            turns += 1;
        }
        assert!(read > 100, "only {read} of {turns} could be read at all");
    }
}
