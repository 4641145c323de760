//! Renewals in the real window, with the real Secret Service and real files.

use std::path::{Path, PathBuf};

use koshin_practice::{Options, Practice, Scenario};
use koshin_tests::{App, Page, Window};
use tempfile::TempDir;

use crate::portal;

/// Koshin in Japanese, with a folder of the test's own and the file dialog answered from a list there.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    fn app(&self) -> App {
        App::koshin()
            .env("LANGUAGE", "ja")
            .env("KOSHIN_TEST_PICK", self.list())
            .home(&self.folder.path().join("koshin"))
    }

    fn list(&self) -> PathBuf {
        self.folder.path().join("picked")
    }

    /// The next file dialog gives this file.
    fn will_pick(&self, file: &Path) {
        let line = format!("{}\n", file.display());
        std::fs::write(self.list(), line).expect("a folder of the test's own");
    }
}

/// Practice servers of the test's own: to the app they are a real site and a real Apple.
async fn servers(scenario: Scenario) -> Practice {
    #[expect(clippy::disallowed_methods, reason = "the app's clock is the machine's, too")]
    let now = std::time::SystemTime::now().into();
    let options = Options { scenario, ..Options::new(now) };
    koshin_practice::start(options).await.expect("practice starts")
}

async fn open(desk: &Desk, practice: &Practice) -> Window {
    desk.app().env("KOSHIN_APPLE_URL", practice.apple_url()).open().await
}

/// Registers the practice site as a person registers a real one, and keeps the password.
async fn register(page: &Page, practice: &Practice) {
    let account = practice.account();
    page.press("サーバーを登録する").await;
    page.heading("サーバーの登録").await;
    page.fill("URL", &practice.site_url()).await;
    page.fill("企業コード", &account.company.unwrap_or_default()).await;
    page.fill("ユーザーID", &account.user).await;
    page.fill("パスワード", &account.password).await;
    page.press("接続を確認して登録する").await;
    page.heading("VPPライセンス").await;
    page.sees("サーバーを登録しました").await;
    let html = page.html().await;
    assert!(!html.contains(&account.password), "the password does not stay in the page");
}

/// Steps 1 and 2 for 本社.
async fn begin(page: &Page) {
    page.press("「vpp-honsha」の更新を始める").await;
    page.heading("有効期限を確認する").await;
    page.choose("前回と同じ").await;
    page.press("更新を始める").await;
    page.heading("Appleからトークンをダウンロードする").await;
    page.press("ファイルの選択へ進む").await;
    page.heading("トークンファイルを選択する").await;
}

/// A fresh Koshin at step 3, where the file dialog will give the new token.
async fn at_the_file(desk: &Desk, practice: &Practice) -> Window {
    let window = open(desk, practice).await;
    let page = window.page();
    register(&page, practice).await;
    begin(&page).await;
    desk.will_pick(&practice.tokens()["new"]);
    window
}

/// Steps 4 and 5, up to the press of the button.
async fn write_and_save(page: &Page) {
    page.press("備考の入力へ進む").await;
    page.heading("アカウント名と備考を入力する").await;
    page.press("内容の確認へ進む").await;
    page.heading("内容を確認して保存する").await;
    page.press("管理サイトに保存する").await;
}

