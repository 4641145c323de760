//! Each fault shows where it is set, and leaves the licenses as it says.

use std::io;
use std::time::Duration;

use crate::browser::{Browser, Page};
use crate::person::{Person, faults, new_token, now, practice};
use koshin_practice::{Fault, Lag, Mishap, Options, Place, Practice, Scenario, Structure, start};

const NONE: &[String] = &[];

fn is_renewed(practice: &Practice) -> bool {
    practice.licenses()[0].expires > now() + chrono::Duration::days(300)
}

/// What can be told of an answer without reading it.
fn outcome(answer: &io::Result<Page>) -> (u16, bool, String) {
    answer.as_ref().map_or((0, false, String::new()), |page| {
        let title = page.text.split("<title>").nth(1).unwrap_or_default();
        let title = title.split("</title>").next().unwrap_or_default().to_owned();
        (page.status, page.has("<script>"), title)
    })
}

#[tokio::test]
async fn every_mishap_shows_at_its_place() {
    let practice = practice(Structure::Table, &[]).await;
    for place in Place::ALL {
        practice.set_faults(Vec::new());
        let well = Person::new(&practice, Structure::Table).walk(&practice, *place).await;
        let well = outcome(&well);
        assert_eq!((well.0, well.1), (200, false), "{place}");
        for mishap in Mishap::ALL.iter().filter(|mishap| mishap.can_happen_at(*place)) {
            practice.set_faults(vec![Fault::At(*mishap, *place)]);
            let mut person = Person::new(&practice, Structure::Table);
            person.browser.limit = 1 << 20;
            person.browser.patience = Duration::from_millis(400);
            let answer = person.walk(&practice, *place).await;
            let told = format!("{mishap}@{place}");
            if let (Mishap::Flood, Ok(page)) = (mishap, &answer) {
                assert!(page.text.len() > 1_000_000, "{told}");
            } else {
                assert_ne!(outcome(&answer), well, "{told}");
            }
            let has_timed_out = answer.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut);
            assert_eq!(has_timed_out, *mishap == Mishap::Silence, "{told}");
        }
    }
    let sent_elsewhere = practice.log().iter().any(|asked| asked.server.as_str() == "elsewhere");
    assert!(!sent_elsewhere, "our browser follows nothing to another origin");
}

#[tokio::test]
async fn every_fault_of_the_site_says_what_is_wrong() {
    // Fault, where it shows, status, what is on the page, what is not, whether the date changed.
    let table = [
        ("maintenance", Place::SignIn, 503, "メンテナンス", "ログイン", false),
        ("password-refused", Place::Entry, 200, "正しくありません", "ホーム", false),
        ("refused-silently", Place::Entry, 200, "ログイン", "正しくありません", false),
        ("locked", Place::Entry, 200, "ロックされています", "ホーム", false),
        ("one-time-code", Place::Entry, 200, "ワンタイムパスワード", "ホーム", false),
        ("password-change", Place::Entry, 200, "新しいパスワード", "ホーム", false),
        ("signed-in-elsewhere", Place::Entry, 200, "別の端末でログイン", "ホーム", false),
        ("not-administrator", Place::List, 200, "vpp-honsha", "編集", false),
        ("empty-list", Place::List, 200, "データがありません", "vpp-honsha", false),
        ("missing-label:menu", Place::Menu, 200, "◇", "VPP ライセンス", false),
        ("missing-label:password", Place::SignIn, 200, "◇", ">パスワード<", false),
        ("missing-label:expiry", Place::List, 200, "◇", "有効期限", false),
        ("missing-label:upload", Place::Edit, 200, "◇", "アップロード", false),
        ("missing-label:account-name", Place::Edit, 200, "◇", "アカウント名", false),
        ("missing-label:notes", Place::Edit, 200, "◇", "備考", false),
        ("missing-label:save", Place::Edit, 200, "◇", "保存", false),
        ("form-again", Place::Save, 200, "登録できませんでした", "作成しました", false),
        ("forbidden@save", Place::Save, 403, "権限がありません", "作成しました", false),
        ("broken@save", Place::Save, 500, "システムエラー", "作成しました", false),
        ("sign-out@save", Place::Save, 200, "ユーザーID", "作成しました", false),
        ("elsewhere@save", Place::Save, 307, "", "作成しました", false),
        ("notice@list", Place::List, 200, "お知らせ", "vpp-honsha", false),
        ("old-date-stays", Place::Save, 200, "作成しました", "2027/11/22", false),
        ("extra-row", Place::Save, 200, "vpp-extra", "2027/01/06", true),
        ("lagging", Place::Save, 200, "2027/01/06", "2027/11/22", true),
    ];
    for (fault, place, status, shown, absent, renewed) in table {
        let practice = practice(Structure::Table, &[fault]).await;
        let page = Person::new(&practice, Structure::Table).walk(&practice, place).await.unwrap();
        assert_eq!(page.status, status, "{fault}");
        assert!(page.has(shown), "{fault}: no {shown}\n{}", page.text);
        let content = page.text.split("<main>").nth(1).unwrap_or_default();
        assert!(!content.contains(absent), "{fault}: {absent}\n{content}");
        assert_eq!(is_renewed(&practice), renewed, "{fault}");
        assert_eq!(practice.violations(), NONE, "{fault}");
        let rows = if fault == "extra-row" { 4 } else { 3 };
        assert_eq!(practice.licenses().len(), rows, "{fault}");
    }
}

