//! The reader against PDFs whose tags are known (`tests/corpus`).

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write;
    use std::path::PathBuf;

    use serde::Deserialize;
    use session::{ErrorCode, FieldKind, FindingCode, Rect};
    use tags::{Document, Limits, ReadError};

    #[derive(Deserialize)]
    struct Truth {
        kind: String,
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
        /// Other boxes that are right as well.
        #[serde(default)]
        alt: Vec<Rect>,
        /// Whether it has to be found.
        must: bool,
    }

    /// A tag or signature field as it was read.
    struct Read {
        kind: FieldKind,
        signer: u16,
        page: u32,
        rect: Option<Rect>,
    }

    /// What became of the files of one kind.
    #[derive(Default)]
    struct Row {
        files: usize,
        must: usize,
        found: usize,
        placed: usize,
        optional: usize,
        optional_found: usize,
        wrong: Vec<String>,
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

    fn read(name: &str, password: Option<&str>) -> Result<Document, ReadError> {
        tags::read(&bytes(name), password, &Limits::default())
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

    fn middle(rect: &Rect) -> (f64, f64) {
        ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0)
    }

    fn distance(read: &Rect, truth: &Rect) -> f64 {
        let ((x, y), (tx, ty)) = (middle(read), middle(truth));
        (x - tx).hypot(y - ty)
    }

    fn is_right(read: &Rect, truth: &Rect) -> bool {
        let area = |rect: &Rect| rect.width() * rect.height();
        let shared = read.intersection(truth).map_or(0.0, |shared| area(&shared));
        let union = area(read) + area(truth) - shared;
        distance(read, truth) <= 3.0 && shared / union > 0.5
    }

    impl TrueTag {
        fn is(&self, read: &Read) -> bool {
            (self.kind, self.signer, self.page) == (read.kind, read.signer, read.page)
        }

        fn rects(&self) -> impl Iterator<Item = &Rect> {
            std::iter::once(&self.rect).chain(&self.alt)
        }

        /// How far off a reading of it is: whether its box is wrong, and by how much.
        fn off(&self, read: &Read) -> (bool, f64) {
            let Some(rect) = &read.rect else {
                return (true, f64::INFINITY);
            };
            let nearest = self.rects().map(|truth| distance(rect, truth));
            let right = self.rects().any(|truth| is_right(rect, truth));
            (!right, nearest.fold(f64::INFINITY, f64::min))
        }
    }

    /// Each tag that was read answers one that is there, the best placed first.
    fn compare(truth: &[TrueTag], read: &[Read], row: &mut Row, file: &str) {
        let mut pairs: Vec<_> = (0..truth.len())
            .flat_map(|tag| (0..read.len()).map(move |at| (tag, at)))
            .filter(|(tag, at)| truth[*tag].is(&read[*at]))
            .map(|(tag, at)| (truth[tag].off(&read[at]), !truth[tag].must, tag, at))
            .collect();
        pairs.sort_by(|a, b| {
            (a.0.0.cmp(&b.0.0))
                .then(a.0.1.total_cmp(&b.0.1))
                .then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3)))
        });
        let (mut answered, mut used) = (BTreeMap::new(), vec![false; read.len()]);
        for ((misplaced, _), _, tag, at) in pairs {
            if !used[at] && !answered.contains_key(&tag) {
                answered.insert(tag, misplaced);
                used[at] = true;
            }
        }
        for (at, tag) in truth.iter().enumerate() {
            let name = format!("{file}: {:?} {} of page {}", tag.kind, tag.signer, tag.page);
            match (tag.must, answered.get(&at)) {
                (false, answer) => {
                    row.optional += 1;
                    row.optional_found += usize::from(answer.is_some());
                }
                (true, None) => row.wrong.push(format!("{name} is missing")),
                (true, Some(misplaced)) => {
                    row.found += 1;
                    row.placed += usize::from(!misplaced);
                    if *misplaced {
                        row.wrong.push(format!("{name} has a wrong box"));
                    }
                }
            }
            row.must += usize::from(tag.must);
        }
        for extra in read.iter().zip(used).filter(|(_, used)| !used) {
            let Read {
                kind, signer, page, ..
            } = extra.0;
            row.wrong
                .push(format!("{file}: false {kind:?} {signer} on page {page}"));
        }
    }

    fn table(rows: &BTreeMap<String, Row>) -> String {
        let mut table = format!(
            "{:<28}{:>6}{:>7}{:>7}{:>7}{:>10}\n",
            "kind", "files", "tags", "found", "placed", "optional"
        );
        for (kind, row) in rows {
            let optional = format!("{}/{}", row.optional_found, row.optional);
            writeln!(
                table,
                "{kind:<28}{:>6}{:>7}{:>7}{:>7}{optional:>10}",
                row.files, row.must, row.found, row.placed
            )
            .unwrap();
            for wrong in &row.wrong {
                writeln!(table, "    {wrong}").unwrap();
            }
        }
        table
    }

    #[test]
    fn every_tag_is_found_in_its_place_and_nothing_else_is() {
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for (file, truth) in corpus() {
            let row = rows.entry(truth.kind).or_default();
            row.files += 1;
            let wanted = truth.expect.is_some();
            match read(&file, None) {
                Err(ReadError::PasswordNeeded) if wanted => {}
                Ok(document) if !wanted => compare(&truth.tags, &found(&document), row, &file),
                Ok(_) => row.wrong.push(format!("{file}: no password was asked for")),
                Err(error) => row.wrong.push(format!("{file}: {error}")),
            }
        }
        assert!(rows.len() > 100, "only {} kinds", rows.len());
        assert!(
            rows.values().all(|row| row.wrong.is_empty()),
            "\n{}",
            table(&rows)
        );
    }

    #[test]
    fn every_file_of_the_folder_has_its_truth() {
        let corpus = corpus();
        for entry in std::fs::read_dir(folder()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                !name.ends_with(".pdf") || corpus.contains_key(&name),
                "{name}"
            );
        }
    }

    #[test]
    fn a_character_map_that_the_font_contradicts_is_not_believed_and_that_is_told() {
        let document = read("tounicode_wrong-1.pdf", None).unwrap();
        assert_eq!(document.tags.len(), 2);
        let told = document.findings.iter().map(|finding| finding.code);
        assert_eq!(told.collect::<Vec<_>>(), [FindingCode::TextMappingDoubtful]);
    }

    #[test]
    fn a_wrong_password_is_told_from_a_missing_one() {
        let error = read("enc_needs_pw-1.pdf", Some("certainly not this")).unwrap_err();
        assert_eq!(error, ReadError::PasswordWrong);
        assert_eq!(error.code(), ErrorCode::PasswordWrong);
    }

    #[test]
    fn the_right_password_opens_the_file_and_that_is_told() {
        let document = read("enc_known_pw-0.pdf", Some("lease")).unwrap();
        let plain = read("plain-1.pdf", Some("lease")).unwrap();
        assert_eq!(
            (document.needs_password, plain.needs_password),
            (true, false)
        );
        assert_eq!(document.tags, plain.tags);
        assert_eq!(document.text, plain.text);
    }
}
