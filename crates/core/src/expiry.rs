//! Expiry dates: days left, states, and which of two is later.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How exactly an expiry is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Known to the second (or the minute).
    Second,
    /// Only the day is known: the token is taken to last until the end of it, and is compared by day.
    Day,
}

/// When a token stops working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// The moment, in UTC. For [`Precision::Day`] the last second of that day in Japan.
    pub at: DateTime<Utc>,
    /// How exactly `at` is known.
    pub precision: Precision,
}

/// What an expiry means today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpiryState {
    /// Further away than the warning.
    Ok,
    /// Within the days of the warning.
    Soon,
    /// No date could be read.
    Unknown,
    /// Past.
    Expired,
}

/// Japan's offset, +09:00: the management site's dates are in it unless the page says otherwise.
///
/// # Panics
///
/// Never: nine hours are within a day.
#[must_use]
pub fn japan() -> FixedOffset {
    // `east_opt` is `None` only outside of a day.
    FixedOffset::east_opt(9 * 3600).unwrap_or_else(|| unreachable!("nine hours are within a day"))
}

impl Expiry {
    /// An expiry known to the second.
    #[must_use]
    pub const fn second(at: DateTime<Utc>) -> Self {
        Self { at, precision: Precision::Second }
    }

    /// An expiry of which a page shows only the day, in Japan.
    #[must_use]
    pub fn day(day: NaiveDate) -> Self {
        let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
        let at = (day.and_time(end) - TimeDelta::hours(9)).and_utc();
        Self { at, precision: Precision::Day }
    }

    /// Returns the expiry as a value for a sentence: RFC 3339 in UTC, or the day alone where only that
    /// is known.
    #[must_use]
    pub fn to_param(&self) -> String {
        match self.precision {
            Precision::Second => self.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            Precision::Day => self.day_in_japan().to_string(),
        }
    }

    /// Returns the day in Japan.
    #[must_use]
    pub fn day_in_japan(&self) -> NaiveDate {
        self.at.with_timezone(&japan()).date_naive()
    }

    /// Returns the whole 24-hour days that are left at `now`, rounded down; negative once expired.
    #[must_use]
    pub fn days_left(&self, now: DateTime<Utc>) -> i64 {
        (self.at - now).num_seconds().div_euclid(24 * 3600)
    }

    /// Tells whether the token has stopped working at `now`.
    #[must_use]
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.at <= now
    }

    /// Tells whether `self` is later than `other`: by the second where both are known so, else by
    /// the day in Japan.
    #[must_use]
    pub fn is_later_than(&self, other: &Self) -> bool {
        if self.precision == Precision::Second && other.precision == Precision::Second {
            self.at > other.at
        } else {
            self.day_in_japan() > other.day_in_japan()
        }
    }

    /// Tells whether a page that shows `self` may be showing `token`'s expiry: the same day in Japan,
    /// and where both are known to the second within a minute (pages drop the seconds) of each other.
    #[must_use]
    pub fn shows(&self, token: &Self) -> bool {
        if self.precision == Precision::Second && token.precision == Precision::Second {
            (self.at - token.at).num_seconds().abs() < 60
        } else {
            self.day_in_japan() == token.day_in_japan()
        }
    }
}

/// Returns what an expiry means at `now`, warning from `warn_days` whole days on.
#[must_use]
pub fn state(expiry: Option<&Expiry>, now: DateTime<Utc>, warn_days: i64) -> ExpiryState {
    match expiry {
        None => ExpiryState::Unknown,
        Some(it) if it.is_expired(now) => ExpiryState::Expired,
        Some(it) if it.days_left(now) <= warn_days => ExpiryState::Soon,
        Some(_) => ExpiryState::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a test date").to_utc()
    }

    fn day(text: &str) -> Expiry {
        Expiry::day(text.parse().expect("a test day"))
    }

    #[test]
    fn days_left_are_whole_days_rounded_down() {
        let expiry = Expiry::second(at("2026-12-04T08:30:00Z"));
        for (now, days) in [
            ("2026-11-22T08:30:00Z", 12),
            ("2026-11-22T08:30:01Z", 11),
            ("2026-12-04T08:29:59Z", 0),
            ("2026-12-04T08:30:00Z", 0),
            ("2026-12-04T08:30:01Z", -1),
            ("2026-12-05T08:30:01Z", -2),
        ] {
            assert_eq!(expiry.days_left(at(now)), days, "at {now}");
        }
    }

    #[test]
    fn a_token_expires_at_its_second() {
        let expiry = Expiry::second(at("2026-12-04T08:30:00Z"));

        assert!(!expiry.is_expired(at("2026-12-04T08:29:59Z")), "a second before");
        assert!(expiry.is_expired(at("2026-12-04T08:30:00Z")), "at the second itself");
    }

    #[test]
    fn a_day_lasts_until_its_end_in_japan() {
        let expiry = day("2026-12-04");

        assert_eq!(expiry.at, at("2026-12-04T14:59:59Z"), "23:59:59 in Japan");
        assert_eq!(expiry.day_in_japan().to_string(), "2026-12-04", "the day itself");
    }

    #[test]
    fn a_day_is_compared_by_day() {
        let late_on_the_day = Expiry::second(at("2026-12-04T14:00:00Z"));
        let next_morning_in_japan = Expiry::second(at("2026-12-04T15:30:00Z"));

        assert!(!late_on_the_day.is_later_than(&day("2026-12-04")), "the same day in Japan");
        assert!(next_morning_in_japan.is_later_than(&day("2026-12-04")), "the next day in Japan");
        assert!(day("2026-12-04").shows(&late_on_the_day), "the page shows that day");
    }

    #[test]
    fn seconds_that_a_page_drops_do_not_matter() {
        let token = Expiry::second(at("2027-11-22T08:30:59Z"));
        let page = Expiry::second(at("2027-11-22T08:30:00Z"));

        assert!(page.shows(&token), "the page shows hours and minutes");
        assert!(!page.shows(&Expiry::second(at("2027-11-22T08:31:00Z"))), "another minute");
    }

    #[test]
    fn the_warning_counts_whole_days() {
        let expiry = Expiry::second(at("2026-12-04T08:30:00Z"));
        for (now, expected) in [
            ("2026-11-03T08:30:00Z", ExpiryState::Ok),
            ("2026-11-04T08:30:00Z", ExpiryState::Soon),
            ("2026-12-04T08:30:00Z", ExpiryState::Expired),
        ] {
            assert_eq!(state(Some(&expiry), at(now), 30), expected, "at {now}");
        }
        assert_eq!(state(None, at("2026-11-04T08:30:00Z"), 30), ExpiryState::Unknown, "no date");
    }
}
