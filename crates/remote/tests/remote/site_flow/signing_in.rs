//! Signing in, staying signed in, and reading again.

use super::*;

#[tokio::test]
async fn the_sites_own_sentence_is_shown_and_the_password_not_sent_again() {
    for (answer, expected) in [
        (
            format!("<p role=alert>IDまたはパスワードが違います。</p>{LOGIN}"),
            "IDまたはパスワードが違います。",
        ),
        (
            format!("<span style='color: #c00'>認証に失敗しました</span>{LOGIN}"),
            "認証に失敗しました",
        ),
        (
            format!("<div>入力内容に誤りがあります。ログインできません。</div>{LOGIN}"),
            "入力内容に誤りがあります。ログインできません。",
        ),
        (LOGIN.to_owned(), ""),
    ] {
        let script = with("POST /login", Ok(html_page(200, &answer)));
        let mut site = site(&script);
        let first = site.sign_in(&Nobody).await.expect_err("refused");
        let second = site.sign_in(&Nobody).await.expect_err("not tried");
        let third = site.licenses(&Nobody).await.expect_err("not tried");

        assert_eq!(first.problem.code, Code::ServerSignInRefused);
        assert_eq!(first.problem.params["sentence"], expected);
        for error in [second, third] {
            assert_eq!(error.problem.code, Code::SecretRejected);
            assert!(error.secret_rejected);
        }
        assert_eq!(script.lines(), ["GET /login", "POST /login"], "sent once");
    }
}

#[tokio::test]
async fn a_site_that_asks_for_the_password_again_has_refused_it() {
    let sent_back = |to: &str| Ok(redirect(303, to));
    let told = "<p>ログインしてください。</p><a href=/login>ログイン画面へ</a>";
    let alone = "<p>IDまたはパスワードが違います。</p><a href=/help>ヘルプ</a>";
    for (what, first, way) in [
        ("the form itself", sent_back("/login?x"), vec![("GET /login?x", html_page(200, LOGIN))]),
        ("an address that says it", sent_back("/err"), vec![("GET /err", html_page(200, LOGIN))]),
        (
            "the way in and back, without a word",
            sent_back("/in"),
            vec![("GET /in", redirect(303, "/login?next=/in"))],
        ),
        (
            "a page that goes on by itself",
            sent_back("/in"),
            vec![("GET /in", html_page(200, "<meta http-equiv=refresh content='0; url=/login'>"))],
        ),
        ("a page that leads to the form", Ok(html_page(200, told)), Vec::new()),
        ("a sentence only", Ok(html_page(200, alone)), Vec::new()),
        ("a status only", Ok(html_page(401, "<h1>Unauthorized")), Vec::new()),
    ] {
        let script = with("POST /login", first).page("GET /login?next=/in", LOGIN);
        let script = way.into_iter().fold(script, |it, (line, page)| it.on(line, Ok(page)));
        let mut site = site(&script);
        let error = site.sign_in(&Nobody).await.expect_err("refused");
        let again = site.licenses(&Nobody).await.expect_err("not tried");

        assert_eq!(error.problem.code, Code::ServerSignInRefused, "{what}: {error:?}");
        let sentence = if what == "a sentence only" {
            "IDまたはパスワードが違います。"
        } else {
            ""
        };
        assert_eq!(error.problem.params["sentence"], sentence, "{what}");
        assert!(error.secret_rejected, "{what}");
        assert_eq!(again.problem.code, Code::SecretRejected, "{what}");
        assert_eq!(posts(&script), ["POST /login"], "{what}: sent once");
    }
}

#[tokio::test]
async fn a_notice_that_leads_back_to_the_form_refuses_the_password() {
    let told = "<p>認証に失敗しました。</p>";
    for (what, notice, last, sentence) in [
        ("a form", "<p>お知らせ</p><a href=/back>次へ</a>", LOGIN.to_owned(), ""),
        (
            "a form with a sentence",
            "<p>お知らせ</p><a href=/back>次へ</a>",
            format!("{told}{LOGIN}"),
            "認証に失敗しました。",
        ),
        (
            "a page that only says it",
            "<p>お知らせ</p><a href=/back>次へ</a>",
            "<p>ログインしてください。</p>".to_owned(),
            "",
        ),
        ("two notices", "<p>お知らせ</p><a href=/more>次へ</a>", LOGIN.to_owned(), ""),
    ] {
        let script = pages(&[
            ("GET /home", notice),
            ("GET /more", "<p>もう1つのお知らせ</p><a href=/back>閉じる</a>"),
            ("GET /back", &last),
        ]);
        let mut site = site(&script);
        site.sign_in(&Nobody).await.expect("a notice alone says nothing of the password");
        let error = site.licenses(&Nobody).await.expect_err("refused");
        let again = site.licenses(&Nobody).await.expect_err("not tried");

        assert_eq!(error.problem.code, Code::ServerSignInRefused, "{what}: {error:?}");
        assert_eq!(error.problem.params["sentence"], sentence, "{what}");
        assert!(error.secret_rejected, "{what}: it is marked");
        assert_eq!(again.problem.code, Code::SecretRejected, "{what}");
        assert_eq!(posts(&script), ["POST /login"], "{what}: sent once");
    }
}

#[tokio::test]
async fn whoever_got_in_through_a_notice_may_still_be_signed_out_later() {
    let notice = "<p>お知らせ</p><a href=/top>次へ</a>";
    let expired = "<p>セッションが切れました。<a href=/login>ログイン画面へ</a>";
    let script = pages(&[("GET /home", notice), ("GET /top", HOME), ("GET /vpp", expired)]);
    let script = script.page("GET /vpp", LIST);

    let read = licenses(&script).await;

    assert_eq!(read.map(|it| it.len()).ok(), Some(2), "the menu was seen: not a refusal");
    assert_eq!(posts(&script).len(), 2, "signed in once more");
}

