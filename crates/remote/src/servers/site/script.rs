//! The few scripts of links and buttons that say in one breath where they go.
//!
//! No script is run. `location.href = 'edit?id=3'` and `document.list.submit()` are read as what they
//! are, another way to write a link or a submit button; anything longer is not read at all.

/// What a script does, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Script {
    /// Goes to an address.
    Go(String),
    /// Sends a form: one called so, or the control's own.
    Submit(Option<String>),
    /// Nothing by itself: the control does what it does without it.
    Nothing,
    /// Calls something, as to ask or to check what was typed; a submit button does what it does.
    Check,
    /// Something else, such as changing the form before it is sent.
    Other,
}

/// Reads the script of `onclick` or of a `javascript:` address.
pub(super) fn read(script: &str) -> Script {
    let script = script.trim();
    let script = script.strip_prefix("javascript:").unwrap_or(script);
    let mut found = Script::Nothing;
    for statement in statements(script) {
        let next = read_statement(statement);
        if next == Script::Nothing {
            continue;
        }
        if found != Script::Nothing {
            return Script::Other;
        }
        found = next;
    }
    found
}

/// Splits at semicolons outside of quotes.
fn statements(script: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (at, it) in script.char_indices() {
        match (quote, it) {
            (None, '\'' | '"') => quote = Some(it),
            (Some(open), it) if it == open => quote = None,
            (None, ';') => {
                parts.push(&script[start..at]);
                start = at + 1;
            }
            _ => (),
        }
    }
    parts.push(&script[start..]);
    parts
}

fn read_statement(statement: &str) -> Script {
    let statement = statement.trim();
    if matches!(statement, "" | "return" | "return true" | "return false" | "void(0)" | "void 0") {
        return Script::Nothing;
    }
    let statement = statement.strip_prefix("return ").unwrap_or(statement).trim();
    if let Some(call) = statement.strip_suffix(".submit()") {
        return form(call.trim());
    }
    match address(statement) {
        Some(address) => Script::Go(address),
        None if assigns(statement) => Script::Other,
        None => Script::Check,
    }
}

/// Tells whether a statement sets something: an equals sign outside of quotes that compares nothing.
fn assigns(statement: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    let mut letters = statement.chars().peekable();
    while let Some(it) = letters.next() {
        match (quote, it) {
            (None, '\'' | '"') => quote = Some(it),
            (Some(open), it) if it == open => quote = None,
            (None, '=') => {
                let is_double = letters.next_if(|it| matches!(it, '=' | '>')).is_some();
                if !is_double && !matches!(before, '!' | '<' | '>' | '=') {
                    return true;
                }
            }
            _ => (),
        }
        before = it;
    }
    false
}

/// `location.href = '…'`, `location = '…'`, `location.assign('…')`, also of `window` and its kind.
fn address(statement: &str) -> Option<String> {
    let mut rest = statement;
    for owner in ["window.", "document.", "self.", "this."] {
        rest = rest.strip_prefix(owner).unwrap_or(rest);
    }
    let rest = rest.strip_prefix("location")?.trim_start();
    let rest = rest.strip_prefix(".href").unwrap_or(rest).trim_start();
    let quoted = match rest.strip_prefix('=') {
        Some(value) => value.trim(),
        None => [".assign(", ".replace("]
            .into_iter()
            .find_map(|it| rest.strip_prefix(it))?
            .trim()
            .strip_suffix(')')?
            .trim(),
    };
    let open = quoted.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    let inner = quoted.strip_prefix(open)?.strip_suffix(open)?;
    (!inner.contains([open, '\\'])).then(|| inner.to_owned())
}

/// `this.form`, `document.NAME`, `document.forms['NAME']`, `document.getElementById('ID')`.
fn form(call: &str) -> Script {
    if matches!(call, "this.form" | "form" | "document.forms[0]") {
        return Script::Submit(None);
    }
    let call = call.strip_prefix("window.").unwrap_or(call);
    let Some(call) = call.strip_prefix("document.") else { return Script::Check };
    let inner = [
        ("forms['", "']"),
        ("forms[\"", "\"]"),
        ("getElementById('", "')"),
        ("getElementById(\"", "\")"),
        ("forms.", ""),
        ("", ""),
    ]
    .into_iter()
    .find_map(|(open, close)| call.strip_prefix(open)?.strip_suffix(close));
    match inner {
        Some(name) if is_name(name) => Script::Submit(Some(name.to_owned())),
        _ => Script::Other,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_in_one_breath_is_read() {
        let go = |it: &str| Script::Go(it.to_owned());
        let submit = |it: &str| Script::Submit(Some(it.to_owned()));
        for (script, expected) in [
            ("location.href='edit?id=3'", go("edit?id=3")),
            ("window.location = \"/vpp/edit;x\"; return false;", go("/vpp/edit;x")),
            ("javascript:location.assign('a.do')", go("a.do")),
            ("document.location.href = 'a.do' ;", go("a.do")),
            ("document.list.submit()", submit("list")),
            ("document.forms['list'].submit(); return false", submit("list")),
            ("javascript:document.getElementById('f1').submit();", submit("f1")),
            ("this.form.submit()", Script::Submit(None)),
            ("return false", Script::Nothing),
            ("javascript:void(0)", Script::Nothing),
            ("", Script::Nothing),
            ("document.f.action='delete.do'; document.f.submit()", Script::Other),
            ("location.href='a' + id", Script::Other),
            ("location.href='a' + 'b'", Script::Other),
            ("return confirm('保存しますか=')", Script::Check),
            ("check()", Script::Check),
            ("if (a == b) return false", Script::Check),
            ("check(); document.f.submit()", Script::Other),
            ("this.form.action = 'edit.do'", Script::Other),
            ("doEdit(3)", Script::Check),
            ("document.f.mode.value='d';this.form.submit()", Script::Other),
            ("document.f.submit", Script::Check),
            ("history.back()", Script::Check),
        ] {
            assert_eq!(read(script), expected, "{script}");
        }
    }
}