#[tokio::test]
async fn a_cut_save_is_stored_or_not_as_the_scenario_says() {
    for (scenario, renewed) in [(Scenario::CutStored, true), (Scenario::CutNotStored, false)] {
        for structure in Structure::ALL {
            let options = Options { scenario, structure: *structure, ..Options::new(now()) };
            let practice = start(options).await.unwrap();
            let mut person = Person::new(&practice, *structure);
            let answer = person.walk(&practice, Place::Save).await;
            assert!(answer.is_err(), "{scenario} {structure}");
            assert_eq!(is_renewed(&practice), renewed, "{scenario} {structure}");
        }
    }
}

#[tokio::test]
async fn whoever_is_signed_out_sees_the_sign_in_form_and_nothing_is_stored() {
    for structure in Structure::ALL {
        for place in [Place::Home, Place::Menu, Place::List, Place::Edit, Place::Save] {
            // In frames, home is what the answer to the sign-in form leads to.
            if *structure == Structure::Frames && place == Place::Home {
                continue;
            }
            let practice = practice(*structure, &[&format!("sign-out@{place}")]).await;
            let mut person = Person::new(&practice, *structure);
            let told = match person.walk(&practice, place).await {
                Ok(page) => page.text,
                Err(error) => error.to_string(),
            };
            assert!(told.contains("type=\"password\""), "{structure} {place}\n{told}");
            assert!(!is_renewed(&practice), "{structure} {place}");
            // It happens once: the second walk arrives.
            let page = person.walk(&practice, Place::Save).await.unwrap();
            assert!(is_renewed(&practice), "{structure} {place}\n{}", page.text);
            assert_eq!(practice.violations(), NONE, "{structure} {place}");
        }
    }
}

#[tokio::test]
async fn the_former_date_is_shown_for_as_long_as_the_lag_says() {
    let lag = Lag { reads: 3, at_least: Duration::ZERO };
    let options = Options { scenario: Scenario::Lagging, lag, ..Options::new(now()) };
    let practice = start(options).await.unwrap();
    let mut person = Person::new(&practice, Structure::Table);
    // The page after the save is the first reading.
    let mut page = person.walk(&practice, Place::Save).await.unwrap();
    for reading in 1..=4 {
        assert_eq!(page.has("2027/01/06"), reading <= 3, "{reading}");
        page = person.browser.open("/mdm/console/ios/apps/vpp").await.unwrap();
    }
}

