//! A person at the practice site: knows where to click, whatever the pages look like.

use std::io;

use chrono::{DateTime, Utc};
use koshin_practice::{Account, Fault, Options, Place, Practice, Structure, start};

use crate::browser::{Browser, Page};

/// A present at which the new token's date is 2027-11-22 17:30 in Japan.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T01:00:00Z".parse().unwrap()
}

pub(crate) fn faults(names: &[&str]) -> Vec<Fault> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// A practice with these faults in the normal scenario.
pub(crate) async fn practice(structure: Structure, names: &[&str]) -> Practice {
    start(Options { structure, faults: faults(names), ..Options::new(now()) }).await.unwrap()
}

pub(crate) fn new_token(practice: &Practice) -> Vec<u8> {
    std::fs::read(&practice.tokens()["new"]).unwrap()
}

pub(crate) struct Person {
    pub(crate) structure: Structure,
    pub(crate) browser: Browser,
    pub(crate) account: Account,
}

impl Person {
    pub(crate) fn new(practice: &Practice, structure: Structure) -> Self {
        let browser = Browser::new(&practice.site_url());
        Self { structure, browser, account: practice.account() }
    }

    pub(crate) async fn sign_in(&mut self, practice: &Practice) -> io::Result<Page> {
        let page = self.browser.open(&practice.site_url()).await?;
        let (user, password) = (self.account.user.clone(), self.account.password.clone());
        let company = self.account.company.clone().unwrap_or_default();
        let names = match self.structure {
            Structure::Table => ["c", "u", "p"],
            Structure::Frames => ["none", "uid", "pwd"],
            Structure::Pages => ["corp", "login", "secret"],
            Structure::Cards => ["tenant", "account", "pass"],
        };
        let fill = [(names[0], &*company), (names[1], &*user), (names[2], &*password)];
        self.browser.press(&page, "ログイン", &fill).await
    }

    /// From the page after the sign-in to the page of the list that has the row.
    pub(crate) async fn list(&mut self, page: &Page) -> io::Result<Page> {
        let browser = &mut self.browser;
        match self.structure {
            Structure::Table => {
                let page = browser.click(page, "設定").await?;
                for text in ["iOS", "アプリケーション"] {
                    assert!(page.link(text).is_none_or(|to| to.starts_with('#')), "{text}");
                }
                browser.click(&page, "VPP ライセンス").await
            }
            Structure::Frames => {
                let page = browser.open("/kanri/index.html").await?;
                // The menu is one of the frames.
                let frames = page.attrs("frame", "src");
                let Some(menu) = frames.iter().find(|frame| frame.contains("menu")) else {
                    return Ok(page);
                };
                let mut page = browser.open(&page.resolve(menu)).await?;
                for text in ["設定", "ｉＯＳ", "アプリケーション", "VPPライセンス"]
                {
                    page = browser.click(&page, text).await?;
                }
                Ok(page)
            }
            Structure::Pages => {
                let page = browser.press(page, "設定", &[]).await?;
                let page = browser.press(&page, "iOS", &[]).await?;
                let page = browser.click(&page, "アプリケーション").await?;
                let page = browser.click(&page, "VPP ライセンス").await?;
                assert!(!page.has("vpp-honsha"), "the row is on the second page");
                browser.click(&page, "次へ").await
            }
            Structure::Cards => {
                let mut page = browser.press(page, "次へ", &[]).await?;
                for text in
                    ["［設定］", "［ｉＯＳ］", "［アプリケーション］", "［ＶＰＰ ライセンス］"]
                {
                    page = browser.click(&page, text).await?;
                }
                Ok(page)
            }
        }
    }

    pub(crate) async fn edit(&mut self, list: &Page) -> io::Result<Page> {
        let browser = &mut self.browser;
        match self.structure {
            Structure::Table => browser.click(list, "編集").await,
            Structure::Frames => browser.press(list, "編集", &[("sel", "L-1041")]).await,
            Structure::Pages => browser.press(list, "編集", &[]).await,
            Structure::Cards => browser.press(list, "［編集］", &[("ids", "k-1041")]).await,
        }
    }

    pub(crate) async fn save(
        &mut self,
        edit: &Page,
        notes: &str,
        token: &[u8],
    ) -> io::Result<Page> {
        let (button, name, file, field) = match self.structure {
            Structure::Table => ("保存", "f1", "f2", "f4"),
            Structure::Frames => ("保　存", "a1", "a2", "a3"),
            Structure::Pages => ("保存", "n1", "n2", "n3"),
            Structure::Cards => ("［保存］", "c1", "c7", "c9"),
        };
        let texts = [(name, "vpp-本社"), (field, notes)];
        let files = [(file, "sToken_for_本社.vpptoken", token)];
        self.browser.press_with(edit, button, &texts, &files).await
    }

    /// Walks until the answer at this place. A place reached by another's redirect is that place.
    pub(crate) async fn walk(&mut self, practice: &Practice, until: Place) -> io::Result<Page> {
        if until == Place::SignIn {
            return self.browser.open(&practice.site_url()).await;
        }
        let page = self.sign_in(practice).await?;
        if matches!(until, Place::Entry | Place::Home) {
            return Ok(page);
        }
        if until == Place::SignOut {
            return self.sign_out().await;
        }
        // Elsewhere the menu has several pages on the way to the list.
        if until == Place::Menu && self.structure == Structure::Table {
            return self.browser.click(&page, "設定").await;
        }
        let list = self.list(&page).await?;
        if matches!(until, Place::Menu | Place::List) {
            return Ok(list);
        }
        let edit = self.edit(&list).await?;
        if until == Place::Edit {
            return Ok(edit);
        }
        let token = new_token(practice);
        self.save(&edit, "備考", &token).await
    }

    pub(crate) async fn sign_out(&mut self) -> io::Result<Page> {
        let path = match self.structure {
            Structure::Table => "/mdm/console/logout",
            Structure::Frames => "/kanri/logout.cgi",
            Structure::Pages => "/portal/Logout.do",
            Structure::Cards => "/tenant/sample/session/end",
        };
        let method = if self.structure == Structure::Pages { "POST" } else { "GET" };
        self.browser.ask(method, path, None, &[], Vec::new()).await
    }
}
