//! Dates and times as Signhost writes them: ISO 8601 with seven digits of a second and an offset
//! (sheet §1); very old records lack the offset.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

/// A moment: milliseconds since 1970, and the offset in seconds that was written with it.
/// `None` for anything else, and where the offset is missing: such times are not compared (§1).
pub(super) fn moment(text: &str) -> Option<(i64, i32)> {
    let text = text.trim();
    let pieces = Pieces::parse(&short(text)).ok()?.into_owned();
    let offset = pieces.to_numeric_offset()?;
    let civil = DateTime::from_parts(pieces.date(), pieces.time()?);
    let at = offset.to_timestamp(civil).ok()?;
    Some((at.as_millisecond(), offset.seconds()))
}

/// Cuts what is finer than a nanosecond.
fn short(text: &str) -> String {
    let mut digits = 0;
    let mut fraction = false;
    text.chars()
        .filter(|c| {
            if *c == '.' || *c == ',' {
                fraction = true;
                digits = 0;
                return true;
            }
            if !c.is_ascii_digit() {
                fraction = false;
                return true;
            }
            digits += 1;
            !fraction || digits <= 9
        })
        .collect()
}

/// A moment as it is sent.
pub(super) fn written(millis: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(millis).ok()?;
    let civil = Offset::UTC.to_datetime(at);
    Some(format!("{}Z", civil.strftime("%Y-%m-%dT%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_any_number_of_digits_and_z_or_an_offset() {
        let first = 1_772_352_900_000;
        for (text, millis, offset) in [
            ("2026-03-01T09:15:00+01:00", first, 3600),
            ("2026-03-01T09:15:00.1234567+01:00", first + 123, 3600),
            ("2026-03-01T08:15:00Z", first, 0),
            ("2026-03-01T08:15:00.1Z", first + 100, 0),
            ("2026-03-01T08:15:00.123456789123Z", first + 123, 0),
            ("2026-03-01T03:45:00.0000000-04:30", first, -16_200),
        ] {
            assert_eq!(moment(text), Some((millis, offset)), "{text}");
        }
    }

    #[test]
    fn a_time_without_an_offset_or_without_sense_is_none() {
        for text in [
            "2015-03-01T09:15:00",
            "2026-13-01T09:15:00Z",
            "2026-03-01",
            "",
            "yesterday",
            "9999999-01-01T00:00:00Z",
            "0001-01-01T00:00:00+99:00",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
