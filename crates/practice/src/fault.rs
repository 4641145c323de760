//! The single things that can be made to go wrong, each on its own and together with others.

use std::fmt;
use std::str::FromStr;

use crate::names::{UnknownName, named};

named! {
    /// A place on the management site.
    pub enum Place ("place") {
        /// The sign-in page.
        SignIn = "sign-in",
        /// The answer to the sign-in form.
        Entry = "entry",
        /// The first page after signing in.
        Home = "home",
        /// The pages of the menu below 設定.
        Menu = "menu",
        /// The list of licenses.
        List = "list",
        /// The edit page of one license.
        Edit = "edit",
        /// The answer to 保存.
        Save = "save",
        /// The answer to ログアウト.
        SignOut = "sign-out",
    }
}

named! {
    /// What can happen at a place.
    pub enum Mishap ("mishap") {
        /// The session ends here, once: the request is answered as if nobody had signed in.
        SignOut = "sign-out",
        /// The session ends here every time.
        SignOutAlways = "sign-out-always",
        /// An お知らせ page comes first, once; it goes on with 次へ.
        Notice = "notice",
        /// The page is made by JavaScript.
        NeedsScript = "needs-script",
        /// 403 with a page.
        Forbidden = "forbidden",
        /// 500 with a page.
        Broken = "broken",
        /// A redirect to another origin, which keeps method and body.
        Elsewhere = "elsewhere",
        /// An answer of 100 MB.
        Flood = "flood",
        /// The connection stays open and nothing is ever sent.
        Silence = "silence",
        /// The connection is closed without an answer.
        Cut = "cut",
        /// The connection is closed in the middle of the answer.
        CutHalfway = "cut-halfway",
    }
}

named! {
    /// A text by which a person finds something on the site.
    pub enum Label ("label") {
        /// 「VPP トークンアップロード」
        Upload = "upload",
        /// 「アカウント名」 of the edit page.
        AccountName = "account-name",
        /// 「備考」 of the edit page.
        Notes = "notes",
        /// 「有効期限」, in the list and on the edit page.
        Expiry = "expiry",
        /// ［保存］
        Save = "save",
        /// ［VPP ライセンス］ in the menu.
        Menu = "menu",
        /// 「パスワード」 of the sign-in form.
        Password = "password",
    }
}

impl Mishap {
    /// Whether it makes a difference there: nobody can be signed out before signing in, and an
    /// お知らせ page can come only where a page is opened by its address.
    #[must_use]
    pub const fn can_happen_at(self, place: Place) -> bool {
        match self {
            Self::SignOut | Self::SignOutAlways => {
                !matches!(place, Place::SignIn | Place::Entry | Place::SignOut)
            }
            Self::Notice => matches!(place, Place::Home | Place::Menu | Place::List),
            Self::NeedsScript => !matches!(place, Place::Entry | Place::Save | Place::SignOut),
            Self::Forbidden
            | Self::Broken
            | Self::Elsewhere
            | Self::Flood
            | Self::Silence
            | Self::Cut
            | Self::CutHalfway => true,
        }
    }
}

/// What Apple's twin does in place of its usual answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AppleFault {
    /// An error number, with the HTTP status that Apple documents for it.
    Number(u32),
    /// An error number in an answer with HTTP status 200.
    NumberIn200(u32),
    /// 503 with `Retry-After: 120`.
    RetryAfterSeconds,
    /// 503 with `Retry-After` as an HTTP date, two minutes ahead.
    RetryAfterDate,
    /// 503 with a short `Retry-After: 1`, once; then the usual answer.
    RetryAfterOnce,
    /// A proxy's HTML page with status 200.
    ProxyPage,
    /// A proxy's HTML page with status 407.
    ProxyRefusal,
    /// A body without end.
    Endless,
    /// Nothing is ever answered.
    Silence,
    /// The connection is closed without an answer.
    Cut,
    /// The connection is closed in the middle of the answer.
    CutHalfway,
    /// The answer names another location than the token's.
    OtherLocation,
    /// The answer names the location as before but with another `uId`.
    OtherUid,
    /// The location was renamed: same `uId`, new name.
    Renamed,
    /// The answer names another MDM in `mdmInfo`.
    OtherOwner,
    /// The answer has no `mdmInfo`.
    NoOwner,
    /// The answer has no `tokenExpirationDate`.
    NoExpiry,
}

