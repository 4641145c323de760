//! Pages built in other ways, and lists of every length.

use super::*;

#[tokio::test]
async fn pages_built_in_other_ways_are_renewed_alike() {
    let by_name = LIST
        .replace("<a href=\"/vpp/41/edit\">編集</a>", "")
        .replace("<td>vpp-honsha", "<td><a href=\"/vpp/41\">vpp-honsha</a>");
    let by_script = LIST.replace(
        "<a href=\"/vpp/41/edit\">編集</a>",
        "<input type=button value=\"編集\" onclick=\"location.href='/vpp/41/edit'\">",
    );
    let in_layout = format!("<table><tr><td>メニュー<td><table><tr><td>{LIST}</table></table>");
    let of_roles = r#"<div role="grid"><div role="row"><span role="columnheader">アカウント名</span>
        <span role="columnheader">ロケーション</span><span role="columnheader">組織</span><span role="columnheader">備考</span><span role="columnheader">有効期限</span></div>
        <div role="row"><span role="gridcell">vpp-honsha</span>
        <span role="gridcell">本社</span><span role="gridcell">Sample KK</span><span role="gridcell"></span><span role="gridcell">2026/12/04 17:30</span><span role="gridcell"><a href="/vpp/41/edit" aria-label="編集">✎</a></span></div></div>"#;
    let with_spans = r#"<table><tr><th rowspan=2>アカウント名<th colspan=2>所属<th rowspan=2>有効期限<th rowspan=2>備考<th rowspan=2>
        <tr><th>組織<th>ロケーション
        <tr><td>vpp-honsha<td rowspan=2>Sample KK<td>本社<td>2026/12/04<td><td><a href="/vpp/41/edit">編集</a>
        <tr><td>vpp-osaka<td>大阪<td>2027/03/01<td><td><a href="/vpp/42/edit">編集</a></table>"#;
    // The parser leaves such a form empty and counts the controls that follow to it.
    let between_rows = r#"<table><form method="post" action="/vpp/41" enctype="multipart/form-data">
        <tr><td>アカウント名<td><input name="a" value="vpp-honsha">
        <tr><td>VPPトークンアップロード<td><input type="file" name="f">
        <tr><td>備考<td><textarea name="n"></textarea>
        <tr><td colspan=2><input type="submit" value="保存"></form></table>"#;
    let by_link = EDIT
        .replace("<button name=\"b\" value=\"s\">保存</button>", "")
        .replace("<form ", "<form name=\"f1\" ")
        + "<a href=\"javascript:document.f1.submit()\">保存</a>";
    let said_no = EDIT.replace(
        "<button name=\"b\" value=\"s\"",
        "<button name=\"b\" value=\"s\" onclick=\"return check(this.form)\"",
    );
    let detail = r#"<dl><dt>アカウント名<dd>vpp-honsha<dt>ロケーション<dd>本社</dl><a href="/vpp/41/edit">編集</a>"#;
    let framed =
        r#"<iframe name="menu" src="/menu"></iframe><iframe name="main" src="/top"></iframe>"#;
    let menu = r#"<a href="/vpp" target="main">VPP ライセンス</a> <a href="/out" target="_top">ログアウト</a>"#;
    let below = r##"<ul><li>Android<ul><li><a href="/no">VPP ライセンス</a></ul><li><a href="#">iOS</a><ul><li>アプリケーション<ul><li><a href="/vpp">VPP ライセンス</a></ul></ul><li>macOS<ul><li><a href="/no">VPP ライセンス</a></ul></ul>"##;
    let notice = r#"<h1>お知らせ</h1><form action="/top"><input type=checkbox name=c>今後表示しない <button>閉じる</button></form>"#;
    let troubled = format!(
        "<p>多重ログインの制限とワンタイムパスワードについて。明日はメンテナンス中です。<form><input name=q></form>{HOME}"
    );
    let cases: &[(&str, Replaced<'_>)] = &[
        (
            "the name leads to a page about the entry",
            &[("GET /vpp", &by_name), ("GET /vpp/41", detail)],
        ),
        ("編集 is a button with an address", &[("GET /vpp", &by_script)]),
        ("the list stands in tables for the layout", &[("GET /vpp", &in_layout)]),
        ("the list is made of roles", &[("GET /vpp", of_roles)]),
        ("cells span rows and columns", &[("GET /vpp", with_spans)]),
        ("a form between table and rows", &[("GET /vpp/41/edit", between_rows)]),
        ("保存 is a link that sends the form", &[("GET /vpp/41/edit", &by_link)]),
        ("保存 is checked by a script first", &[("GET /vpp/41/edit", &said_no)]),
        (
            "frames within the page",
            &[("GET /home", framed), ("GET /menu", menu), ("GET /top", "トップ")],
        ),
        ("two entries of a name below others", &[("GET /home", below)]),
        ("announcements that speak of trouble", &[("GET /home", &troubled)]),
        ("a notice with a button", &[("GET /home", notice), ("GET /top?", HOME)]),
        (
            "a page that goes on by itself",
            &[
                ("GET /home", "<meta http-equiv=refresh content='3; url=/top'>お待ちください"),
                ("GET /top", HOME),
            ],
        ),
    ];
    for (what, replaced) in cases {
        let script = pages(replaced);
        let outcome = renew(&script).await;
        assert_eq!(
            outcome.as_ref().map(|it| it.said_saved).ok(),
            Some(true),
            "{what}: {outcome:?} {:?}",
            script.lines()
        );
        assert_eq!(posts(&script), ["POST /login", "POST /vpp/41"], "{what}");
        let body =
            script.seen().into_iter().rfind(|it| it.method == "POST").expect("a save").text();
        assert!(body.contains(TOKEN), "{what}: {body}");
    }
}

#[tokio::test]
async fn rows_keep_their_ids_and_alike_ones_are_not_renewed() {
    let ids = |list: &str| {
        let script = pages(&[("GET /vpp", list)]);
        async move {
            let read = licenses(&script).await.expect("a list");
            read.into_iter().map(|it| it.id).collect::<Vec<_>>()
        }
    };
    let query = |params: &str| {
        LIST.replace("/vpp/41/edit", &format!("/e?{params}&id=41"))
            .replace("/vpp/42/edit", &format!("/e?{params}&id=42"))
    };
    assert_eq!(ids(LIST).await, ["/vpp/41/edit", "/vpp/42/edit"]);
    assert_eq!(ids(&query("sid=x1&page=1&ts=99")).await, ["/e?id=41", "/e?id=42"]);
    assert_eq!(ids(&query("sid=y2&page=2")).await, ["/e?id=41", "/e?id=42"]);
    assert_eq!(
        ids(&LIST.replace("/edit", ";jsessionid=ABC/edit")).await,
        ["/vpp/41/edit", "/vpp/42/edit"]
    );

    let numbered = LIST.replace("/41/", "/1/").replace("/42/", "/2/");
    let by_place = ids(&numbered).await;
    assert!(by_place.iter().all(|it| it.starts_with("row:")), "{by_place:?}");
    let rows: Vec<&str> = numbered.trim_end_matches("</table>").split("<tr>").collect();
    let turned = [rows[0], rows[1], rows[3], rows[2]].join("<tr>");
    let turned = turned.replace("/1/", "/x/").replace("/2/", "/1/").replace("/x/", "/2/");
    let mut by_place_turned = ids(&turned).await;
    by_place_turned.reverse();
    assert_eq!(by_place, by_place_turned, "the row, not its place");

    let alike = numbered.replace("大阪", "本社").replace("vpp-osaka", "vpp-honsha");
    let script = pages(&[("GET /vpp", &alike)]);
    assert_eq!(code(&renew(&script).await), Some(Code::ServerRowsAlike));
    assert_eq!(posts(&script), ["POST /login"]);
}

#[tokio::test]
async fn lists_of_several_pages_are_read_to_their_end() {
    let row = |name: &str, id: u32| {
        format!(
            "<tr><td>{name}<td>Sample KK<td>本社<td>2026/12/04 17:30<td><td><a href=/vpp/{id}/edit>編集</a>"
        )
    };
    let list = |rows: &str, pager: &str| {
        format!(
            "<table><tr><th>アカウント名<th>組織<th>ロケーション<th>有効期限<th>備考<th>{rows}</table>{pager}"
        )
    };
    let numbers = "<a href=/vpp>1</a> <a href=/vpp?p=2>2</a> <a href=/vpp?p=3>3</a>";
    let next = |to: &str| format!("<a href=/vpp?p={to}>次へ</a>");
    for (what, one, two, three) in [
        ("numbers", numbers.to_owned(), numbers.to_owned(), numbers.to_owned()),
        ("次へ", next("2"), next("3"), "次へ".to_owned()),
        ("次へ that does not end", next("2"), next("3"), next("3")),
    ] {
        let script = pages(&[
            ("GET /vpp", &list(&row("a", 41), &one)),
            ("GET /vpp?p=2", &list(&row("b", 55), &two)),
            ("GET /vpp?p=3", &list(&row("c", 60), &three)),
            ("GET /vpp/60/edit", &EDIT.replace("vpp-honsha", "c").replace("/41", "/60")),
            ("POST /vpp/60", SAVED),
        ]);
        let mut site = site(&script);
        site.sign_in(&Nobody).await.expect("signed in");
        let read = site.licenses(&Nobody).await.expect("a list");
        let names: Vec<_> = read.iter().filter_map(|it| it.account_name.as_deref()).collect();
        assert_eq!(names, ["a", "b", "c"], "{what}");

        let receipt = site.renew(&read[2].id, &checked(&read[2]), &Notes::default(), &Nobody).await;
        assert!(receipt.expect("a receipt").said_saved, "{what}");
    }
}

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let head = "<table><tr><th>アカウント名<th>有効期限";
    for list in [
        format!("{head}</table>"),
        format!("{head}<tr><td colspan=2>データがありません。</table><script></script>"),
    ] {
        assert_eq!(licenses(&pages(&[("GET /vpp", &list)])).await.expect("a list"), Vec::new());
    }
}

