//! The packages as people install them. They want `cargo xtask package --check`, which makes them
//! and says where they and a Debian with nothing else in it are.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use support::{Program, Stage, lease, paraph, until};

/// The made package that ends so.
fn made(ending: &str) -> PathBuf {
    let bundles = PathBuf::from(std::env::var_os("PARAPH_PACKAGES").unwrap());
    let found = fs::read_dir(bundles.join(ending)).unwrap();
    found
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_file() && path.extension().is_some_and(|e| e == ending))
        .unwrap()
}

#[track_caller]
fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    let all = String::from_utf8_lossy(&all).into_owned();
    assert!(output.status.success(), "{all}");
    all
}

/// A Debian that has only what debootstrap puts there, and what a test does to it.
struct CleanDebian<'a> {
    stage: &'a Stage,
}

impl<'a> CleanDebian<'a> {
    /// Puts a layer of the stage's own over it, so that the next test finds it clean again.
    fn new(stage: &'a Stage) -> Self {
        for name in ["debian/upper", "debian/work", "debian/root"] {
            fs::create_dir_all(stage.path(name)).unwrap();
        }
        Self { stage }
    }

    /// Puts a file there.
    fn put(&self, from: &Path, name: &str) {
        fs::copy(from, self.stage.path("debian/upper").join(name)).unwrap();
    }

