//! Adding servers, settings, history, about.

use koshin_practice::Scenario;
use koshin_remote::connector::{Kind, Rehearsal, Seen};
use koshin_store::ServerProfile;
use koshin_store::settings::Preset;

use crate::session::internal::State;
use crate::show::{record, row};
use crate::view::{
    About, AddServer, History, KindChoice, Row, SeenRow, ServerForm, ServerSetting, ServerTest,
    SetBefore, SettingsPage, SignIn,
};
use crate::words::{Words, word};
use crate::work::connect;

impl State {
    pub(super) fn add_server_page(
        &self,
        words: Words,
        form: &ServerForm,
        editing: Option<&str>,
    ) -> AddServer {
        let kinds = Kind::ALL
            .into_iter()
            .map(|kind| KindChoice {
                kind: kind.to_string(),
                name: words.say(&format!("kind.{kind}"), &[]),
                hint: words.say(&format!("kind.{kind}.hint"), &[]),
                evidence: Some(koshin_remote::servers::abilities(kind))
                    .filter(|it| it.reads)
                    .map(|it| words.say(&format!("evidence.{}", word(&it.evidence)), &[])),
            })
            .collect();
        let server = editing.and_then(|it| self.settings.server(it));
        AddServer {
            kinds,
            form: form.clone(),
            editing: editing.map(str::to_owned),
            is_preset: server.is_some_and(ServerProfile::is_preset),
        }
    }

    pub(super) fn server_test(
        &self,
        words: Words,
        server: &str,
        rehearsal: &Rehearsal,
    ) -> ServerTest {
        let passed = rehearsal.problem.is_none()
            && rehearsal.seen.iter().all(|it| !it.needed || it.found.is_some());
        let summary = match &rehearsal.problem {
            Some(problem) => {
                let told = words.problem(problem);
                format!("{}{}", told.what, words.second(&told.cure))
            }
            None => found(words, &rehearsal.seen),
        };
        ServerTest {
            server: server.to_owned(),
            server_name: self.server_name(server),
            summary,
            passed,
            has_structure: !rehearsal.structure.is_empty(),
            rows: rehearsal
                .seen
                .iter()
                .map(|it| SeenRow {
                    page: it.page.clone(),
                    page_gloss: gloss(words, &it.page),
                    label: it.label.clone(),
                    label_gloss: gloss(words, &it.label),
                    found: it.found.clone(),
                    needed: it.needed,
                })
                .collect(),
        }
    }

    fn server_name(&self, server: &str) -> String {
        self.settings.server(server).map(|it| it.name.clone()).unwrap_or_default()
    }

    pub(super) fn sign_in(&self, words: Words, server: &str) -> SignIn {
        let profile = self.settings.server(server);
        SignIn {
            server: server.to_owned(),
            server_name: self.server_name(server),
            rows: profile.map(|it| account(words, it)).unwrap_or_default(),
            reason: words.say("sign-in.reason", &[("name", &self.server_name(server))]),
            can_keep: true,
        }
    }

    pub(super) fn history_page(&self, words: Words) -> History {
        let damage = self.history.damage().map(|it| {
            let told = words.problem(&it.into());
            format!("{}{}", told.what, words.second(&told.cure))
        });
        History {
            rows: self.history.records().into_iter().map(|it| record::line(words, it)).collect(),
            damage,
        }
    }

