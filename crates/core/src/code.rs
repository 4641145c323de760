//! Stable codes for everything that can go wrong, each with the one thing to offer.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The one thing that is offered to the person with a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Correct what was typed.
    ChangeInput,
    /// Choose another file.
    ChooseFile,
    /// Download a new token from Apple.
    DownloadAgain,
    /// Type the password again; nothing is sent until then.
    SignIn,
    /// Do the same again; nothing was changed.
    TryAgain,
    /// Wait, then do the same again.
    Wait,
    /// Go on in the browser.
    ByHand,
    /// Look at the server's page, or read it again, before anything is saved again.
    ReadAgain,
    /// Ask whoever administers the server, the account or the network.
    AskAdministrator,
    /// Use the password for this time only, without the keyring.
    UseOnce,
    /// Confirm or type what Koshin cannot know.
    Confirm,
    /// Tell the developers, with the code.
    Report,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal => $remedy:ident,)+) => {
        /// Why something did not work, as a word that never changes.
        ///
        /// A released code is never renamed and never reused for another meaning; it stands in the
        /// journal, in support mails and in the output of `koshin-cli`. The sentences live in
        /// `ui/app/locales` under `problem.<code>.what`, `.why` and `.do`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $name,)+
        }

        impl Code {
            /// Every code, in the order of the walk.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// Returns the one thing to offer.
            #[must_use]
            pub const fn remedy(self) -> Remedy {
                match self { $(Self::$name => Remedy::$remedy,)+ }
            }
        }
    };
}

