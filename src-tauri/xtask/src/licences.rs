//! The licences of every library that a package holds, in one text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    child, repo,
    trouble::{Result, Trouble, While},
};

/// The packages whose libraries are asked for.
const ROOTS: [&str; 3] = ["paraph", "paraph-cli", "worker"];
/// How the names of files with licences begin, in capitals.
const NAMES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];

/// A library: its name with version, what it says of its licence, and its folder.
struct Library {
    name: String,
    licence: String,
    folder: PathBuf,
}

/// Writes, for all libraries of Rust, of the window's pages, and all fonts: the list, and each
/// licence's text once with the names of those that it belongs to.
pub(crate) fn collect(to: &Path) -> Result<()> {
    let mut libraries = rust()?;
    libraries.extend(pages()?);
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut out = String::from("The libraries and fonts that are part of Paraph's programs.\n\n");
    for library in &libraries {
        let _ = writeln!(out, "{}  {}", library.name, library.licence);
        for text in texts_in(&library.folder)? {
            texts.entry(text).or_default().insert(library.name.clone());
        }
    }
    for folder in ["src-tauri/seal/fonts", "src-tauri/tags/fonts"] {
        for (name, text) in fonts(&repo::root().join(folder))? {
            texts.entry(text).or_default().insert(name);
        }
    }
    for (text, names) in &texts {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let _ = write!(
            out,
            "\n{}\n{}\n\n{}\n",
            "─".repeat(80),
            names.join(", "),
            text.trim_end()
        );
    }
    std::fs::File::create(to)
        .and_then(|mut file| file.write_all(out.as_bytes()))
        .when(format!("writing {}", to.display()))
}

/// What the programs link, on this platform, without tests and build scripts.
fn rust() -> Result<Vec<Library>> {
    let host = host()?;
    let mut cargo = child::cargo();
    cargo.args(["metadata", "--format-version", "1", "--locked"]);
    let answer = cargo
        .args(["--filter-platform", &host])
        .output()
        .when("asking cargo for the libraries")?;
    let facts: Value = serde_json::from_slice(&answer.stdout).when("reading cargo's answer")?;
    let text = |value: &Value, at: &str| value[at].as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> = list(&facts["packages"])
        .into_iter()
        .map(|package| (text(&package, "id"), package))
        .collect();
    let nodes: BTreeMap<String, Value> = list(&facts["resolve"]["nodes"])
        .into_iter()
        .map(|node| (text(&node, "id"), node))
        .collect();
    let is_ours = |package: &Value| package["source"].is_null();
    let mut waiting: Vec<String> = packages
        .iter()
        .filter(|(_, package)| is_ours(package) && ROOTS.contains(&text(package, "name").as_str()))
        .map(|(id, _)| id.clone())
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let Some(node) = nodes.get(&id).filter(|_| seen.insert(id.clone())) else {
            continue;
        };
        for dependency in list(&node["deps"]) {
            // A kind of null is neither a test's nor a build script's.
            let kinds = list(&dependency["dep_kinds"]);
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(text(&dependency, "pkg"));
            }
        }
    }
    let mut libraries: Vec<Library> = seen
        .iter()
        .filter_map(|id| packages.get(id).filter(|package| !is_ours(package)))
        .map(|package| Library {
            name: format!("{} {}", text(package, "name"), text(package, "version")),
            licence: text(package, "license"),
            folder: Path::new(&text(package, "manifest_path"))
                .parent()
                .map(Path::to_path_buf)
                .unwrap_or_default(),
        })
        .collect();
    libraries.sort_by(|a, b| a.name.cmp(&b.name));
    if libraries.is_empty() {
        return Err(Trouble::new("cargo names no libraries"));
    }
    Ok(libraries)
}

/// The platform for which this cargo builds.
fn host() -> Result<String> {
    let answer = child::command("rustc")
        .arg("-vV")
        .output()
        .when("starting rustc")?;
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| Trouble::new("rustc does not say its platform"))
}

/// What is built into the window's pages.
fn pages() -> Result<Vec<Library>> {
    let lock = repo::ui().join("package-lock.json");
    let bytes = std::fs::read(&lock).when(format!("reading {}", lock.display()))?;
    let facts: Value =
        serde_json::from_slice(&bytes).when(format!("reading {}", lock.display()))?;
    let packages = facts["packages"].as_object().cloned().unwrap_or_default();
    let is_built_in = |place: &str, package: &Value| {
        // Svelte's own code stands in what its compiler makes.
        place == "node_modules/svelte" || (!place.is_empty() && package["dev"].is_null())
    };
    Ok(packages
        .iter()
        .filter(|(place, package)| is_built_in(place, package))
        .map(|(place, package)| Library {
            name: format!(
                "{} {}",
                place.trim_start_matches("node_modules/"),
                package["version"].as_str().unwrap_or_default()
            ),
            licence: package["license"].as_str().unwrap_or_default().to_owned(),
            folder: repo::ui().join(place),
        })
        .collect())
}

/// The texts of the licences in a library's folder.
fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let is_licence = |name: &str| NAMES.iter().any(|n| name.to_uppercase().starts_with(n));
    Ok(files(folder)?
        .into_iter()
        .filter(|(name, _)| is_licence(name))
        .map(|(_, text)| text)
        .collect())
}

/// The fonts' licences: the font's name and the text.
fn fonts(folder: &Path) -> Result<Vec<(String, String)>> {
    let named = |(name, text): (String, String)| {
        let font = name.strip_suffix("-OFL.txt")?;
        Some((format!("{font} (font)"), text))
    };
    Ok(files(folder)?.into_iter().filter_map(named).collect())
}

/// The files of a folder that are text, with their names.
fn files(folder: &Path) -> Result<Vec<(String, String)>> {
    let listed = std::fs::read_dir(folder).when(format!("listing {}", folder.display()))?;
    let mut found: Vec<_> = listed
        .map_while(std::result::Result::ok)
        .filter_map(|entry| {
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some((entry.file_name().to_string_lossy().into_owned(), text))
        })
        .collect();
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_with_its_licence_and_what_only_builds_or_tests_is_not() {
        let names: Vec<_> = rust().unwrap().into_iter().map(|one| one.name).collect();
        let has = |name: &str| names.iter().any(|n| n.split(' ').next() == Some(name));
        for linked in ["tauri", "lopdf", "hayro", "clap", "rusqlite"] {
            assert!(has(linked), "{linked}");
        }
        for other in ["tauri-build", "thirtyfour", "windows-core"] {
            assert!(!has(other), "{other}");
        }
        let folder = &rust().unwrap()[0].folder;
        assert!(folder.join("Cargo.toml").is_file());
    }

    #[test]
    fn each_font_comes_with_its_licence() {
        let fonts = fonts(&repo::root().join("src-tauri/seal/fonts")).unwrap();
        assert!(fonts.iter().any(|(name, text)| {
            name == "Caveat (font)" && text.contains("SIL OPEN FONT LICENSE")
        }));
    }
}
