//! What the page is shown: everything that is on the screen but fixed labels.
//!
//! A [`View`] is made anew after every change. Sentences with values arrive formed in the chosen
//! language; the page looks up only fixed labels. Nothing here is secret: passwords and tokens never
//! return to the page.

mod pages;
mod steps;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use pages::*;
pub use steps::*;

/// All that is on the screen.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// Counts the facts that changed; a save names the revision that the person looked at.
    #[ts(type = "number")]
    pub revision: u64,
    /// The language of the sentences: `ja` or `en`.
    pub language: Language,
    /// The language as chosen, `None` following the system.
    pub language_choice: Option<Language>,
    /// The theme as chosen.
    pub theme: Theme,
    /// Everything happens with the practice servers.
    pub practice: bool,
    /// What the administrator has set.
    pub governed: Governed,
    /// The page.
    pub page: Page,
    /// A job is under way.
    pub busy: Option<Busy>,
    /// What went wrong last, until the person does something else.
    pub problem: Option<ProblemView>,
    /// Something that went right, for a short status line.
    pub notice: Option<String>,
}

/// What the administrator has set, so that the person cannot change it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Governed {
    /// The language.
    pub language: bool,
    /// There is no practice.
    pub practice_off: bool,
    /// That nothing can be saved, and whom to ask, formed; `None` where it can.
    pub read_only: Option<String>,
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A job that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Busy {
    /// What is being done.
    pub what: String,
    /// How far it has come.
    pub stage: Option<String>,
    /// It can be cancelled.
    pub can_cancel: bool,
    /// The server asks the person for something.
    pub question: Option<QuestionView>,
}

/// A question of the server in the middle of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// The question, formed.
    pub prompt: String,
    /// An address to open, for a device code.
    pub url: Option<String>,
    /// A code to enter there.
    pub code: Option<String>,
    /// The person types an answer.
    pub wants_answer: bool,
}

/// What went wrong: what happened, why, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProblemView {
    /// The stable code, to quote to support.
    pub code: String,
    /// The one thing to offer, as a word (`koshin_core::Remedy`).
    pub remedy: String,
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub cure: String,
    /// The field that it is about, by its name in the form.
    pub field: Option<String>,
    /// The id of the server that it is about, where the remedy is to go on there by hand.
    pub server: Option<String>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Page {
    /// First start.
    Welcome,
    /// All licenses, the most urgent first.
    Home(Home),
    /// Adding a server.
    AddServer(AddServer),
    /// What a rehearsal found.
    ServerTest(ServerTest),
    /// The password of a server is needed.
    SignIn(SignIn),
    /// Step 1.
    CheckExpiry(CheckExpiry),
    /// Step 2.
    GetToken(GetToken),
    /// Step 3.
    ChooseFile(ChooseFile),
    /// Step 4.
    WriteNotes(WriteNotes),
    /// Step 5.
    Save(SavePage),
    /// Steps 5 and 6 in the browser.
    ByHand(ByHand),
    /// Step 6.
    Confirm(Confirm),
    /// One record.
    Record(RecordPage),
    /// All records.
    History(History),
    /// Settings.
    Settings(SettingsPage),
    /// About.
    About(About),
}

/// A label and its value, formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The label.
    pub label: String,
    /// The value.
    pub value: String,
}

/// How urgent an expiry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Far away.
    Ok,
    /// Within the warning.
    Soon,
    /// Past.
    Expired,
    /// Not known.
    Unknown,
}
