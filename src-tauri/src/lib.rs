//! The window: it opens the desk, hands it what is dropped, chosen, named on the command line or
//! by a second launch, and shows what the desk says. No rule of the contracts' own is here.

mod arguments;
mod background;
mod bindings;
mod bus;
mod clipboard;
mod closing;
mod commands;
mod dialog;
mod driven;
mod looks;
mod only_one;
mod pictures;
mod settings;
mod state;
mod window;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use desk::{KeyChoice, SystemClock, SystemOpener};
use tauri::async_runtime::JoinHandle;
use tauri::{App, AppHandle, Manager as _, RunEvent, Wry};

use arguments::Arguments;
use background::Background;
use only_one::{Launch, OnlyOne};
use state::Shell;

/// Where the data folder is said, beside `--data-dir`.
const DATA_FOLDER: &str = "PARAPH_DATA_DIR";

/// Opens the window and stays until it is closed.
#[must_use]
pub fn run() -> ExitCode {
    if let Some(ended) = driven::start_again_undriven() {
        return ended;
    }
    let folder = std::env::current_dir().unwrap_or_default();
    let arguments = Arguments::parse(std::env::args_os().skip(1), &folder);
    let context = context();
    let begun = match begin(arguments, &context.config().identifier) {
        Ok(begun) => begun,
        Err(error) => return cannot_open(&error),
    };
    #[cfg(target_os = "linux")]
    if let Err(error) = gtk::init() {
        // Tauri would panic.
        eprintln!("Paraph cannot open its window: {error}. Is there a display?");
        return ExitCode::FAILURE;
    }
    let commands = bindings::commands();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_store::Builder::new().build())
        .register_asynchronous_uri_scheme_protocol(pictures::SCHEME, pictures::answer)
        .invoke_handler(commands.invoke_handler())
        .setup(move |app| {
            // An error from here would be a panic.
            if let Err(error) = set_up(app, begun) {
                let _ = cannot_open(&error);
                app.handle().exit(1);
            }
            Ok(())
        })
        .build(context);
    match built {
        Ok(app) => {
            app.run(|app, event| match event {
                // Who starts now waits for the end of this and has a window of its own.
                RunEvent::ExitRequested { .. } => {
                    if let Some(only_one) = app.try_state::<OnlyOne>() {
                        only_one.leave(app);
                    }
                }
                RunEvent::Exit => {
                    if let Some(background) = app.try_state::<Background>() {
                        background.end();
                    }
                }
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => cannot_open(&error),
    }
}

fn cannot_open(error: &tauri::Error) -> ExitCode {
    eprintln!("Paraph cannot open its window: {error}");
    ExitCode::FAILURE
}

/// What `tauri.conf.json` says, and the pages of the window.
#[allow(
    clippy::disallowed_methods,
    reason = "inside the macro, for a context that is damaged"
)]
fn context() -> tauri::Context<Wry> {
    tauri::generate_context!()
}

/// What has begun before there is a window.
struct Begun {
    data_folder: PathBuf,
    /// The window's name on the session bus.
    name: String,
    /// What is to be added to the draft.
    files: Vec<PathBuf>,
    /// That this is the first window of the data folder, and its desk.
    first: Option<First>,
}

type First = (OnlyOne, JoinHandle<Shell>);

/// Opens the history while the desktop's libraries start. A second launch must not: it only hands
/// its files over.
fn begin(arguments: Arguments, identifier: &str) -> tauri::Result<Begun> {
    let data_folder = data_folder(arguments.data_folder)?;
    // Its whole path can be told only once it is there. What is wrong with it the desk says.
    let _ = std::fs::create_dir_all(&data_folder);
    let name = only_one::bus_name(identifier, &data_folder);
    let first = match only_one::launch(&data_folder, &name) {
        Launch::First(only_one) => Some((only_one, open_desk(data_folder.clone())?)),
        Launch::Second => None,
        Launch::Busy => return Err(busy()),
    };
    Ok(Begun {
        data_folder,
        name,
        files: arguments.files,
        first,
    })
}

