//! A license: the entry on a server that a token belongs to.

use serde::{Deserialize, Serialize};

use crate::expiry::Expiry;

/// One entry on the server (the manual's row in 「VPP ライセンス」).
///
/// `None` means that the server does not show it, an empty text that it shows nothing there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct License {
    /// The server's own name for the entry, stable between runs; opaque.
    pub id: String,
    /// 「アカウント名」.
    pub account_name: Option<String>,
    /// 「組織」, the organization's name.
    pub organization: Option<String>,
    /// 「ロケーション」, the location's name; it may change.
    pub location: Option<String>,
    /// Apple's stable key of the location (`uId`).
    pub uid: Option<String>,
    /// 「有効期限」.
    pub expires: Option<Expiry>,
    /// 「備考」.
    pub notes: Option<String>,
}

impl License {
    /// Returns the name by which a person tells this license from others.
    #[must_use]
    pub fn display_name(&self) -> &str {
        [&self.account_name, &self.location, &self.organization]
            .into_iter()
            .flatten()
            .map(|it| it.trim())
            .find(|it| !it.is_empty())
            .unwrap_or(&self.id)
    }
}

/// What the person writes at step 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Notes {
    /// 「アカウント名」; `None` leaves the server's as it stands.
    pub account_name: Option<String>,
    /// 「備考」; `None` leaves the server's as it stands.
    pub notes: Option<String>,
}
