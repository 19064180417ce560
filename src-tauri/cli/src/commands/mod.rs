//! The commands: each asks the desk and prints the answer.

mod accounts;
mod follow;
mod lists;
mod manual;
mod send;
mod sessions;
mod tags;
mod verify;

use std::process::ExitCode;

use desk::DeskError;

use crate::args::{Accounts, Command};
use crate::context::Context;
use crate::output;

/// Runs a command to its end.
pub(crate) async fn run(command: Command, context: &Context) -> ExitCode {
    let done = match command {
        Command::Tags(args) => Ok(tags::run(context, &args).await),
        Command::Services { service } => lists::services(context, service.as_deref()),
        Command::Codes => Ok(lists::codes(context)),
        Command::Accounts(Accounts::List) => accounts::list(context).await,
        Command::Accounts(Accounts::Add(args)) => accounts::add(context, args).await,
        Command::Accounts(Accounts::Test { name }) => accounts::test(context, &name).await,
        Command::Accounts(Accounts::Remove { name }) => accounts::remove(context, &name).await,
        Command::Send(args) => send::run(context, *args).await,
        Command::Open { id, signer, print } => sessions::open(context, &id, signer, print).await,
        Command::Serve => follow::serve(context).await,
        Command::Resume { ids } => sessions::resume(context, ids).await,
        Command::Resolve { id, decision } => sessions::resolve(context, &id, decision).await,
        Command::Postbacks { listen } => follow::postbacks(context, listen).await,
        Command::Check { ids, anyway } => sessions::check(context, ids, anyway).await,
        Command::Watch { until_idle } => follow::watch(context, until_idle).await,
        Command::Sessions(args) => sessions::list(context, args),
        Command::Show { id } => sessions::show(context, &id),
        Command::Cancel { id, reason } => sessions::cancel(context, &id, reason.as_deref()).await,
        Command::Remind { id, signer } => sessions::remind(context, &id, signer).await,
        Command::Close { id } => sessions::close(context, &id).await,
        Command::Correct(args) => sessions::correct(context, args).await,
        Command::Export { id, to } => sessions::export(context, &id, &to).await,
        Command::Verify { files } => verify::run(context, &files).await,
        Command::Manual { folder } => manual::write(&folder),
    };
    done.unwrap_or_else(|error: DeskError| output::failure(context, &error))
}
