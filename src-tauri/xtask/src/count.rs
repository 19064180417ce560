//! Counting what test runners say.

/// How many passed and how many failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Count {
    /// One that passed, or one that failed.
    pub(crate) fn one(ok: bool) -> Self {
        Self {
            passed: u64::from(ok),
            failed: u64::from(!ok),
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// A run that ended badly without a failed test has failed all the same.
    fn agreeing_with(mut self, ok: bool) -> Self {
        if !ok && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// What Rust's own test runner says: the sum of its “test result:” lines.
pub(crate) fn rust(output: &str, ok: bool) -> Count {
    let mut sum = Count::default();
    for line in output
        .lines()
        .filter(|line| line.starts_with("test result: "))
    {
        sum.passed += before(line, " passed");
        sum.failed += before(line, " failed");
    }
    sum.agreeing_with(ok)
}

/// A runner that closes with “N passed, M failed”, or with Vitest's line “Tests  M failed | N
/// passed (K)”; without such a line the run counts as one.
pub(crate) fn plain(output: &str, ok: bool) -> Count {
    let closes = |line: &&str| {
        (line.contains(" passed, ") && line.contains(" failed"))
            || line.trim_start().starts_with("Tests  ")
    };
    let line = output.lines().rev().find(closes);
    let Some(line) = line else {
        return Count::one(ok);
    };
    Count {
        passed: before(line, " passed"),
        failed: before(line, " failed"),
    }
    .agreeing_with(ok)
}

/// Vitest's report as JSON.
pub(crate) fn vitest(report: &str, ok: bool) -> Count {
    let Ok(report) = serde_json::from_str::<serde_json::Value>(report) else {
        return Count::one(false);
    };
    let number = |name: &str| report.get(name).and_then(|n| n.as_u64()).unwrap_or(0);
    Count {
        passed: number("numPassedTests"),
        failed: number("numFailedTests"),
    }
    .agreeing_with(ok)
}

/// The number that stands directly before a word.
fn before(line: &str, word: &str) -> u64 {
    let Some((head, _)) = line.split_once(word) else {
        return 0;
    };
    let start = head
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |at| at + 1);
    head.get(start..)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_binaries_are_added_up() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored;\nnoise\n\
                      test result: FAILED. 3 passed; 2 failed; 0 ignored;";
        assert_eq!(
            rust(output, false),
            Count {
                passed: 15,
                failed: 2
            }
        );
    }

    #[test]
    fn a_binary_that_dies_without_a_result_has_failed() {
        assert_eq!(
            rust("running 3 tests\n", false),
            Count {
                passed: 0,
                failed: 1
            }
        );
    }

    #[test]
    fn a_plain_closing_line_is_read_and_its_absence_counts_as_one() {
        assert_eq!(
            plain("…\n9 passed, 1 failed\n", false),
            Count {
                passed: 9,
                failed: 1
            }
        );
        assert_eq!(
            plain("all well", true),
            Count {
                passed: 1,
                failed: 0
            }
        );
        assert_eq!(
            plain("9 passed, 0 failed", false),
            Count {
                passed: 9,
                failed: 1
            }
        );
    }

    #[test]
    fn vitests_closing_line_counts_its_tests_and_not_its_files() {
        let said = " Test Files  2 passed (2)\n      Tests  1 failed | 174 passed (175)\n";
        let count = plain(said, false);
        assert_eq!((count.passed, count.failed), (174, 1));
        let said = " Test Files  2 passed (2)\n      Tests  175 passed (175)\n";
        assert_eq!(plain(said, true).passed, 175);
    }

    #[test]
    fn vitests_report_is_read_and_a_missing_one_is_a_failure() {
        let report = r#"{"numPassedTests":4,"numFailedTests":0}"#;
        assert_eq!(
            vitest(report, true),
            Count {
                passed: 4,
                failed: 0
            }
        );
        assert_eq!(
            vitest("", true),
            Count {
                passed: 0,
                failed: 1
            }
        );
    }
}
