use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS, UTF_8};

use super::*;

fn page(charset: &'static Encoding, html: &str) -> Page {
    let url = "https://mdm.example.jp/a/b?c=d".parse().expect("an address");
    Page::of_text(url, 200, charset, html)
}

fn button(page: &Page, says: &str) -> Pressed {
    let at = page.controls.iter().position(|it| it.says.iter().any(|it| it == says));
    Pressed::Button(at.expect("a button"))
}

fn sent(made: &Submission) -> String {
    match &made.body {
        None => made.url.query().unwrap_or_default().to_owned(),
        Some((_, bytes)) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What pressing 「go」 sends of a form.
fn check(controls: &str, expected: &str) {
    let page = page(UTF_8, &format!("<form>{controls}<button>go</button></form>"));
    let made = submit(&page, button(&page, "go"), &[]).expect("a form");

    assert_eq!(sent(&made), expected, "{controls}");
}

#[test]
fn successful_controls_are_sent_as_they_stand() {
    check("<input name=a value=1><input name=a value=2>", "a=1&a=2");
    check("<input name=a><input value=nameless>", "a=");
    check("<input type=hidden name=a value='x y&amp;&quot;'>", "a=x+y%26%22");
    check("<input name=a value='*-._~あ'>", "a=*-._%7E%E3%81%82");
    check("<input type=checkbox name=a checked><input type=checkbox name=b>", "a=on");
    check("<input type=radio name=a value=1><input type=radio name=a value=2 checked>", "a=2");
    check("<input name=a disabled><fieldset disabled><input name=b></fieldset>", "");
    check("<fieldset disabled><legend><input name=a></legend><input name=b></fieldset>", "a=");
    check("<input name=a readonly value=1>", "a=1");
    check("<textarea name=a>\n1\r\n2\n</textarea>", "a=1%0D%0A2%0D%0A");
    check("<select name=a><option>1<option value=x>2</select>", "a=1");
    check("<select name=a><option>1<option value=x selected>2</select>", "a=x");
    check("<select name=a><option disabled selected>1<option>2</select>", "");
    check("<select name=a><optgroup disabled><option>1</optgroup><option>2</select>", "a=2");
    check(
        "<select name=a multiple><option>1<option selected>2<option selected> 3\n</select>",
        "a=2&a=3",
    );
    check("<select name=a multiple><option>1</select>", "");
    check("<select name=a size=3><option>1</select>", "");
    check("<input type=submit name=a value=1><input type=reset name=b value=1>", "");
    check("<button name=a value=1 type=button>x</button><input type=image name=b>", "");
    check("<input type=file name=a>", "a=");
    check("<input type=hidden name=_charset_>", "_charset_=UTF-8");
    check("<datalist><option><input name=a></datalist>", "");
}

#[test]
fn of_the_buttons_only_the_pressed_one_is_sent() {
    let html = "<form id=f method=post action=save><input name=a value=1>\
        <button name=b value=delete formaction=delete>delete</button>\
        <input type=submit name=b value=keep formmethod=get formaction='?x=y'></form>\
        <button form=f name=b value=out>out</button><input name=late form=f value=2>\
        <form><input name=other></form>";
    let page = page(UTF_8, html);
    for (says, method, url, expected) in [
        ("delete", Method::Post, "https://mdm.example.jp/a/delete", "a=1&b=delete&late=2"),
        ("out", Method::Post, "https://mdm.example.jp/a/save", "a=1&b=out&late=2"),
        ("keep", Method::Get, "https://mdm.example.jp/a/b?a=1&b=keep&late=2", "a=1&b=keep&late=2"),
    ] {
        let made = submit(&page, button(&page, says), &[]).expect("a form");
        assert_eq!((made.method, made.url.as_str()), (method, url), "{says}");
        assert_eq!(sent(&made), expected, "{says}");
    }
    let made = submit(&page, Pressed::Form(0), &[]).expect("a form");
    assert_eq!(sent(&made), "a=1&late=2", "no button");
}

#[test]
fn an_image_is_pressed_at_its_corner() {
    let page = page(UTF_8, "<form><input name=a><input type=image alt=go></form>");
    let made = submit(&page, button(&page, "go"), &[]).expect("a form");
    assert_eq!(sent(&made), "a=&x=0&y=0");

    let html = "<form><input name=a><input type=image name=b value=1 alt=go><input type=image name=c></form>";
    let named = self::page(UTF_8, html);
    let made = submit(&named, button(&named, "go"), &[]).expect("a form");
    assert_eq!(sent(&made), "a=&b.x=0&b.y=0", "its name, without its value");
}

#[test]
fn an_action_hangs_on_the_base_and_an_empty_one_on_the_page() {
    for (form, expected) in [
        ("<form method=post>", "https://mdm.example.jp/a/b?c=d"),
        ("<form method=post action=''>", "https://mdm.example.jp/a/b?c=d"),
        ("<form method=post action=x>", "https://mdm.example.jp/t/x"),
        ("<form method=post action='?x'>", "https://mdm.example.jp/t/?x"),
        ("<form method=post action='https://other.example/'>", "https://other.example/"),
    ] {
        let page = page(UTF_8, &format!("<base href='/t/'>{form}<button>go</button></form>"));
        let made = submit(&page, button(&page, "go"), &[]).expect("a form");
        assert_eq!(made.url.as_str(), expected, "{form}");
    }
}

#[test]
fn texts_are_written_in_the_charset_of_the_page() {
    let html = "<form method=post><input name=名 value=保><button>go</button></form>";
    for (charset, expected) in [
        (UTF_8, "%E5%90%8D=%E4%BF%9D"),
        (SHIFT_JIS, "%96%BC=%95%DB"),
        (EUC_JP, "%CC%BE=%CA%DD"),
        (ISO_2022_JP, "%1B%24BL%3E%1B%28B=%1B%24BJ%5D%1B%28B"),
    ] {
        let page = page(charset, html);
        let made = submit(&page, button(&page, "go"), &[]).expect("a form");
        assert_eq!(sent(&made), expected, "{}", charset.name());
    }
}

#[test]
fn what_cannot_be_written_is_refused_if_ours_and_kept_as_browsers_do_if_not() {
    let html =
        "<form method=post><input name=a value=&#x2665;><input name=b><button>go</button></form>";
    let page = page(SHIFT_JIS, html);
    let filled = |text| [Filled { control: 1, label: "備考", value: Value::Text(text) }];
    let made = submit(&page, button(&page, "go"), &filled("①髙～")).expect("a form");
    assert_eq!(sent(&made), "a=%26%239829%3B&b=%87%40%FB%FC%81%60");

    let error = submit(&page, button(&page, "go"), &filled("♥〜x")).err().expect("refused");
    assert_eq!(error.code, Code::InputNotEncodable);
    assert_eq!(error.params["characters"], "♥〜");
}

#[test]
fn a_file_is_a_part_with_its_name_and_bytes() {
    let html = "<form method=post enctype=multipart/form-data><input name=a value='x\"y'>\
        <input type=file name=f><input type=file name=g><button name=b value=1>go</button></form>";
    let page = page(SHIFT_JIS, html);
    let file = Value::File { name: "本\"社.vpptoken", bytes: b"\r\n--x\x00" };
    let filled = [Filled { control: 1, label: "", value: file }];
    let made = submit(&page, button(&page, "go"), &filled).expect("a form");

    let (kind, body) = made.body.expect("a body");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    let mut expected = Vec::new();
    for (head, bytes) in [
        (&b"form-data; name=\"a\"\r\n\r\n"[..], &b"x\"y"[..]),
        (b"form-data; name=\"f\"; filename=\"\x96\x7b%22\x8e\xd0.vpptoken\"\r\nContent-Type: application/octet-stream\r\n\r\n", b"\r\n--x\x00"),
        (b"form-data; name=\"g\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n", b""),
        (b"form-data; name=\"b\"\r\n\r\n", b"1"),
    ] {
        expected.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: ").as_bytes());
        expected.extend_from_slice(head);
        expected.extend_from_slice(bytes);
        expected.extend_from_slice(b"\r\n");
    }
    expected.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    assert_eq!(String::from_utf8_lossy(&body), String::from_utf8_lossy(&expected));
}

#[test]
fn a_boundary_stands_in_no_part() {
    let html = "<form method=post enctype=multipart/form-data>\
        <input name=a value=----KoshinFormBoundary00000000><button>go</button></form>";
    let page = page(UTF_8, html);
    let made = submit(&page, button(&page, "go"), &[]).expect("a form");
    assert!(made.body.expect("a body").0.ends_with("00000001"));
}

#[test]
fn a_form_that_would_lose_the_file_is_not_sent() {
    for attributes in ["method=post", "method=get enctype=multipart/form-data", "method=dialog"] {
        let html = format!("<form {attributes}><input type=file name=f><button>go</button></form>");
        let page = page(UTF_8, &html);
        let value = Value::File { name: "a", bytes: b"x" };
        let filled = [Filled { control: 0, label: "", value }];
        let outcome = submit(&page, button(&page, "go"), &filled);
        assert_eq!(outcome.err().map(|it| it.code), Some(Code::SiteNeedsScript), "{attributes}");
    }
}

#[test]
fn plain_text_is_lines() {
    let html = "<form method=post enctype=text/plain><input name=a value=1><input name=b value=2><button>go</button></form>";
    let page = page(UTF_8, html);
    let made = submit(&page, button(&page, "go"), &[]).expect("a form");
    assert_eq!(sent(&made), "a=1\r\nb=2\r\n");
}