#[tokio::test]
async fn a_lagging_site_shows_one_date_throughout_a_reading() {
    for structure in Structure::ALL {
        let lag = Lag { reads: 2, at_least: Duration::ZERO };
        let (scenario, structure) = (Scenario::Lagging, *structure);
        let options = Options { scenario, structure, lag, ..Options::new(now()) };
        let practice = start(options).await.unwrap();
        let mut person = Person::new(&practice, structure);
        let edit = person.walk(&practice, Place::Edit).await.unwrap();
        // The page after the save is a reading where it is the list itself.
        let saved = person.save(&edit, "", &new_token(&practice)).await.unwrap();
        let already = u32::from(saved.has("vpp-fukuoka"));
        for reading in already + 1..=4 {
            let page = person.sign_in(&practice).await.unwrap();
            // In `pages` the row is on the last page as long as it has the former date.
            let list = person.list(&page).await.unwrap();
            let former = ["2027/01/06", "2027年01月06日", "令和9年1月6日", "2027-01-06"];
            let is_old = former.iter().any(|date| list.has(date));
            assert_eq!(is_old, reading <= 2, "{structure} {reading}");
        }
    }
}

#[tokio::test]
async fn what_happened_once_can_be_set_again() {
    let practice = practice(Structure::Table, &[]).await;
    let mut person = Person::new(&practice, Structure::Table);
    for _ in 0..2 {
        practice.set_faults(faults(&["sign-out@list"]));
        assert!(person.walk(&practice, Place::List).await.unwrap().has("パスワード"));
        assert!(person.walk(&practice, Place::List).await.unwrap().has("vpp-honsha"));
    }
}

#[tokio::test]
async fn whoever_is_not_administrator_cannot_edit_by_address_either() {
    let practice = practice(Structure::Table, &["not-administrator"]).await;
    let mut person = Person::new(&practice, Structure::Table);
    person.walk(&practice, Place::List).await.unwrap();
    let page = person.browser.open("/mdm/console/ios/apps/vpp/1041/edit").await.unwrap();
    assert_eq!(page.status, 403);
}

#[tokio::test]
async fn what_must_never_be_asked_is_recorded() {
    let practice = practice(Structure::Table, &[]).await;
    let mut person = Person::new(&practice, Structure::Table);
    let list = person.walk(&practice, Place::List).await.unwrap();
    person.browser.click(&list, "新規").await.unwrap();
    let list = person.browser.open("/mdm/console/ios/apps/vpp").await.unwrap();
    person.browser.click(&list, "削除").await.unwrap();
    assert_eq!(practice.licenses()[0].account_name, "vpp-osaka");
    assert_eq!(practice.violations().len(), 2);

    practice.set_scenario(Scenario::WrongPassword);
    person.sign_in(&practice).await.unwrap();
    assert_eq!(practice.violations().len(), 2, "the first refusal is nobody's fault");
    person.sign_in(&practice).await.unwrap();
    assert!(practice.violations()[2].contains("refused password"));
    practice.changed_password().clone_into(&mut person.account.password);
    assert!(person.sign_in(&practice).await.unwrap().has("ホーム"));

    practice.set_faults(Vec::new());
    let practice = crate::person::practice(Structure::Table, &[]).await;
    let mut person = Person::new(&practice, Structure::Table);
    person.walk(&practice, Place::Save).await.unwrap();
    person.walk(&practice, Place::Save).await.unwrap();
    assert!(practice.violations()[0].contains("saved again"), "{:?}", practice.violations());
}

#[tokio::test]
async fn a_silent_refusal_ends_at_the_form_without_a_word() {
    for structure in Structure::ALL {
        let practice = practice(*structure, &["refused-silently"]).await;
        let mut person = Person::new(&practice, *structure);
        let mut page = person.sign_in(&practice).await.unwrap();
        if *structure == Structure::Frames {
            // Its answer goes on by itself, which the test's browser does not.
            page = person.browser.open("/kanri/index.html").await.unwrap();
        }
        assert!(page.text.contains("type=\"password\""), "{structure}\n{}", page.text);
        assert!(!page.has("ログインできません"), "{structure}\n{}", page.text);
        assert_eq!(practice.violations(), NONE, "{structure}: the first one is nobody's fault");
        person.sign_in(&practice).await.unwrap();
        assert!(practice.violations()[0].contains("refused password"), "{structure}");
    }
}

