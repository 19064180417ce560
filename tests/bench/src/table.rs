//! The figures as a person reads them.

use std::fmt::Write;

use serde_json::Value;

/// All figures, line by line.
pub(crate) fn table(figures: &Value) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{:<18} {:<22} {:>10} {:>10}",
        "input", "reader", "min ms", "median ms"
    );
    for case in list(figures, "cases") {
        let name = case["name"].as_str().unwrap_or_default();
        for (reader, times) in case["times"].as_object().into_iter().flatten() {
            let _ = writeln!(
                text,
                "{name:<18} {reader:<22} {:>10.2} {:>10.2}",
                number(&times["min_ms"]),
                number(&times["median_ms"])
            );
        }
    }
    let _ = writeln!(
        text,
        "\n{:<18} {:<34} {:>7} {:>7} {:>7}",
        "input", "Paraph against", "ratio", "paired", "at most"
    );
    for case in list(figures, "cases") {
        let name = case["name"].as_str().unwrap_or_default();
        for ratio in list(case, "ratios") {
            let _ = writeln!(
                text,
                "{name:<18} {:<34} {:>7.3} {:>7.3} {:>7}",
                ratio["against"].as_str().unwrap_or_default(),
                number(&ratio["ratio"]),
                number(&ratio["paired"]),
                ratio["at_most"]
                    .as_f64()
                    .map_or("–".to_owned(), |most| format!("{most:.1}"))
            );
        }
    }
    let _ = writeln!(
        text,
        "\n{:<18} {:>10} {:>10} {:>10}",
        "peak memory", "file MiB", "peak MiB", "most MiB"
    );
    for peak in list(figures, "memory") {
        let mib = |key: &str| number(&peak[key]) / f64::from(1 << 20);
        let _ = writeln!(
            text,
            "{:<18} {:>10.1} {:>10.1} {:>10.1}",
            peak["name"].as_str().unwrap_or_default(),
            mib("file_bytes"),
            mib("peak_bytes"),
            mib("most_bytes")
        );
    }
    let _ = writeln!(text, "\ninstructions: {}", figures["instructions"]);
    let _ = writeln!(
        text,
        "200 contracts by the worker processes: {}",
        figures["pool"]
    );
    let _ = writeln!(text, "left out: {}", figures["left_out"]);
    text
}

fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of[key].as_array().into_iter().flatten()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}
