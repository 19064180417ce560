//! What a worker cannot do any more, whatever a document makes of it: reach the network, start
//! programs, look into other processes, make or change files.

/// Gives these up for good, for this thread and all that it starts. Where the system has no such
/// means a worker is held by its limits alone.
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
pub(crate) fn confine() {
    // A kernel without seccomp refuses; then as above.
    let _ = system::filter().map(|filter| seccompiler::apply_filter(&filter));
}

/// See above.
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
pub(crate) fn confine() {}

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod system {
    use std::collections::BTreeMap;

    use libc::{O_ACCMODE, O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY};
    use seccompiler::{
        BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
        SeccompFilter, SeccompRule, TargetArch,
    };

    /// Refused whatever their arguments are. `io_uring` is the back door to most of the others.
    const REFUSED: &[i64] = &[
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_io_uring_setup,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_getfd,
        libc::SYS_kill,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_mount,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_openat2,
        libc::SYS_unlinkat,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_fchmodat,
        libc::SYS_fchownat,
        libc::SYS_utimensat,
        libc::SYS_truncate,
        libc::SYS_setxattr,
    ];

    /// The same under the names that only this architecture has still.
    #[cfg(target_arch = "x86_64")]
    const REFUSED_HERE: &[i64] = &[
        libc::SYS_fork,
        libc::SYS_vfork,
        libc::SYS_creat,
        libc::SYS_unlink,
        libc::SYS_rename,
        libc::SYS_mkdir,
        libc::SYS_rmdir,
        libc::SYS_mknod,
        libc::SYS_link,
        libc::SYS_symlink,
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
        libc::SYS_utime,
        libc::SYS_utimes,
    ];
    #[cfg(target_arch = "aarch64")]
    const REFUSED_HERE: &[i64] = &[];

    /// Refused calls answer “not permitted”, which reading takes as it takes any other error.
    pub(super) fn filter() -> Result<BpfProgram, Error> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> = REFUSED
            .iter()
            .chain(REFUSED_HERE)
            .map(|call| (*call, Vec::new()))
            .collect();
        rules.insert(libc::SYS_openat, for_writing(2)?);
        #[cfg(target_arch = "x86_64")]
        rules.insert(libc::SYS_open, for_writing(1)?);
        let refuse = SeccompAction::Errno(libc::EPERM as u32);
        let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, architecture)?;
        Ok(filter.try_into()?)
    }

    /// Flags of `open` other than those for reading, at that place among its arguments.
    fn for_writing(at: u8) -> Result<Vec<SeccompRule>, Error> {
        const { assert!(O_RDONLY == 0) };
        let masks = [
            (O_ACCMODE, O_WRONLY),
            (O_ACCMODE, O_RDWR),
            (O_CREAT, O_CREAT),
            (O_TRUNC, O_TRUNC),
        ];
        masks
            .into_iter()
            .map(|(mask, value)| {
                let condition = SeccompCondition::new(
                    at,
                    SeccompCmpArgLen::Dword,
                    SeccompCmpOp::MaskedEq(mask as u64),
                    value as u64,
                )?;
                Ok(SeccompRule::new(vec![condition])?)
            })
            .collect()
    }
}

#[cfg(all(test, target_os = "linux", target_arch = "x86_64"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs::{self, File};
    use std::io::{self, ErrorKind, Write as _};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::UnixStream;
    use std::process::Command;

    use super::*;

    /// Runs it in a thread that has given all these up.
    fn confined<T: Send>(work: impl FnOnce() -> T + Send) -> T {
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                confine();
                work()
            });
            thread.join().unwrap()
        })
    }

    fn is_refused<T>(done: io::Result<T>) -> bool {
        done.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
    }

    #[test]
    fn a_worker_reaches_no_network() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert!(TcpStream::connect(address).is_ok());
        confined(|| {
            assert!(is_refused(TcpStream::connect(address)));
            assert!(is_refused(UdpSocket::bind("127.0.0.1:0")));
            assert!(is_refused(UnixStream::pair()));
        });
    }

    #[test]
    fn a_worker_starts_no_program_but_its_own_threads() {
        confined(|| {
            assert!(Command::new("true").status().is_err());
            assert_eq!(std::thread::spawn(|| 1).join().unwrap(), 1);
        });
    }

    #[test]
    fn a_worker_reads_files_and_changes_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.pdf");
        File::create(&file).unwrap().write_all(b"whole").unwrap();
        confined(|| {
            assert_eq!(fs::read(&file).unwrap(), b"whole");
            let mut options = File::options();
            assert!(is_refused(options.append(true).open(&file)));
            assert!(is_refused(File::create(&file)));
            assert!(is_refused(File::create(folder.path().join("new"))));
            assert!(is_refused(fs::remove_file(&file)));
            assert!(is_refused(fs::hard_link(&file, folder.path().join("b"))));
            assert!(is_refused(fs::create_dir(folder.path().join("c"))));
        });
        assert_eq!(fs::read(&file).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
