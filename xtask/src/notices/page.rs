//! How the notices are laid out: a list of what is in Koshin, then each text once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::texts::Software;

const HEAD: &str = "\
Koshinに含まれる、ほかの方が作成したソフトウェアのライセンスです。
1つ目の部分は一覧です。［ ］内の番号は、2つ目の部分の本文の番号です。
ソースコードは、それぞれのURLにあります。

Koshin contains software by others, under the licenses below.
The first part lists it; a number in [ ] is that of a text in the second part.
The source code of each is at its address.
";

const RULE: &str =
    "--------------------------------------------------------------------------------";

/// A text and everything that it is for.
struct Shared<'a> {
    text: &'a str,
    titles: Vec<&'a str>,
    remarks: Vec<&'a str>,
}

/// Lays the notices out. Texts of the same words stand there once.
pub(super) fn lay_out(all: &[Software]) -> String {
    let mut shared: Vec<Shared<'_>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut page = format!("{HEAD}\n{RULE}\n");
    for one in all {
        let mut numbers = Vec::new();
        for text in &one.texts {
            let number = *places.entry(words(text)).or_insert_with(|| {
                shared.push(Shared { text, titles: Vec::new(), remarks: Vec::new() });
                shared.len()
            });
            if !numbers.contains(&number) {
                numbers.push(number);
                let place = &mut shared[number - 1];
                place.titles.push(&one.title);
                place.remarks.extend(one.remark.as_deref());
            }
        }
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let address = one.address.as_ref().map_or_else(String::new, |it| format!(" — {it}"));
        let _ = writeln!(page, "{} — {}{address} [{}]", one.title, one.license, numbers.join(", "));
    }
    for (at, one) in shared.iter().enumerate() {
        let _ = writeln!(page, "\n{RULE}\n[{}] {}", at + 1, one.titles.join(", "));
        for remark in &one.remarks {
            let _ = writeln!(page, "{remark}");
        }
        let _ = writeln!(page, "{RULE}\n{}", one.text);
    }

    page
}

/// Returns what two texts have in common that differ only in how they are broken and quoted.
fn words(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();

    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn software(title: &str, text: &str) -> Software {
        Software {
            title: title.to_owned(),
            license: "MIT".to_owned(),
            address: Some("https://example.com/it".to_owned()),
            texts: vec![text.to_owned()],
            remark: title.starts_with('b').then(|| "b ships no text.".to_owned()),
        }
    }

    #[test]
    fn a_text_of_several_stands_there_once() {
        let all = [software("a 1.0.0", "One\ntext."), software("b 2.0.0", "one text")];

        let page = lay_out(&all);

        assert!(page.contains("a 1.0.0 — MIT — https://example.com/it [1]\n"), "{page}");
        assert!(page.contains("\n[1] a 1.0.0, b 2.0.0\nb ships no text.\n"), "{page}");
        assert_eq!(page.matches("text.\n").count(), 2, "{page}");
    }
}
