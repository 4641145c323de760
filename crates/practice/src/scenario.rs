//! The situations that can be practiced, and the page structures they can be practiced on.

use crate::fault::{AppleFault, Fault, Label, Mishap, Place};
use crate::names::named;

named! {
    /// A situation, named as on the command line.
    pub enum Scenario ("scenario") {
        /// Three licenses, the first with 45 days left; everything works.
        Normal = "normal",
        /// The license of 本社 expires in 12 days.
        Expiring = "expiring",
        /// The license of 本社 expired three days ago.
        Expired = "expired",
        /// Two licenses of the same account name, for the locations 本社 and 本社２.
        TwoLocations = "two-locations",
        /// The portal offers the token of 大阪 only.
        OtherLocation = "other-location",
        /// Apple answers 9625 to the new token.
        Revoked = "revoked",
        /// Apple names another MDM as the owner of the new token's location.
        OtherMdm = "other-mdm",
        /// Site and Apple answer after a delay ([`Options::slow`](crate::Options::slow)).
        Slow = "slow",
        /// The save is stored, then the connection is cut without an answer.
        CutStored = "cut-stored",
        /// The connection is cut without an answer, nothing is stored.
        CutNotStored = "cut-not-stored",
        /// After a save the former date is shown for a while ([`Options::lag`](crate::Options::lag)).
        Lagging = "lagging",
        /// The session ends when the save arrives.
        SignedOut = "signed-out",
        /// The password was changed on the site; the one in [`Account`](crate::Account) is refused.
        WrongPassword = "wrong-password",
        /// The edit page shows symbols where the labels were.
        NoLabels = "no-labels",
        /// The list is made by JavaScript.
        NeedsScript = "needs-script",
    }
}

impl Scenario {
    /// The days that the first license has left at the start.
    pub(crate) const fn days_left(self) -> i64 {
        match self {
            Self::Expiring => 12,
            Self::Expired => -3,
            Self::Normal
            | Self::TwoLocations
            | Self::OtherLocation
            | Self::Revoked
            | Self::OtherMdm
            | Self::Slow
            | Self::CutStored
            | Self::CutNotStored
            | Self::Lagging
            | Self::SignedOut
            | Self::WrongPassword
            | Self::NoLabels
            | Self::NeedsScript => 45,
        }
    }

    /// The faults that make up this scenario; what is not a fault is in the rows and tokens.
    pub(crate) fn faults(self) -> Vec<Fault> {
        match self {
            Self::Normal
            | Self::Expiring
            | Self::Expired
            | Self::TwoLocations
            | Self::OtherLocation => Vec::new(),
            Self::Revoked => vec![Fault::Apple(AppleFault::Number(9625))],
            Self::OtherMdm => vec![Fault::Apple(AppleFault::OtherOwner)],
            Self::Slow => vec![Fault::Slow],
            Self::CutStored => vec![Fault::CutStored],
            Self::CutNotStored => vec![Fault::CutNotStored],
            Self::Lagging => vec![Fault::Lagging],
            Self::SignedOut => vec![Fault::At(Mishap::SignOut, Place::Save)],
            Self::WrongPassword => vec![Fault::PasswordRefused],
            Self::NoLabels => vec![
                Fault::MissingLabel(Label::Upload),
                Fault::MissingLabel(Label::AccountName),
                Fault::MissingLabel(Label::Notes),
            ],
            Self::NeedsScript => vec![Fault::At(Mishap::NeedsScript, Place::List)],
        }
    }
}

named! {
    /// How the management site's pages are built. Each is a site of its own, written page by page.
    pub enum Structure ("structure") {
        /// UTF-8; labels with `for`; a nested menu of links; a table with a link 編集 in each row.
        Table = "table",
        /// `Shift_JIS`; framesets and meta refresh; labels in heading cells; a radio button in each
        /// row and one 編集 beside 新規 and 削除; one-time hidden values; Referer demanded.
        Frames = "frames",
        /// EUC-JP; menu of buttons, page by page; a list of several pages with two columns;
        /// `aria-label`; 和暦 dates without a time; rows known by their position only.
        Pages = "pages",
        /// UTF-8; wrapping labels, placeholders and titles; checkboxes and 編集 outside the form;
        /// an お知らせ page after sign-in, redirect chains, `<base href>`, many controls.
        Cards = "cards",
    }
}
