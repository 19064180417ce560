//! Peak memory of a process that does nothing but read one file.

use std::{env, fs, hint, path::Path, process::Command};

use crate::Result;

/// Reads a file; gives the most memory that this process ever held, in bytes.
pub(crate) fn read_once(file: &Path) -> Result<u64> {
    let bytes = fs::read(file)?;
    let limits = tags::Limits::default();
    let _ = hint::black_box(tags::read(hint::black_box(&bytes), None, &limits));
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.ok_or("the system does not tell the peak")? << 10)
}

/// The same in a new process.
pub(crate) fn peak(file: &Path) -> Result<u64> {
    let output = Command::new(env::current_exe()?)
        .arg("once")
        .arg(file)
        .output()?;
    if !output.status.success() {
        let cause = String::from_utf8_lossy(&output.stderr);
        return Err(format!("reading {} failed: {cause}", file.display()).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
}
