//! What is sent on a save, and what is made of the answer.

use super::*;

#[tokio::test]
async fn a_renewal_sends_the_form_once_with_everything_in_it() {
    let script = pages(&[]);
    let receipt = renew(&script).await.expect("a receipt");

    assert!(receipt.said_saved, "{receipt:?}");
    assert_eq!(posts(&script), ["POST /login", "POST /vpp/41"]);
    let save = script.seen().into_iter().rfind(|it| it.method == "POST").expect("the save");
    let body = save.text();
    let parts: Vec<&str> = body.split("--").filter(|it| it.contains("form-data")).collect();
    assert_eq!(parts.len(), 4, "{body}");
    assert!(body.contains("name=\"a\"\r\n\r\nvpp-honsha\r\n"), "kept as it stands: {body}");
    assert!(body.contains("name=\"f\"; filename=\"sToken_for_本社.vpptoken\"\r\n"), "{body}");
    assert!(body.contains(&format!("\r\n\r\n{TOKEN}\r\n")), "the file as it is: {body}");
    assert!(body.contains("name=\"n\"\r\n\r\na\r\nb\r\n"), "{body}");
    assert!(body.contains("name=\"b\"\r\n\r\ns\r\n") && !body.contains("\r\n\r\nd\r\n"), "{body}");
    assert_eq!(save.headers["referer"], "https://mdm.example.jp/vpp/41/edit");
    assert_eq!(save.headers["origin"], "https://mdm.example.jp");
    let lines = script.lines();
    assert!(!lines.iter().any(|it| it.contains("delete")), "削除 is never touched: {lines:?}");
}

