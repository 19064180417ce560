//! Dates as the service may write them (§3.2), and the last day of a session (§5.3).

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 of `/Date(ms)/`, `/Date(ms+hhmm)/` or ISO 8601 with or without a zone.
pub(super) fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(inner) = text
        .strip_prefix("/Date(")
        .and_then(|t| t.strip_suffix(")/"))
    {
        // What follows the number is for display only.
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(_, c)| !c.is_ascii_digit())
            .map_or(inner.len(), |(at, _)| at);
        return inner.get(..end)?.parse().ok();
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    let civil: DateTime = text
        .parse()
        .or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)))
        .ok()?;
    let at = TimeZone::UTC.to_timestamp(civil).ok()?;
    Some(at.as_millisecond())
}

/// As ISO 8601, to the second.
pub(super) fn iso(at: i64) -> String {
    Timestamp::from_millisecond(at)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

/// `ExpiresOn`: the first midnight of UTC at or after the wished end, one day ahead at least and
/// `most` days at most, both counted in whole days from `now`.
pub(super) fn expires_on(wished: i64, now: i64, most: u32) -> i64 {
    let today = now.div_euclid(DAY);
    let wished = wished.div_euclid(DAY) + i64::from(wished.rem_euclid(DAY) != 0);
    wished.clamp(today + 1, today + i64::from(most)) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_20_dates_are_read_in_every_form_and_no_text_makes_it_fail() {
        for text in [
            "/Date(1799971200000)/",
            "/Date(1799971200000+0200)/",
            "2027-01-15T00:00:00Z",
            "2027-01-15T01:00:00+01:00",
            "2027-01-15T00:00:00",
        ] {
            assert_eq!(moment(text), Some(1_799_971_200_000), "{text}");
        }
        assert_eq!(moment("2027-01-15"), Some(1_799_971_200_000));
        assert_eq!(moment("/Date(-5)/"), Some(-5));
        for text in [
            "",
            "/Date()/",
            "/Date(x)/",
            "/Date(",
            "soon",
            "9999999-01-01",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn row_30_the_last_day_ends_at_a_midnight_of_utc_and_is_never_over_90_days_ahead() {
        const NOON: i64 = 20_000 * DAY + DAY / 2;
        const HOUR: i64 = 3_600_000;
        // The end of the local day, 90 days on, in the farthest zones of both sides.
        for zone in [-12, 0, 14] {
            let local = NOON + zone * HOUR;
            let end = (local.div_euclid(DAY) + 91) * DAY - zone * HOUR;
            let on = expires_on(end, NOON, 90);
            assert_eq!(on % DAY, 0);
            assert!(on <= NOON + 90 * DAY, "{zone}");
        }
        assert_eq!(expires_on(NOON + 1, NOON, 90), 20_001 * DAY);
        assert_eq!(expires_on(20_005 * DAY, NOON, 90), 20_005 * DAY);
        assert_eq!(iso(20_005 * DAY), "2024-10-09T00:00:00Z");
    }
}
