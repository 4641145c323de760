//! `cargo xtask fonts`: the small fonts of the window on Linux, cut from Noto Sans CJK.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::shell;

/// Where Debian's `fonts-noto-cjk` has the fonts.
const SOURCES: [(&str, &str); 2] = [
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "ui/app/fonts/regular.otf"),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "ui/app/fonts/bold.otf"),
];

/// What the window says is in these. The sentences of the terminal are not.
const LABELS: [&str; 6] = [
    "ui/app/locales/ja.json",
    "ui/app/locales/en.json",
    "ui/app/locales/problems/ja.json",
    "ui/app/locales/problems/en.json",
    "ui/app/locales/sentences/ja.json",
    "ui/app/locales/sentences/en.json",
];

/// ASCII, kana and the full-width forms: names that an office gives are made of them.
const BLOCKS: [(char, char); 4] =
    [(' ', '~'), ('\u{3041}', '\u{3096}'), ('\u{30a0}', '\u{30fe}'), ('\u{ff01}', '\u{ff5e}')];

/// What else stands in the names of offices, places and departments. Anything that is missing here
/// is drawn with the system's own font.
const NAMES: &str = "\
    、。・「」『』【】（）〔〕［］〈〉《》…―〜～々〇※→←↑↓①②③④⑤⑥⑦⑧⑨⑩　\
    北海道青森岩手宮城秋田山形福島茨栃木群馬埼玉千葉東京神奈川新潟富石井梨長野岐阜静岡愛知三重滋賀都大阪兵庫和歌鳥取根広口徳香媛高佐崎熊分鹿児沖縄\
    札幌仙台横浜名古屋戸市区町村郡県府\
    株式会社有限合同財団法人学校医療福祉病院大小中高等学園本社支店営業所工場部課係室局庁役場\
    総務人事経理財務情報管開発研究製造販売物流倉庫技術品質企画広報法務監査購買施設設備保守\
    農協組合銀行信用金第一二三四五六七八九十百千南西北東中央新古上下左右前後年月日";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        return Err(shell::Usage("cargo xtask fonts".to_owned()).into());
    }
    let tool = "pyftsubset";
    ensure!(shell::which(tool).is_some(), "{tool} is missing; Debian has it in fonttools");
    let root = shell::root();
    let characters = root.join("target/fonts.txt");
    fs::create_dir_all(root.join("target"))?;
    fs::write(&characters, wanted(root)?)?;
    for (source, made) in SOURCES {
        ensure!(
            Path::new(source).is_file(),
            "{source} is missing; Debian has it in fonts-noto-cjk"
        );
        let made = root.join(made);
        fs::create_dir_all(made.parent().context("a folder")?)?;
        let mut command = Command::new(tool);
        // Of the collection the first font is the Japanese one.
        command.arg(source).arg("--font-number=0");
        command.arg(format!("--text-file={}", characters.display()));
        command.arg("--layout-features=kern,liga,ccmp");
        command.arg(format!("--output-file={}", made.display()));
        shell::run(&mut command)?;
    }

    Ok(())
}

/// Returns every character that the fonts are to have, in order.
fn wanted(root: &Path) -> Result<String> {
    let mut all: BTreeSet<char> = NAMES.chars().collect();
    for (first, last) in BLOCKS {
        all.extend(first..=last);
    }
    for file in LABELS {
        let text = fs::read_to_string(root.join(file)).with_context(|| file.to_owned())?;
        collect(&serde_json::from_str(&text)?, &mut all);
    }

    Ok(all.into_iter().filter(|it| !it.is_control()).collect())
}

/// Adds the characters of every text in here.
fn collect(value: &Value, all: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => all.extend(text.chars()),
        Value::Array(values) => values.iter().for_each(|it| collect(it, all)),
        Value::Object(values) => values.values().for_each(|it| collect(it, all)),
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_kana_and_names_are_wanted_once_and_in_order() {
        let wanted = wanted(shell::root()).expect("the labels");

        for it in ['A', '~', 'ん', 'ヶ', '（', '株', '保', '存'] {
            assert_eq!(wanted.matches(it).count(), 1, "{it}");
        }
        assert!(wanted.chars().is_sorted());
        assert!(!wanted.contains('\n'));
    }
}