#[tokio::test]
async fn nothing_is_pressed_that_sets_something() {
    let home = "<form method=post action=/set>表示件数 <input name=n> <button>設定</button></form>";
    let script = pages(&[("GET /home", home)]);

    assert_eq!(code(&licenses(&script).await), Some(Code::SiteMenuMissing));
    assert_eq!(posts(&script), ["POST /login"]);
}

#[tokio::test]
async fn what_the_list_lacks_is_read_from_the_entrys_own_page() {
    let list = "<table><tr><th>アカウント名<th>有効期限<th>\
        <tr><td>vpp-honsha<td>2026/12/04 17:30<td><a href=/vpp/41/edit>編集</a></table>";
    let edit = format!("<p>組織：Sample KK　ロケーション：本社</p>{EDIT}");
    let read = licenses(&pages(&[("GET /vpp", list), ("GET /vpp/41/edit", &edit)])).await;
    let license = read.expect("a list").remove(0);
    assert_eq!(license.location.as_deref(), Some("本社"));
    assert_eq!(license.organization.as_deref(), Some("Sample KK"));
    assert_eq!(license.notes.as_deref(), Some("canary-memo"));

    let other = edit.replace("vpp-honsha", "vpp-osaka");
    let read = licenses(&pages(&[("GET /vpp", list), ("GET /vpp/41/edit", &other)])).await;
    assert_eq!(code(&read), Some(Code::SiteOtherLicense));

    let cut = LIST.replace("canary-memo", "canary…");
    let script = pages(&[("GET /vpp", &cut), ("GET /vpp/42/edit", EDIT)]);
    let license = licenses(&script).await.expect("a list").remove(0);
    assert_eq!(license.notes.as_deref(), Some("canary-memo"), "the whole text");
}