codes! {
    // The file.
    /// No such file; it may have been moved or deleted meanwhile.
    FileMissing = "file-missing" => ChooseFile,
    /// A folder, a device or a pipe.
    FileNotAFile = "file-not-a-file" => ChooseFile,
    /// The system refuses to let this person read it.
    FileNoPermission = "file-no-permission" => ChooseFile,
    /// It could not be read to its end.
    FileUnreadable = "file-unreadable" => ChooseFile,
    /// Nothing in it.
    FileEmpty = "file-empty" => DownloadAgain,
    /// White space only.
    FileBlank = "file-blank" => DownloadAgain,
    /// Far larger than any token.
    FileTooLarge = "file-too-large" => ChooseFile,
    /// The `.p7m` of automated device enrollment.
    FileIsDeviceToken = "file-is-device-token" => DownloadAgain,
    /// A saved web page, usually the sign-in.
    FileIsHtml = "file-is-html" => DownloadAgain,
    /// A zip, gzip or other archive.
    FileIsArchive = "file-is-archive" => ChooseFile,
    /// The certificate of Apple's push service.
    FileIsPushCertificate = "file-is-push-certificate" => ChooseFile,
    /// Some other certificate.
    FileIsCertificate = "file-is-certificate" => ChooseFile,
    /// A certificate signing request.
    FileIsSigningRequest = "file-is-signing-request" => ChooseFile,
    /// A private key.
    FileIsPrivateKey = "file-is-private-key" => ChooseFile,
    /// Some other text.
    FileIsText = "file-is-text" => ChooseFile,
    /// Something binary.
    FileIsBinary = "file-is-binary" => ChooseFile,
    /// A token that was cut off.
    TokenTruncated = "token-truncated" => DownloadAgain,
    /// Base64, but not of a token.
    TokenNotAToken = "token-not-a-token" => ChooseFile,
    /// Two tokens one after the other.
    TokenTwice = "token-twice" => DownloadAgain,
    /// A field is missing.
    TokenFieldMissing = "token-field-missing" => DownloadAgain,
    /// A field is null.
    TokenFieldNull = "token-field-null" => DownloadAgain,
    /// A field is empty.
    TokenFieldEmpty = "token-field-empty" => DownloadAgain,
    /// A field is not a text.
    TokenFieldType = "token-field-type" => DownloadAgain,
    /// The expiry is not a date.
    TokenDateInvalid = "token-date-invalid" => DownloadAgain,

    // The checks.
    /// The token has expired.
    TokenExpired = "token-expired" => DownloadAgain,
    /// The token does not last longer than the present one.
    TokenNotLater = "token-not-later" => DownloadAgain,
    /// The very file of the last renewal.
    TokenSameFile = "token-same-file" => DownloadAgain,
    /// It lasts less than 330 days.
    TokenShortLifetime = "token-short-lifetime" => DownloadAgain,
    /// It belongs to another organization.
    OrganizationDiffers = "organization-differs" => DownloadAgain,
    /// It belongs to another location.
    LocationDiffers = "location-differs" => DownloadAgain,
    /// Nothing to compare the location with.
    LocationNotComparable = "location-not-comparable" => Confirm,
    /// Apple could not be asked, so the token's location is not known.
    LocationUnseen = "location-unseen" => Confirm,
    /// Nothing to compare the organization with.
    OrganizationNotComparable = "organization-not-comparable" => Confirm,
    /// Another MDM than last time owns the location.
    OwnerDiffers = "owner-differs" => AskAdministrator,
    /// An owner is named and none was ever recorded.
    OwnerNew = "owner-new" => Confirm,
    /// The location's name as typed is not the one that Apple gives.
    AcceptedNameDiffers = "accepted-name-differs" => ChangeInput,

    // Apple.
    /// 9621: expired.
    AppleExpired = "apple-expired" => DownloadAgain,
    /// 9625: revoked.
    AppleRevoked = "apple-revoked" => DownloadAgain,
    /// 9622, 9722 or 9601: not a token that Apple knows.
    AppleInvalidToken = "apple-invalid-token" => DownloadAgain,
    /// 9645: the location is managed by Apple's own MDM.
    AppleManagedByApple = "apple-managed-by-apple" => AskAdministrator,
    /// 9646 or 429: too many requests.
    AppleBusy = "apple-busy" => Wait,
    /// 9603, 9644, 9729 or 5xx: not available for a while.
    AppleUnavailable = "apple-unavailable" => Wait,
    /// A token or a service that Apple no longer answers for.
    AppleNotOffered = "apple-not-offered" => DownloadAgain,
    /// Any other number.
    AppleOther = "apple-other" => TryAgain,
    /// An answer that is not Apple's, such as a proxy's page.
    AppleNotApple = "apple-not-apple" => AskAdministrator,
    /// An answer that was cut off or has no end.
    AppleBroken = "apple-broken" => TryAgain,
    /// No answer, or no connection.
    AppleUnreachable = "apple-unreachable" => TryAgain,
    /// The person chose not to ask.
    AppleSkipped = "apple-skipped" => Confirm,

    // The network.
    /// The name is not found, or nobody listens.
    NetUnreachable = "net-unreachable" => TryAgain,
    /// No answer in time.
    NetTimeout = "net-timeout" => TryAgain,
    /// The certificate does not verify.
    NetCertificate = "net-certificate" => AskAdministrator,
    /// No secure connection for another reason, such as a server that knows only outdated TLS.
    NetTls = "net-tls" => AskAdministrator,
    /// The answer was cut off.
    NetCut = "net-cut" => TryAgain,
    /// The answer is larger than any page.
    NetTooLarge = "net-too-large" => ByHand,
    /// The proxy wants a sign-in that Koshin does not know.
    NetProxy = "net-proxy" => ByHand,
    /// Plain http to somewhere else than this machine.
    NetNotHttps = "net-not-https" => ChangeInput,
    /// Not an address.
    NetBadUrl = "net-bad-url" => ChangeInput,
    /// Not a proxy's address, or one with a password in it.
    NetBadProxy = "net-bad-proxy" => ChangeInput,
    /// A CA file that cannot be read.
    NetBadCaFile = "net-bad-ca-file" => ChangeInput,

    // The management site and other servers.
    /// The server refused the password; its own sentence is shown.
    ServerSignInRefused = "server-sign-in-refused" => SignIn,
    /// The server answered with an error.
    ServerError = "server-error" => TryAgain,
    /// The account may not do this.
    ServerForbidden = "server-forbidden" => AskAdministrator,
    /// The server refused to save and said why.
    ServerSaveRefused = "server-save-refused" => ChangeInput,
    /// The server does not offer this to programs.
    ServerCannot = "server-cannot" => ByHand,
    /// The chosen license is not on the server.
    ServerLicenseGone = "server-license-gone" => ReadAgain,
    /// The server has no license.
    ServerNoLicense = "server-no-license" => ByHand,
    /// A row appeared that was not there before.
    ServerRowAppeared = "server-row-appeared" => ReadAgain,
    /// A row is no longer there that was there before.
    ServerRowVanished = "server-row-vanished" => ReadAgain,
    /// Two rows that cannot be told apart.
    ServerRowsAlike = "server-rows-alike" => ByHand,
    /// The first page has no sign-in form.
    SiteNoSignIn = "site-no-sign-in" => ChangeInput,
    /// A menu entry is not on the page.
    SiteMenuMissing = "site-menu-missing" => ByHand,
    /// A label is not on the page.
    SiteLabelMissing = "site-label-missing" => ByHand,
    /// ［編集］ is not on the page.
    SiteEditMissing = "site-edit-missing" => AskAdministrator,
    /// ［保存］ is not on the page.
    SiteSaveMissing = "site-save-missing" => ByHand,
    /// The page of another license opened.
    SiteOtherLicense = "site-other-license" => ByHand,
    /// A one-time code is asked for.
    SiteOneTimeCode = "site-one-time-code" => ByHand,
    /// The password must be changed first.
    SitePasswordChange = "site-password-change" => ByHand,
    /// The account is locked.
    SiteLocked = "site-locked" => AskAdministrator,
    /// Maintenance.
    SiteMaintenance = "site-maintenance" => Wait,
    /// Signed in from elsewhere.
    SiteSignedInElsewhere = "site-signed-in-elsewhere" => TryAgain,
    /// Signed out again and again.
    SiteSignedOut = "site-signed-out" => TryAgain,
    /// The page is made by JavaScript.
    SiteNeedsScript = "site-needs-script" => ByHand,
    /// Sent on to another host.
    SiteOtherHost = "site-other-host" => AskAdministrator,
    /// A page that is none of those known.
    SiteUnknownPage = "site-unknown-page" => ByHand,
    /// A date that cannot be read.
    SiteDateUnreadable = "site-date-unreadable" => ByHand,

    // Saving.
    /// No answer to the save, and the old date stands.
    SaveNotTaken = "save-not-taken" => TryAgain,
    /// Whether it was saved could not be found out.
    SaveUnknown = "save-unknown" => ReadAgain,
    /// The server said saved, and shows the old date.
    SaveOldDate = "save-old-date" => ReadAgain,
    /// The server shows a date that is neither the old nor the token's.
    SaveOtherDate = "save-other-date" => ReadAgain,
    /// An earlier save was begun and its end is not recorded.
    SaveInterrupted = "save-interrupted" => ReadAgain,
    /// The old date is seen, and the save may still be on its way.
    SaveStillOpen = "save-still-open" => ReadAgain,
    /// The view that was acted on is no longer the present one.
    StaleView = "stale-view" => TryAgain,
    /// Not possible at this step.
    NotNow = "not-now" => TryAgain,
    /// The person cancelled.
    Cancelled = "cancelled" => TryAgain,

    // What was typed.
    /// A required field is empty.
    InputMissing = "input-missing" => ChangeInput,
    /// Longer than the server takes.
    InputTooLong = "input-too-long" => ChangeInput,
    /// Characters that the server's page cannot hold.
    InputNotEncodable = "input-not-encodable" => ChangeInput,
    /// Outside of what is possible.
    InputOutOfRange = "input-out-of-range" => ChangeInput,
    /// Not a date.
    InputNotADate = "input-not-a-date" => ChangeInput,
    /// A server of that name exists.
    InputNameTaken = "input-name-taken" => ChangeInput,
    /// No server of that name.
    InputNoSuchServer = "input-no-such-server" => ChangeInput,
    /// Words of the command line that do not fit.
    InputUsage = "input-usage" => ChangeInput,
    /// Secrets on standard input that are not in the form that is asked for.
    InputSecrets = "input-secrets" => ChangeInput,

    // The keyring.
    /// Locked, and not unlocked in time.
    KeyringLocked = "keyring-locked" => UseOnce,
    /// No keyring on this system.
    KeyringAbsent = "keyring-absent" => UseOnce,
    /// The keyring refused.
    KeyringRefused = "keyring-refused" => UseOnce,
    /// No password is kept for this server.
    SecretMissing = "secret-missing" => SignIn,
    /// The password was rejected before and is not sent again.
    SecretRejected = "secret-rejected" => SignIn,
    /// The server was removed, and the keyring did not give up its password.
    SecretLeft = "secret-left" => Confirm,

    // What is kept.
    /// Settings that cannot be read; they were set aside.
    SettingsDamaged = "settings-damaged" => Report,
    /// Settings that cannot be read; they were set aside and the previous ones are used.
    SettingsRestored = "settings-restored" => Confirm,
    /// Settings of a newer Koshin.
    SettingsTooNew = "settings-too-new" => AskAdministrator,
    /// What was typed for an unfinished renewal cannot be read; it was set aside.
    DraftDamaged = "draft-damaged" => ChangeInput,
    /// The disk refused.
    StoreFailed = "store-failed" => AskAdministrator,
    /// Another Koshin is writing.
    StoreBusy = "store-busy" => TryAgain,
    /// Lines of the journal that cannot be read or do not follow each other.
    JournalDamaged = "journal-damaged" => Report,
    /// Not a hand-over file.
    HandoverNotOne = "handover-not-one" => ChooseFile,

    // What the administrator has set.
    /// Nothing may be saved from here.
    PolicyReadOnly = "policy-read-only" => AskAdministrator,
    /// The policy cannot be read, or not whether anything may be saved: nothing is.
    PolicyUnreadable = "policy-unreadable" => AskAdministrator,
    /// Values of the policy that cannot be used.
    PolicyValueBad = "policy-value-bad" => AskAdministrator,
    /// Names in the policy that this Koshin does not know.
    PolicyUnknownKey = "policy-unknown-key" => AskAdministrator,
    /// The administrator has set it, so it is not the person's to change.
    PolicyGoverns = "policy-governs" => AskAdministrator,

    // The rest.
    /// The browser could not be opened.
    BrowserFailed = "browser-failed" => ByHand,
    /// The administrator's data on Apple's portal cannot be used.
    PortalDataBad = "portal-data-bad" => AskAdministrator,
    /// There is no screen to open a window on.
    NoDisplay = "no-display" => AskAdministrator,
    /// Practice could not be started.
    PracticeFailed = "practice-failed" => TryAgain,
    /// A mistake of Koshin's own.
    Internal = "internal" => Report,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A failure on its way to a person: no prose, only facts to put into prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// Values for the placeholders of the code's sentences; dates are RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// English, for the log. Holds no secret.
    #[serde(default, skip_serializing)]
    pub detail: String,
}

impl Problem {
    /// A problem without values.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, params: BTreeMap::new(), detail: String::new() }
    }

    /// Adds a value for a placeholder.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Adds the English detail for the log.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Returns the one thing to offer.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        self.code.remedy()
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_codes_share_a_word() {
        let words: BTreeSet<_> = Code::ALL.iter().map(|it| it.as_str()).collect();

        assert_eq!(words.len(), Code::ALL.len(), "each code has a word of its own");
    }

    #[test]
    fn a_code_is_written_as_its_word_and_read_back() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).expect("a code is a word");

            assert_eq!(json, format!("\"{}\"", code.as_str()), "the word is the wire form");
            let back: Code = serde_json::from_str(&json).expect("its own word");
            assert_eq!(back, *code, "the word leads back");
        }
    }
}