impl AppleFault {
    /// Apple's error numbers with message and HTTP status, as far as they are documented.
    pub const NUMBERS: &'static [(u32, u16, &'static str)] = &[
        (9601, 401, "Login required."),
        (9602, 400, "Invalid argument."),
        (9603, 500, "Internal error."),
        (9621, 401, "The token has expired. You need to generate a new token."),
        (9622, 401, "Invalid authentication token."),
        (9623, 400, "APNs token invalid."),
        (9625, 401, "The server has revoked the sToken."),
        (9634, 410, "Service is no longer available."),
        (9637, 403, "The operation isn't allowed for facilitator accounts."),
        (9644, 503, "The service is in maintenance mode."),
        (
            9645,
            403,
            "This location is managed by Apple's cloud MDM. Only read operations are allowed.",
        ),
        (9646, 429, "Too many requests."),
        (9647, 403, "The operation isn't supported for legacy tokens."),
        (9722, 401, "Invalid authorization header; it must match 'Bearer {sToken}'."),
        (9723, 400, "The mdmInfo is incomplete."),
        (9724, 400, "The mdmInfo name is too long."),
        (9725, 400, "The mdmInfo metadata is too long."),
        (9726, 405, "The HTTP method isn't supported."),
        (9727, 415, "The Content-Type isn't supported."),
        (9729, 503, "The service is temporarily unavailable."),
    ];

    const OTHERS: &'static [Self] = &[
        Self::RetryAfterSeconds,
        Self::RetryAfterDate,
        Self::RetryAfterOnce,
        Self::ProxyPage,
        Self::ProxyRefusal,
        Self::Endless,
        Self::Silence,
        Self::Cut,
        Self::CutHalfway,
        Self::OtherLocation,
        Self::OtherUid,
        Self::Renamed,
        Self::OtherOwner,
        Self::NoOwner,
        Self::NoExpiry,
    ];

    /// Every fault of Apple's twin.
    pub fn all() -> impl Iterator<Item = Self> {
        let numbers = Self::NUMBERS.iter().map(|(number, ..)| *number);
        numbers
            .clone()
            .map(Self::Number)
            .chain(numbers.map(Self::NumberIn200))
            .chain(Self::OTHERS.iter().copied())
    }
}

impl fmt::Display for AppleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::NumberIn200(number) => write!(f, "{number}-in-200"),
            Self::RetryAfterSeconds => f.write_str("retry-after-seconds"),
            Self::RetryAfterDate => f.write_str("retry-after-date"),
            Self::RetryAfterOnce => f.write_str("retry-after-once"),
            Self::ProxyPage => f.write_str("proxy-page"),
            Self::ProxyRefusal => f.write_str("proxy-refusal"),
            Self::Endless => f.write_str("endless"),
            Self::Silence => f.write_str("silence"),
            Self::Cut => f.write_str("cut"),
            Self::CutHalfway => f.write_str("cut-halfway"),
            Self::OtherLocation => f.write_str("other-location"),
            Self::OtherUid => f.write_str("other-uid"),
            Self::Renamed => f.write_str("renamed"),
            Self::OtherOwner => f.write_str("other-owner"),
            Self::NoOwner => f.write_str("no-owner"),
            Self::NoExpiry => f.write_str("no-expiry"),
        }
    }
}

