//! Comparing texts as a person does: the same words in another width, with other brackets or spaces
//! are the same words.

use unicode_normalization::UnicodeNormalization as _;

/// Folds a text for comparison: NFKC, lower case, and without spaces, brackets, colons, asterisks.
///
/// 「ＶＰＰ ライセンス」, `[VPP ライセンス]` and `VPPライセンス：` all fold to the same text.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|it| !it.is_whitespace() && !it.is_control() && !is_ornament(*it))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Tells whether two texts are the same to a person.
#[must_use]
pub fn same(left: &str, right: &str) -> bool {
    fold(left) == fold(right)
}

/// Tells whether two names are the same after NFKC and trimming; brackets and case stay, since they
/// may tell two names apart.
#[must_use]
pub fn same_name(left: &str, right: &str) -> bool {
    let tidy = |text: &str| -> String {
        text.nfkc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    tidy(left) == tidy(right)
}

// Full-width forms of these are gone after NFKC; the zero-width ones are format characters.
fn is_ornament(it: char) -> bool {
    matches!(
        it,
        '「' | '」'
            | '『'
            | '』'
            | '['
            | ']'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '('
            | ')'
            | ':'
            | '*'
            | '※'
            | '\u{200b}'..='\u{200f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_a_person_reads_alike_fold_alike() {
        for (left, right) in [
            ("［ＶＰＰ ライセンス］", "VPPライセンス"),
            ("VPP\u{3000}トークンアップロード：", "VPP トークンアップロード"),
            ("ｱｶｳﾝﾄ名 *", "アカウント名"),
            ("\u{feff}備考", "「備考」"),
        ] {
            assert!(same(left, right), "{left} and {right} read alike");
        }
    }

    #[test]
    fn a_part_is_not_the_whole() {
        assert!(!same("VPP ライセンス", "VPP ライセンス割当"), "these are two menu entries");
    }

    #[test]
    fn names_keep_what_tells_them_apart() {
        assert!(same_name(" 本社 ", "本社"), "spaces around do not matter");
        assert!(same_name("ABC", "ＡＢＣ"), "width does not matter");
        assert!(!same_name("本社(1)", "本社1"), "brackets may be the difference");
        assert!(!same_name("本社", "本社２"), "these are two locations");
    }
}
