//! The walk of a renewal up to the point before ［保存］.

use koshin_core::{License, Notes, Problem};

use super::list::EDIT_PAGE;
use super::walk::{SignOuts, Stop};
use super::{Site, structure};
use crate::connector::{Ask, Rehearsal};

/// Stands for the token file, in a form that is built and never sent.
const FILE: &[u8] = b"rehearsal";

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
        let texts = licenses.iter().flat_map(|it| {
            [&it.account_name, &it.organization, &it.location, &it.notes].into_iter().flatten()
        });
        let profile = [Some(&self.profile.user), self.profile.company.as_ref()];
        let values: Vec<&str> =
            texts.chain(profile.into_iter().flatten()).map(String::as_str).collect();
        let structure = structure::without(&trace.structure, &values);
        Rehearsal { seen: trace.seen, licenses, problem, structure }
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
        // The texts that stand there, so that a form which takes no longer ones is told.
        let text = |it: &Option<String>| Some(it.clone().unwrap_or_default());
        let license = &first.license;
        let notes =
            Notes { account_name: text(&license.account_name), notes: text(&license.notes) };
        let form = self.fill_in_entry(license, &notes, license.display_name(), FILE)?;
        let (screen, filled) = (self.screen()?, form.filled());
        self.browser.check_press(screen, form.save, &filled).map_err(|it| it.on(EDIT_PAGE))?;
        Ok(None)
    }
}
