//! What the servers take as the present, and dates as the pages write them.

use chrono::{DateTime, Days, FixedOffset, NaiveTime, Utc};
use tokio::time::Instant;

/// A fixed present that moves on with the time since the start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    base: DateTime<Utc>,
    started: Instant,
}

impl Clock {
    pub(crate) fn new(base: DateTime<Utc>) -> Self {
        Self { base, started: Instant::now() }
    }

    /// The present at the start, from which the dates of rows and tokens are counted.
    pub(crate) fn base(self) -> DateTime<Utc> {
        self.base
    }

    pub(crate) fn now(self) -> DateTime<Utc> {
        self.base + chrono::Duration::from_std(self.started.elapsed()).unwrap_or_default()
    }
}

/// The first 17:30 in Japan that is at least `days` whole days from `now`. (Negative: the last
/// one that is at least so many days past.)
pub(crate) fn half_past_five(now: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let least = now + chrono::Duration::days(days);
    let date = least.with_timezone(&japan()).date_naive();
    let at = |date: chrono::NaiveDate| {
        let time = NaiveTime::from_hms_opt(17, 30, 0).unwrap_or_default();
        date.and_time(time).and_utc() - chrono::Duration::hours(9)
    };
    let same_day = at(date);
    if days < 0 && same_day > least {
        return at(date.checked_sub_days(Days::new(1)).unwrap_or(date));
    }
    if days >= 0 && same_day < least {
        return at(date.checked_add_days(Days::new(1)).unwrap_or(date));
    }
    same_day
}

/// Japan time, in which the pages write every date.
pub(crate) fn in_japan(time: DateTime<Utc>) -> DateTime<FixedOffset> {
    time.with_timezone(&japan())
}

fn japan() -> FixedOffset {
    const SECONDS: i32 = 9 * 60 * 60;
    // The literal is in range; UTC stands in only for the type.
    FixedOffset::east_opt(SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_past_five_is_never_too_early() {
        for (now, days, expected) in [
            ("2026-11-22T01:00:00Z", 12, "2026-12-04T08:30:00Z"),
            ("2026-11-22T08:30:00Z", 12, "2026-12-04T08:30:00Z"),
            ("2026-11-22T08:30:01Z", 12, "2026-12-05T08:30:00Z"),
            ("2026-11-22T16:00:00Z", 365, "2027-11-23T08:30:00Z"),
            ("2026-11-22T01:00:00Z", -3, "2026-11-18T08:30:00Z"),
            ("2026-11-22T09:00:00Z", -3, "2026-11-19T08:30:00Z"),
        ] {
            let now: DateTime<Utc> = now.parse().unwrap();
            let expected: DateTime<Utc> = expected.parse().unwrap();
            assert_eq!(half_past_five(now, days), expected, "{now} {days}");
        }
    }
}