#[tokio::test]
async fn a_practice_renewal_is_walked_to_the_confirmed_new_expiry() {
    let desk = Desk::new();
    let window = desk.app().open().await;
    let page = window.page();
    page.heading("VPPトークンを更新します").await;
    page.shot("1-welcome").await;

    page.press("練習モードを始める").await;
    page.sees("本物のサーバーとトークンには触れません").await;
    page.press("練習用の管理サイトのライセンスを読み取る").await;
    page.sees("vpp-honsha").await;
    page.shot("2-home").await;
    page.press("「vpp-honsha」の更新を始める").await;
    page.heading("有効期限を確認する").await;
    page.choose("前回と同じ").await;
    page.shot("3-check-expiry").await;
    page.press("更新を始める").await;
    page.heading("Appleからトークンをダウンロードする").await;
    page.shot("4-get-token").await;
    let text = page.text().await;
    let portal = text.split_whitespace().find(|it| it.starts_with("http://127.0.0.1:"));
    desk.will_pick(&portal::download(portal.expect("the portal's address"), desk.folder.path()));
    page.press("ファイルの選択へ進む").await;
    page.heading("トークンファイルを選択する").await;
    page.press("ファイルを選択").await;
    page.sees("このトークンで更新できます。").await;
    page.shot("5-choose-file").await;
    page.press("備考の入力へ進む").await;
    page.heading("アカウント名と備考を入力する").await;
    page.shot("6-write-notes").await;
    page.press("内容の確認へ進む").await;
    page.heading("内容を確認して保存する").await;
    page.shot("7-save").await;
    page.press("管理サイトに保存する").await;

    page.sees("更新が完了しました。").await;
    page.sees("更新済み（Koshinが確認）").await;
    page.shot("8-confirm").await;
    page.press("記録を表示する").await;
    page.sees("更新済み（Koshinが確認）").await;
    page.shot("9-record").await;
    assert_eq!(window.close().await, "", "the app has nothing to complain about");
}

#[tokio::test]
async fn another_locations_token_is_stopped_then_overridden_by_typing() {
    let desk = Desk::new();
    let practice = servers(Scenario::OtherLocation).await;
    let window = at_the_file(&desk, &practice).await;
    let page = window.page();

    page.press("ファイルを選択").await;
    page.sees("別のロケーション「大阪」のトークンのため、更新を止めました。").await;
    page.shot("walks/other-location").await;
    load_again(&page).await;
    page.sees("別のロケーション「大阪」のトークンのため、更新を止めました。").await;
    page.fill("ロケーション", "本社").await;
    page.press("このトークンで進む").await;
    page.sees("コード：accepted-name-differs").await;
    page.fill("ロケーション", "大阪").await;
    page.press("このトークンで進む").await;
    page.sees("このトークンで更新できます。").await;
    write_and_save(&page).await;

    page.sees("更新が完了しました。").await;
    assert_eq!(practice.violations(), Vec::<String>::new(), "what was done on the site");
    assert_eq!(window.close().await, "", "the app has nothing to complain about");
}

#[tokio::test]
async fn a_save_whose_answer_is_lost_is_settled_by_reading_and_the_keyring_outlives_the_app() {
    let desk = Desk::new();
    let practice = servers(Scenario::CutNotStored).await;
    let window = at_the_file(&desk, &practice).await;
    let page = window.page();
    page.press("ファイルを選択").await;
    page.sees("このトークンで更新できます。").await;
    write_and_save(&page).await;

    // Koshin reads the site for up to a minute before it says that the old date stands.
    page.patient(std::time::Duration::from_secs(100)).sees("コード：save-not-taken").await;
    page.heading("内容を確認して保存する").await;
    page.shot("walks/answer-lost").await;
    assert_eq!(window.close().await, "", "the app has nothing to complain about");

    practice.set_faults(Vec::new());
    let window = open(&desk, &practice).await;
    let page = window.page();
    // The license leads back to its unfinished renewal.
    page.press("「vpp-honsha」の更新を始める").await;
    page.heading("トークンファイルを選択する").await;
    // A double click on the file, while the window is open.
    let file = practice.tokens()["new"].display().to_string();
    let second = desk.app().arg(file).run().await;
    assert!(second.status.success(), "{second:?}");
    page.sees("このトークンで更新できます。").await;
    write_and_save(&page).await;
    // No password was typed: it came out of the Secret Service.
    page.sees("更新が完了しました。").await;
    assert_eq!(practice.violations(), Vec::<String>::new(), "what was done on the site");
    the_page_stays(&page).await;
    assert_eq!(window.close().await, "", "the app has nothing to complain about");
    nothing_secret_is_on_the_disk(&desk, &practice);
    let log = std::fs::read_to_string(desk.folder.path().join("koshin/koshin.log"));
    assert!(log.expect("the log").contains("save-not-taken"), "what went wrong can be looked up");
}

