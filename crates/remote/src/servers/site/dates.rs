//! Dates as pages write them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use koshin_core::Expiry;
use koshin_core::expiry::japan;
use unicode_normalization::UnicodeNormalization as _;

/// Reads the expiry in a text as a person copies it from a page, without knowing what stands above
/// it; Japan time unless the text says otherwise, the end of the day without a time.
#[must_use]
pub fn read(text: &str) -> Option<Expiry> {
    read_under(text, "")
}

/// Reads the expiry in a text, such as `2027/11/22 17:30`, `2027-11-22T08:30:00Z`, 令和9年11月22日 or
/// `R9.11.22 午後5時30分`, in any width and whatever stands around it.
///
/// The time is Japan's unless the text, or the heading above it, says otherwise. Without a time the
/// expiry is the end of the day. Of a period the end counts; a text with two dates that are no period
/// is not read.
pub(super) fn read_under(text: &str, heading: &str) -> Option<Expiry> {
    let text = tidy(text);
    let mut dates = find_dates(&text);
    let last = dates.pop()?;
    if let Some(first) = dates.pop() {
        let between = text.get(first.end..last.start)?;
        let is_period = between.contains(['~', '〜', '–', '—'])
            || between.contains("から")
            || between.contains(" - ");
        if !dates.is_empty() || !is_period {
            return None;
        }
    }
    let rest = text.get(last.end..)?;
    let rest = skip_weekday(rest.trim_start());
    let Some((time, rest)) = read_time(rest.trim_start_matches(['t', ',', ' ']))? else {
        return Some(Expiry::day(last.day));
    };
    let zone = zone_after(rest).or_else(|| zone_in(&tidy(heading))).unwrap_or_else(japan);
    let local = last.day.and_time(time.of_day).checked_add_signed(TimeDelta::days(time.days))?;
    let at: DateTime<FixedOffset> = local.and_local_timezone(zone).single()?;
    Some(Expiry::second(at.to_utc()))
}

/// NFKC, lower case, one kind of dash and of space.
fn tidy(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(|it| match it {
            '\u{2010}'..='\u{2012}' | '\u{2212}' | 'ー' => '-',
            it if it.is_whitespace() => ' ',
            it => it,
        })
        .collect()
}

struct Found {
    day: NaiveDate,
    start: usize,
    end: usize,
}

fn find_dates(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = None;
    while let Some(it) = text.get(at..).and_then(|it| it.chars().next()) {
        let starts = !before.is_some_and(|it: char| it.is_ascii_alphanumeric());
        let rest = &text[at..];
        if starts && let Some((day, length)) = read_date(rest) {
            found.push(Found { day, start: at, end: at + length });
            at += length;
            before = Some('0');
        } else {
            at += it.len_utf8();
            before = Some(it);
        }
    }
    found
}

/// A date at the start of a text, and its length in bytes.
fn read_date(text: &str) -> Option<(NaiveDate, usize)> {
    let (year, rest) = read_year(text)?;
    let (month, rest) = number(rest.trim_start(), 2)?;
    let rest = separator(rest, '月')?;
    let (day, rest) = number(rest.trim_start(), 2)?;
    if rest.starts_with(|it: char| it.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start().strip_prefix('日').unwrap_or(rest);
    Some((NaiveDate::from_ymd_opt(year, month, day)?, text.len() - rest.len()))
}

fn read_year(text: &str) -> Option<(i32, &str)> {
    for (era, before_first) in [("令和", 2018), ("r", 2018), ("平成", 1988), ("h", 1988)] {
        let Some(rest) = text.strip_prefix(era) else { continue };
        let rest = rest.trim_start();
        let (year, rest) = match rest.strip_prefix('元') {
            Some(rest) => (1, rest),
            None => number(rest, 2)?,
        };
        return Some((before_first + i32::try_from(year).ok()?, separator(rest, '年')?));
    }
    let digits = text.get(..4).filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
    let year = digits.parse().ok().filter(|it| (1900..2200).contains(it))?;
    Some((year, separator(&text[4..], '年')?))
}

/// Skips the sign between two parts of a date.
fn separator(text: &str, sign: char) -> Option<&str> {
    let text = text.trim_start();
    text.strip_prefix([sign, '/', '-', '.'])
}

/// A number of at most so many digits at the start of a text.
fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let end = end.min(most);
    text[..end].parse().ok().map(|it| (it, &text[end..]))
}

