//! A folder of settings as somebody has them after a while.

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use koshin_core::{Expiry, License};
use koshin_store::settings::LastRead;
use koshin_store::{Places, ServerProfile, SettingsFile};
use tempfile::TempDir;

/// The present: what is measured runs by the system's clock.
#[expect(clippy::disallowed_methods, reason = "nothing here is tested on a clock of its own")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A new folder in which one server is registered that showed this many licenses when it was read.
pub(crate) fn with_licenses(count: usize, now: DateTime<Utc>) -> Result<TempDir> {
    let folder = TempDir::new().context("no folder")?;
    let places = Places::at(folder.path())?;
    places.prepare()?;
    let licenses = (1..=count).map(|number| license(number, now)).collect();
    let server = ServerProfile {
        id: "00000000000000000000000000000001".to_owned(),
        name: "本社の管理サイト".to_owned(),
        kind: "site".to_owned(),
        url: "https://mdm.example.jp/login".to_owned(),
        user: Some("admin".to_owned()),
        last_read: Some(LastRead { at: now, licenses }),
        ..ServerProfile::default()
    };
    SettingsFile::new(&places).change(now, |it| {
        it.first_start_done = true;
        it.add(server)
    })?;

    Ok(folder)
}

fn license(number: usize, now: DateTime<Utc>) -> License {
    let days = i64::try_from(number).unwrap_or(i64::MAX) % 360 + 5;
    License {
        id: format!("/mdm/console/ios/apps/vpp/{number}/edit"),
        account_name: Some(format!("vpp-{number:03}")),
        organization: Some("株式会社サンプル".to_owned()),
        location: Some(format!("第{number}営業所")),
        uid: None,
        expires: Some(Expiry::second(now + TimeDelta::days(days))),
        notes: Some(
            "情報システム課が管理\nApple ID：vpp@example.jp 取得年月日：2025/11/20".to_owned(),
        ),
    }
}
