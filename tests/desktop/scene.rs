//! One Koshin and one set of practice servers, the same at every run.

use std::path::{Path, PathBuf};

use koshin_practice::{Options, Practice, Scenario};
use koshin_tests::{App, Page, Window};
use tempfile::TempDir;

use crate::camera;

/// 2026-11-22 10:00 in Japan.
const NOW: &str = "2026-11-22T01:00:00Z";

/// The settings show where they are kept, and which port the site has.
const HOME: &str = "/tmp/koshin-screens";
const PORT: u16 = 20_731;

/// A person at a window.
pub(crate) struct Scene {
    window: Window,
    practice: Practice,
    /// What the window's surroundings are told.
    folder: TempDir,
}

impl Scene {
    /// A fresh Koshin. To it the practice servers are a real site and a real Apple.
    pub(crate) async fn open(scenario: Scenario) -> Self {
        let home = Path::new(HOME);
        if home.exists() {
            std::fs::remove_dir_all(home).expect("the folder of an earlier run can be removed");
        }
        let now = NOW.parse().expect("a date");
        let options = Options { scenario, port: PORT, ..Options::new(now) };
        let practice = koshin_practice::start(options).await.expect("practice starts");
        let folder = TempDir::new().expect("a folder");
        still(folder.path());
        let window = window(folder.path(), &practice).await;

        Self { window, practice, folder }
    }

    /// Closes the window and opens it again on the same settings.
    pub(crate) async fn reopen(self) -> Self {
        assert_eq!(self.window.close().await, "", "the app has nothing to complain about");
        let window = window(self.folder.path(), &self.practice).await;

        Self { window, ..self }
    }

    /// Closes the window, and leaves nothing behind.
    pub(crate) async fn close(self) {
        assert_eq!(self.window.close().await, "", "the app has nothing to complain about");
        std::fs::remove_dir_all(HOME).expect("the folder can be removed");
    }

    pub(crate) fn page(&self) -> Page {
        self.window.page()
    }

    pub(crate) const fn practice(&self) -> &Practice {
        &self.practice
    }

    /// Takes the pictures of the screen that is shown.
    pub(crate) async fn take(&self, screen: &str) {
        camera::take(&self.window, screen).await;
    }

    /// The next file dialog gives this sample of practice.
    pub(crate) fn pick(&self, sample: &str) {
        let file = self.practice.tokens()[sample].clone();
        let line = format!("{}\n", file.display());
        std::fs::write(picked(self.folder.path()), line).expect("a folder of the test's own");
    }

    /// Registers the practice site as a person registers a real one, and keeps the password.
    pub(crate) async fn register(&self) {
        self.fill_in().await;
        self.add().await;
    }

    /// Does the same and keeps the password for this time only.
    pub(crate) async fn register_once(&self) {
        self.fill_in().await;
        self.page().choose("今回だけ使う").await;
        self.add().await;
    }

    async fn fill_in(&self) {
        let page = self.page();
        let account = self.practice.account();
        page.press("サーバーを登録する").await;
        page.heading("サーバーの登録").await;
        page.press("表示名・CA証明書・プロキシ").await;
        page.fill("表示名", "本社の管理サイト").await;
        page.fill("URL", &self.practice.site_url()).await;
        page.fill("企業コード", &account.company.unwrap_or_default()).await;
        page.fill("ユーザーID", &account.user).await;
        page.fill("パスワード", &account.password).await;
    }

    async fn add(&self) {
        let page = self.page();
        page.press("接続を確認して登録する").await;
        page.heading("VPPライセンス").await;
        page.sees("サーバーを登録しました").await;
    }

    /// Steps 1 to 4 with the new token.
    pub(crate) async fn walk_to_the_save(&self) {
        let page = self.page();
        page.press("「vpp-honsha」の更新を始める").await;
        page.heading("有効期限を確認する").await;
        page.choose("前回と同じ").await;
        page.press("更新を始める").await;
        page.press("ファイルの選択へ進む").await;
        self.pick("new");
        page.press("ファイルを選択").await;
        page.sees("このトークンで更新できます。").await;
        page.press("備考の入力へ進む").await;
        page.press("内容の確認へ進む").await;
        page.heading("内容を確認して保存する").await;
    }
}

async fn window(folder: &Path, practice: &Practice) -> Window {
    let app = App::koshin()
        .env("LANGUAGE", "ja")
        .env("USERNAME", "山田")
        .env("XDG_CONFIG_HOME", folder)
        .env("KOSHIN_TEST_CLOCK", NOW)
        .env("KOSHIN_TEST_PICK", picked(folder))
        .env("KOSHIN_APPLE_URL", practice.apple_url())
        .home(Path::new(HOME));
    let window = app.open().await;
    camera::look(&window.page(), "ja", "light").await;

    window
}

fn picked(folder: &Path) -> PathBuf {
    folder.join("picked")
}

/// The page moves nothing where the system is asked not to: a picture of a turning sign would be
/// another one each time.
fn still(folder: &Path) {
    let settings = folder.join("gtk-3.0");
    std::fs::create_dir_all(&settings).expect("a folder of the test's own");
    let text = "[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n";
    std::fs::write(settings.join("settings.ini"), text).expect("a folder of the test's own");
}
