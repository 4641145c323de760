//! Finding the charset of a page.

use encoding_rs::{
    EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED,
};

/// How far browsers look for `<meta>`; a little more, since old pages begin with long comments.
const PRESCAN: usize = 4096;

/// Decodes a page: by its byte-order mark, else the header, else `<meta>`, else by what the bytes are.
///
/// # Source
///
/// HTML, "determining the character encoding": the mark comes before the header.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> (String, &'static Encoding) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
        return (text, as_form(encoding));
    }
    let encoding = content_type
        .and_then(of_header)
        .or_else(|| of_meta(&bytes[..bytes.len().min(PRESCAN)]))
        .unwrap_or_else(|| guess(bytes));
    (encoding.decode_without_bom_handling(bytes).0.into_owned(), as_form(encoding))
}

/// The charset in which forms of such a page are sent.
fn as_form(encoding: &'static Encoding) -> &'static Encoding {
    encoding.output_encoding()
}

/// The charset that a `Content-Type` names.
fn of_header(value: &str) -> Option<&'static Encoding> {
    value.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        let value = value.trim().trim_matches(['"', '\'']);
        is_charset.then(|| Encoding::for_label_no_replacement(value.as_bytes())).flatten()
    })
}

/// The charset that a `<meta>`, or an XML declaration, names.
fn of_meta(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|it| char::from(it.to_ascii_lowercase())).collect();
    let mut rest = head.as_str();
    if let Some(declaration) = rest.trim_start().strip_prefix("<?xml")
        && let Some((declaration, _)) = declaration.split_once("?>")
        && let Some(encoding) = after(declaration, "encoding")
    {
        return Some(encoding);
    }
    while let Some((before, after_tag)) = rest.split_once("<meta") {
        // A tag inside of a comment is none.
        if before.matches("<!--").count() > before.matches("-->").count() {
            let (_, after_comment) = rest.split_once("-->")?;
            rest = after_comment;
            continue;
        }
        let tag = after_tag.split('>').next().unwrap_or_default();
        if let Some(encoding) = after(tag, "charset") {
            return Some(encoding);
        }
        rest = after_tag;
    }
    None
}

/// The charset whose label stands after a name and `=`.
fn after(tag: &str, name: &str) -> Option<&'static Encoding> {
    let (_, value) = tag.split_once(name)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ';', ' ', '>', '/', '\t', '\n', '\r']).unwrap_or(value.len());
    let encoding = Encoding::for_label_no_replacement(&value.as_bytes()[..end])?;
    // A page that could be read so far as to find this is not in them.
    let is_wrong = [UTF_16BE, UTF_16LE, X_USER_DEFINED].contains(&encoding);
    Some(if is_wrong { UTF_8 } else { encoding })
}

/// The first charset without a mistake, of those that Japanese pages come in.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if bytes.windows(2).any(|it| matches!(it, b"\x1b$" | b"\x1b(")) {
        return ISO_2022_JP;
    }
    [UTF_8, EUC_JP, SHIFT_JIS]
        .into_iter()
        .find(|it| !it.decode_without_bom_handling(bytes).1)
        .unwrap_or(UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "有効期限 2027年11月22日 ｱｶｳﾝﾄ名";

    fn check(page: &[u8], header: Option<&str>, text: &str, encoding: &'static Encoding) {
        let (found, charset) = decode(page, header);
        assert!(found.contains(text), "{found} for {encoding:?}");
        assert_eq!(charset, encoding, "{header:?}");
    }

    fn page(meta: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(&format!("<html><head>{meta}<title>{TEXT}</title>")).0.into_owned()
    }

    #[test]
    fn the_charset_is_found_in_header_mark_meta_or_bytes() {
        let meta = r#"<META http-equiv="Content-Type" content="text/html; charset=Shift_JIS">"#;
        check(&page(meta, SHIFT_JIS), None, TEXT, SHIFT_JIS);
        check(&page(meta, SHIFT_JIS), Some("text/html"), TEXT, SHIFT_JIS);
        check(&page(meta, EUC_JP), Some("text/html; charset=EUC-JP"), TEXT, EUC_JP);
        check(&page("", EUC_JP), Some("text/html;Charset=\"euc-jp\""), TEXT, EUC_JP);
        check(&page("<meta charset='x-sjis'>", SHIFT_JIS), None, TEXT, SHIFT_JIS);
        check(&page("<meta charset=windows-31j>", SHIFT_JIS), None, TEXT, SHIFT_JIS);
        check(&page("<!-- x --><meta charset=EUC-JP>", EUC_JP), None, TEXT, EUC_JP);
        check(&page("<meta charset=utf-16>", UTF_8), None, TEXT, UTF_8);
        for encoding in [UTF_8, EUC_JP, SHIFT_JIS] {
            check(&page("", encoding), None, TEXT, encoding);
        }
        let jis = "<title>有効期限</title>";
        check(&ISO_2022_JP.encode(jis).0, None, "有効期限", ISO_2022_JP);
        check(
            &ISO_2022_JP.encode(jis).0,
            Some("text/html; charset=iso-2022-jp"),
            "有効期限",
            ISO_2022_JP,
        );
    }

    #[test]
    fn the_mark_comes_before_the_header() {
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(page("", UTF_8));
        check(&marked, Some("text/html; charset=Shift_JIS"), TEXT, UTF_8);
    }

    #[test]
    fn a_meta_in_a_comment_is_none() {
        let page = page("<!-- <meta charset=shift_jis> --><meta charset=euc-jp>", EUC_JP);
        check(&page, None, TEXT, EUC_JP);
    }
}
