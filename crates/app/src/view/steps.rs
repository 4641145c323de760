//! The six steps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Row, Urgency};

/// What stands around every step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// The step's number, from 1.
    pub number: u8,
    /// How many steps there are.
    pub total: u8,
    /// Which license, in a line: name, server.
    pub about: String,
    /// The person may go back.
    pub can_go_back: bool,
    /// It may be left and continued later.
    pub can_leave: bool,
    /// Steps 5 and 6 will be done in the browser.
    pub by_hand: bool,
}

/// Step 1.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckExpiry {
    /// The frame.
    pub frame: Frame,
    /// Days left, or that it has expired, or that it is not known.
    pub headline: String,
    /// How urgent.
    pub urgency: Urgency,
    /// What to know now: the manual's 注意事項 where they matter.
    pub cautions: Vec<String>,
    /// The license's items as the server shows them.
    pub rows: Vec<Row>,
    /// Who renewed last with which Apple ID.
    pub last: Option<String>,
    /// The Apple ID of last time, where known.
    pub apple_id_same: Option<String>,
    /// `same`, `other`, or nothing chosen yet.
    pub apple_id_choice: Option<String>,
    /// The other Apple ID as typed.
    pub apple_id_other: String,
    /// Koshin can read the license once more.
    pub can_read_again: bool,
    /// Where Koshin cannot read it: what the person can tell of the license.
    pub told: Option<Told>,
}

/// What the person tells of a license that Koshin cannot read. All optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Told {
    /// 「アカウント名」.
    pub account_name: String,
    /// 「有効期限」, as the page shows it.
    pub expires: String,
    /// 「ロケーション」.
    pub location: String,
    /// 「備考」.
    pub notes: String,
}

/// One item on the way through Apple's menus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PathItem {
    /// In the language of the interface.
    pub name: String,
    /// In the other language.
    pub other: String,
    /// Former names.
    pub former: Vec<String>,
}

/// Step 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GetToken {
    /// The frame.
    pub frame: Frame,
    /// Where the token is downloaded.
    pub url: String,
    /// With which Apple ID, in a sentence.
    pub apple_id: String,
    /// The way through the menus.
    pub path: Vec<PathItem>,
    /// That a token file was opened with Koshin, and that it is used in the next step, in a sentence.
    pub opened: Option<String>,
    /// When the path was last checked, formed.
    pub path_checked: String,
    /// 「見つからない場合」: cause and what to do.
    pub causes: Vec<String>,
    /// A ready request to whoever holds the Apple account.
    pub request: String,
}

/// How one check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// As it should be.
    Pass,
    /// Worth knowing.
    Note,
    /// An obstacle.
    Stop,
    /// Nothing to compare with.
    NotComparable,
    /// Not looked at.
    Skipped,
    /// Overridden by the person.
    Accepted,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingRow {
    /// The check's word.
    pub check: String,
    /// What was looked at.
    pub title: String,
    /// How it went.
    pub mark: Mark,
    /// What was found, in a sentence.
    pub text: String,
    /// What to do, where there is something.
    pub cure: Option<String>,
}

/// What the person can do about the checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "need")]
pub enum NeedView {
    /// No file yet.
    File,
    /// Nothing: go on.
    Nothing,
    /// Another token.
    OtherToken,
    /// Another token, or typing the location's name.
    TypeLocation {
        /// The question, formed; it names the location.
        text: String,
    },
    /// Confirming the location by its name.
    ConfirmLocation {
        /// The question, formed; it names the location.
        text: String,
        /// The name to confirm.
        location: String,
    },
    /// Confirming without Apple's answer.
    ConfirmUnseen {
        /// The question, formed.
        text: String,
    },
}

/// Step 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChooseFile {
    /// The frame.
    pub frame: Frame,
    /// The chosen file's name.
    pub file_name: Option<String>,
    /// The outcome, in a sentence.
    pub summary: Option<String>,
    /// How it went as a whole.
    pub mark: Option<Mark>,
    /// What was looked at.
    pub findings: Vec<FindingRow>,
    /// What the person can do.
    pub need: NeedView,
    /// The location's name as typed so far.
    pub typed_location: String,
    /// Apple could not be asked, and can be asked once more.
    pub can_ask_again: bool,
    /// Last year's token file may be offered.
    pub can_offer_last: bool,
}

/// A text that goes to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextField {
    /// The text as it will be saved.
    pub value: String,
    /// As it stands on the server.
    pub before: String,
    /// The most characters that the server takes.
    pub max: Option<usize>,
    /// Where the server has no place for it: that it goes into the record.
    pub kept_in_record: bool,
}

/// Step 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WriteNotes {
    /// The frame.
    pub frame: Frame,
    /// 「アカウント名」.
    pub account_name: TextField,
    /// 「備考」.
    pub notes: TextField,
}

/// One line of the table before → after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRow {
    /// The item.
    pub label: String,
    /// As it stands.
    pub before: String,
    /// As it will stand.
    pub after: String,
    /// They differ.
    pub changed: bool,
    /// The step at which it can be changed.
    pub change: Option<String>,
}

/// Step 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavePage {
    /// The frame.
    pub frame: Frame,
    /// Before and after.
    pub rows: Vec<ChangeRow>,
    /// Where it is saved, in a sentence.
    pub target: String,
}

/// One step of the manual's own, in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ManualStep {
    /// The manual's number, 【6】 to 【11】.
    pub number: String,
    /// What to do.
    pub text: String,
    /// ⇒ the result.
    pub result: Option<String>,
    /// A value to copy.
    pub copy: Option<Row>,
    /// Another value to copy.
    pub copy_second: Option<Row>,
    /// Opens the folder of the file.
    pub folder: bool,
    /// Opens the site.
    pub site: bool,
}

/// Steps 5 and 6 in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ByHand {
    /// The frame.
    pub frame: Frame,
    /// Why, where Koshin could not go on by itself: what was reached, what was not found, that
    /// nothing was saved.
    pub reason: Option<String>,
    /// The manual's steps.
    pub steps: Vec<ManualStep>,
    /// Koshin could save instead.
    pub can_go_by_koshin: bool,
    /// Koshin could read what is shown there afterwards.
    pub can_read: bool,
    /// The expiry that the site should show, formed.
    pub expected: String,
    /// The expiry that the person sees, as typed so far.
    pub typed: String,
}

/// How the confirmation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ConfirmState {
    /// Saving or reading.
    Waiting,
    /// 更新済み（Koshinが確認）.
    Renewed,
    /// 更新済み（担当者が画面で確認）.
    RenewedByHand,
    /// The old one stands.
    NotRenewed,
    /// 確認できませんでした.
    Unknown,
}

/// Step 6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Confirm {
    /// The frame.
    pub frame: Frame,
    /// How it stands.
    pub state: ConfirmState,
    /// The outcome, in a sentence.
    pub headline: String,
    /// Old expiry, formed.
    pub before: String,
    /// New expiry, formed.
    pub after: String,
    /// How it was confirmed, in words.
    pub confirmed_by: Option<String>,
    /// What to do next.
    pub next: Vec<String>,
    /// The expiry that the person sees on the site, as typed so far, where only they can tell.
    pub typed: Option<String>,
    /// The record's id, once it is written.
    pub record: Option<String>,
}