#[tokio::test]
async fn a_password_is_not_kept_in_the_log() {
    for structure in Structure::ALL {
        let practice = practice(*structure, &["password-change"]).await;
        Person::new(&practice, *structure).sign_in(&practice).await.unwrap();
        let told = format!("{:?}", practice.log());
        assert!(told.contains("•••") && !told.contains(&practice.account().password), "{told}");
    }
}

#[tokio::test]
async fn a_gate_lets_a_person_through_but_is_recorded() {
    for (fault, button) in [
        ("one-time-code", "認証する"),
        ("password-change", "変更する"),
        ("signed-in-elsewhere", "強制ログインする"),
    ] {
        for structure in Structure::ALL {
            let practice = practice(*structure, &[fault]).await;
            let mut person = Person::new(&practice, *structure);
            let page = person.sign_in(&practice).await.unwrap();
            let page = person.browser.press(&page, button, &[("g0", "123456")]).await.unwrap();
            let list = person.list(&page).await.unwrap();
            assert!(list.has("vpp-honsha"), "{fault} {structure}");
            assert_eq!(practice.violations().len(), 1, "{fault} {structure}");
        }
    }
}

#[tokio::test]
async fn broken_uploads_come_back_with_the_form() {
    for structure in Structure::ALL {
        let practice = practice(*structure, &[]).await;
        let mut person = Person::new(&practice, *structure);
        let mut page = person.walk(&practice, Place::Edit).await.unwrap();
        for name in ["html", "device-token", "truncated", "no-date", "utf-16"] {
            let file = std::fs::read(&practice.tokens()[name]).unwrap();
            page = person.save(&page, "書いた備考", &file).await.unwrap();
            let told = format!("{structure} {name}\n{}", page.text);
            assert!(page.has("形式が正しくありません") && page.has("書いた備考"), "{told}");
            assert!(!is_renewed(&practice), "{told}");
        }
        // The form that came back can be sent.
        person.save(&page, "備考", &new_token(&practice)).await.unwrap();
        assert!(is_renewed(&practice), "{structure}");
    }
}

#[tokio::test]
async fn frames_take_no_form_without_referer_or_hidden_value() {
    let practice = practice(Structure::Frames, &[]).await;
    let mut person = Person::new(&practice, Structure::Frames);
    let list = person.walk(&practice, Place::List).await.unwrap();
    let ticket = list.attrs("input[name=tk]", "value").remove(0);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = format!("tk={ticket}&sel=L-1041&act=%95%D2%8FW").into_bytes();
    let browser: &mut Browser = &mut person.browser;
    let page = browser.ask("POST", "/kanri/vpp.cgi", None, &form, body.clone()).await.unwrap();
    assert_eq!(page.status, 403);
    for expected in ["VPP ライセンス　編集", "画面の有効期限が切れました"] {
        let from = Some(&list);
        let page = browser.ask("POST", "/kanri/vpp.cgi", from, &form, body.clone()).await.unwrap();
        assert!(page.has(expected), "{}", page.text);
    }
    assert_eq!(practice.violations().len(), 2);
}

#[tokio::test]
async fn cards_record_a_control_that_does_not_come_back() {
    let practice = practice(Structure::Cards, &[]).await;
    let mut person = Person::new(&practice, Structure::Cards);
    let mut page = person.walk(&practice, Place::Edit).await.unwrap();
    page.text = page.text.replace("name=\"c4\" checked", "name=\"c4\"");
    person.save(&page, "備考", &new_token(&practice)).await.unwrap();
    assert!(practice.violations()[0].contains("came back as"), "{:?}", practice.violations());
}

#[tokio::test]
async fn slow_servers_answer_late() {
    let slow = Duration::from_millis(300);
    let options = Options { scenario: Scenario::Slow, slow, ..Options::new(now()) };
    let practice = start(options).await.unwrap();
    let mut browser = Browser::new(&practice.site_url());
    let since = std::time::Instant::now();
    browser.open(&practice.site_url()).await.unwrap();
    assert!(since.elapsed() >= slow);
    practice.set_faults(faults(&["maintenance"]));
    browser.patience = slow;
    assert_eq!(browser.open(&practice.site_url()).await.unwrap().status, 503);
}
