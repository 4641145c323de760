//! `forget-secrets`: for whoever uninstalls Koshin or hands the PC on.

use std::process::ExitCode;

use koshin_app::work::connect::KEYRING_WAIT;
use koshin_core::Problem;
use serde_json::json;

use crate::args::Plain;
use crate::out::{Out, USAGE, object};
use crate::place::{self, Place};

pub(crate) async fn run(args: &Plain) -> ExitCode {
    let out = Out::new(args.json);
    let mut forgotten = Vec::new();
    match forget_all(&mut forgotten).await {
        Ok(()) => {
            let text = out.words().say("notice.secrets-forgotten", &[]);
            out.answer(object(json!({ "servers": forgotten })), &text, None, 0)
        }
        Err(problem) => {
            out.answer(object(json!({ "servers": forgotten })), "", Some(&problem), USAGE)
        }
    }
}

/// Goes through every server, also after one whose secret could not be removed; those of practice
/// have entries in the keyring, too. Returns the first problem.
async fn forget_all(forgotten: &mut Vec<String>) -> Result<(), Problem> {
    let real = place::places()?;
    let mut outcome = Ok(());
    for places in [real.practice(), real] {
        let place = match Place::at(&places) {
            Ok(place) => place,
            Err(problem) => {
                outcome = outcome.and(Err(problem));
                continue;
            }
        };
        for profile in place.settings.servers.iter().filter(|it| it.secret_kept) {
            let one = forget(&place, &profile.id).await;
            if one.is_ok() && !places.is_practice() {
                forgotten.push(profile.name.clone());
            }
            outcome = outcome.and(one);
        }
    }

    outcome
}

async fn forget(place: &Place, profile: &str) -> Result<(), Problem> {
    place.vault.forget(profile, KEYRING_WAIT).await.map_err(Problem::from)?;
    place.change(|it| {
        it.server_mut(profile)?.secret_kept = false;
        Ok(())
    })
}