#[tokio::test]
async fn of_a_row_without_edit_only_its_own_name_is_opened() {
    for link in ["同期", "失効", "無効化", "解除", "割当解除", "詳細", "<img src=x.png alt=''>", ""]
    {
        let list = LIST.replace(
            "<a href=\"/vpp/41/edit\">編集</a> <a href=\"/vpp/41/delete\">削除</a>",
            &format!("<a href=/vpp/41/do>{link}</a>"),
        );
        // 備考 is not in the list, so that reading has to open the entry's page.
        let list = list.replace("<th>備考", "<th>◇");
        let osaka = EDIT.replace("vpp-honsha", "vpp-osaka");
        let script = pages(&[("GET /vpp", &list), ("GET /vpp/42/edit", &osaka)]);
        assert_eq!(licenses(&script).await.map(|it| it.len()).ok(), Some(2), "{link} is read");
        let outcome = renew(&script).await;

        assert_eq!(code(&outcome), Some(Code::SiteEditMissing), "{link}: {outcome:?}");
        let lines = script.lines();
        assert!(!lines.iter().any(|it| it.contains("/do")), "{link} is not pressed: {lines:?}");
    }
    let named = LIST
        .replace("<a href=\"/vpp/41/edit\">編集</a>", "<a href=/vpp/41/sync>同期</a>")
        .replace("<td>vpp-honsha", "<td><a href=/vpp/41/edit>vpp-honsha</a>")
        .replace("<td>本社", "<td><a href=/places/1>本社</a>");
    let script = pages(&[("GET /vpp", &named)]);
    assert!(renew(&script).await.is_ok(), "beside others: {:?}", script.lines());
}

