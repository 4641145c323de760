//! The text of 「備考」: what stands there stays, the line with the Apple ID and the date of download
//! (取得年月日) is replaced or added.

use chrono::NaiveDate;

use crate::words;

/// Returns the new 「備考」.
///
/// Lines that name the Apple ID or the date of download, as Koshin or a person writes them, are
/// replaced by one line in the place of the first; without such a line one is added at the end. All
/// other lines stay as they are, in their order.
///
/// `day` is the day in Japan on which the token was downloaded.
#[must_use]
pub fn merge(existing: &str, apple_id: &str, day: NaiveDate) -> String {
    let new = line(apple_id, day);
    let mut lines = Vec::new();
    let mut is_placed = false;
    for old in existing.lines() {
        if !is_about_the_token(old) {
            lines.push(old.to_owned());
        } else if !is_placed {
            lines.push(new.clone());
            is_placed = true;
        }
    }
    if !is_placed {
        while lines.last().is_some_and(|it| it.trim().is_empty()) {
            lines.pop();
        }
        lines.push(new);
    }
    lines.join("\n")
}

/// Returns the Apple ID that a 「備考」 names, if any: that of a line about nothing else, as Koshin
/// writes it, before one in a longer line.
#[must_use]
pub fn apple_id(notes: &str) -> Option<String> {
    let lines = || notes.lines().filter(|it| names_apple_id(it));
    lines()
        .filter(|it| is_about_the_token(it))
        .find_map(address)
        .or_else(|| lines().find_map(address))
}

/// The line that Koshin writes.
fn line(apple_id: &str, day: NaiveDate) -> String {
    let day = day.format("%Y/%m/%d");
    if apple_id.trim().is_empty() {
        format!("取得年月日：{day}")
    } else {
        format!("Apple ID：{} 取得年月日：{day}", apple_id.trim())
    }
}

/// A line that is about nothing but the Apple ID and the date: what else it says would be lost.
fn is_about_the_token(line: &str) -> bool {
    let folded = words::fold(line);
    let mut rest = folded.as_str();
    let mut found = false;
    let address = address(line).map(|it| words::fold(&it)).unwrap_or_default();
    let labels = [
        "管理対象appleaccount",
        "管理対象appleid",
        "appleaccount",
        "appleid",
        "アップルid",
        "取得年月日",
        "取得日",
        "ダウンロード日",
        "vppトークン",
    ];
    loop {
        rest = rest.trim_start_matches(['、', ',', '/', '・', '=', '；', ';', '|', '-', '－']);
        if let Some(label) = labels.iter().find(|it| rest.starts_with(**it)) {
            found = true;
            rest = &rest[label.len()..];
        } else if !address.is_empty() && rest.starts_with(&address) {
            rest = &rest[address.len()..];
        } else if let Some(after) = skip_date(rest) {
            rest = after;
        } else {
            return found && rest.is_empty();
        }
    }
}

/// Skips a date such as 2026/11/22, 2026年11月22日 or 令和8年11月22日.
fn skip_date(text: &str) -> Option<&str> {
    let rest = ["令和", "r"].iter().find_map(|it| text.strip_prefix(it)).unwrap_or(text);
    let end = rest
        .find(|it: char| {
            !(it.is_ascii_digit() || matches!(it, '/' | '-' | '.' | '年' | '月' | '日' | '元'))
        })
        .unwrap_or(rest.len());
    let is_date = rest[..end].chars().any(|it| it.is_ascii_digit());
    (is_date && end > 0).then(|| &rest[end..])
}

fn names_apple_id(line: &str) -> bool {
    let folded = words::fold(line);
    ["appleid", "appleaccount", "アップルid"].iter().any(|it| folded.contains(it))
}

/// The first mail address of a line.
fn address(line: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization as _;
    let line: String = line.nfkc().collect();
    line.split(|it: char| {
        !(it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-' | '+' | '%' | '@' | '\''))
    })
    .map(|it| it.trim_matches(['.', '-', '\'']))
    .find(|it| {
        it.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@')
        })
    })
    .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(existing: &str, expected: &str) {
        let day = "2026-11-22".parse().expect("a day");

        assert_eq!(merge(existing, "vpp@example.jp", day), expected, "from {existing:?}");
    }

    #[test]
    fn a_line_is_added_and_what_stands_there_stays() {
        check("", "Apple ID：vpp@example.jp 取得年月日：2026/11/22");
        check("総務課 内線123", "総務課 内線123\nApple ID：vpp@example.jp 取得年月日：2026/11/22");
        check("a\n\nb\n\n", "a\n\nb\nApple ID：vpp@example.jp 取得年月日：2026/11/22");
    }

    #[test]
    fn the_line_of_its_own_names_the_apple_id() {
        let notes =
            "Apple ID：old@example.jp 担当：佐藤\nApple ID：vpp@example.jp 取得年月日：2025/11/20";

        assert_eq!(apple_id(notes).as_deref(), Some("vpp@example.jp"), "as Koshin writes it");
        let notes = "Apple ID：old@example.jp 担当：佐藤";
        assert_eq!(apple_id(notes).as_deref(), Some("old@example.jp"), "better than none");
    }

    #[test]
    fn the_line_of_last_year_is_replaced_in_its_place() {
        for old in [
            "Apple ID：old@example.jp 取得年月日：2025/11/20",
            "AppleID: old@example.jp、取得年月日: 2025年11月20日",
            "Ａｐｐｌｅ ＩＤ：old@example.jp",
            "取得日 令和7年11月20日",
        ] {
            check(
                &format!("前\n{old}\n後"),
                "前\nApple ID：vpp@example.jp 取得年月日：2026/11/22\n後",
            );
        }
        check(
            "Apple ID: old@example.jp\n取得年月日: 2025/11/20",
            "Apple ID：vpp@example.jp 取得年月日：2026/11/22",
        );
    }

    #[test]
    fn a_line_that_says_more_is_not_lost() {
        check(
            "Apple IDのパスワードは総務課へ",
            "Apple IDのパスワードは総務課へ\nApple ID：vpp@example.jp 取得年月日：2026/11/22",
        );
        check(
            "Apple ID：old@example.jp 担当：山田",
            "Apple ID：old@example.jp 担当：山田\nApple ID：vpp@example.jp 取得年月日：2026/11/22",
        );
    }

    #[test]
    fn merging_twice_is_merging_once() {
        let day = "2026-11-22".parse().expect("a day");
        let once = merge("総務課", "vpp@example.jp", day);

        assert_eq!(merge(&once, "vpp@example.jp", day), once, "our own line is recognized");
    }

    #[test]
    fn the_apple_id_is_read_from_the_notes() {
        for (notes, expected) in [
            ("Apple ID：vpp@example.jp 取得年月日：2026/11/22", Some("vpp@example.jp")),
            ("連絡先 a@example.jp\nApple ID: ｖｐｐ@example.jp", Some("vpp@example.jp")),
            ("連絡先 a@example.jp", None),
            ("", None),
        ] {
            assert_eq!(apple_id(notes).as_deref(), expected, "from {notes:?}");
        }
    }
}