#[tokio::test]
async fn without_a_server_the_person_finishes_in_the_browser() {
    let desk = Desk::new();
    let practice = servers(Scenario::Normal).await;
    let window = open(&desk, &practice).await;
    let page = window.page();
    let asked = practice.log().len();
    page.press("サーバーを登録せずに始める").await;
    page.heading("有効期限を確認する").await;
    page.fill("アカウント名", "本社iPad").await;
    page.press("更新を始める").await;
    page.heading("Appleからトークンをダウンロードする").await;
    page.press("ファイルの選択へ進む").await;
    desk.will_pick(&practice.tokens()["new"]);
    page.press("ファイルを選択").await;
    page.sees("「本社」で正しいか確認してください").await;
    page.press("「本社」で正しい").await;
    page.sees("このトークンで更新できます。").await;
    page.press("備考の入力へ進む").await;
    page.press("内容の確認へ進む").await;

    page.sees("［新規］と［削除］はクリックしません").await;
    page.shot("walks/by-hand").await;
    page.fill("管理サイトの「有効期限」", "来年").await;
    page.press("有効期限を照合して記録する").await;
    page.sees("コード：input-not-a-date").await;
    let shown = practice.tokens()["new"].clone();
    let day = expiry_in_japan(&shown);
    page.fill("管理サイトの「有効期限」", &day).await;
    page.press("有効期限を照合して記録する").await;

    page.sees("更新済み（担当者が画面で確認）").await;
    assert_eq!(practice.log().len() - asked, 1, "one question to Apple, nothing to any site");
    assert_eq!(window.close().await, "", "the app has nothing to complain about");
}

/// Loads the page anew, as a key or a menu of the web view does.
async fn load_again(page: &Page) {
    let script = "window.isBefore = true; location.reload()";
    page.execute(script, Vec::new()).await;
    page.comes("return window.isBefore === undefined", &true.into()).await;
}

/// Whatever a page may try, it leads nowhere and opens nothing.
async fn the_page_stays(page: &Page) {
    let elsewhere = "https://example.invalid/";
    let script = "window.open(arguments[0]); location.href = arguments[0]; return location.href";
    let at = page.execute(script, vec![elsewhere.into()]).await;
    assert!(!at.to_string().contains("example.invalid"), "still at {at}");
    page.press("記録を表示する").await;
    page.sees("更新済み（Koshinが確認）").await;
}

/// Neither settings nor journal, draft, log or anything else holds the token or the password.
fn nothing_secret_is_on_the_disk(desk: &Desk, practice: &Practice) {
    let token = std::fs::read(&practice.tokens()["new"]).expect("a practice token");
    let secrets = [token, practice.account().password.into_bytes()];
    let mut folders = vec![desk.folder.path().join("koshin")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of Koshin's").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            files += 1;
            let bytes = std::fs::read(entry.path()).expect("a file of Koshin's");
            for secret in &secrets {
                let is_in = bytes.windows(secret.len()).any(|it| it == secret.as_slice());
                assert!(!is_in, "{} holds a secret", entry.path().display());
            }
        }
    }
    assert!(files >= 3, "settings, journal and log are there to be looked at: {files}");
}

/// The day on which a practice token expires, as the site would show it.
fn expiry_in_japan(file: &Path) -> String {
    let token = koshin_core::ContentToken::read(&std::fs::read(file).expect("a practice token"));
    let expires = koshin_core::Expiry::second(token.expect("a good token").expires());
    expires.day_in_japan().format("%Y/%m/%d").to_string()
}
