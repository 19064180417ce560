//! Reading, verifying and drawing PDFs in limited processes.
//!
//! A PDF is hostile input: it may ask for more memory than there is, or never come to an end. So
//! it is read, verified and drawn by another [`program`] started with [`FLAG`], limited by the operating
//! system. Where such a worker dies or is too slow, one request fails and a new worker is started.
//!
//! * [`Pool`] is the side of the window and the command line: it starts workers and asks them.
//! * [`run`] is the worker's side; a binary calls it when its first argument is [`FLAG`].
//! * [`read_file`], [`verify_file`] and [`Drawer`] are what a worker does, callable in-process by tests and benches.

mod confine;
mod draw;
mod error;
mod limits;
mod pool;
mod program;
mod read;
mod run;
mod wire;

pub use draw::{Drawer, MAX_PIXELS, MAX_SIDE};
pub use error::{Failure, WorkerError};
pub use limits::{LATER, Limits};
pub use pool::Pool;
pub use program::program;
pub use read::{load, read_file, verify_file};
pub use run::{FLAG, run};
