//! Templates of pages: `{{name}}` is filled with escaped text, `{{{name}}}` with HTML.

use std::borrow::Cow;

/// A template with its values. Names without a value stay as they are, which a test finds.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut page = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let (is_html, after) = match after.strip_prefix('{') {
            Some(after) => (true, after),
            None => (false, after),
        };
        let Some((name, tail)) = after.split_once(if is_html { "}}}" } else { "}}" }) else {
            page.push_str("{{");
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) if is_html => page.push_str(value),
            Some((_, value)) => page.push_str(&escape(value)),
            None => page.extend(["{{", name, "}}"]),
        }
        rest = tail;
    }
    page.push_str(rest);
    page
}

/// Text that may stand in HTML and in quoted attributes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    Cow::Owned(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_unless_they_are_html() {
        let page = fill("<b>{{a}}</b>{{{b}}}{{c}} {{", &[("a", "<&\"'>"), ("b", "<i>")]);
        assert_eq!(page, "<b>&lt;&amp;&quot;&#39;&gt;</b><i>{{c}} {{");
    }
}
