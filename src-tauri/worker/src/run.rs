//! The worker's own main: limits itself, then answers until its parent hangs up.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;

use session::ErrorCode;

use crate::confine::confine;
use crate::draw::Drawer;
use crate::limits::{self, OwnLimits};
use crate::read::{read_file, verify_file};
use crate::wire::{self, Answer, Request};
use crate::{Failure, Limits};

/// The first argument of a program that is to be a worker. Two numbers follow: bytes of memory,
/// and seconds of processor time for each request.
pub const FLAG: &str = "--worker";

/// Deeply nested input is common enough that a thread's usual stack is too small for it.
const STACK: usize = 64 << 20;

/// Is a worker: answers requests from stdin on stdout until stdin is closed, which also happens
/// when the parent dies. Binaries call this before anything else when their first argument is
/// [`FLAG`].
#[must_use]
pub fn run() -> ExitCode {
    let number = |at| {
        std::env::args()
            .nth(at)
            .and_then(|word| word.parse::<u64>().ok())
    };
    let usual = Limits::default();
    let own = OwnLimits {
        memory: number(2).unwrap_or(usual.memory),
        cpu_seconds: number(3).unwrap_or(usual.read.as_secs()),
    };
    match serve(own) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// This thread listens, so that a hang-up ends the process at once, whatever the other one does.
fn serve(own: OwnLimits) -> io::Result<()> {
    limits::apply(own)?;
    // Before any other thread: what these start inherits it.
    confine();
    let (requests, inbox) = mpsc::channel::<(Request, Vec<u8>)>();
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || work(&inbox, own))?;
    let mut stdin = io::stdin().lock();
    while let Some(request) = wire::receive(&mut stdin)? {
        requests
            .send(request)
            .map_err(|_| io::ErrorKind::BrokenPipe)?;
    }
    Ok(())
}

fn work(inbox: &mpsc::Receiver<(Request, Vec<u8>)>, own: OwnLimits) {
    let mut drawer = Drawer::default();
    for (request, path) in inbox {
        let answered = answer(&mut drawer, request, path, own)
            .and_then(|(head, body)| wire::send(&mut io::stdout().lock(), &head, &body));
        if answered.is_err() {
            return;
        }
    }
}

fn answer(
    drawer: &mut Drawer,
    request: Request,
    path: Vec<u8>,
    own: OwnLimits,
) -> io::Result<(Answer, Vec<u8>)> {
    limits::renew_cpu(own)?;
    let path = wire::path_of(path)?;
    // A panic in a parser is a finding about this file; what it left half done is thrown away.
    let done = catch_unwind(AssertUnwindSafe(|| perform(drawer, request, &path)));
    Ok(match done {
        Ok(Ok(answer)) => answer,
        Ok(Err(failure)) => (Answer::Failed(failure), Vec::new()),
        Err(_) => {
            *drawer = Drawer::default();
            let failure = Failure::new(ErrorCode::ReadingDied, "the reader gave up on this file");
            (Answer::Failed(failure), Vec::new())
        }
    })
}

fn perform(
    drawer: &mut Drawer,
    request: Request,
    path: &Path,
) -> Result<(Answer, Vec<u8>), Failure> {
    match request {
        Request::Read { password } => {
            let document = read_file(path, password.as_deref(), &tags::Limits::default())?;
            Ok((Answer::Document(Box::new(document)), Vec::new()))
        }
        Request::Verify { authorities } => {
            let verdict = verify_file(path, &authorities)?;
            Ok((Answer::Verdict(verdict), Vec::new()))
        }
        Request::Draw {
            password,
            page,
            width_px,
        } => {
            let picture = drawer.draw(path, password.as_deref(), page, width_px)?;
            Ok((Answer::Picture, picture))
        }
    }
}
