//! Whether a signed copy is to be kept.

use std::collections::HashMap;

use session::{LaterChanges, SignatureVerdict, Trusted, Verdict};

/// Whether a signed copy is to be kept: what was signed here holds, and nothing that others signed
/// before has suffered by it. Both verdicts are made by [`crate::verify`] with the same anchors;
/// `original` is that of the document as it came, `None` where it could not be read (then every
/// signature is taken for one of ours). `ours` is how many signatures were made here at least, one
/// for each signer.
///
/// A signature is one of ours when the original does not carry it. Each of ours must be unchanged,
/// trusted, and followed by no change of content; the last one by nothing at all.
///
/// A signature of others must still be there, made by the same certificate, and answer each
/// question no worse than in the original. One that cannot be checked here (an algorithm that is
/// not known, a document time stamp), or that was broken or followed by changes when it came, is
/// no obstacle; [`Verdict::summary`] tells of it.
///
/// # Errors
/// Why it is not to be kept, for the log: English, naming the field.
pub fn acceptable(original: Option<&Verdict>, signed: &Verdict, ours: usize) -> Result<(), String> {
    let before = original.map_or(&[][..], |verdict| &verdict.signatures);
    // Two fields may have one name: the first is compared with the first, and so on.
    let mut left: HashMap<&str, Vec<&SignatureVerdict>> = HashMap::new();
    for signature in signed.signatures.iter().rev() {
        left.entry(&signature.field).or_default().push(signature);
    }
    for theirs in before {
        let field = &theirs.field;
        let now = left.get_mut(field.as_str()).and_then(Vec::pop);
        let now = now.ok_or_else(|| format!("the signature {field} is gone"))?;
        no_worse(theirs, now).map_err(|why| format!("the signature {field} {why}"))?;
    }
    let is_ours = |signature: &&SignatureVerdict| {
        let left = left.get(signature.field.as_str());
        left.is_some_and(|left| left.iter().any(|other| std::ptr::eq(*other, *signature)))
    };
    let made: Vec<_> = signed.signatures.iter().filter(is_ours).collect();
    for signature in &made {
        let field = &signature.field;
        if signature.unchanged != Some(true) {
            return Err(format!("our signature {field} does not hold"));
        }
        if signature.trusted != Trusted::Yes {
            return Err(format!("the signature {field} is not of this computer"));
        }
        if signature.later_changes == LaterChanges::Content {
            return Err(format!("content was changed after our signature {field}"));
        }
    }
    if made.len() < ours {
        let found = made.len();
        return Err(format!("{found} signatures were made here, not {ours}"));
    }
    match made.last() {
        Some(last) if last.later_changes != LaterChanges::None => {
            Err("something came after our last signature".into())
        }
        _ => Ok(()),
    }
}

