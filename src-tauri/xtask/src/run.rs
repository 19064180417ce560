//! `cargo xtask run`: from a fresh checkout to an open window.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use crate::{
    apt, child,
    child::Background,
    display::{self, Bus, Display},
    node,
    options::Options,
    repo,
    say::say,
    toolchain,
    trouble::{Result, Trouble, While},
};

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    let files = whole_paths(&options.rest)?;
    let has_display = display::is_there();
    let mut wanted = apt::TO_RUN.to_vec();
    if !has_display {
        wanted.extend(apt::WITHOUT_DISPLAY);
    }
    apt::ensure(&wanted, options.yes)?;
    node::install()?;
    node::build()?;
    say("cargo build …");
    child::run_shown(child::cargo().args(["build", "-p", "paraph", "-p", "paraph-cli"]))?;
    let mut app = child::command(repo::target()?.join("debug/paraph"));
    app.args(&files);
    if has_display {
        say("Paraph is open.");
        child::run_shown(&mut app)?;
        return Ok(ExitCode::SUCCESS);
    }
    let rest = Duration::from_secs(if files.is_empty() { 1 } else { 3 });
    let picture = picture_of(&mut app, rest)?;
    say(&format!(
        "There is no display here: the window was opened on a virtual one; its picture is {}",
        picture.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Opens the window on a virtual display, waits until it rests, saves what it looks like.
fn picture_of(app: &mut Command, rest: Duration) -> Result<PathBuf> {
    let folder = repo::root().join("pictures");
    std::fs::create_dir_all(&folder).when(format!("making {}", folder.display()))?;
    let picture = folder.join("window.png");
    let display = Display::start()?;
    app.env("DISPLAY", &display.name);
    let bus = if has_bus() { None } else { Some(Bus::start()?) };
    if let Some(bus) = &bus {
        app.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
    }
    let mut window = Background::start(app, false)?;
    display::picture_when_drawn(&display.name, &picture, rest, &mut window)?;
    Ok(picture)
}

fn has_bus() -> bool {
    env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty())
}

/// Paths are meant from where the person stands; a file that is not there is Paraph's to report.
fn whole_paths(files: &[String]) -> Result<Vec<PathBuf>> {
    let here = env::current_dir().when("asking for the current folder")?;
    files
        .iter()
        .map(|file| {
            if file.is_empty() {
                return Err(Trouble::new("an empty file name was given"));
            }
            Ok(here.join(Path::new(file)))
        })
        .collect()
}
