//! `cargo xtask package`: the programs as people install them, as a `.deb` and an `.rpm`.
//! `packages/README.md` says what is in them.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::{Value, json};

use crate::{
    apt, child, licences, node,
    options::Options,
    repo,
    say::say,
    toolchain,
    trouble::{Result, Trouble, While},
};

/// The programs of a package.
const PROGRAMS: [&str; 3] = ["paraph", "paraph-cli", "paraph-worker"];
/// Where a package keeps what Debian wants to know of it.
const DOC: &str = "/usr/share/doc/paraph";

pub(crate) fn package(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    apt::ensure(&[apt::TO_RUN, apt::TO_PACKAGE].concat(), options.yes)?;
    node::install()?;
    node::build()?;
    say("cargo build --release …");
    child::run_shown(child::cargo().args([
        "build",
        "--release",
        "--features",
        "paraph/custom-protocol",
        "-p",
        "paraph",
        "-p",
        "paraph-cli",
        "-p",
        "worker",
    ]))?;
    let built = repo::target()?.join("release");
    for program in PROGRAMS {
        child::run_shown(child::command("strip").arg(built.join(program)))?;
    }
    let bundles = built.join("bundle");
    // Packages of an earlier version would be taken for these.
    let _ = std::fs::remove_dir_all(&bundles);
    bundle(&built, &contents(&built)?)?;
    let deb = only_file(&bundles.join("deb"), "deb")?;
    for package in [&deb, &only_file(&bundles.join("rpm"), "rpm")?] {
        say(&package.display().to_string());
    }
    if options.check {
        check(&bundles, options)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is installed beside the window, its desktop file and its icons: place and source.
fn contents(built: &Path) -> Result<Value> {
    let made = repo::own("package")?;
    std::fs::remove_dir_all(&made).when("clearing what was packed last")?;
    let pages = made.join("man");
    std::fs::create_dir_all(&pages).when("making the folder for the manual")?;
    child::run_shown(
        child::command(built.join("paraph-cli"))
            .arg("manual")
            .arg(&pages),
    )?;
    let sources = repo::root().join("packages/linux");
    repo::copy(&sources.join("paraph.1"), &pages.join("paraph.1"))?;
    licences::collect(&made.join("libraries"))?;
    repo::copy(&sources.join("changelog"), &made.join("changelog"))?;
    let mut files = serde_json::Map::new();
    let mut put = |place: String, source: PathBuf| {
        files.insert(place, json!(source));
    };
    for text in ["libraries", "changelog"] {
        child::run_shown(child::command("gzip").arg("-9n").arg(made.join(text)))?;
        let packed = format!("{text}.gz");
        put(format!("{DOC}/{packed}"), made.join(packed));
    }
    put(format!("{DOC}/copyright"), sources.join("copyright"));
    put("/usr/bin/paraph-cli".to_owned(), built.join("paraph-cli"));
    put(
        "/usr/lib/paraph/paraph-worker".to_owned(),
        built.join("paraph-worker"),
    );
    put(
        "/usr/share/icons/hicolor/scalable/apps/paraph.svg".to_owned(),
        repo::root().join("icons/paraph.svg"),
    );
    let about = "io.github.paraph.Paraph.metainfo.xml";
    put(format!("/usr/share/metainfo/{about}"), sources.join(about));
    let listed = std::fs::read_dir(&pages).when("listing the manual")?;
    for page in listed.map_while(std::result::Result::ok) {
        child::run_shown(child::command("gzip").arg("-9n").arg(page.path()))?;
        let name = format!("{}.gz", page.file_name().to_string_lossy());
        let packed = pages.join(&name);
        put(format!("/usr/share/man/man1/{name}"), packed);
    }
    Ok(Value::Object(files))
}

/// Tauri's own bundler, which needs neither dpkg nor rpmbuild.
fn bundle(built: &Path, files: &Value) -> Result<()> {
    let linux = json!({"bundle": {"linux": {"deb": {"files": files}, "rpm": {"files": files}}}});
    let target = built.parent().unwrap_or(built);
    let mut tauri = child::command(repo::ui().join("node_modules/.bin/tauri"));
    tauri
        .args(["bundle", "--bundles", "deb,rpm", "--config"])
        .arg(linux.to_string())
        .env("CARGO_TARGET_DIR", target);
    child::run_shown(&mut tauri)
}

/// Installs the package where nothing else is and looks: `tests/package.rs`.
fn check(bundles: &Path, options: &Options) -> Result<()> {
    let wanted = [apt::WITHOUT_DISPLAY, apt::TO_TEST, apt::TO_CHECK_PACKAGES].concat();
    apt::ensure(&wanted, options.yes)?;
    let root = repo::target()?.join("xtask/clean-root");
    if !root.join("bin/sh").exists() {
        say("debootstrap …");
        let mut bare = child::command("debootstrap");
        bare.args(["--variant=minbase", "bookworm"]).arg(&root);
        child::run_shown(&mut bare)?;
    }
    // Debug programs beside it: what a release refuses, these must be seen to do. Of the whole
    // workspace, as for all tests: another choice would build the libraries anew.
    let mut windows = child::cargo();
    windows.args(["build", "--quiet", "--workspace"]);
    windows.args(["--bin", "paraph", "--bin", "paraph-cli"]);
    child::run_shown(&mut windows)?;
    let mut test = child::cargo();
    test.args(["test", "--workspace", "--test", "package"])
        .args(["--", "--ignored", "--test-threads=1"])
        .env("PARAPH_PACKAGES", bundles)
        .env("PARAPH_CLEAN_ROOT", root);
    child::run_shown(&mut test)
}

/// The one file in a folder whose name ends so.
fn only_file(folder: &Path, ending: &str) -> Result<PathBuf> {
    let listed = std::fs::read_dir(folder).when(format!("listing {}", folder.display()))?;
    listed
        .map_while(std::result::Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.is_file() && path.extension().is_some_and(|e| e == ending))
        .ok_or_else(|| Trouble::new(format!("no .{ending} was made")))
}