/// Opens the window. Nothing that it asks is heard before this ends, so that it finds the desk.
fn set_up(app: &App, begun: Begun) -> tauri::Result<()> {
    let handle = app.handle();
    let listen = || handle.plugin(only_one::hand_over(begun.name.clone(), take));
    let (only_one, opening, listens) = match begun.first {
        Some((only_one, opening)) => (only_one, opening, false),
        None => {
            // Hands over and ends, unless the other window has just left the bus.
            let listens = listen().is_ok();
            let (only_one, opening) = take_the_place(begun.data_folder)?;
            (only_one, opening, listens)
        }
    };
    app.manage(only_one);
    window::open(handle)?;
    if !listens && only_one::await_bus(&begun.name) {
        // Who has the lock has a window, heard or not.
        let _ = listen();
    }
    let shell = tauri::async_runtime::block_on(opening)?;
    if let Ok(desk) = shell.desk() {
        app.manage(background::start(handle, desk));
    }
    app.manage(shell);
    add_files(handle, begun.files);
    Ok(())
}

/// Becomes the first window when the one before has ended.
fn take_the_place(data_folder: PathBuf) -> tauri::Result<First> {
    let only_one = only_one::await_lock(&data_folder).ok_or_else(busy)?;
    Ok((only_one, open_desk(data_folder)?))
}

/// Nobody took the files; two windows on one draft would write over each other.
fn busy() -> tauri::Error {
    std::io::Error::other("a window of Paraph has this data folder open already").into()
}

/// Takes what a second launch was started with, in that folder.
fn take(app: &AppHandle<Wry>, words: Vec<String>, folder: String) {
    let only_one = app.try_state::<OnlyOne>();
    if only_one.is_some_and(|only_one| !only_one.takes(&words, &folder)) {
        return;
    }
    window::show(app);
    let words = words.into_iter().skip(1).map(Into::into);
    let arguments = Arguments::parse(words, Path::new(&folder));
    add_files(app, arguments.files);
}

/// Opens the desk on a thread of its own.
fn open_desk(data_folder: PathBuf) -> tauri::Result<JoinHandle<Shell>> {
    let options = desk::Options {
        data_folder,
        worker: worker::program()?,
        keys: KeyChoice::default(),
        opener: Arc::new(SystemOpener),
        clock: Arc::new(SystemClock),
    };
    note_panics(&options.data_folder);
    // Within the runtime: the desk starts workers and timers.
    Ok(tauri::async_runtime::spawn_blocking(move || {
        Shell::open(options)
    }))
}

/// Notes what Paraph itself got wrong, for a problem report.
fn note_panics(data_folder: &Path) {
    let log = desk::Log::of(data_folder);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |about| {
        log.note(desk::Clock::now(&SystemClock), &format!("panic: {about}"));
        before(about);
    }));
}

/// The data folder that was said, or the platform's.
fn data_folder(said: Option<PathBuf>) -> tauri::Result<PathBuf> {
    let usual = || dirs::data_dir().map(|folder| folder.join("Paraph"));
    let folder = said
        .or_else(|| std::env::var_os(DATA_FOLDER).map(PathBuf::from))
        .or_else(usual)
        .ok_or(tauri::Error::UnknownPath)?;
    Ok(std::path::absolute(folder)?)
}

/// Adds files to the draft, once the desk is there: a second launch may come while it opens.
fn add_files(app: &AppHandle<Wry>, files: Vec<PathBuf>) {
    const PATIENCE: Duration = Duration::from_secs(10);
    const STEP: Duration = Duration::from_millis(50);
    if files.is_empty() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
            if let Some(shell) = app.try_state::<Shell>() {
                if let Ok(draft) = shell.draft() {
                    draft.add_files(&files);
                }
                return;
            }
            tokio::time::sleep(STEP).await;
        }
    });
}
