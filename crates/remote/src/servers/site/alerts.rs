//! Texts that a page makes stand out: where a site says what went wrong.

use scraper::ElementRef;

use super::dom::{self, Dom};

/// Longer ones are no messages.
const LONGEST: usize = 300;

/// Finds them, the likeliest errors first: `role=alert`, then a class that says error, then red.
pub(super) fn read(dom: &Dom<'_>) -> Vec<String> {
    let mut found: Vec<(u8, String)> = Vec::new();
    for element in &dom.elements {
        let Some(rank) = rank(*element) else { continue };
        if dom::is_in_hidden(*element) {
            continue;
        }
        let text = dom::text(**element);
        let is_message = text.chars().count() <= LONGEST && !is_mark(&text);
        if is_message && !found.iter().any(|(_, it)| *it == text) {
            found.push((rank, text));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, text)| text).collect()
}

fn rank(element: ElementRef<'_>) -> Option<u8> {
    if matches!(element.attr("role"), Some("alert" | "alertdialog")) {
        return Some(0);
    }
    let named = format!(
        "{} {}",
        element.attr("class").unwrap_or_default(),
        element.attr("id").unwrap_or_default()
    )
    .to_ascii_lowercase();
    let says = |words: &[&str]| {
        named
            .split(|it: char| !it.is_ascii_alphanumeric())
            .any(|part| words.iter().any(|it| part.starts_with(it)))
    };
    if says(&["err", "alert", "invalid", "danger"]) {
        return Some(1);
    }
    if says(&["warn", "caution", "attention", "red"]) || is_red(element) {
        return Some(2);
    }
    says(&["message", "msg", "notice", "flash", "info", "status"]).then_some(3)
}

fn is_red(element: ElementRef<'_>) -> bool {
    let color = element.attr("color").map(str::to_owned).or_else(|| {
        let style = element.attr("style")?.to_ascii_lowercase();
        style.split(';').find_map(|it| {
            let (name, value) = it.split_once(':')?;
            (name.trim() == "color").then(|| value.trim().to_owned())
        })
    });
    let Some(color) = color.map(|it| it.trim().to_ascii_lowercase()) else { return false };
    let hex = color.strip_prefix('#').unwrap_or_default();
    let channel = |at: usize| match hex.len() {
        3 | 4 => u8::from_str_radix(hex.get(at..=at)?, 16).ok().map(|it| it * 17),
        6 | 8 => u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok(),
        _ => None,
    };
    match (channel(0), channel(1), channel(2)) {
        (Some(red), Some(green), Some(blue)) => red >= 0x99 && green <= 0x44 && blue <= 0x44,
        _ => matches!(color.as_str(), "red" | "crimson" | "firebrick" | "darkred"),
    }
}

/// A mark of a required field, or nothing at all.
fn is_mark(text: &str) -> bool {
    let folded = koshin_core::words::fold(text);
    folded.is_empty() || matches!(folded.as_str(), "必須" | "required" | "!" | "●" | "▲")
}
