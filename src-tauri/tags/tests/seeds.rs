//! What the fuzz targets start from, and what they once found, by the same entrances.

#[allow(unreachable_pub, reason = "the library of the fuzz targets")]
#[path = "../../../tests/fuzz/src/entrances.rs"]
mod entrances;

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::entrances;

    /// Lets each file of the folders for a target in by its entrance; says how many there were.
    fn all(target: &str, enter: fn(&[u8])) -> usize {
        let fuzz = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz");
        let folders = ["seeds", "found"].map(|folder| fuzz.join(folder).join(target));
        let files = folders
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten()
            .map(|entry| entry.unwrap().path());
        files
            .map(|path| {
                eprintln!("{}", path.display());
                enter(&std::fs::read(path).unwrap());
            })
            .count()
    }

    #[test]
    fn files_that_were_once_a_trouble_are_none() {
        all("read", entrances::read);
        all("mended", entrances::mended);
        all("rewrite", entrances::rewrite);
    }

    #[test]
    fn parts_of_files_go_in_by_the_fuzzers_entrances() {
        assert!(all("content", entrances::content) > 20);
        assert!(all("cmap", entrances::cmap) > 5);
        assert!(all("program", entrances::program) > 2);
        assert!(all("grammar", entrances::grammar) > 20);
    }

    #[test]
    fn the_fuzzers_panics_are_its_own() {
        entrances::let_panics_be_caught();
    }
}
