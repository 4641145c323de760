//! The words by which a person finds something on the site: data, in `words.json`.
//!
//! Sibling products differ in a word or two; another alternative is a line of data, not code.

use std::sync::LazyLock;

use koshin_core::words::fold;
use serde::Deserialize;

/// How a text fits an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The text is one of the entry's words.
    Whole,
    /// The text holds one of them and little more.
    Part,
}

/// One thing to look for: the manual's word for it, and all words that stand for it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Entry {
    /// The manual's word, by which the person is told what is missing.
    pub(super) label: String,
    #[serde(deserialize_with = "folded")]
    any: Vec<String>,
}

/// All words.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Words {
    pub(super) sign_in_page: Entry,
    pub(super) sign_in: Entry,
    pub(super) company: Entry,
    pub(super) user: Entry,
    pub(super) password: Entry,
    pub(super) sign_out: Entry,
    /// The menu entries from the first page to the list.
    pub(super) path: Vec<Entry>,
    pub(super) account_name: Entry,
    pub(super) organization: Entry,
    pub(super) location: Entry,
    pub(super) expires: Entry,
    pub(super) notes: Entry,
    pub(super) edit: Entry,
    pub(super) upload: Entry,
    pub(super) save: Entry,
    /// Leads to the next page of a list.
    pub(super) next: Entry,
    /// Leads on from a page that only says something.
    pub(super) pass_on: Entry,
    /// Leads to the sign-in page.
    pub(super) reads_on: Entry,
    #[serde(deserialize_with = "folded")]
    around: Vec<String>,
    #[serde(deserialize_with = "folded")]
    never: Vec<String>,
    #[serde(deserialize_with = "folded")]
    not_this: Vec<String>,
    /// What the site says of a save that took effect.
    pub(super) success: Sentences,
    /// What the site says of anything that did not.
    pub(super) failure: Sentences,
    /// What the site says of a password that it did not take.
    pub(super) refused: Sentences,
    pub(super) one_time_code: Sentences,
    pub(super) password_change: Sentences,
    pub(super) locked: Sentences,
    /// What a page asks that the person has to answer.
    pub(super) agreement: Sentences,
    pub(super) maintenance: Sentences,
    /// Enough together with status 503.
    pub(super) maintenance_word: Sentences,
    pub(super) signed_in_elsewhere: Sentences,
    pub(super) signed_out: Sentences,
    pub(super) needs_script: Sentences,
    pub(super) no_rows: Sentences,
    pub(super) forbidden: Sentences,
    /// Parameters of an address that belong to a session.
    pub(super) session_names: Vec<String>,
    /// Parameters of an address that belong to how a list is shown.
    pub(super) list_names: Vec<String>,
}

/// Parts of sentences, any of which says the same.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Sentences {
    #[serde(deserialize_with = "folded")]
    any: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // A test reads the file; without words every page lacks everything and nothing is pressed.
    serde_json::from_str(include_str!("words.json")).unwrap_or_default()
});

/// Returns the words.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// What the manual's list shows of a license, in its order.
    pub(super) const fn columns(&self) -> [&Entry; 5] {
        [&self.account_name, &self.organization, &self.location, &self.expires, &self.notes]
    }
}

impl Entry {
    /// Tells whether a text is one of the words.
    pub(super) fn is(&self, text: &str) -> bool {
        self.fits(text) == Some(Fit::Whole)
    }

    /// Returns the place of the first of several texts' words in the list of alternatives: the manual's
    /// own word comes first.
    pub(super) fn rank(&self, text: &str) -> usize {
        let text = fold(text);
        let at = |is: &dyn Fn(&String) -> bool| self.any.iter().position(is);
        at(&|it| *it == text).or_else(|| at(&|it| text.contains(it.as_str()))).unwrap_or(usize::MAX)
    }

    /// Tells how a text that names a field or heads a column fits.
    pub(super) fn fits(&self, text: &str) -> Option<Fit> {
        /// A name longer than the word by more than this is a sentence that mentions it.
        const MORE: usize = 24;
        let text = fold(text);
        let text = unmarked(&text);
        if text.is_empty() {
            return None;
        }
        if self.any.iter().any(|it| it == text) {
            return Some(Fit::Whole);
        }
        // The many loose words ("ID") count only whole.
        let is_part = |word: &&String| {
            word.chars().count() > 2 && text.contains(*word)
                || word.chars().count() == 2 && !word.is_ascii() && text.starts_with(*word)
        };
        let word = self.any.iter().filter(is_part).map(|it| it.chars().count()).max()?;
        let is_other = WORDS.not_this.iter().any(|it| text.contains(it));
        (!is_other && text.chars().count() <= word + MORE).then_some(Fit::Part)
    }