/// Skips 「(月)」, 「月曜日」 or 「(Mon)」.
fn skip_weekday(text: &str) -> &str {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let english = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if let Some(rest) = english.iter().find_map(|it| inner.strip_prefix(it)) {
        let rest = rest.trim_start_matches(|it: char| it.is_ascii_lowercase() || it == '.');
        return rest.strip_prefix(')').unwrap_or(rest).trim_start();
    }
    let Some(rest) = inner.strip_prefix(['月', '火', '水', '木', '金', '土', '日']) else {
        return text;
    };
    let rest = rest.strip_prefix("曜日").or_else(|| rest.strip_prefix('曜')).unwrap_or(rest);
    rest.strip_prefix(')').unwrap_or(rest).trim_start()
}

struct Time {
    of_day: NaiveTime,
    /// 1 for 24:00.
    days: i64,
}

/// A time at the start of a text: `Some(None)` where there is none, `None` where it is no time that a
/// clock shows.
#[expect(clippy::option_option, reason = "no time is not the same as a time that is none")]
fn read_time(text: &str) -> Option<Option<(Time, &str)>> {
    let (before, rest) = half(text);
    let rest = rest.trim_start();
    let Some((hour, after_hour)) = number(rest, 2) else { return Some(None) };
    let after_hour = after_hour.trim_start();
    let (minute, second, rest) = if let Some(rest) = after_hour.strip_prefix('時') {
        let (minute, rest) = part(rest, '分');
        let (second, rest) = part(rest, '秒');
        (minute, second, rest)
    } else if let Some(rest) = after_hour.strip_prefix(':') {
        let (minute, rest) = number(rest, 2)?;
        match rest.strip_prefix(':').and_then(|it| number(it, 2)) {
            Some((second, rest)) => (minute, second, skip_fraction(rest)),
            None => (minute, 0, rest),
        }
    } else if before.is_some() {
        (0, 0, after_hour)
    } else {
        return Some(None);
    };
    let (after, rest) = match before {
        Some(_) => (None, rest),
        None => half(rest.trim_start()),
    };
    let hour = match before.or(after) {
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        Some(Half::Morning | Half::Afternoon) | None => hour,
    };
    let (hour, days) = if hour == 24 && minute == 0 && second == 0 { (0, 1) } else { (hour, 0) };
    let of_day = NaiveTime::from_hms_opt(hour, minute, second.min(59))?;
    Some(Some((Time { of_day, days }, rest)))
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

fn half(text: &str) -> (Option<Half>, &str) {
    for (word, half) in [
        ("午前", Half::Morning),
        ("午後", Half::Afternoon),
        ("am", Half::Morning),
        ("pm", Half::Afternoon),
        ("a.m.", Half::Morning),
        ("p.m.", Half::Afternoon),
    ] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(half), rest);
        }
    }
    (None, text)
}

/// A number with its sign, such as 30分; 0 where there is none. 「半」 is half an hour.
fn part(text: &str, sign: char) -> (u32, &str) {
    if let ('分', Some(rest)) = (sign, text.strip_prefix('半')) {
        return (30, rest);
    }
    number(text.trim_start(), 2)
        .and_then(|(it, rest)| Some((it, rest.trim_start().strip_prefix(sign)?)))
        .unwrap_or((0, text))
}

fn skip_fraction(text: &str) -> &str {
    match text.strip_prefix('.') {
        Some(rest) => rest.trim_start_matches(|it: char| it.is_ascii_digit()),
        None => text,
    }
}

/// The zone that stands right behind a time.
fn zone_after(text: &str) -> Option<FixedOffset> {
    let text = text.trim_start_matches([' ', '(', '[']);
    if let Some(rest) = text.strip_prefix('z')
        && !rest.starts_with(|it: char| it.is_ascii_alphanumeric())
    {
        return FixedOffset::east_opt(0);
    }
    named(text).or_else(|| offset(text))
}

/// The zone that a heading names anywhere.
fn zone_in(text: &str) -> Option<FixedOffset> {
    ["utc", "gmt", "jst", "日本時間", "日本標準時", "協定世界時"]
        .iter()
        .find_map(|it| named(&text[text.find(it)?..]))
}

/// A zone by its name, with an offset where one follows: `UTC`, `UTC+9`, `GMT+09:00`, `JST`.
fn named(text: &str) -> Option<FixedOffset> {
    if ["jst", "日本時間", "日本標準時"].iter().any(|it| text.starts_with(it)) {
        return Some(japan());
    }
    let rest = ["utc", "gmt", "協定世界時"].iter().find_map(|it| text.strip_prefix(it))?;
    offset(rest.trim_start()).or_else(|| FixedOffset::east_opt(0))
}

/// `+09:00`, `+0900`, `+9`.
fn offset(text: &str) -> Option<FixedOffset> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, rest) = number(&text[1..], 2)?;
    let minutes = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2)?.0,
        None => number(rest, 2).map_or(0, |it| it.0),
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?)
}

