//! No secret is in any file.

use std::fs;
use std::time::Duration;

use koshin_core::record::Entry;
use koshin_core::secret::SecretString;
use koshin_store::{
    Draft, Drafts, Handover, Journal, Role, SettingsFile, StoreError, Vault, VaultError,
    read_token_file,
};

use crate::samples::{files, license, now, places, record, server};

const PASSWORD: &str = "canary-P@ssw0rd-日本";
const LIMIT: Duration = Duration::from_secs(5);

/// The token's inner secret is `canary`.
const TOKEN: &str = "eyJ0b2tlbiI6ImNhbmFyeSIsImV4cERhdGUiOiIyMDI3LTExLTIyVDA4OjMwOjAwKzAwMDAiLCJvcmdOYW1lIjoiU2FtcGxlIn0=";

#[tokio::test]
async fn a_whole_renewal_leaves_no_secret_in_any_file() {
    let (folder, places) = places();
    let download = folder.path().join("download.vpptoken");
    fs::write(&download, TOKEN).expect("a writable file");
    let file = read_token_file(&download).expect("a token");
    fs::remove_file(&download).expect("a removable file");
    let vault = Vault::without_keyring(&places);
    let profile = server("本社");
    let settings = SettingsFile::new(&places);
    let journal = Journal::new(&places);

    vault.use_once(&profile.id, Role::Password, SecretString::from(PASSWORD));
    let refused = vault.set(&profile.id, Role::Password, "本社", PASSWORD.into(), LIMIT).await;
    vault.mark_rejected(&profile.id, Role::Password);
    settings.change::<_, StoreError>(now(), |it| it.add(profile.clone())).expect("a free name");
    let mut draft = Draft::new("r-1".into(), Some(profile.id.clone()), license("l-1"), now());
    draft.file_name = Some(file.file_name);
    Drafts::new(&places).save(&draft).expect("a writable disk");
    let mut record = record("r-1", "2026-11-22T09:00:00Z");
    record.token.as_mut().expect("a token").fingerprint = file.token.fingerprint().clone();
    journal.append(&Entry::Finished { record: Box::new(record) }).expect("a writable disk");
    let history = journal.read().expect("a journal");
    Handover::of(&settings.read(now()).value, &history, now())
        .write(&folder.path().join("handover.json"))
        .expect("a writable disk");

    assert!(matches!(refused, Err(VaultError::Absent(_))), "there is no file to fall back to");
    let written = files(folder.path());
    assert!(written.len() >= 6, "settings, journal, draft, mark, lock, hand-over: {written:?}");
    for path in written {
        let bytes = fs::read(&path).expect("a file of ours");
        for (form, needle) in forms() {
            let found = bytes.windows(needle.len()).any(|it| it == needle);
            assert!(!found, "{} holds a secret as {form}", path.display());
        }
    }
}

/// The secrets as they might be written.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let hash = koshin_core::secret::Fingerprint::of(PASSWORD).as_str().to_owned();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();

    vec![
        ("text", b"canary".to_vec()),
        ("UTF-16", utf16("canary")),
        ("base64 of the token", TOKEN.as_bytes()[..40].to_vec()),
        ("base64", b"Y2FuYXJ5".to_vec()),
        ("hexadecimal digits", b"63616e617279".to_vec()),
        ("a quarter of its hash", hash.as_bytes()[..16].to_vec()),
    ]
}

#[test]
fn a_rejected_password_is_not_given_out_until_it_was_typed_again() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    let (_folder, places) = places();
    let get = |vault: &Vault| {
        let secret = runtime.block_on(vault.get("s-1", Role::Password, LIMIT));
        secret.map(|it| it.is_some())
    };
    let vault = Vault::without_keyring(&places);
    vault.use_once("s-1", Role::Password, PASSWORD.into());
    assert_eq!(get(&vault), Ok(true), "typed");

    vault.mark_rejected("s-1", Role::Password);
    vault.mark_rejected("s-1", Role::Password);

    assert_eq!(get(&vault), Err(VaultError::Rejected), "rejected");
    let later = Vault::without_keyring(&places);
    assert!(later.is_rejected("s-1", Role::Password), "by the next process, too");
    assert_eq!(get(&later), Err(VaultError::Rejected), "by the next process, too");
    assert!(!later.is_rejected("s-1", Role::ApiToken), "only this secret");
    assert!(!later.is_rejected("s-2", Role::Password), "only this server");
    assert!(!Vault::without_keyring(&places.practice()).is_rejected("s-1", Role::Password), "real");
    later.use_once("s-1", Role::Password, PASSWORD.into());
    assert_eq!(get(&later), Ok(true), "typed again, be it the same");
    assert!(!Vault::without_keyring(&places).is_rejected("s-1", Role::Password), "for good");
}