#[tokio::test]
async fn whatever_is_not_as_it_should_be_stops_before_anything_is_sent() {
    let other = EDIT.replace("vpp-honsha", "vpp-osaka");
    let elsewhere = EDIT.replace("action=\"/vpp/41\"", "action=\"https://other.example/vpp/41\"");
    let sets = LIST.replace(
        "<a href=\"/vpp/41/edit\">編集</a>",
        "<input type=button value=編集 onclick=\"edit(41)\">",
    );
    let not_multipart = EDIT.replace(" enctype=\"multipart/form-data\"", "");
    let short = EDIT.replace("<textarea ", "<textarea maxlength=2 ");
    let in_english =
        LIST.replace("2026/12/04 17:30", "Dec 4 2026").replace("2027/03/01 17:30", "Mar 1 2027");
    let company = LOGIN.replace("ユーザーID", "企業コード <input name=c> ユーザーID");
    let by_get = LOGIN.replace("method=\"post\"", "");
    let sets_first = LIST.replace(
        "<a href=\"/vpp/41/edit\">編集</a>",
        "<form action=/e><input name=m><input type=submit value=編集 onclick=\"this.form.m.value='e'\"></form>",
    );
    let other_place = format!("<p>ロケーション：大阪</p>{EDIT}");
    let nameless = EDIT.replace("アカウント名", "◇").replace("vpp-honsha", "");
    let dateless = LIST.replace("有効期限", "◇") + "<script></script>";
    let cases: &[(&str, Code, Replaced<'_>)] = &[
        ("the page of another license", Code::SiteOtherLicense, &[("GET /vpp/41/edit", &other)]),
        ("a form for another host", Code::SiteOtherHost, &[("GET /vpp/41/edit", &elsewhere)]),
        ("編集 by a script", Code::SiteNeedsScript, &[("GET /vpp", &sets)]),
        (
            "a form that cannot carry a file",
            Code::SiteNeedsScript,
            &[("GET /vpp/41/edit", &not_multipart)],
        ),
        ("notes longer than the page takes", Code::InputTooLong, &[("GET /vpp/41/edit", &short)]),
        ("dates in a form of their own", Code::SiteDateUnreadable, &[("GET /vpp", &in_english)]),
        ("企業コード that nobody gave", Code::InputMissing, &[("GET /login", &company)]),
        (
            "a password that would stand in the address",
            Code::SiteNeedsScript,
            &[("GET /login", &by_get)],
        ),
        (
            "no sign-in at all",
            Code::SiteNoSignIn,
            &[("GET /login", "<p>ようこそ、管理サイトへ。このページは一般公開されています。")],
        ),
        (
            "a menu for another product",
            Code::SiteMenuMissing,
            &[("GET /home", "<a href=/vpp>VPP ライセンス割当</a>")],
        ),
        (
            "a list made by a script",
            Code::SiteNeedsScript,
            &[("GET /vpp", "<div id=app></div><script src=app.js></script>")],
        ),
        (
            "rows made by a script",
            Code::SiteNeedsScript,
            &[("GET /vpp", "<table><tr><th>アカウント名<th>有効期限</table><script></script>")],
        ),
        (
            "a frame of another host",
            Code::SiteOtherHost,
            &[("GET /vpp", "<iframe src='https://other.example/vpp'></iframe>")],
        ),
        ("編集 that changes the form first", Code::SiteNeedsScript, &[("GET /vpp", &sets_first)]),
        (
            "the page of another location",
            Code::SiteOtherLicense,
            &[("GET /vpp/41/edit", &other_place)],
        ),
        (
            "a page that does not say whose it is",
            Code::SiteOtherLicense,
            &[("GET /vpp/41/edit", &nameless)],
        ),
        ("a list without 有効期限", Code::SiteLabelMissing, &[("GET /vpp", &dateless)]),
    ];
    for (what, expected, replaced) in cases {
        let script = pages(replaced);
        let outcome = renew(&script).await;
        assert_eq!(code(&outcome), Some(*expected), "{what}: {outcome:?}");
        assert!(
            posts(&script).iter().all(|it| it == "POST /login"),
            "{what}: {:?}",
            posts(&script)
        );
        assert!(
            script.seen().iter().all(|it| it.url.starts_with("https://mdm.example.jp/")),
            "{what}"
        );
        assert_eq!(outcome.err().map(|it| it.sent), Some(Sent::Nothing), "{what}");
    }
}

#[tokio::test]
async fn what_the_site_says_of_a_save_is_told_apart() {
    let again = |what: &str| html_page(200, &format!("{what}{EDIT}"));
    for (answer, said, error) in [
        (Ok(html_page(200, SAVED)), Some(true), None),
        (Ok(again("<p>保存しました。</p>")), Some(true), None),
        (Ok(html_page(200, "<p>登録が完了しました")), Some(true), None),
        (Ok(html_page(200, "<p style='display:none'>保存しました。</p>一覧")), Some(false), None),
        (Ok(html_page(200, LIST)), Some(false), None),
        (
            Ok(again("<p>備考を保存しましたが、トークンは登録できませんでした。</p>")),
            None,
            Some((Code::ServerSaveRefused, Sent::Refused)),
        ),
        (Ok(again("")), Some(false), None),
        (
            Ok(html_page(200, "よろしいですか？ <form><button>OK</button></form>")),
            Some(false),
            None,
        ),
        (
            Ok(again("<p class=error>形式が違います。</p>")),
            None,
            Some((Code::ServerSaveRefused, Sent::Refused)),
        ),
        (
            Ok(again("<font color=red>使用できません</font>")),
            None,
            Some((Code::ServerSaveRefused, Sent::Refused)),
        ),
        (
            Ok(again("<div>保存できませんでした。</div>")),
            None,
            Some((Code::ServerSaveRefused, Sent::Refused)),
        ),
        (
            Ok(html_page(200, "<p>システムエラーが発生しました。")),
            None,
            Some((Code::ServerError, Sent::Unknown)),
        ),
        (
            Ok(html_page(403, "<p>権限がありません。")),
            None,
            Some((Code::ServerForbidden, Sent::Refused)),
        ),
        (Ok(html_page(413, "<p>too large")), None, Some((Code::ServerError, Sent::Refused))),
        (Ok(html_page(500, SAVED)), None, Some((Code::ServerError, Sent::Unknown))),
        (
            Ok(html_page(503, "<p>メンテナンス中です。")),
            None,
            Some((Code::ServerError, Sent::Unknown)),
        ),
        (Ok(redirect(302, "/gone")), None, Some((Code::ServerError, Sent::Unknown))),
        (
            Ok(redirect(302, "https://other.example/")),
            None,
            Some((Code::SiteOtherHost, Sent::Unknown)),
        ),
        (Ok(html_page(200, "<p>タイムアウトしました。")), Some(false), None),
        (
            Ok(html_page(200, "<p>セッションの有効期限は30分です。</p><a href=/login>OK</a>")),
            Some(false),
            None,
        ),
        (Ok(html_page(200, "<p class=error>ログインしてください。")), Some(false), None),
        (
            Ok(html_page(
                200,
                "ログアウトしました<meta http-equiv=refresh content='5;url=/login'>",
            )),
            Some(false),
            None,
        ),
        (Ok(html_page(401, "<p>Unauthorized")), None, Some((Code::ServerError, Sent::Refused))),
        (
            Ok(answer(200, &[("content-type", "application/json")], b"{}")),
            None,
            Some((Code::SiteUnknownPage, Sent::Unknown)),
        ),
        (Err(HttpError::Unreachable), None, Some((Code::NetUnreachable, Sent::Nothing))),
        (Err(HttpError::Certificate), None, Some((Code::NetCertificate, Sent::Nothing))),
        (Err(HttpError::Cut), None, Some((Code::NetCut, Sent::Unknown))),
        (Err(HttpError::Timeout), None, Some((Code::NetTimeout, Sent::Unknown))),
    ] {
        let script = with("POST /vpp/41", answer.clone());
        let outcome = renew(&script).await;
        let shown = answer.map(|it| String::from_utf8_lossy(&it.body).into_owned());

        assert_eq!(outcome.as_ref().ok().map(|it| it.said_saved), said, "{shown:?}: {outcome:?}");
        let found = outcome.err().map(|it| (it.problem.code, it.sent));
        assert_eq!(found, error, "{shown:?}");
        assert_eq!(posts(&script).len(), 2, "a save is sent once: {shown:?}");
    }
}

#[tokio::test]
async fn once_a_form_was_sent_nothing_tells_that_nothing_was() {
    let signed_out = || Ok(redirect(302, "/login"));
    let refused = html_page(200, &format!("<p role=alert>パスワードが違います。</p>{LOGIN}"));
    let other = EDIT.replace("vpp-honsha", "vpp-osaka");
    let one_row = LIST.replace("vpp-honsha", "vpp-other").replace("/41/", "/43/");
    // What a line answers until the form was sent, and then.
    let script = |line, before: &[Outcome], then: Outcome| {
        let before = before.iter().cloned().chain([then]).map(|it| (line, it));
        with_all(&before.chain([("POST /vpp/41", signed_out())]).collect::<Vec<_>>())
    };
    let list = Ok(html_page(200, LIST));
    for (what, script, expected, times) in [
        (
            "the sign-in page every time",
            script("POST /vpp/41", &[], signed_out()),
            Code::SiteSignedOut,
            2,
        ),
        (
            "the connection is gone",
            script("POST /vpp/41", &[signed_out()], Err(HttpError::Unreachable)),
            Code::NetUnreachable,
            2,
        ),
        (
            "the password is refused",
            script("POST /login", &[Ok(redirect(302, "/home"))], Ok(refused)),
            Code::ServerSignInRefused,
            1,
        ),
        (
            "the list cannot be read",
            script(
                "GET /vpp",
                &[list.clone(), list.clone(), list.clone()],
                Err(HttpError::Timeout),
            ),
            Code::NetTimeout,
            1,
        ),
        (
            "the row is gone",
            script(
                "GET /vpp",
                &[list.clone(), list.clone(), list.clone()],
                Ok(html_page(200, &one_row)),
            ),
            Code::ServerLicenseGone,
            1,
        ),
        (
            "the page is another's",
            script("GET /vpp/41/edit", &[Ok(html_page(200, EDIT))], Ok(html_page(200, &other))),
            Code::SiteOtherLicense,
            1,
        ),
    ] {
        let error = renew(&script).await.expect_err(what);
        assert_eq!((error.problem.code, error.sent), (expected, Sent::Unknown), "{what}");
        let sent = posts(&script).iter().filter(|it| *it == "POST /vpp/41").count();
        assert_eq!(sent, times, "{what}: {:?}", script.lines());
    }
}

#[tokio::test]
async fn a_form_that_was_taken_after_all_is_not_sent_again() {
    let taken = LIST.replace("2026/12/04 17:30", "2027/11/22 17:30");
    let script = with_all(&[
        ("POST /vpp/41", Ok(redirect(302, "/login"))),
        ("GET /vpp", Ok(html_page(200, LIST))),
        ("GET /vpp", Ok(html_page(200, LIST))),
        ("GET /vpp", Ok(html_page(200, LIST))),
        ("GET /vpp", Ok(html_page(200, &taken))),
    ]);
    let receipt = renew(&script).await.expect("a receipt");

    assert!(!receipt.said_saved, "reading again decides: {receipt:?}");
    assert_eq!(posts(&script), ["POST /login", "POST /vpp/41", "POST /login"]);
}

#[tokio::test]
async fn characters_that_the_page_cannot_hold_are_named() {
    let edit = EDIT.replace("<form ", "<form accept-charset=Shift_JIS ");
    let script = pages(&[("GET /vpp/41/edit", &edit)]);
    let notes = Notes { account_name: None, notes: Some("𠮷野家 ① 髙橋 🍣".to_owned()) };
    let error = renew_with(&script, &notes).await.expect_err("not encodable");

    assert_eq!(error.problem.code, Code::InputNotEncodable);
    assert_eq!(error.problem.params["characters"], "𠮷🍣");
    assert_eq!(error.problem.params["label"], "備考");
    assert_eq!(posts(&script), ["POST /login"]);
}

#[tokio::test]
async fn forms_follow_redirects_as_browsers_do() {
    for (status, expected) in [
        (301, "GET /next"),
        (302, "GET /next"),
        (303, "GET /next"),
        (307, "POST /next"),
        (308, "POST /next"),
    ] {
        let script = with("POST /vpp/41", Ok(redirect(status, "/next"))).page(expected, SAVED);
        assert!(renew(&script).await.expect("a receipt").said_saved, "{status}");
        let last = script.seen().pop().expect("a request");
        assert_eq!(last.line(), expected, "{status}");
        assert_eq!(last.text().contains(TOKEN), expected.starts_with("POST"), "{status}");
    }
}

#[tokio::test]
async fn a_sentence_that_stood_there_before_says_nothing() {
    let edit = format!("<p>⇒「VPP ライセンスを作成しました。」と表示されます。</p>{EDIT}");
    let script = pages(&[("GET /vpp/41/edit", &edit), ("POST /vpp/41", &edit)]);
    let receipt = renew(&script).await.expect("a receipt");

    assert!(!receipt.said_saved, "{receipt:?}");
}

#[tokio::test]
async fn a_row_that_became_another_meanwhile_is_not_renewed() {
    let turned = LIST.replace("/41/", "/x/").replace("/42/", "/41/").replace("/x/", "/42/");
    let script =
        with("GET /vpp", Ok(html_page(200, LIST))).page("GET /vpp", LIST).page("GET /vpp", &turned);
    assert_eq!(code(&renew(&script).await), Some(Code::ServerLicenseGone), "{:?}", script.lines());
    assert_eq!(posts(&script), ["POST /login"]);
}
