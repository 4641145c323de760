//! Pages that say the same as the manual's in ways of their own.

use super::*;

#[tokio::test]
async fn entry_pages_of_every_make_are_filled_in() {
    let head = r#"method="post" action="/vpp/41" enctype="multipart/form-data""#;
    let fields = |upload: &str, notes: &str| {
        format!(
            "<label>アカウント名 <input name=a value=vpp-honsha></label>{upload}{notes}<button name=b value=s>保存</button>"
        )
    };
    let form = |inner: &str| format!("<form {head}>{inner}</form>");
    let upload = "<label>VPP トークンアップロード <input type=file name=f></label>";
    let notes = "<label>備考 <textarea name=n>\n\nx</textarea></label>";
    let outside = fields(upload, notes).replace("<button", "</form><button form=e");
    let instead = fields(upload, notes).replace(
        "<button",
        "<button formaction=/vpp/41 formmethod=post formenctype=multipart/form-data",
    );
    let image = fields(upload, notes)
        .replace("<button name=b value=s>保存</button>", "<input type=image name=b alt=保存>");
    let named = |text: &str| {
        let upload = format!("<div>{text}</div><div><input type=file name=f multiple></div>");
        form(&fields(&upload, notes))
    };
    let beside_notes = |text: &str| {
        form(&fields(
            upload,
            &format!("<table><tr><td>{text}<td><textarea name=n></textarea></table>"),
        ))
    };
    let pages_of = [
        (
            "a label around a hidden field too",
            form(&fields(
                "<label>VPP トークンアップロード <input type=hidden name=g value=1><input type=file name=f></label>",
                notes,
            )),
        ),
        (
            "a name of several pieces",
            form(&fields(
                "<i id=p>VPP トークン</i><hr><i id=q>アップロード</i><hr><select></select><input type=file name=f aria-labelledby='p q'>",
                notes,
            )),
        ),
        (
            "a notes' name of several pieces",
            form(&fields(
                upload,
                "<i id=p>備</i><hr><i id=q>考</i><hr><select></select><input name=n aria-labelledby='p q'>",
            )),
        ),
        (
            "another form before, with its own 保存",
            format!(
                "<form method=post action=/search>検索 <input name=q><button>保存</button></form>{EDIT}"
            ),
        ),
        ("保存 outside of the form", format!("<form id=e {head}>{outside}")),
        ("what the button says counts", format!("<form action=/no>{instead}</form>")),
        ("保存 is an image", form(&image)),
        (
            "a disabled group of fields with the same names",
            form(&format!(
                "<fieldset disabled>{}</fieldset>{}",
                upload.replace("=f", "=x"),
                fields(upload, notes)
            )),
        ),
        (
            "several buttons of a name",
            form(&fields(
                upload,
                &format!(
                    "{notes}<button name=b value=p>確認</button><button name=b value=q type=button>保存</button>"
                ),
            )),
        ),
        ("half-width letters", named("VPP ﾄｰｸﾝｱｯﾌﾟﾛｰﾄﾞ")),
        ("full-width brackets and spaces", named("［ＶＰＰ　トークン　アップロード］")),
        (
            "numbers for letters",
            named(
                "&#x56;PP &#12488;&#12540;&#12463;&#12531;&#12450;&#12483;&#12503;&#12525;&#12540;&#12489;",
            ),
        ),
        ("a mark before", named("【必須】VPP トークンアップロード")),
        ("a mark before 備考", beside_notes("【任意】備考")),
        ("a mark before 備考, as a badge", beside_notes("<span>必須</span> 備　考：")),
        ("a star before 備考", beside_notes("＊備考")),
        ("a square before 備考", beside_notes("■備考")),
    ];
    for (what, edit) in pages_of {
        let script = pages(&[("GET /vpp/41/edit", &edit)]);
        let outcome = renew(&script).await;
        assert!(outcome.is_ok(), "{what}: {outcome:?} {:?}", script.lines());
        assert_eq!(posts(&script), ["POST /login", "POST /vpp/41"], "{what}");
        let save = script.seen().into_iter().rfind(|it| it.method == "POST").expect("the save");
        let body = save.text();
        assert!(body.contains(&format!("\r\n\r\n{TOKEN}\r\n")), "{what}: {body}");
        assert_eq!(body.matches(TOKEN).count(), 1, "{what}: once");
        assert!(body.contains("name=\"n\"\r\n\r\na\r\nb\r\n"), "{what}: {body}");
        assert!(!body.contains("name=\"x\"") && !body.contains("\r\n\r\np\r\n"), "{what}: {body}");
    }
}

