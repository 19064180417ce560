//! Debian packages: which are wanted, which are missing, and their installation.

use std::{collections::HashSet, process::Command};

use crate::{
    child::{command, find},
    say::{ask, say},
    trouble::{Result, Trouble, While},
};

/// To build and open the window.
pub(crate) const TO_RUN: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// To open it where there is no display, and to take its picture.
pub(crate) const WITHOUT_DISPLAY: &[&str] = &["xvfb", "dbus-daemon", "imagemagick"];

/// To drive the window and the signing page, and to judge what was signed.
pub(crate) const TO_TEST: &[&str] = &[
    "webkit2gtk-driver",
    "gnome-keyring",
    "gcr",
    "dbus-bin",
    "xdotool",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "at-spi2-core",
    "gir1.2-atspi-2.0",
    "python3-venv",
    "chromium",
    "chromium-driver",
    "openssl",
    "qpdf",
    "poppler-utils",
];

/// To make packages.
pub(crate) const TO_PACKAGE: &[&str] = &["binutils"];

/// To install a package where nothing else is, and to judge it.
pub(crate) const TO_CHECK_PACKAGES: &[&str] = &[
    "debootstrap",
    "desktop-file-utils",
    "appstream",
    "lintian",
    "rpm",
];

/// To count instructions, and to install the peers of the benches.
pub(crate) const TO_MEASURE: &[&str] = &["valgrind", "python3-venv", "mupdf-tools"];

/// How much is known about this system.
#[derive(Debug, PartialEq, Eq)]
enum System {
    Proved,
    WrittenFor,
    Unknown(String),
}

fn system(os_release: &str) -> System {
    let value = |key: &str| {
        os_release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .map(|value| value.trim_matches('"'))
            .unwrap_or_default()
    };
    match (value("ID"), value("VERSION_ID")) {
        ("debian", "12") => System::Proved,
        ("ubuntu", "24.04") => System::WrittenFor,
        _ => System::Unknown(value("PRETTY_NAME").to_owned()),
    }
}

/// Sees to it that all `wanted` are installed; asks first, unless root or `yes`.
pub(crate) fn ensure(wanted: &[&str], yes: bool) -> Result<()> {
    let os_release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    match system(&os_release) {
        System::Proved => {}
        System::WrittenFor => {
            say("Ubuntu 24.04: written for, but not run there; Debian 12 is what is proved.");
        }
        System::Unknown(name) => {
            say(&format!(
                "This is {name}; Paraph's own installation knows Debian 12. It goes on with what \
                 is there. What Debian calls these is wanted: {}",
                wanted.join(" ")
            ));
            return Ok(());
        }
    }
    let missing = missing(wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    say(&format!("Missing Debian packages: {list}"));
    let root = is_root();
    if !root && !yes {
        match ask("Install them by apt-get now?") {
            Some(true) => {}
            Some(false) => return Err(Trouble::new(format!("these packages are missing: {list}"))),
            None => {
                return Err(Trouble::new(format!(
                    "these packages are missing, and nobody is there to be asked: {list}. Give \
                     --yes, or install them yourself"
                )));
            }
        }
    }
    if !root && find("sudo").is_none() {
        return Err(Trouble::new(format!(
            "these packages are missing, and without sudo only root can install them: {list}"
        )));
    }
    install(&missing, root)
}

fn missing<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    let output = command("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status} ${Package}\\n"])
        .args(wanted)
        .output()
        .when("asking dpkg-query what is installed")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let there: HashSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .collect();
    Ok(wanted
        .iter()
        .copied()
        .filter(|package| !there.contains(package))
        .collect())
}

fn is_root() -> bool {
    command("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout == b"0\n")
}

fn apt(root: bool, verb: &str) -> Command {
    let mut apt = if root {
        command("env")
    } else {
        let mut sudo = command("sudo");
        sudo.arg("env");
        sudo
    };
    apt.args(["DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get"]);
    // Another program may hold the lock for a while: wait for it.
    apt.args(["-q", "-o", "DPkg::Lock::Timeout=600", verb]);
    if verb == "install" {
        apt.args(["-y", "--no-install-recommends"]);
    }
    apt
}

fn install(missing: &[&str], root: bool) -> Result<()> {
    say("apt-get update …");
    let update = apt(root, "update").output().when("starting apt-get")?;
    if !update.status.success() {
        say(&format!(
            "apt-get update failed; going on with what is known: {}",
            causes(&update)
        ));
    }
    say("apt-get install …");
    let all = apt(root, "install")
        .args(missing)
        .output()
        .when("starting apt-get")?;
    if all.status.success() {
        return Ok(());
    }
    // One by one, to be able to say which it is and why.
    let mut failed = Vec::new();
    for package in missing {
        let one = apt(root, "install")
            .arg(package)
            .output()
            .when("starting apt-get")?;
        if !one.status.success() {
            failed.push(format!("  {package}: {}", causes(&one)));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(format!(
        "these packages could not be installed:\n{}",
        failed.join("\n")
    )))
}

/// What apt-get gives as its reasons.
fn causes(output: &std::process::Output) -> String {
    let text = [output.stderr.as_slice(), output.stdout.as_slice()].concat();
    let text = String::from_utf8_lossy(&text);
    let mut causes: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("E: "))
        .map(str::trim)
        .collect();
    causes.dedup();
    if causes.is_empty() {
        return format!("apt-get ended with {} and gave no reason", output.status);
    }
    causes.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_known_by_its_own_file() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian";
        assert_eq!(system(debian), System::Proved);
        assert_eq!(
            system("ID=ubuntu\nVERSION_ID=\"24.04\""),
            System::WrittenFor
        );
        let fedora = "PRETTY_NAME=\"Fedora Linux 44\"\nID=fedora\nVERSION_ID=44";
        assert_eq!(
            system(fedora),
            System::Unknown("Fedora Linux 44".to_owned())
        );
    }

    #[test]
    fn a_package_that_does_not_exist_is_missing() {
        if find("dpkg-query").is_none() {
            return;
        }
        let wanted = ["dpkg", "no-such-package-here"];
        assert_eq!(missing(&wanted).unwrap(), ["no-such-package-here"]);
    }
}