    /// A program that runs there. It sees the stage's display, and nothing of this machine's files.
    fn command(&self, words: &[&str]) -> Command {
        const ENTER: &str = "set -e\n\
            mount -t overlay overlay -o \"lowerdir=$1,upperdir=$2/upper,workdir=$2/work\" \"$2/root\"\n\
            mount --bind \"$3\" \"$2/root/var/cache/apt/archives\"\n\
            mount --rbind /proc \"$2/root/proc\"\n\
            mount --rbind /dev \"$2/root/dev\"\n\
            root=$2/root; mark=$4; display=$5; shift 5\n\
            exec chroot \"$root\" env -i PARAPH_TEST_STAGE=\"$mark\" DISPLAY=\"$display\" HOME=/root \\\n\
            LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \"$@\"";
        let clean = PathBuf::from(std::env::var_os("PARAPH_CLEAN_ROOT").unwrap());
        let archives = clean.with_file_name("clean-root-archives");
        fs::create_dir_all(archives.join("partial")).unwrap();
        let mark = self.stage.path("");
        let mut command = self.stage.command("unshare");
        command
            .args(["--mount", "--propagation", "private"])
            .args(["sh", "-c", ENTER, "sh"])
            .args([clean, self.stage.path("debian"), archives])
            .arg(mark.to_string_lossy().trim_end_matches('/'))
            .arg(self.stage.display())
            .args(words);
        command
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> String {
        said(&self.command(words).output().unwrap())
    }

    /// Whether a file is there.
    fn has(&self, file: &str) -> bool {
        self.command(&["test", "-e", file])
            .status()
            .unwrap()
            .success()
    }
}

#[test]
#[ignore = "wants the package: cargo xtask package --check"]
fn in_a_debian_that_has_nothing_else_the_package_installs_and_its_programs_start() {
    let stage = Stage::with_display();
    let debian = CleanDebian::new(&stage);
    debian.put(&made("deb"), "paraph.deb");
    debian.put(&lease(&stage), "lease.pdf");
    debian.run(&["apt-get", "-q", "update"]);
    // Only what the package says that it needs, and what keeps desktops' lists.
    debian.run(&[
        "apt-get",
        "-qy",
        "--no-install-recommends",
        "install",
        "desktop-file-utils",
        "/paraph.deb",
    ]);

    for program in [
        "/usr/bin/paraph",
        "/usr/bin/paraph-cli",
        "/usr/lib/paraph/paraph-worker",
    ] {
        let libraries = debian.run(&["ldd", program]);
        assert!(!libraries.contains("not found"), "{program}: {libraries}");
    }
    let version = debian.run(&["paraph-cli", "--version"]);
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    let read = debian.run(&["paraph-cli", "--json", "tags", "/lease.pdf"]);
    let read: Value = serde_json::from_str(&read).unwrap();
    assert_eq!(
        read[0]["tags"].as_array().map(Vec::len),
        Some(8),
        "{read:#}"
    );

    let offered = debian.run(&[
        "grep",
        "application/pdf",
        "/usr/share/applications/mimeinfo.cache",
    ]);
    assert!(offered.contains("Paraph.desktop"), "{offered}");

    let window = Shown::of(&stage, debian.command(&["paraph", "/lease.pdf"]));
    assert_eq!(workers(&stage), ["/usr/lib/paraph/paraph-worker"]);
    assert!(debian.has("/root/.local/share/Paraph/history.sqlite"));
    drop(window);

    debian.run(&["apt-get", "-qy", "remove", "paraph"]);
    for file in [
        "/usr/bin/paraph",
        "/usr/lib/paraph",
        "/usr/share/doc/paraph",
    ] {
        assert!(!debian.has(file), "{file} is left");
    }
}

/// The programs that run as workers on a stage, each once.
fn workers(stage: &Stage) -> Vec<String> {
    let program = |id: u32| {
        let exe = fs::read_link(format!("/proc/{id}/exe")).ok()?;
        let words = fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let is_worker = words.split(|byte| *byte == 0).nth(1) == Some(b"--worker");
        // Seen from outside, the path begins with the root's.
        let exe = exe.to_string_lossy().into_owned();
        let inside = exe.find("/usr/").and_then(|at| exe.get(at..));
        is_worker.then(|| inside.unwrap_or(&exe).to_owned())
    };
    let mut found = until("a worker", 60, || {
        let found: Vec<_> = stage.processes().into_iter().filter_map(program).collect();
        (!found.is_empty()).then_some(found)
    });
    found.dedup();
    found
}

/// A window that is open and drawn.
struct Shown {
    _program: Program,
}

impl Shown {
    fn of(stage: &Stage, mut command: Command) -> Self {
        let mut window = Program::from(
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        until("the window to be drawn and to rest", 120, || {
            assert!(window.ended().is_none(), "it ended by itself");
            let before = stage.screen();
            std::thread::sleep(Duration::from_millis(700));
            let after = stage.screen();
            (before.pixels == after.pixels && after.colours() > 32).then_some(())
        });
        Self { _program: window }
    }
}

/// The package's programs, unpacked on a stage as they are installed.
fn unpacked(stage: &Stage) -> PathBuf {
    let root = stage.path("installed");
    let mut unpack = Command::new("dpkg-deb");
    said(
        &unpack
            .arg("-x")
            .arg(made("deb"))
            .arg(&root)
            .output()
            .unwrap(),
    );
    root
}

#[test]
#[ignore = "wants the package: cargo xtask package --check"]
fn a_packages_window_lets_no_other_program_in_and_a_debug_window_does() {
    let is_let_in = |program: &Path, stage: &Stage| {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut command = stage.command(program);
        command
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{port}"));
        let _window = Shown::of(stage, command);
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    };
    let stage = Stage::with_display();
    assert!(!is_let_in(&unpacked(&stage).join("usr/bin/paraph"), &stage));
    // The question is a good one: others answer it with yes.
    let stage = Stage::with_display();
    assert!(is_let_in(&paraph(), &stage));
}

#[test]
#[ignore = "wants the package: cargo xtask package --check"]
fn a_packages_window_has_no_devtools_and_a_debug_window_has() {
    // The devtools are a page of their own, in a process of its own.
    let pages = |stage: &Stage| {
        let names = stage.processes().into_iter().filter(|id| {
            fs::read_to_string(format!("/proc/{id}/comm"))
                .is_ok_and(|name| name.starts_with("WebKitWebProces"))
        });
        names.count()
    };
    let opened = |program: &Path| {
        let stage = Stage::with_display();
        let window = Shown::of(&stage, stage.command(program));
        assert_eq!(pages(&stage), 1);
        // "Inspect Element" is the last line where there is one; else it is "Reload".
        stage.take_last_of_menu(700, 600);
        // As long as it takes to be seen where it opens.
        for _ in 0..40 {
            std::thread::sleep(Duration::from_millis(250));
            if pages(&stage) > 1 {
                break;
            }
        }
        let opened = pages(&stage) > 1;
        drop(window);
        opened
    };
    assert!(opened(&paraph()));
    let stage = Stage::without_keyring();
    assert!(!opened(&unpacked(&stage).join("usr/bin/paraph")));
}

#[test]
#[ignore = "wants the package: cargo xtask package --check"]
fn both_packages_hold_programs_icons_manual_and_licences() {
    let mut list = Command::new("rpm");
    let rpm = said(&list.args(["-qlp"]).arg(made("rpm")).output().unwrap());
    let mut list = Command::new("dpkg-deb");
    let deb = said(&list.arg("-c").arg(made("deb")).output().unwrap());
    let icons = [16, 24, 32, 48, 64, 128, 256, 512]
        .map(|size| format!("/usr/share/icons/hicolor/{size}x{size}/apps/paraph.png"));
    let others = [
        "/usr/bin/paraph",
        "/usr/bin/paraph-cli",
        "/usr/lib/paraph/paraph-worker",
        "/usr/share/applications/Paraph.desktop",
        "/usr/share/icons/hicolor/scalable/apps/paraph.svg",
        "/usr/share/metainfo/io.github.paraph.Paraph.metainfo.xml",
        "/usr/share/man/man1/paraph.1.gz",
        "/usr/share/man/man1/paraph-cli.1.gz",
        "/usr/share/man/man1/paraph-cli-send.1.gz",
        "/usr/share/doc/paraph/copyright",
        "/usr/share/doc/paraph/libraries.gz",
    ];
    for file in icons.iter().map(String::as_str).chain(others) {
        assert!(rpm.lines().any(|line| line == file), "rpm: {file}\n{rpm}");
        let is_it = |line: &str| {
            line.ends_with(&format!(" .{file}")) || line.ends_with(&format!(" {}", &file[1..]))
        };
        assert!(deb.lines().any(is_it), "deb: {file}\n{deb}");
    }
}

#[test]
#[ignore = "wants the package: cargo xtask package --check"]
fn debians_own_judges_find_no_fault_with_the_package() {
    let stage = Stage::without_keyring();
    let share = unpacked(&stage).join("usr/share");
    let judge = |words: &[&str], file: PathBuf| {
        let mut judge = Command::new(words[0]);
        said(&judge.args(&words[1..]).arg(file).output().unwrap())
    };
    let _ = judge(
        &["desktop-file-validate"],
        share.join("applications/Paraph.desktop"),
    );
    let _ = judge(
        &["appstreamcli", "validate", "--no-net"],
        share.join("metainfo/io.github.paraph.Paraph.metainfo.xml"),
    );
    // Left out: the maintainers have no address; and a reader of fonts written in Rust, which
    // has the words of the C library that it stands in for, is taken for that library.
    let _ = judge(
        &[
            "lintian",
            "--fail-on=error",
            "--allow-root",
            "--suppress-tags=malformed-contact,embedded-library",
        ],
        made("deb"),
    );
    let mut man = Command::new("man");
    let page = man
        .args(["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"])
        .arg(share.join("man/man1/paraph-cli.1.gz"))
        .stdout(Stdio::null())
        .output()
        .unwrap();
    assert!(page.stderr.is_empty(), "{page:?}");
}
