//! The pages outside of a renewal.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::steps::{FindingRow, Mark};
use super::{Row, Urgency};

/// Home.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Home {
    /// One sentence about the most urgent license.
    pub headline: String,
    /// How urgent that is.
    pub urgency: Urgency,
    /// The servers, each with its licenses.
    pub servers: Vec<ServerCard>,
    /// That a token file was opened with Koshin, and what comes next, in a sentence.
    pub opened: Option<String>,
    /// Renewals that were left and can be continued.
    pub unfinished: Vec<Unfinished>,
}

/// A registered server on the home page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerCard {
    /// Its profile's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind it is, in words.
    pub kind: String,
    /// The host's name.
    pub host: String,
    /// When its licenses were last read, formed; `None` if never.
    pub read_at: Option<String>,
    /// Koshin can read it.
    pub can_read: bool,
    /// Its licenses, the most urgent first.
    pub licenses: Vec<LicenseRow>,
}

/// A license in a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LicenseRow {
    /// Its id on the server.
    pub id: String,
    /// 「アカウント名」 or what else tells it apart.
    pub name: String,
    /// 「組織」.
    pub organization: String,
    /// 「ロケーション」.
    pub location: String,
    /// 「有効期限」, formed in Japan time.
    pub expires: String,
    /// Days left, formed.
    pub days_left: String,
    /// How urgent.
    pub urgency: Urgency,
    /// Who renewed it last, formed.
    pub last: Option<String>,
    /// That nobody knows what became of the last save, formed.
    pub unsettled: Option<String>,
}

/// A renewal that was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Unfinished {
    /// Its id.
    pub id: String,
    /// Which license and since when, formed.
    pub text: String,
    /// At which step, formed.
    pub step: String,
    /// A save was begun whose end is not known.
    pub needs_look: bool,
}

/// A kind of server that can be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindChoice {
    /// The word.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub hint: String,
    /// 「実サーバーで確認済み／未確認」; `None` where Koshin does not speak to it at all.
    pub evidence: Option<String>,
}

/// Adding a server: what was typed, without the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddServer {
    /// The kinds to choose from.
    pub kinds: Vec<KindChoice>,
    /// What was typed so far.
    pub form: ServerForm,
    /// The id of the registered server that is changed; `None` for a new one.
    pub editing: Option<String>,
    /// The administrator has set all of it but 「ユーザーID」.
    pub is_preset: bool,
}

/// The fields of a server, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ServerForm {
    /// The kind's word.
    pub kind: String,
    /// A name of the person's choice; empty for the host's name.
    pub name: String,
    /// The address of the sign-in page.
    pub url: String,
    /// 企業コード, where the site has one.
    pub company: String,
    /// ユーザーID.
    pub user: String,
    /// A CA certificate file (PEM) for this server, by its path.
    pub ca_file: String,
    /// A proxy's address; empty for the system's.
    pub proxy: String,
}

/// What a rehearsal found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerTest {
    /// The server's id.
    pub server: String,
    /// The server's name.
    pub server_name: String,
    /// The outcome, in a sentence.
    pub summary: String,
    /// All that is needed was found.
    pub passed: bool,
    /// What was looked for.
    pub rows: Vec<SeenRow>,
    /// There is something for a support file.
    pub has_structure: bool,
}

/// One thing that a rehearsal looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenRow {
    /// The page, as the site names it.
    pub page: String,
    /// What that means, where the interface is in another language than the site.
    pub page_gloss: Option<String>,
    /// The label as the manual names it.
    pub label: String,
    /// What that means, as for the page.
    pub label_gloss: Option<String>,
    /// As it stands on the page.
    pub found: Option<String>,
    /// It is needed.
    pub needed: bool,
}

/// The password of a server is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The server's id.
    pub server: String,
    /// The server's name.
    pub server_name: String,
    /// Where it is and who signs in.
    pub rows: Vec<Row>,
    /// Why it is asked for, in a sentence.
    pub reason: String,
    /// The keyring can be used.
    pub can_keep: bool,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordPage {
    /// The license.
    pub license: String,
    /// The outcome, in words.
    pub outcome: String,
    /// How it went.
    pub mark: Mark,
    /// What is still to be done, in a sentence.
    pub next: Option<String>,
    /// Everything that is recorded.
    pub rows: Vec<Row>,
    /// What was looked at.
    pub findings: Vec<FindingRow>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    /// The record's id.
    pub id: String,
    /// When, formed in Japan time.
    pub when: String,
    /// The license.
    pub license: String,
    /// The server.
    pub server: String,
    /// The outcome, in words.
    pub outcome: String,
    /// How it went.
    pub mark: Mark,
    /// Old → new expiry, formed.
    pub expiry: String,
    /// The Apple ID.
    pub apple_id: String,
}

/// All records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Newest first.
    pub rows: Vec<HistoryRow>,
    /// Lines of the journal that could not be read, in a sentence.
    pub damage: Option<String>,
}

/// A server in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerSetting {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Kind, address, user.
    pub rows: Vec<Row>,
    /// A password is kept in the keyring.
    pub secret_kept: bool,
    /// Koshin signs in to it.
    pub signs_in: bool,
    /// What the administrator has set of it; `None` where the person registered it.
    pub preset: Option<SetBefore>,
}

/// How much of a server the administrator has set. It cannot be removed in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SetBefore {
    /// Everything but the user.
    ButUser,
    /// Everything.
    Whole,
}

/// Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsPage {
    /// Days before the expiry from which on a license is urgent.
    #[ts(type = "number")]
    pub warn_days: i64,
    /// Who renews, as it goes into the records.
    pub person: String,
    /// The servers.
    pub servers: Vec<ServerSetting>,
    /// Where settings and records are kept.
    pub folder: String,
    /// The scenarios of practice: word and name.
    pub scenarios: Vec<Row>,
}

/// About.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The version.
    pub version: String,
    /// Every host that Koshin contacts, and what for.
    pub hosts: Vec<Row>,
}