#[cfg(test)]
mod tests {
    use koshin_core::Precision;
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, heading: &str, expected: Option<&str>) {
        let found = read_under(text, heading).map(|it| match it.precision {
            Precision::Second => it.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            Precision::Day => it.day_in_japan().to_string(),
        });
        assert_eq!(found.as_deref(), expected, "{text} under {heading}");
    }

    #[test]
    fn a_day_is_read_in_every_spelling() {
        for text in [
            "2027/11/22",
            "2027-11-22",
            "2027.11.22",
            "2027年11月22日",
            "2027年 11月 22日（月）",
            "２０２７／１１／２２",
            "令和9年11月22日",
            "令和９年１１月２２日(月)",
            "R9.11.22",
            "R09/11/22",
            "Ｒ９．１１．２２",
            "㋿9年11月22日",
            "2027/11/22（残り365日）",
            "有効期限：2027/11/22 まで",
            "2026/11/22 ～ 2027/11/22",
            "2026年11月22日から2027年11月22日",
        ] {
            check(text, "有効期限", Some("2027-11-22"));
        }
        check("令和元年5月1日", "", Some("2019-05-01"));
        check("平成31年4月30日", "", Some("2019-04-30"));
        check("2028/2/29", "", Some("2028-02-29"));
    }

    #[test]
    fn a_time_is_japans() {
        for text in [
            "2027/11/22 17:30",
            "2027/11/22 17:30:00",
            "2027-11-22 17:30:00.0",
            "2027-11-22T17:30:00",
            "2027年11月22日 17時30分",
            "2027年11月22日17時30分00秒",
            "2027年11月22日（月） 午後5時30分",
            "令和9年11月22日 午後5時半",
            "2027/11/22 午後 5:30",
            "2027/11/22 (Mon) 17:30",
            "2027/11/22 5:30 PM",
            "２０２７／１１／２２　１７：３０",
            "2027/11/22 17:30（あと12日）",
            "2027/11/22 17:30 JST",
            "2027-11-22T17:30:00+09:00",
            "2027-11-22T08:30:00Z",
            "2027-11-22 08:30 UTC",
            "2027-11-22 08:30 (UTC)",
            "2027-11-22T08:30:00.123+0000",
            "2027-11-22 00:30 GMT-8",
        ] {
            check(text, "有効期限", Some("2027-11-22T08:30:00Z"));
        }
        check("2027/11/22 24:00", "", Some("2027-11-22T15:00:00Z"));
        check("2027/11/22 0:00", "", Some("2027-11-21T15:00:00Z"));
        check("2027/11/22 午前0時", "", Some("2027-11-21T15:00:00Z"));
        check("2027/11/22 午後12時15分", "", Some("2027-11-22T03:15:00Z"));
    }

    #[test]
    fn the_heading_may_name_the_zone() {
        check("2027/11/22 08:30", "有効期限（UTC）", Some("2027-11-22T08:30:00Z"));
        check("2027/11/22 17:30", "有効期限 (GMT+9)", Some("2027-11-22T08:30:00Z"));
        check("2027/11/22 17:30", "有効期限（日本時間）", Some("2027-11-22T08:30:00Z"));
        check("2027/11/22 17:30 JST", "有効期限（UTC）", Some("2027-11-22T08:30:00Z"));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "-",
            "期限切れ",
            "2027/13/01",
            "2027/02/30",
            "2027/11",
            "11/22/2027",
            "残り365日",
            "Ver. 9.4.0",
            "192.168.10.1",
            "2027/11/22 25:99",
            "2027/11/22 17:61",
            "2026/11/22 2027/11/22",
            "2027/11/222",
            "12027/11/22",
            "令和9年度",
        ] {
            check(text, "", None);
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}", heading in "\\PC{0,12}") {
            let _ = read_under(&text, &heading);
        }

        #[test]
        fn what_looks_like_a_date_never_panics(text in "[0-9０-９令和RH年月日時分秒/:.TZ +\\-~元半午前後(]{0,30}") {
            let _ = read_under(&text, &text);
        }

        #[test]
        fn every_minute_is_read_back(minute in 0_i64..60 * 24 * 365 * 20) {
            let at = DateTime::parse_from_rfc3339("2020-01-01T00:00:00Z").expect("a date").to_utc()
                + TimeDelta::minutes(minute);
            let local = at.with_timezone(&japan());
            for form in ["%Y/%m/%d %H:%M", "%Y年%-m月%-d日 %-H時%-M分", "%Y-%m-%dT%H:%M:%S%:z"] {
                let text = local.format(form).to_string();
                prop_assert_eq!(read(&text), Some(Expiry::second(at)), "{}", text);
            }
        }
    }
}