#[tokio::test]
async fn a_page_after_the_sign_in_may_speak_of_signing_in() {
    let notice = "<p>パスワードの変更後は再度ログインしてください。</p><a href=/top>次へ</a>";
    let script = pages(&[("GET /home", notice), ("GET /top", HOME)]);
    assert_eq!(licenses(&script).await.map(|it| it.len()).ok(), Some(2), "it is passed");

    let notice = format!("<p>ログインしてください、と出たら窓口へ。</p>{HOME}");
    let script = pages(&[("GET /home", &notice)]);
    assert_eq!(licenses(&script).await.map(|it| it.len()).ok(), Some(2), "the menu is there");
}

#[tokio::test]
async fn reading_is_tried_twice_and_what_lasts_is_told() {
    let script = with("GET /vpp", Err(HttpError::Cut)).page("GET /vpp", LIST);
    assert_eq!(licenses(&script).await.map(|it| it.len()).ok(), Some(2), "the second time");

    let script = with("GET /vpp", Err(HttpError::Cut));
    assert_eq!(code(&licenses(&script).await), Some(Code::NetCut));
    let asked = script.lines().iter().filter(|it| *it == "GET /vpp").count();
    assert_eq!(asked, 2, "not more than twice");

    let script = with("POST /login", Err(HttpError::Cut));
    assert_eq!(code(&licenses(&script).await), Some(Code::NetCut));
    assert_eq!(posts(&script).len(), 1, "a form is sent once");
}

#[tokio::test]
async fn cookies_belong_to_a_sign_in() {
    let entered = answer(
        302,
        &[
            ("location", "/home"),
            ("set-cookie", "sid=1; Path=/; Secure; HttpOnly"),
            ("set-cookie", "x=2; Domain=other.example"),
        ],
        b"",
    );
    let script = with("POST /login", Ok(entered));
    let mut site = site(&script);
    site.sign_in(&Nobody).await.expect("signed in");
    site.licenses(&Nobody).await.expect("a list");
    site.sign_out(&Nobody).await;
    site.sign_in(&Nobody).await.expect("signed in");

    let cookies: Vec<_> =
        script.seen().iter().map(|it| it.headers.get("cookie").cloned()).collect();
    let sid = Some("sid=1".to_owned());
    assert_eq!(cookies, [None, None, sid.clone(), sid.clone(), sid.clone(), None, None, sid]);
    assert_eq!(script.lines()[4], "GET /out", "signed out");
}

#[tokio::test]
async fn whoever_is_signed_out_signs_in_once_more_for_each_page() {
    let script = with("GET /vpp", Ok(redirect(302, "/login")));
    assert_eq!(code(&licenses(&script).await), Some(Code::SiteSignedOut));
    assert_eq!(posts(&script).len(), 2, "once more for this page");

    let expired = html_page(200, "<p>セッションが切れました。<a href=/login>ログイン画面へ</a>");
    let script = with("GET /vpp", Ok(expired)).page("GET /vpp", LIST);
    assert_eq!(licenses(&script).await.map(|it| it.len()).ok(), Some(2), "read the second time");
    assert_eq!(posts(&script).len(), 2, "once more for this page");
}

#[tokio::test]
async fn a_form_answered_by_the_sign_in_page_is_filled_anew() {
    let script = with("POST /vpp/41", Ok(redirect(302, "/login"))).page("POST /vpp/41", SAVED);
    let receipt = renew(&script).await.expect("a receipt");

    assert!(receipt.said_saved, "the second time: {receipt:?}");
    let lines = script.lines();
    let opened = lines.iter().filter(|it| *it == "GET /vpp/41/edit").count();
    assert_eq!(opened, 2, "the form was opened anew: {lines:?}");
    assert_eq!(posts(&script), ["POST /login", "POST /vpp/41", "POST /login", "POST /vpp/41"]);
}

#[tokio::test]
async fn sign_outs_are_counted_from_one_sign_in_on() {
    let (list, gone) = (Ok(html_page(200, LIST)), Ok(redirect(302, "/login")));
    let script = with_all(&[list.clone(), gone.clone(), list, gone].map(|it| ("GET /vpp", it)));
    let mut site = site(&script);
    site.sign_in(&Nobody).await.expect("signed in");
    let (first, second) = (site.licenses(&Nobody).await, site.licenses(&Nobody).await);
    let third = site.licenses(&Nobody).await;

    assert_eq!((first.is_ok(), second.is_ok()), (true, true), "once more for this page");
    assert_eq!(code(&third), Some(Code::SiteSignedOut), "not once more for each reading");
    assert_eq!(posts(&script).len(), 2, "{:?}", script.lines());
}

#[tokio::test]
async fn a_page_that_says_locked_right_after_the_password_has_refused_it() {
    for page in [
        "<p>アカウントがロックされました。</p>",
        "<h1>利用停止</h1><p>管理者に連絡してください。</p><a href=/help>ヘルプ</a>",
        "<p class=error>ロック中のため、ログインできません。</p>",
    ] {
        let script = with("POST /login", Ok(html_page(200, page)));
        let mut site = site(&script);
        let error = site.sign_in(&Nobody).await.expect_err("locked");
        let again = site.sign_in(&Nobody).await.expect_err("not tried");

        assert_eq!(error.problem.code, Code::SiteLocked, "{page}");
        assert!(error.secret_rejected, "{page}: the password is not sent again later either");
        assert_eq!(again.problem.code, Code::SecretRejected, "{page}");
        assert_eq!(posts(&script), ["POST /login"], "{page}: sent once");
    }
}