/// Compares a signature of others with what it was.
fn no_worse(before: &SignatureVerdict, now: &SignatureVerdict) -> Result<(), &'static str> {
    let rank = |unchanged| match unchanged {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    };
    if (&before.signed_by, &before.issuer, &before.time) != (&now.signed_by, &now.issuer, &now.time)
    {
        return Err("is not the one that was there");
    }
    if rank(now.unchanged) < rank(before.unchanged) {
        return Err("held before and holds no more");
    }
    if before.trusted == Trusted::Yes && now.trusted != Trusted::Yes {
        return Err("was trusted before and is no more");
    }
    if now.later_changes == LaterChanges::Content && before.later_changes != LaterChanges::Content {
        return Err("is followed by a change of content");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use session::{Covers, Summary, TimeSource};

    use super::*;

    fn signature(field: &str, unchanged: Option<bool>, trusted: Trusted) -> SignatureVerdict {
        SignatureVerdict {
            field: field.into(),
            unchanged,
            covers: Covers::Revision,
            signed_by: Some("Ada".into()),
            issuer: Some("Authority".into()),
            trusted,
            time: None,
            time_source: TimeSource::None,
            later_changes: LaterChanges::SignaturesOnly,
            problems: Vec::new(),
        }
    }

    fn theirs(unchanged: Option<bool>) -> SignatureVerdict {
        signature("Theirs", unchanged, Trusted::Unknown)
    }

    /// Two of ours; nothing came after the last.
    fn own() -> [SignatureVerdict; 2] {
        let mut last = signature("Signature-2_1", Some(true), Trusted::Yes);
        last.later_changes = LaterChanges::None;
        [signature("Signature-1_1", Some(true), Trusted::Yes), last]
    }

    fn verdict(signatures: impl IntoIterator<Item = SignatureVerdict>) -> Verdict {
        Verdict {
            signatures: signatures.into_iter().collect(),
            // The word for the whole counts for nothing here.
            summary: Summary::Unknown,
        }
    }

    /// The answer where `before` became `after` and two of ours came, which `change` had a hand in.
    fn answer(
        before: Option<SignatureVerdict>,
        after: Option<SignatureVerdict>,
        change: impl FnOnce(&mut [SignatureVerdict; 2]),
    ) -> Result<(), String> {
        let mut own = own();
        change(&mut own);
        let signed = verdict(after.into_iter().chain(own));
        acceptable(before.map(|b| verdict([b])).as_ref(), &signed, 2)
    }

    #[test]
    fn what_was_signed_here_and_holds_is_kept() {
        assert_eq!(answer(None, None, |_| {}), Ok(()));
        let filled = |own: &mut [SignatureVerdict; 2]| {
            own[0].later_changes = LaterChanges::FormFilling;
        };
        assert_eq!(answer(None, None, filled), Ok(()));
    }

    #[test]
    fn what_was_signed_here_and_does_not_hold_is_not_kept() {
        let changes: [fn(&mut [SignatureVerdict; 2]); 7] = [
            |own| own[0].unchanged = Some(false),
            |own| own[1].unchanged = None,
            |own| own[0].trusted = Trusted::Unknown,
            |own| own[1].trusted = Trusted::No,
            |own| own[0].later_changes = LaterChanges::Content,
            |own| own[1].later_changes = LaterChanges::FormFilling,
            |own| own[1].later_changes = LaterChanges::SignaturesOnly,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert!(answer(None, None, change).is_err(), "{number}");
        }
        assert!(acceptable(None, &verdict(own()), 3).is_err());
        assert!(acceptable(None, &verdict([]), 1).is_err());
    }

    #[test]
    fn a_strangers_signature_that_is_as_it_was_is_no_obstacle() {
        for unchanged in [Some(true), None, Some(false)] {
            let same = || Some(theirs(unchanged));
            assert_eq!(answer(same(), same(), |_| {}), Ok(()), "{unchanged:?}");
        }
        let mut changed = theirs(Some(true));
        changed.later_changes = LaterChanges::Content;
        assert_eq!(answer(Some(changed.clone()), Some(changed), |_| {}), Ok(()));
    }

    #[test]
    fn a_strangers_signature_that_suffered_is_one() {
        let held = theirs(Some(true));
        let mut followed = held.clone();
        followed.later_changes = LaterChanges::Content;
        let mut replaced = held.clone();
        replaced.signed_by = Some("Mallory".into());
        let gone = None;
        for after in [
            Some(theirs(None)),
            Some(theirs(Some(false))),
            Some(followed),
            Some(replaced),
            gone,
        ] {
            let shown = format!("{after:?}");
            assert!(
                answer(Some(held.clone()), after, |_| {}).is_err(),
                "{shown}"
            );
        }
        let (before, after) = (theirs(None), theirs(Some(false)));
        assert!(answer(Some(before), Some(after), |_| {}).is_err());
    }

    #[test]
    fn a_signature_that_came_from_nowhere_is_one_too() {
        assert!(answer(None, Some(theirs(Some(true))), |_| {}).is_err());
    }

    #[test]
    fn signatures_made_here_before_do_not_count_for_the_new_ones() {
        let before = verdict(own());
        assert!(acceptable(Some(&before), &before, 1).is_err());
        let mut third = signature("Signature-3_1", Some(true), Trusted::Yes);
        third.later_changes = LaterChanges::None;
        let [first, mut second] = own();
        second.later_changes = LaterChanges::SignaturesOnly;
        let signed = verdict([first, second, third]);
        assert_eq!(acceptable(Some(&before), &signed, 1), Ok(()));
        assert!(acceptable(Some(&before), &signed, 2).is_err());
    }

    #[test]
    fn fields_of_one_name_are_compared_each_with_its_own() {
        let pair = |second| verdict([theirs(Some(true)), theirs(second)]);
        let signed = |second| verdict(pair(second).signatures.into_iter().chain(own()));
        assert_eq!(acceptable(Some(&pair(None)), &signed(None), 2), Ok(()));
        assert!(acceptable(Some(&pair(None)), &signed(Some(false)), 2).is_err());
    }
}
