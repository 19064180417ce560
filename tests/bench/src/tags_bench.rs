//! Reading tags, against what gives plain text only: Paraph's whole reading (text, places, tags,
//! findings) and each peer's fastest way to all text, in turns, so that a ratio means the same on
//! every machine.

use std::{
    collections::BTreeMap,
    fs, hint,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    Result,
    cpu::{Summary, Times, milliseconds, rounded},
    inputs::{self, Input},
    instructions::{self, Baseline},
    memory,
    peers::{PEERS, Peers},
    table,
};

const OURS: &str = "paraph";
const LOPDF_TEXT: &str = "lopdf extract_text";
const LOPDF_LOAD: &str = "lopdf load";
/// The faster of the two, each over the whole measurement.
const FASTER: &str = "faster of pdfium and mupdf";

/// What else is done with the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    /// Fails where the contract takes more instructions than before.
    Check,
    /// Keeps the instructions for the next check.
    Bless,
}

/// What is measured, and what is done with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    after: After,
    /// One input alone, by name, without memory and worker processes.
    only: Option<String>,
}

impl Wanted {
    pub(crate) fn parse(flags: &[&str]) -> Result<Self> {
        let mut wanted = Self {
            after: After::Nothing,
            only: None,
        };
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            match *flag {
                "--check" => wanted.after = After::Check,
                "--bless" => wanted.after = After::Bless,
                "--only" => {
                    wanted.only = Some((*flags.next().ok_or("--only wants a name")?).into())
                }
                other => return Err(format!("there is no {other}").into()),
            }
        }
        Ok(wanted)
    }
}

/// One ratio and what it should be.
#[derive(Debug, Serialize)]
struct Ratio {
    against: &'static str,
    /// Of the least times.
    ratio: f64,
    /// The middle one of those within each round.
    paired: f64,
    at_most: Option<f64>,
}

/// What ratio each input is to reach.
fn at_most(input: &str, against: &str) -> Option<f64> {
    match (input, against) {
        ("contract", FASTER) => Some(0.4),
        ("2000 pages", FASTER) => Some(0.5),
        ("contract" | "2000 pages", LOPDF_TEXT) => Some(1.0),
        ("100 MB of images", LOPDF_LOAD) => Some(1.2),
        _ => None,
    }
}

/// The most memory that reading a file of that size is to hold.
fn most_memory(bytes: u64) -> u64 {
    bytes * 22 / 10 + (64 << 20)
}

