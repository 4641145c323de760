//! Servers that are done in the browser: the connector refuses every job.

use koshin_core::{CheckedToken, Code, License, Notes};

use crate::clock::Boxed;
use crate::connector::{Abilities, Ask, Connector, ConnectorError, Evidence, Receipt, Rehearsal};

/// The connector of a server that Koshin does not speak to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByHand;

fn refused<'a, T: Send + 'a>() -> Boxed<'a, Result<T, ConnectorError>> {
    Box::pin(async { Err(ConnectorError::new(Code::ServerCannot)) })
}

/// What this kind lets a program do.
pub(super) const ABILITIES: Abilities = Abilities {
    reads: false,
    renews: false,
    account_name: false,
    notes: false,
    account_name_max: None,
    notes_max: None,
    lags: None,
    evidence: Evidence::Documents,
};

impl Connector for ByHand {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn sign_in<'a>(&'a mut self, _ask: &'a dyn Ask) -> Boxed<'a, Result<(), ConnectorError>> {
        refused()
    }

    fn licenses<'a>(
        &'a mut self,
        _ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Vec<License>, ConnectorError>> {
        refused()
    }

    fn renew<'a>(
        &'a mut self,
        _id: &'a str,
        _token: &'a CheckedToken,
        _notes: &'a Notes,
        _ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Receipt, ConnectorError>> {
        refused()
    }

    fn rehearse<'a>(&'a mut self, _ask: &'a dyn Ask) -> Boxed<'a, Rehearsal> {
        Box::pin(async {
            Rehearsal { problem: Some(Code::ServerCannot.into()), ..Rehearsal::default() }
        })
    }

    fn sign_out<'a>(&'a mut self, _ask: &'a dyn Ask) -> Boxed<'a, ()> {
        Box::pin(async {})
    }
}
