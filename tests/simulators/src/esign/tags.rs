//! Anchor tags by their published grammar (§8.1), read from the text of an uploaded PDF.

use super::options::Options;
use super::state::{Field, Signer};
use crate::core::pdf::Facts;

/// What a document's text gave.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) fields: Vec<Field>,
    /// Between delimiters, and no tag: removed without a field.
    pub(super) eaten: Vec<String>,
    /// Almost tags: reported, as they cannot be read.
    pub(super) malformed: Vec<String>,
}

pub(super) fn read(facts: &Facts, signers: &[Signer], options: &Options) -> Read {
    let mut found = Read::default();
    for (text, page) in facts.texts.iter().zip(1u32..) {
        let mut text = text.text();
        if options.double_angle {
            text = doubles(&text, page, signers, &mut found);
        }
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once(options.open) {
            let Some((body, behind)) = after.split_once(options.close) else {
                break;
            };
            one(body, page, options, &mut found);
            rest = behind;
        }
    }
    found
}

fn one(body: &str, page: u32, options: &Options, found: &mut Read) {
    let body = match options.space {
        Some(stand_in) => body.replace(stand_in, " "),
        None => body.to_owned(),
    };
    let body = if options.drop_spaces {
        body.replace(' ', "")
    } else {
        body
    };
    match parse(&body) {
        Ok((kind, must, role)) => found.fields.push(Field {
            kind: kind.to_owned(),
            must: must.to_owned(),
            role: role.to_owned(),
            page,
        }),
        Err(true) => found.malformed.push(body),
        Err(false) => found.eaten.push(body),
    }
}

/// Kind, requirement and role of a tag; else whether it begins as one.
fn parse(body: &str) -> Result<(&str, &str, &str), bool> {
    let parts: Vec<&str> = body.split('_').collect();
    let kind = *parts.first().ok_or(false)?;
    let words: &[&str] = match kind {
        "dt" | "d" | "t" => &["req", "opt", "aut"],
        "sig" | "ini" | "txt" | "chk" | "rdo" | "ddl" => &["req", "opt"],
        _ => return Err(false),
    };
    let must = *parts.get(1).ok_or(true)?;
    let role = *parts.get(2).ok_or(true)?;
    let rest = parts.get(3..).unwrap_or_default();
    let numbers = |most: usize| rest.len() <= most && rest.iter().all(|n| n.parse::<u32>().is_ok());
    let fits = match kind {
        "chk" => rest.is_empty(),
        "rdo" => matches!(rest, [count] if count.parse().is_ok_and(|n: u32| (2..=10).contains(&n))),
        "ddl" => {
            rest.len() >= 2
                && rest
                    .first()
                    .is_some_and(|width| width.parse::<u32>().is_ok())
        }
        _ => numbers(2),
    };
    if words.contains(&must) && !role.trim().is_empty() && fits {
        Ok((kind, must, role))
    } else {
        Err(true)
    }
}

/// For demonstrations: takes `<<SignerN>>` for signatures, and out of the text.
fn doubles(text: &str, page: u32, signers: &[Signer], found: &mut Read) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<<Signer") {
        left.push_str(before);
        let number = after
            .split_once(">>")
            .map(|(number, behind)| (number.parse::<usize>(), behind));
        let Some((Ok(number), behind)) = number else {
            left.push_str("<<Signer");
            rest = after;
            continue;
        };
        let signer = number.checked_sub(1).and_then(|at| signers.get(at));
        found.fields.push(Field {
            kind: "sig".into(),
            must: "req".into(),
            role: signer.map_or_else(|| format!("Signer {number}"), |s| s.role.clone()),
            page,
        });
        rest = behind;
    }
    left.push_str(rest);
    left
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_tag_is_read_by_the_published_grammar_and_nothing_else_is_one() {
        for good in [
            "sig_req_Seller 1",
            "sig_req_Buyer 1_200",
            "ini_opt_Seller 1_60",
            "d_aut_Seller 1",
            "txt_req_Buyer 1_120_10",
            "chk_opt_Buyer 1",
            "rdo_req_Buyer 1_2",
            "ddl_req_Buyer 1_90_Cash_Loan",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for malformed in [
            "sig_aut_Seller 1",
            "sig_req",
            "sig_req_",
            "sig_req_Seller 1_wide",
            "rdo_req_Buyer 1_11",
            "ddl_req_Buyer 1_90",
        ] {
            assert_eq!(parse(malformed), Err(true), "{malformed}");
        }
        for eaten in ["<Signer1", "b", "", "see below"] {
            assert_eq!(parse(eaten), Err(false), "{eaten}");
        }
    }
}
