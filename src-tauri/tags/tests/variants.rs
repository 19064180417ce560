//! The reader against small PDFs, one odd thing each (`tests/corpus/more`), with what a person
//! finds in them (`tests/corpus/more.json`).

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use serde::Deserialize;
    use session::{FieldKind, Rect};
    use tags::{Document, Limits};

    #[derive(Deserialize)]
    struct Truth {
        tags: Vec<TrueTag>,
        /// Of each tag that is found, in the order of the page.
        visibility: Option<Vec<String>>,
        /// Codes, with the reason behind a colon where there is one.
        #[serde(default)]
        findings: Vec<String>,
        #[serde(default)]
        no_findings: Vec<String>,
    }

    #[derive(Deserialize)]
    struct TrueTag {
        kind: FieldKind,
        signer: u16,
        page: u32,
        #[serde(rename = "box")]
        rect: Option<Rect>,
        /// Whether not finding it is an error.
        must: bool,
    }

    fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
    }

    fn is_right(read: &Rect, truth: &Rect) -> bool {
        let area = |rect: &Rect| rect.width() * rect.height();
        let shared = read.intersection(truth).map_or(0.0, |shared| area(&shared));
        let union = area(read) + area(truth) - shared;
        let middle = |rect: &Rect| ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0);
        let ((x, y), (tx, ty)) = (middle(read), middle(truth));
        (x - tx).hypot(y - ty) <= 3.0 && shared / union > 0.5
    }

    /// What is wrong with a reading.
    fn faults(document: &Document, truth: &Truth) -> Vec<String> {
        let mut faults = Vec::new();
        let tags = document
            .tags
            .iter()
            .map(|tag| (tag.kind, tag.signer, tag.page, tag.rect));
        let fields = document.fields.iter().filter_map(|field| {
            Some((
                FieldKind::Signature,
                field.signer?,
                field.page?,
                field.rect?,
            ))
        });
        let mut left: Vec<_> = tags.chain(fields).collect();
        for tag in &truth.tags {
            let right = |rect: &Rect| {
                !tag.must || tag.rect.as_ref().is_none_or(|truth| is_right(rect, truth))
            };
            let at = left.iter().position(|(kind, signer, page, rect)| {
                (*kind, *signer, *page) == (tag.kind, tag.signer, tag.page) && right(rect)
            });
            match at {
                Some(at) => drop(left.remove(at)),
                None if tag.must => faults.push(format!("no {:?} {} there", tag.kind, tag.signer)),
                None => {}
            }
        }
        if !left.is_empty() {
            faults.push(format!("too many: {left:?}"));
        }
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let seen: Vec<String> = document
            .tags
            .iter()
            .map(|tag| word(serde_json::to_value(tag.visibility).unwrap()))
            .collect();
        if truth
            .visibility
            .as_ref()
            .is_some_and(|truth| *truth != seen)
        {
            faults.push(format!("seen as {seen:?}"));
        }
        let told: Vec<String> = document
            .findings
            .iter()
            .map(|finding| {
                let code = word(serde_json::to_value(finding.code).unwrap());
                let reason = finding.args.get("reason");
                reason.map_or(code.clone(), |reason| format!("{code}:{reason}"))
            })
            .collect();
        let missing = truth.findings.iter().filter(|code| !told.contains(code));
        faults.extend(missing.map(|code| format!("{code} is not told")));
        let false_ones = truth.no_findings.iter().filter(|code| told.contains(code));
        faults.extend(false_ones.map(|code| format!("{code} is told")));
        faults
    }

    #[test]
    fn every_odd_file_is_read_as_a_person_reads_it() {
        let text = std::fs::read_to_string(folder().join("more.json")).unwrap();
        let truths: BTreeMap<String, Truth> = serde_json::from_str(&text).unwrap();
        let mut wrong = Vec::new();
        for (name, truth) in &truths {
            let bytes = std::fs::read(folder().join("more").join(name)).unwrap();
            match tags::read(&bytes, None, &Limits::default()) {
                Ok(document) => wrong.extend(
                    faults(&document, truth)
                        .into_iter()
                        .map(|fault| format!("{name}: {fault}")),
                ),
                Err(error) => wrong.push(format!("{name}: {error}")),
            }
        }
        assert!(truths.len() > 300, "only {} files", truths.len());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