    /// Tells how the text of something to press fits: what stands around the word may only be such as
    /// 「一覧」 or a count, and never says 削除 or 新規.
    pub(super) fn fits_button(&self, text: &str) -> Option<Fit> {
        let text = fold(text);
        if self.any.contains(&text) {
            return Some(Fit::Whole);
        }
        if text.is_empty() || is_never(&text) {
            return None;
        }
        let is_around = |rest: &str| {
            let mut rest = rest;
            loop {
                rest = rest.trim_start_matches(|it: char| it.is_numeric() || it == '件');
                let Some(word) = WORDS.around.iter().find(|it| rest.starts_with(it.as_str()))
                else {
                    return rest.is_empty();
                };
                rest = &rest[word.len()..];
            }
        };
        let is_part = |word: &String| {
            word.chars().count() > 1
                && text
                    .split_once(word.as_str())
                    .is_some_and(|(before, after)| is_around(before) && is_around(after))
        };
        self.any.iter().any(is_part).then_some(Fit::Part)
    }
}

impl Sentences {
    /// Tells whether a text says so.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let text = fold(text);
        self.any.iter().any(|it| text.contains(it))
    }
}

/// A folded name without the marks before and after it that say whether a field has to be filled in.
fn unmarked(text: &str) -> &str {
    const MARKS: [&str; 9] = ["必須", "任意", "required", "optional", "■", "●", "◆", "▼", "▲"];
    let mut text = text;
    while let Some(rest) =
        MARKS.iter().find_map(|it| text.strip_prefix(it).or_else(|| text.strip_suffix(it)))
    {
        text = rest;
    }
    text
}

/// Tells whether a text names something that is never pressed.
pub(super) fn is_never(text: &str) -> bool {
    let text = fold(text);
    WORDS.never.iter().any(|it| {
        if it.is_ascii() { text.starts_with(it.as_str()) } else { text.contains(it.as_str()) }
    })
}

fn folded<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    Ok(texts.iter().map(|it| fold(it)).filter(|it| !it.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let read: Result<Words, _> = serde_json::from_str(include_str!("words.json"));

        assert!(read.is_ok(), "words.json: {read:?}");
        assert_eq!(words().path.len(), 4, "the manual's four menu entries");
    }

    #[test]
    fn a_name_fits_whole_or_in_part() {
        let words = words();
        for (entry, text, expected) in [
            (&words.upload, "「VPP トークンアップロード」", Some(Fit::Whole)),
            (&words.upload, "ＶＰＰトークンアップロード： 必須", Some(Fit::Whole)),
            (&words.notes, "【任意】備考", Some(Fit::Whole)),
            (&words.notes, "必須", None),
            (&words.notes, "備考（500文字以内）", Some(Fit::Part)),
            (&words.notes, "検索（備考）", None),
            (&words.account_name, "アカウント名カナ", None),
            (&words.account_name, "◇", None),
            (&words.user, "ID", Some(Fit::Whole)),
            (&words.user, "端末ID一覧", None),
            (&words.password, "新しいパスワード", None),
            (&words.password, "パスワード（確認用）", None),
            (&words.expires, "有効期限（UTC）", Some(Fit::Part)),
            (&words.expires, "", None),
        ] {
            assert_eq!(entry.fits(text), expected, "{text} as {}", entry.label);
        }
    }

    #[test]
    fn what_is_pressed_says_nothing_else() {
        let words = words();
        let license = words.path.last().expect("a path");
        for (entry, text, expected) in [
            (license, "VPP ライセンス", Some(Fit::Whole)),
            (license, "▶ VPP ライセンス一覧へ", Some(Fit::Part)),
            (license, "VPPライセンス（3）", Some(Fit::Part)),
            (license, "VPP ライセンス割当", None),
            (license, "VPP ライセンス新規登録", None),
            (&words.edit, "［編集］", Some(Fit::Whole)),
            (&words.edit, "編集・削除", None),
            (&words.save, "保存して新規作成", None),
            (&words.save, "保存しない", None),
            (&words.next, "次へ ＞", Some(Fit::Part)),
            (&words.next, "次の10件", Some(Fit::Part)),
            (&words.next, "次へ→", Some(Fit::Part)),
            (&words.next, "次へ進まない", None),
        ] {
            assert_eq!(entry.fits_button(text), expected, "{text} as {}", entry.label);
        }
    }
}
