//! What a run costs, as Linux tells it.

/// CPU seconds of this process and of those that it has waited for; 0 where that is not told.
#[must_use]
pub fn cpu_seconds() -> f64 {
    ticks(4)
}

/// CPU seconds of this process alone.
#[must_use]
pub fn own_cpu_seconds() -> f64 {
    ticks(2)
}

/// Memory that is really in use by this process, in KiB.
#[must_use]
pub fn own_memory() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Behind the name, which may hold anything, `stat` has user and system time, own and then of
/// children, in hundredths of a second.
fn ticks(fields: usize) -> f64 {
    let Ok(text) = std::fs::read_to_string("/proc/self/stat") else {
        return 0.0;
    };
    let behind = text.rsplit_once(')').map_or("", |(_, behind)| behind);
    let ticks: u32 = behind
        .split_whitespace()
        .skip(11)
        .take(fields)
        .filter_map(|word| word.parse::<u32>().ok())
        .sum();
    f64::from(ticks) / 100.0
}