/// One thing that goes wrong. Written as `maintenance`, `sign-out@list`, `missing-label:notes`,
/// `apple:9625`, `apple:9622-in-200`, `apple:silence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// A mishap at one place of the site.
    At(Mishap, Place),
    /// A label is missing: a symbol stands in its place.
    MissingLabel(Label),
    /// Apple's twin misbehaves.
    Apple(AppleFault),
    /// The password was changed on the site; the one in [`Account`](crate::Account) is refused.
    PasswordRefused,
    /// As [`Fault::PasswordRefused`], without a word: the site leads on as to whoever is signed in,
    /// and shows the sign-in form there.
    RefusedSilently,
    /// A page for a one-time code follows the sign-in.
    OneTimeCode,
    /// The site demands a new password after the sign-in.
    PasswordChange,
    /// The account is locked.
    Locked,
    /// The user is signed in elsewhere; the site offers to end that session.
    SignedInElsewhere,
    /// 503 with a page, for everything.
    Maintenance,
    /// The user is not 管理者: no 編集, 新規 or 削除 anywhere.
    NotAdministrator,
    /// The list has no rows.
    EmptyList,
    /// 保存 is answered by the form with an error sentence; nothing is stored.
    FormAgain,
    /// Success is said, the texts are stored, the date and token stay.
    OldDateStays,
    /// A new row appears, whatever becomes of the save.
    ExtraRow,
    /// The save is stored, then the connection is cut without an answer.
    CutStored,
    /// The connection is cut without an answer, nothing is stored.
    CutNotStored,
    /// After a save the former date is shown for a while.
    Lagging,
    /// Site and Apple answer after a delay.
    Slow,
}

impl Fault {
    const PLAIN: &'static [Self] = &[
        Self::PasswordRefused,
        Self::RefusedSilently,
        Self::OneTimeCode,
        Self::PasswordChange,
        Self::Locked,
        Self::SignedInElsewhere,
        Self::Maintenance,
        Self::NotAdministrator,
        Self::EmptyList,
        Self::FormAgain,
        Self::OldDateStays,
        Self::ExtraRow,
        Self::CutStored,
        Self::CutNotStored,
        Self::Lagging,
        Self::Slow,
    ];

    /// Every fault there is, for tables of tests.
    pub fn all() -> impl Iterator<Item = Self> {
        let at = Mishap::ALL.iter().flat_map(|mishap| {
            Place::ALL
                .iter()
                .filter(|place| mishap.can_happen_at(**place))
                .map(|place| Self::At(*mishap, *place))
        });
        Self::PLAIN
            .iter()
            .copied()
            .chain(Label::ALL.iter().map(|label| Self::MissingLabel(*label)))
            .chain(at)
            .chain(AppleFault::all().map(Self::Apple))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(mishap, place) => write!(f, "{mishap}@{place}"),
            Self::MissingLabel(label) => write!(f, "missing-label:{label}"),
            Self::Apple(fault) => write!(f, "apple:{fault}"),
            Self::PasswordRefused => f.write_str("password-refused"),
            Self::RefusedSilently => f.write_str("refused-silently"),
            Self::OneTimeCode => f.write_str("one-time-code"),
            Self::PasswordChange => f.write_str("password-change"),
            Self::Locked => f.write_str("locked"),
            Self::SignedInElsewhere => f.write_str("signed-in-elsewhere"),
            Self::Maintenance => f.write_str("maintenance"),
            Self::NotAdministrator => f.write_str("not-administrator"),
            Self::EmptyList => f.write_str("empty-list"),
            Self::FormAgain => f.write_str("form-again"),
            Self::OldDateStays => f.write_str("old-date-stays"),
            Self::ExtraRow => f.write_str("extra-row"),
            Self::CutStored => f.write_str("cut-stored"),
            Self::CutNotStored => f.write_str("cut-not-stored"),
            Self::Lagging => f.write_str("lagging"),
            Self::Slow => f.write_str("slow"),
        }
    }
}

impl FromStr for Fault {
    type Err = UnknownName;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        Self::all().find(|fault| fault.to_string() == given).ok_or_else(|| UnknownName {
            what: "fault",
            given: given.to_owned(),
            known: "MISHAP@PLACE, missing-label:LABEL, apple:WHAT, ".to_owned()
                + &Self::PLAIN.iter().map(Self::to_string).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_back_from_its_name() {
        let mut names = std::collections::BTreeSet::new();
        for fault in Fault::all() {
            let name = fault.to_string();
            assert_eq!(name.parse(), Ok(fault), "{name}");
            assert!(!name.contains(|c: char| c.is_ascii_uppercase()), "{name}");
            assert!(names.insert(name), "{fault} twice");
        }
        assert!(names.contains("sign-out@list") && names.contains("apple:9622-in-200"));
        assert!("sign-out@nowhere".parse::<Fault>().is_err());
    }
}
