//! The walk of a renewal up to the point before ［保存］.

use koshin_core::{License, Notes, Problem};

use super::Site;
use super::walk::{SignOuts, Stop};
use crate::connector::{Ask, Rehearsal};

impl Site {
    /// Walks to the first entry's page, and tells what was looked for and found on the way.
    pub(super) async fn rehearse_walk(&mut self, ask: &dyn Ask) -> Rehearsal {
        self.sign_outs = SignOuts::default();
        self.trace = super::Trace::default();
        let mut licenses = Vec::new();
        let problem = loop {
            if let Err(error) = self.be_signed_in(ask).await {
                break Some(error.problem);
            }
            let stop = match self.walk_once(ask, &mut licenses).await {
                Ok(problem) => break problem,
                Err(stop) => stop,
            };
            if let Err(error) = self.recover(stop) {
                break Some(error.problem);
            }
        };
        self.leave().await;
        let trace = std::mem::take(&mut self.trace);
        Rehearsal { seen: trace.seen, licenses, problem, structure: trace.structure }
    }

    async fn walk_once(
        &mut self,
        ask: &dyn Ask,
        licenses: &mut Vec<License>,
    ) -> Result<Option<Problem>, Stop> {
        let listing = self.read_list(ask).await?;
        *licenses = listing.clone().into_licenses();
        let Some(first) = listing.entries.first() else {
            return Ok(Some(koshin_core::Code::ServerNoLicense.into()));
        };
        self.open_entry(first, ask).await?;
        let both = Notes { account_name: Some(String::new()), notes: Some(String::new()) };
        self.find_fields(&both)?;
        Ok(None)
    }
}