#[tokio::test]
async fn the_zone_that_a_name_tells_counts_on_the_entrys_page_too() {
    for shown in [
        "<p>有効期限（UTC）：2026/12/04 08:30</p>",
        "<table><tr><th>有効期限 (UTC)<td>2026/12/04 08:30</table>",
        "<dl><dt>有効期限（UTC）<dd>2026/12/04 08:30</dl>",
        "<label>有効期限（UTC） <input readonly value='2026/12/04 08:30'></label>",
    ] {
        let edit = format!("{shown}{EDIT}");
        let script = pages(&[("GET /vpp/41/edit", &edit)]);
        let outcome = renew(&script).await;
        assert!(outcome.is_ok(), "the same minute: {shown} {outcome:?}");

        let dateless = LIST.replace("2026/12/04 17:30", "").replace("canary-memo", "canary…");
        let script = pages(&[("GET /vpp", &dateless), ("GET /vpp/41/edit", &edit)]);
        let expires = licenses(&script).await.expect("a list")[0].expires.expect("a date");
        assert_eq!(expires.at.to_rfc3339(), "2026-12-04T08:30:00+00:00", "{shown}");
    }
}

#[tokio::test]
async fn nothing_is_agreed_to_and_nothing_set_on_the_way() {
    let form = |attributes: &str, inner: &str| {
        format!("<form {attributes} action=/top>{inner}<button>次へ</button></form>")
    };
    for (what, home, is_passed) in [
        ("a box", form("method=post", "<label><input type=checkbox name=c>同意する</label>"), false),
        ("a box by GET", form("", "<input type=checkbox name=c> 規約に同意する"), false),
        ("a word", form("method=post", "<p>利用規約に同意のうえ、お進みください。"), false),
        ("a setting", form("method=post", "<input type=checkbox name=c>今後表示しない"), false),
        ("a box to hide it", form("", "<input type=checkbox name=c>今後表示しない"), true),
        ("a notice", form("method=post", "<input type=hidden name=t value=1>お知らせ"), true),
        (
            "a button that posts",
            "<form action=/top><input type=checkbox name=c>今後表示しない<button formmethod=post>次へ</button></form>".to_owned(),
            false,
        ),
    ] {
        let script = pages(&[("GET /home", &home), ("GET /top?", HOME), ("POST /top", HOME)]);
        let read = licenses(&script).await;
        let expected = if is_passed { None } else { Some(Code::SiteMenuMissing) };
        assert_eq!(code(&read), expected, "{what}: {:?}", script.lines());
        let pressed = script.lines().iter().any(|it| it.contains("/top"));
        assert_eq!(pressed, is_passed, "{what}: {:?}", script.lines());
    }
}

#[tokio::test]
async fn what_a_site_says_beside_its_menu_stops_nothing() {
    for (text, expected) in [
        ("<p>端末のロック中：3</p>", Code::SiteLabelMissing),
        ("<p>利用停止の端末：0</p>", Code::SiteLabelMissing),
        ("<li>同時ログインの上限：5</li>", Code::SiteLabelMissing),
        ("<p>夜間はメンテナンス中です。</p>", Code::SiteLabelMissing),
        ("<p>変更後は再度ログインしてください。</p>", Code::SiteLabelMissing),
        (
            "<a href=/otp>ワンタイムパスワードの設定</a><p>検索 <input name=q>",
            Code::SiteLabelMissing,
        ),
        ("<p class=error>アカウントはロックされました。</p>", Code::SiteLocked),
        ("<p role=alert>すでにログインしています。</p>", Code::SiteSignedInElsewhere),
        ("<p class=message>ただいまメンテナンス中です。</p>", Code::SiteMaintenance),
        ("<label>認証コード <input name=c></label>", Code::SiteOneTimeCode),
    ] {
        let script = pages(&[("GET /vpp", &format!("{HOME}{text}"))]);
        assert_eq!(code(&licenses(&script).await), Some(expected), "{text}");
        assert_eq!(posts(&script), ["POST /login"], "{text}: signed in once");
    }
    let script = pages(&[("GET /vpp", "<p>アカウントはロックされました。</p>")]);
    assert_eq!(code(&licenses(&script).await), Some(Code::SiteLocked), "without a menu");
}