    pub(super) fn settings_page(&self, words: Words) -> SettingsPage {
        let servers = self
            .settings
            .servers
            .iter()
            .map(|it| ServerSetting {
                id: it.id.clone(),
                name: it.name.clone(),
                rows: std::iter::once(row(
                    words,
                    "label.kind",
                    words.say(&format!("kind.{}", it.kind), &[]),
                ))
                .chain(account(words, it))
                .collect(),
                secret_kept: it.secret_kept,
                signs_in: connect::abilities(Some(it)).reads,
                preset: match it.preset {
                    Preset::No => None,
                    Preset::ButUser if connect::abilities(Some(it)).reads => {
                        Some(SetBefore::ButUser)
                    }
                    Preset::ButUser | Preset::Whole => Some(SetBefore::Whole),
                },
            })
            .collect();
        SettingsPage {
            warn_days: self.settings.warn_days,
            person: self.person().unwrap_or_default(),
            servers,
            folder: self.world.places.folder().display().to_string(),
            scenarios: Scenario::ALL
                .iter()
                .map(|it| Row {
                    label: words.say(&format!("scenario.{}", it.as_str()), &[]),
                    value: it.as_str().to_owned(),
                })
                .collect(),
        }
    }

    pub(super) fn about(&self, words: Words) -> About {
        let apple = host_of(self.world.apple.origin());
        let mut hosts: Vec<_> = apple
            .into_iter()
            .map(|label| Row { label, value: words.say("about.host.apple", &[]) })
            .collect();
        let contacted = |it: &&ServerProfile| connect::abilities(Some(it)).reads;
        for server in self.settings.servers.iter().filter(contacted) {
            let row = |key: &str, label: String| Row {
                label,
                value: words.say(key, &[("name", &server.name)]),
            };
            let proxy = server.proxy.as_deref().filter(|it| *it != "none");
            hosts.extend(host_of(&server.url).map(|it| row("about.host.server", it)));
            hosts.extend(proxy.and_then(host_of).map(|it| row("about.host.proxy", it)));
        }
        About { version: env!("CARGO_PKG_VERSION").to_owned(), hosts }
    }
}

/// Forms how much of what a renewal needs was found.
#[must_use]
pub fn found(words: Words, seen: &[Seen]) -> String {
    match seen.iter().filter(|it| it.needed && it.found.is_none()).count() {
        0 => words.say("test.passed", &[]),
        1 => words.say("test.missing-one", &[]),
        count => words.say("test.missing", &[("count", &count.to_string())]),
    }
}

/// Forms where a server is and who signs in to it.
fn account(words: Words, server: &ServerProfile) -> Vec<Row> {
    let signs_in = connect::abilities(Some(server)).reads;
    let mut rows = vec![row(words, "label.url", &server.url)];
    if let Some(company) = server.company.as_deref().filter(|it| !it.is_empty()) {
        rows.push(row(words, "label.company", company));
    }
    if signs_in {
        rows.push(row(words, "label.user", server.user.clone().unwrap_or_default()));
    }
    rows
}

/// What the site's own words mean; the keys of the sentences that say it.
const GLOSSES: &[(&str, &str)] = &[
    ("ログイン", "site.sign-in"),
    ("企業コード", "site.company"),
    ("ユーザーID", "site.user"),
    ("パスワード", "site.password"),
    ("トップ", "site.home"),
    ("メニュー", "site.menu"),
    ("設定", "site.settings"),
    ("アプリケーション", "site.applications"),
    ("VPP ライセンス", "site.licenses"),
    ("アカウント名", "site.account-name"),
    ("組織", "site.organization"),
    ("ロケーション", "site.location"),
    ("有効期限", "site.expires"),
    ("備考", "site.notes"),
    ("編集", "site.edit"),
    ("VPP ライセンス 編集", "site.edit-page"),
    ("VPP トークンアップロード", "site.upload"),
    ("保存", "site.save"),
    ("ログアウト", "site.sign-out"),
];

/// Says what one of the site's words means, to whoever does not read Japanese.
fn gloss(words: Words, text: &str) -> Option<String> {
    let bare = text.trim_start_matches('［').trim_end_matches('］');
    let (_, key) = GLOSSES.iter().find(|(it, _)| *it == bare)?;

    Some(words.say(key, &[])).filter(|it| it != bare)
}

/// Returns the host of an address, with or without a scheme, and the port where it is not the usual.
fn host_of(address: &str) -> Option<String> {
    let spelled =
        if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let url: url::Url = spelled.parse().ok()?;
    let host = url.host_str()?;

    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
