//! What the page can ask for. One variant per command of the window, each with a permission of its
//! own there.

use std::path::PathBuf;

use koshin_core::renewal::Step;
use koshin_core::secret::SecretString;
use serde::Deserialize;

use crate::view::{Language, ServerForm, Theme, Told};

/// A page that can be opened at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// First start.
    Welcome,
    /// All licenses.
    Home,
    /// Adding a server.
    AddServer,
    /// All records.
    History,
    /// Settings.
    Settings,
    /// About.
    About,
}

/// An address or a folder that can be opened outside; the page can name nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// Apple Business, or the practice portal.
    Portal,
    /// Apple's article on content tokens.
    AppleHelp,
    /// The registered server's own site.
    Site,
    /// The folder of the chosen token file.
    Folder,
    /// The folder of settings and records.
    DataFolder,
}

/// Which Apple ID will be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppleIdChoice {
    /// That of last time.
    Same,
    /// Another.
    Other,
}

/// A field whose text is kept while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The other Apple ID, step 1.
    AppleId,
    /// The location's name, step 3.
    Location,
    /// 「アカウント名」, step 4.
    AccountName,
    /// 「備考」, step 4.
    Notes,
    /// The expiry that the person sees, by hand.
    Shown,
    /// What the person tells of a license: 「アカウント名」.
    ToldAccountName,
    /// What the person tells of a license: 「有効期限」.
    ToldExpires,
    /// What the person tells of a license: 「ロケーション」.
    ToldLocation,
    /// What the person tells of a license: 「備考」.
    ToldNotes,
}

/// A new server with its password.
#[derive(Deserialize)]
pub struct NewServer {
    /// Everything but the password.
    pub form: ServerForm,
    /// The password.
    pub password: SecretString,
    /// Keep it in the keyring.
    pub keep: bool,
}

/// A password for a registered server.
#[derive(Deserialize)]
pub struct TypedPassword {
    /// The server's id.
    pub server: String,
    /// The password.
    pub password: SecretString,
    /// Keep it in the keyring.
    pub keep: bool,
}

/// Something that the page asks for.
pub enum Command {
    /// The present view.
    View,
    /// Another page.
    OpenPage(Place),
    /// A language; `None` follows the system.
    SetLanguage(Option<Language>),
    /// A theme.
    SetTheme(Theme),
    /// Days of the warning.
    SetWarnDays(i64),
    /// Who renews, for the records; empty for nobody.
    SetPerson(String),
    /// A new server: signs in once and reads it.
    AddServer(Box<NewServer>),
    /// The form of a registered server.
    EditServer(String),
    /// What was changed in it.
    ChangeServer {
        /// The server's id.
        server: String,
        /// All of it, but for the password.
        form: Box<ServerForm>,
    },
    /// Forgets a server, its records stay.
    RemoveServer(String),
    /// Forgets the password of a server.
    ForgetSecret(String),
    /// Rehearses a renewal.
    TestServer(String),
    /// A password that was asked for.
    SubmitPassword(Box<TypedPassword>),
    /// Uses the password that was just typed for this time only.
    UseOnce,
    /// Reads the licenses of a server.
    ReadServer(String),
    /// Step 1 for a license.
    ChooseLicense {
        /// The server's id.
        server: String,
        /// The license's id.
        license: String,
    },
    /// Step 1 in the browser.
    StartByHand {
        /// The id of the server that Koshin cannot read; `None` for one that is not registered.
        server: Option<String>,
    },
    /// What the person tells of a license that Koshin cannot read.
    TellLicense(Told),
    /// Which Apple ID will be used.
    ChooseAppleId {
        /// Which.
        choice: AppleIdChoice,
        /// The other one.
        other: String,
    },
    /// Ends step 1.
    Begin,
    /// Opens something outside.
    OpenLink(Link),
    /// Ends step 2.
    TokenFetched,
    /// Chooses and examines the token file.
    ChooseFile,
    /// A token file that was opened with Koshin, as by a double click; the page cannot say this.
    OpenFile(PathBuf),
    /// Lets go of the file that was opened.
    DropFile,
    /// Asks Apple about the chosen file once more.
    AskAgain,
    /// Offers last year's token file for comparison.
    OfferLastFile,
    /// Confirms or overrides by the location's name.
    AcceptLocation(String),
    /// Confirms without Apple's answer.
    ConfirmUnseen,
    /// Keeps a text while it is typed.
    TypeText {
        /// The field.
        field: Field,
        /// Its text.
        value: String,
    },
    /// Goes on from step 3 with a fit token.
    UseToken,
    /// Ends step 4.
    WriteNotes {
        /// 「アカウント名」.
        account_name: String,
        /// 「備考」.
        notes: String,
    },
    /// Saves what the person looked at.
    Save {
        /// The revision of the view.
        revision: u64,
    },
    /// Goes on in the browser.
    GoByHand,
    /// Lets Koshin save after all.
    GoByKoshin,
    /// The expiry that the person sees on the site.
    SavedByHand(String),
    /// Reads the server again: at step 1 its licenses, later what became of the save.
    ReadAgain,
    /// Back to a step.
    GoBack(Step),
    /// Leaves the renewal, to be continued later.
    Leave,
    /// Gives the renewal up.
    Abandon,
    /// Continues a renewal that was left.
    Resume(String),
    /// Discards a renewal that was left.
    Discard(String),
    /// Cancels the job.
    Cancel,
    /// Answers the server's question.
    Answer(SecretString),
    /// Starts practice with a scenario.
    StartPractice(String),
    /// Ends practice.
    StopPractice,
    /// Writes what a rehearsal saw of the pages, without any value, into a file.
    ExportSupport,
    /// Writes the hand-over file.
    ExportHandover,
    /// Reads a hand-over file.
    ImportHandover,
    /// Opens a record.
    OpenRecord(String),
}