/// Measures, prints, and says by its code whether the check holds.
pub(crate) fn measure(wanted: &Wanted) -> Result<ExitCode> {
    let (after, only) = (wanted.after, wanted.only.as_deref());
    let mut left_out = BTreeMap::new();
    let mut peers = Peers::start()
        .map_err(|error| left_out.insert("peers".to_owned(), error.to_string()))
        .ok();
    let mut inputs = inputs::all()?;
    inputs.retain(|input| only.is_none_or(|only| only == input.name));
    let (mut cases, mut peaks) = (Vec::new(), Vec::new());
    let mut alone_ms = f64::NAN;
    for input in &inputs {
        let times = rounds(input, peers.as_mut(), &mut left_out)?;
        if input.name == "contract" {
            alone_ms = times.get(OURS).map_or(f64::NAN, Times::min);
        }
        cases.push(case(input, &times));
        if let ([file], None) = (input.files.as_slice(), only) {
            let bytes = fs::metadata(file)?.len();
            peaks.push(peak(input.name, bytes, memory::peak(file)?));
        }
    }
    let folder = inputs::made()?;
    let (counted, grown) = counted(after, &folder, &mut left_out)?;
    let pool = match only {
        Some(_) => Err("one input alone".into()),
        None => pool(&folder, alone_ms),
    };
    let pool = pool.unwrap_or_else(|error| {
        left_out.insert("pool".to_owned(), error.to_string());
        Value::Null
    });
    let figures = figures(cases, peaks, counted, pool, &left_out);
    writeln!(io::stdout(), "{figures:#}")?;
    writeln!(io::stderr(), "{}", table::table(&figures))?;
    if grown && after == After::Check {
        writeln!(
            io::stderr(),
            "Reading the contract takes more instructions than before."
        )?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// All that was measured, as it is printed.
fn figures(
    cases: Vec<Value>,
    peaks: Vec<Value>,
    counted: Value,
    pool: Value,
    left_out: &BTreeMap<String, String>,
) -> Value {
    json!({
        "bench": "tags",
        "cases": cases,
        "memory": peaks,
        "instructions": counted,
        "pool": pool,
        "left_out": left_out,
    })
}

fn peak(name: &str, bytes: u64, peak: u64) -> Value {
    json!({
        "name": name,
        "file_bytes": bytes,
        "peak_bytes": peak,
        "most_bytes": most_memory(bytes),
    })
}

/// The instructions of now and before, and whether they grew too much.
fn counted(
    after: After,
    folder: &std::path::Path,
    left_out: &mut BTreeMap<String, String>,
) -> Result<(Value, bool)> {
    let now = match instructions::count(&inputs::contract(), folder) {
        Ok(now) => now,
        // Nothing was checked: that must not look like a check that holds.
        Err(error) if after != After::Nothing => return Err(error),
        Err(error) => {
            left_out.insert("instructions".to_owned(), error.to_string());
            return Ok((Value::Null, false));
        }
    };
    if after == After::Bless {
        instructions::keep(now)?;
    }
    Ok(compared(instructions::before(), now))
}

fn compared(before: Option<Baseline>, now: Baseline) -> (Value, bool) {
    let growth = before.map(|before| instructions::growth(before, now));
    let value = json!({
        "contract": now.contract_instructions,
        "before": before.map(|before| before.contract_instructions),
        "growth_percent": growth.map(rounded),
        "at_most_percent": instructions::SLACK,
    });
    let grown = growth.is_some_and(|growth| growth > instructions::SLACK);
    (value, grown)
}

#[cfg(feature = "pool")]
fn pool(folder: &std::path::Path, alone_ms: f64) -> Result<Value> {
    crate::pool::measure(&inputs::contract(), folder, alone_ms)
}

#[cfg(not(feature = "pool"))]
fn pool(_folder: &std::path::Path, _alone_ms: f64) -> Result<Value> {
    Err("built without the feature `pool`".into())
}

/// Everyone's times for one input, in turns.
fn rounds(
    input: &Input,
    mut peers: Option<&mut Peers>,
    left_out: &mut BTreeMap<String, String>,
) -> Result<BTreeMap<&'static str, Times>> {
    let files: Vec<Vec<u8>> = input
        .files
        .iter()
        .map(fs::read)
        .collect::<io::Result<_>>()?;
    let mut times: BTreeMap<&'static str, Times> = BTreeMap::new();
    let mut given_up: Vec<&str> = Vec::new();
    // One round more, to warm caches.
    for round in 0..=input.rounds {
        let mut note = |reader, spent| {
            if round > 0 {
                times.entry(reader).or_default().0.push(spent);
            }
        };
        note(
            OURS,
            milliseconds(|| files.iter().for_each(|bytes| read(bytes))),
        );
        note(
            LOPDF_LOAD,
            milliseconds(|| files.iter().for_each(|bytes| load(bytes))),
        );
        note(
            LOPDF_TEXT,
            milliseconds(|| files.iter().for_each(|bytes| extract(bytes))),
        );
        for peer in PEERS {
            let Some(peers) = peers.as_deref_mut().filter(|_| !given_up.contains(&peer)) else {
                continue;
            };
            match peers.extract(peer, &input.files) {
                Ok(spent) => note(peer, spent),
                Err(error) => {
                    given_up.push(peer);
                    left_out.insert(format!("{peer}, {}", input.name), error.to_string());
                }
            }
        }
    }
    Ok(times)
}

fn read(bytes: &[u8]) {
    let limits = tags::Limits::default();
    let _ = hint::black_box(tags::read(hint::black_box(bytes), None, &limits));
}

fn load(bytes: &[u8]) {
    let _ = hint::black_box(lopdf::Document::load_mem(hint::black_box(bytes)));
}

fn extract(bytes: &[u8]) {
    let text = || {
        let pdf = lopdf::Document::load_mem(hint::black_box(bytes))?;
        let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
        pdf.extract_text(&pages)
    };
    let _ = hint::black_box(text());
}

fn case(input: &Input, times: &BTreeMap<&'static str, Times>) -> Value {
    let faster = PEERS
        .iter()
        .filter_map(|peer| times.get(peer))
        .min_by(|a, b| a.min().total_cmp(&b.min()));
    let others = [
        (FASTER, faster),
        (LOPDF_TEXT, times.get(LOPDF_TEXT)),
        (LOPDF_LOAD, times.get(LOPDF_LOAD)),
    ];
    let own = times.get(OURS).cloned().unwrap_or_default();
    let ratios: Vec<Ratio> = others
        .into_iter()
        .filter_map(|(against, other)| {
            let other = other?;
            Some(Ratio {
                against,
                ratio: rounded(own.min() / other.min()),
                paired: rounded(own.paired(other)),
                at_most: at_most(input.name, against),
            })
        })
        .collect();
    let summaries: BTreeMap<_, Summary> = times
        .iter()
        .map(|(reader, times)| (*reader, times.summary()))
        .collect();
    json!({
        "name": input.name,
        "files": input.files.iter().filter_map(|file| PathBuf::from(file).file_name().map(|n| n.to_string_lossy().into_owned())).collect::<Vec<_>>(),
        "rounds": input.rounds,
        "times": summaries,
        "ratios": ratios,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of a value's members, as deep as they go.
    fn shape(value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(key, member)| (key.clone(), shape(member)))
                .collect(),
            Value::Array(items) => items.iter().map(shape).collect(),
            Value::String(_) => "text".into(),
            Value::Number(_) => "number".into(),
            other => other.clone(),
        }
    }

    fn contract(readers: &[&'static str]) -> Value {
        let input = Input {
            name: "contract",
            files: vec![inputs::contract()],
            rounds: 2,
        };
        let times = |reader: &&'static str| (*reader, Times(vec![2.0, 1.0]));
        case(&input, &readers.iter().map(times).collect())
    }

    #[test]
    fn the_figures_are_json_of_one_shape() {
        let case = contract(&[OURS, LOPDF_LOAD, LOPDF_TEXT, "pdfium", "mupdf"]);
        let now = Baseline {
            contract_instructions: 110,
        };
        let before = Baseline {
            contract_instructions: 100,
        };
        let (counted, grown) = compared(Some(before), now);
        assert!(grown, "{counted}");
        let left_out = BTreeMap::from([("pool".to_owned(), "why".to_owned())]);
        let peaks = vec![peak("contract", 1000, 2000)];
        let figures = figures(vec![case], peaks, counted, Value::Null, &left_out);
        let time = json!({"min_ms": "number", "median_ms": "number"});
        let ratio = |at_most: Value| json!({"against": "text", "ratio": "number", "paired": "number", "at_most": at_most});
        let wanted = json!({
            "bench": "text",
            "cases": [{
                "name": "text", "files": ["text"], "rounds": "number",
                "times": {
                    "paraph": time, "lopdf load": time, "lopdf extract_text": time,
                    "pdfium": time, "mupdf": time,
                },
                "ratios": [ratio("number".into()), ratio("number".into()), ratio(Value::Null)],
            }],
            "memory": [{
                "name": "text", "file_bytes": "number", "peak_bytes": "number",
                "most_bytes": "number",
            }],
            "instructions": {
                "contract": "number", "before": "number", "growth_percent": "number",
                "at_most_percent": "number",
            },
            "pool": null,
            "left_out": {"pool": "text"},
        });
        assert_eq!(shape(&figures), wanted);
        let table = table::table(&figures);
        assert!(table.contains("faster of pdfium and mupdf"), "{table}");
        assert!(
            table.contains("mupdf                        1.00"),
            "{table}"
        );
    }

    #[test]
    fn without_the_peers_there_is_no_ratio_to_them() {
        let case = contract(&[OURS, LOPDF_LOAD, LOPDF_TEXT]);
        let against: Vec<_> = case["ratios"].as_array().unwrap().iter().collect();
        assert_eq!(against.len(), 2);
        assert_eq!(against[0]["against"], LOPDF_TEXT);
        assert_eq!(against[0]["ratio"], 1.0);
    }

    #[test]
    fn reading_a_contract_takes_time_for_everyone() {
        let input = Input {
            name: "contract",
            files: vec![inputs::contract()],
            rounds: 1,
        };
        let times = rounds(&input, None, &mut BTreeMap::new()).unwrap();
        assert_eq!(times.len(), 3);
        assert!(
            times
                .values()
                .all(|times| times.0.len() == 1 && times.min() > 0.0)
        );
    }
}
