//! The kinds of server.

pub mod by_hand;
pub mod site;

use std::sync::Arc;

use koshin_core::secret::SecretString;
use koshin_core::{Code, Problem};
use url::Url;

use crate::clock::Clock;
use crate::connector::{Abilities, Connector, Kind};
use crate::http::{Http, check_url};

pub use by_hand::ByHand;
pub use site::{Limits, Site, SiteProfile};

/// What has to be known of a server to speak to it. No secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its kind.
    pub kind: Kind,
    /// Its address; not looked at for [`Kind::ByHand`].
    pub url: String,
    /// 企業コード, where it asks for one.
    pub company: Option<String>,
    /// The user name.
    pub user: String,
}

/// Returns what a kind of server lets a program do.
#[must_use]
pub const fn abilities(kind: Kind) -> Abilities {
    match kind {
        Kind::Site => site::ABILITIES,
        Kind::ByHand => by_hand::ABILITIES,
    }
}

/// Makes the connector to a server. Nothing is sent yet.
///
/// # Errors
///
/// [`Code::NetBadUrl`] or [`Code::NetNotHttps`] where the address is none to speak to.
pub fn open(
    profile: Profile,
    password: SecretString,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
) -> Result<Box<dyn Connector>, Problem> {
    match profile.kind {
        Kind::Site => {
            let Profile { url, company, user, .. } = profile;
            let url = parse_url(&url)?;
            let profile = SiteProfile { url, company, user };
            Ok(Box::new(Site::new(profile, password, http, clock)))
        }
        Kind::ByHand => Ok(Box::new(ByHand)),
    }
}

/// Reads an address as a person pastes it.
///
/// # Errors
///
/// [`Code::NetBadUrl`] or [`Code::NetNotHttps`].
pub fn parse_url(text: &str) -> Result<Url, Problem> {
    let url: Url = text.trim().parse().map_err(|_| Problem::new(Code::NetBadUrl))?;
    check_url(&url)?;
    Ok(url)
}
