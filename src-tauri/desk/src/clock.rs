//! The time, with the zone that holds here. Logic takes it from a [`Clock`], so that tests can
//! say what time it is.

use std::time::Duration;

use async_trait::async_trait;
use jiff::tz::TimeZone;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// Tells the time, and waits.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now, with the offset that holds here.
    fn now(&self) -> OffsetDateTime;

    /// Comes back after that time.
    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// The computer's clock and zone.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        local(jiff::Timestamp::now().as_millisecond())
    }
}

/// Milliseconds since 1970 in UTC.
#[must_use]
pub fn millis(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// A time of the history with the offset that held here then.
#[must_use]
pub fn local(millis: i64) -> OffsetDateTime {
    let seconds = jiff::Timestamp::from_millisecond(millis)
        .map_or(0, |at| TimeZone::system().to_offset(at).seconds());
    with_zone(millis, seconds)
}

/// A time of the history with a recorded offset in seconds.
#[must_use]
pub fn with_zone(millis: i64, zone: i32) -> OffsetDateTime {
    let offset = UtcOffset::from_whole_seconds(zone).unwrap_or(UtcOffset::UTC);
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(offset)
}

/// RFC 3339 with offset, to the second.
#[must_use]
pub fn rfc3339(time: OffsetDateTime) -> String {
    time.replace_nanosecond(0)
        .unwrap_or(time)
        .format(&Rfc3339)
        .unwrap_or_default()
}

/// A day for people: 25 November 2026.
#[must_use]
pub fn day(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[day padding:none] [month repr:long] [year]"
    ))
    .unwrap_or_default()
}

/// A day for file names: 2026-11-25.
#[must_use]
pub fn iso_day(time: OffsetDateTime) -> String {
    time.format(format_description!("[year]-[month]-[day]"))
        .unwrap_or_default()
}

/// A time for people, with its zone: 25 November 2026, 20:13:05 UTC+01:00.
#[must_use]
pub fn moment(time: OffsetDateTime) -> String {
    let clock = time
        .format(format_description!("[hour]:[minute]:[second]"))
        .unwrap_or_default();
    format!("{}, {clock} {}", day(time), zone(time))
}

/// A time of day: 20:13.
#[must_use]
pub fn hour_and_minute(time: OffsetDateTime) -> String {
    time.format(format_description!("[hour]:[minute]"))
        .unwrap_or_default()
}

/// A time for a table, with its offset: 25 Nov 2026 20:13:05 +01:00.
#[must_use]
pub fn stamp(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[day padding:none] [month repr:short] [year] [hour]:[minute]:[second] \
         [offset_hour sign:mandatory]:[offset_minute]"
    ))
    .unwrap_or_default()
}

/// The zone of a time: UTC+01:00.
#[must_use]
pub fn zone(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "UTC[offset_hour sign:mandatory]:[offset_minute]"
    ))
    .unwrap_or_default()
}

/// The first moment of the local day that is so many days after today.
#[must_use]
pub fn start_of_day(now: OffsetDateTime, days: i64) -> i64 {
    let today = jiff::Timestamp::from_millisecond(millis(now))
        .unwrap_or_default()
        .to_zoned(TimeZone::system());
    today
        .checked_add(jiff::Span::new().try_days(days).unwrap_or_default())
        .and_then(|day| day.start_of_day())
        .map_or(i64::MAX, |start| start.timestamp().as_millisecond())
}

/// The first moment of a local date such as 2026-11-25.
#[must_use]
pub fn start_of_date(date: &str) -> Option<i64> {
    let date: jiff::civil::Date = date.parse().ok()?;
    Some(
        date.to_zoned(TimeZone::system())
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_the_zone_in_which_it_happened() {
        let half_past_midnight = with_zone(1_795_649_400_000, 3_600);
        assert_eq!(rfc3339(half_past_midnight), "2026-11-26T00:30:00+01:00");
        assert_eq!(iso_day(half_past_midnight), "2026-11-26");
        assert_eq!(day(half_past_midnight), "26 November 2026");
        assert_eq!(
            moment(half_past_midnight),
            "26 November 2026, 00:30:00 UTC+01:00"
        );
    }
}
