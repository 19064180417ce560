//! How much a worker may use.

use std::time::Duration;

/// How much memory and time reading and drawing may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of address space on top of what the program itself takes.
    pub memory: u64,
    /// How long reading a file may take.
    pub read: Duration,
    /// How long drawing a page may take.
    pub draw: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            read: Duration::from_secs(60),
            draw: Duration::from_secs(20),
        }
    }
}

/// The niceness of what the window goes before. Desktops share the processors out among programs
/// before they look at niceness, so that this counts within Paraph only.
pub const LATER: i32 = 10;

/// What a worker sets for itself before it looks at anything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnLimits {
    /// Bytes of address space on top of what the program itself takes.
    pub(crate) memory: u64,
    /// Seconds of processor time for each request.
    pub(crate) cpu_seconds: u64,
}

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::process::{Resource, Rlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    use super::{LATER, OwnLimits};

    fn set(resource: Resource, most: u64) -> io::Result<()> {
        Ok(setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )?)
    }

    /// Limits this process for good: address space, no file may be written, no core file; and
    /// after the window, which has to move while hundreds of files are read.
    pub(crate) fn apply(limits: OwnLimits) -> io::Result<()> {
        // Where that is not allowed it only moves less smoothly.
        let _ = rustix::process::nice(LATER);
        set(Resource::Core, 0)?;
        set(Resource::Fsize, 0)?;
        set(Resource::As, mapped().saturating_add(limits.memory))
    }

    /// Gives the next request its seconds. The system ends the process that uses them up.
    pub(crate) fn renew_cpu(limits: OwnLimits) -> io::Result<()> {
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
        let until = used.saturating_add(limits.cpu_seconds).saturating_add(1);
        Ok(setrlimit(
            Resource::Cpu,
            Rlimit {
                current: Some(until),
                maximum: None,
            },
        )?)
    }

    /// The address space that the program itself takes, in bytes. Linux says; elsewhere a
    /// guess that leaves room for the system's libraries.
    fn mapped() -> u64 {
        const GUESS: u64 = 1 << 30;
        std::fs::read_to_string("/proc/self/statm")
            .ok()
            .and_then(|line| line.split(' ').next()?.parse::<u64>().ok())
            .map_or(GUESS, |pages| {
                pages.saturating_mul(rustix::param::page_size() as u64)
            })
    }
}

#[cfg(not(unix))]
mod system {
    use super::OwnLimits;

    /// Not there on this system: time is limited by the pool alone.
    pub(crate) fn apply(_limits: OwnLimits) -> std::io::Result<()> {
        Ok(())
    }

    /// Not there on this system: time is limited by the pool alone.
    pub(crate) fn renew_cpu(_limits: OwnLimits) -> std::io::Result<()> {
        Ok(())
    }
}

pub(crate) use system::{apply, renew_cpu};