#[tokio::test]
async fn lists_of_every_make_are_read() {
    let dated = |date: &str| LIST.replace("2026/12/04 17:30", date);
    for (what, list) in [
        ("a name in a heading", LIST.replace("<td>vpp-", "<th>vpp-")),
        ("a period", dated("2025/12/04 〜 2026/12/04 17:30")),
        ("a weekday", dated("2026年12月4日（金） 17:30")),
        ("an English weekday", dated("2026/12/04 (Fri) 17:30")),
        ("an era", dated("令和8年12月4日　午後5時30分")),
        ("half a day", dated("2026/12/04 05:30 PM")),
        ("a time element", dated("<time datetime='2026-12-04T08:30:00Z'>2026/12/04 17:30</time>")),
        (
            "head and body apart",
            LIST.replace("<table><tr>", "<table><thead><tr>")
                .replace("</tr>\n    <tr><td>vpp-honsha", "</thead><tbody><tr><td>vpp-honsha"),
        ),
        ("a marked heading", LIST.replace("<th>有効期限", "<th><a href=?sort=e>有効期限 ▼</a>")),
    ] {
        let script = pages(&[("GET /vpp", &list)]);
        let read = licenses(&script).await;
        let license = read.unwrap_or_else(|it| panic!("{what}: {it:?}")).remove(0);
        assert_eq!(license.account_name.as_deref(), Some("vpp-honsha"), "{what}");
        let expires = license.expires.map(|it| it.to_param());
        assert_eq!(expires.as_deref(), Some("2026-12-04T08:30:00Z"), "{what}");
    }
}

#[tokio::test]
async fn whatever_leads_in_circles_or_away_is_left() {
    let based = format!("<base href='https://other.example/'>{EDIT}");
    let away = "<meta http-equiv=refresh content=\"0; URL='https://other.example/'\">";
    for (what, line, answer, expected) in [
        ("a base elsewhere", "GET /vpp/41/edit", html_page(200, &based), Code::SiteOtherHost),
        ("a refresh elsewhere", "GET /vpp", html_page(200, away), Code::SiteOtherHost),
        ("a circle", "GET /vpp", redirect(302, "/vpp"), Code::SiteUnknownPage),
        (
            "another port",
            "GET /vpp",
            redirect(302, "https://mdm.example.jp:8443/"),
            Code::SiteOtherHost,
        ),
        (
            "without a lock",
            "GET /vpp",
            redirect(302, "http://mdm.example.jp/vpp"),
            Code::SiteOtherHost,
        ),
        (
            "somebody at it",
            "GET /vpp",
            redirect(302, "https://mdm.example.jp@other.example/"),
            Code::SiteOtherHost,
        ),
    ] {
        let script = with(line, Ok(answer));
        assert_eq!(code(&renew(&script).await), Some(expected), "{what}: {:?}", script.lines());
        assert_eq!(posts(&script), ["POST /login"], "{what}");
        let is_inside = |it: &str| it.starts_with("https://mdm.example.jp/");
        assert!(script.seen().iter().all(|it| is_inside(&it.url)), "{what}");
    }
    let on = html_page(200, "<META HTTP-EQUIV='Refresh' CONTENT='0;URL=\"/top\"'>");
    let script = with_all(&[("GET /home", Ok(on)), ("GET /top", Ok(html_page(200, HOME)))]);
    assert!(renew(&script).await.is_ok(), "a refresh in quotes: {:?}", script.lines());
}

#[tokio::test]
async fn cookies_go_where_they_belong() {
    let home = [
        ("location", "/home"),
        ("set-cookie", "a=1; Path=/vpp"),
        ("set-cookie", "b=2; Path=/; Max-Age=0"),
        ("set-cookie", "c=3; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        ("set-cookie", "d=4; Domain=example.jp; Path=/"),
        ("set-cookie", "e=5; Domain=dm.example.jp"),
    ];
    let script = with("POST /login", Ok(answer(302, &home, b"")));
    licenses(&script).await.expect("a list");
    let cookies: Vec<_> = script
        .seen()
        .iter()
        .map(|it| it.headers.get("cookie").cloned().unwrap_or_default())
        .collect();

    assert_eq!(cookies[2], "d=4", "of /home: {cookies:?}");
    let mut list: Vec<_> = cookies[3].split("; ").collect();
    list.sort_unstable();
    assert_eq!(list, ["a=1", "d=4"], "of /vpp: {cookies:?}");
}
