//! Files to pick from: practice tokens in every state, and files that are mistaken for tokens.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::clock::half_past_five;
use crate::tokens::TokenFacts;
use crate::world::{LOCATION, OTHER_LOCATION, Standing, World};

/// Writes every sample into the folder and makes the tokens known to Apple's twin.
///
/// Names that stand for the scenario: `new` is what the portal offers first, `old` what the first
/// row has. The others are the same in every scenario.
pub(crate) fn write(world: &mut World, folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut samples = tokens(world);
    samples.extend(spellings(&world.fresh(LOCATION).content()));
    samples.extend(look_alikes(&world.fresh(LOCATION).content()));
    #[cfg(feature = "certificates")]
    samples.extend(crate::pem::files()?);
    let mut paths = BTreeMap::new();
    for Sample { name, file, bytes } in samples {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(file);
        std::fs::write(&path, bytes)?;
        paths.insert(name.to_owned(), path);
    }
    Ok(paths)
}

pub(crate) struct Sample {
    name: &'static str,
    file: String,
    bytes: Vec<u8>,
}

impl Sample {
    pub(crate) fn new(name: &'static str, file: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, file: file.to_owned(), bytes: bytes.into() }
    }
}

/// Tokens that differ in what they say or in what Apple says of them.
fn tokens(world: &mut World) -> Vec<Sample> {
    let base = world.clock.base();
    let present = world.rows.first().map_or(base, |row| row.license.expires);
    let offered = world.offered.first().cloned().unwrap_or_else(|| world.fresh(LOCATION));
    let of = |location: &str, days: i64| TokenFacts::new(location, half_past_five(base, days));
    let organization = TokenFacts {
        organization: "別の会社株式会社".to_owned(),
        uid: "9900000001".to_owned(),
        ..world.fresh(LOCATION)
    };
    // A second apart from the good one, so that Apple can tell it from that.
    let later = |seconds: i64| {
        let good = world.fresh(LOCATION);
        TokenFacts { expires: good.expires + chrono::Duration::seconds(seconds), ..good }
    };
    let not_later = present.min(half_past_five(base, 20)) - chrono::Duration::days(1);
    let table = [
        ("new", offered, Standing::Good),
        ("right-location", world.fresh(LOCATION), Standing::Good),
        ("old", TokenFacts::new(LOCATION, present), Standing::Good),
        ("other-location", world.fresh(OTHER_LOCATION), Standing::Good),
        ("other-organization", organization, Standing::Good),
        ("other-owner", later(1), Standing::OwnedElsewhere),
        ("revoked", later(2), Standing::Revoked),
        ("expired", of(LOCATION, -10), Standing::Good),
        ("not-later", TokenFacts::new(LOCATION, not_later), Standing::Good),
        ("short-lived", of(LOCATION, 200), Standing::Good),
    ];
    let mut samples = Vec::new();
    for (name, facts, standing) in table {
        let file = format!("sToken_for_{}.vpptoken", facts.location);
        samples.push(Sample::new(name, &file, world.issue(facts, standing)));
    }
    let unknown = TokenFacts::new("Appleの知らないロケーション", half_past_five(base, 365));
    samples.push(Sample::new("unknown-to-apple", "sToken_for_本社.vpptoken", unknown.content()));
    samples
}

/// The good token in other spellings, all of which are to be accepted.
fn spellings(content: &str) -> Vec<Sample> {
    let wrapped = wrap(content, 64);
    let utf_16: Vec<u8> =
        [0xFEFF].into_iter().chain(content.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    vec![
        Sample::new("newline", "sToken for 本社.vpptoken", format!("{content}\n")),
        Sample::new("wrapped", "sToken_for_本社 (1).vpptoken", format!("\u{feff}{wrapped}")),
        Sample::new("utf-16", "sToken_for_本社.txt", utf_16),
        Sample::new("no-extension", "token", content),
    ]
}

/// Files that are none.
fn look_alikes(content: &str) -> Vec<Sample> {
    const FILE: &str = "sToken_for_本社.vpptoken";
    let json = |text: &str| STANDARD.encode(text);
    let half = content.get(..content.len() / 2 + 1).unwrap_or_default();
    vec![
        Sample::new(
            "device-token",
            "practice_Token_2026-11-22T01-00-00Z_smime.p7m",
            device_token(),
        ),
        Sample::new(
            "html",
            FILE,
            "<!DOCTYPE html>\n<html lang=\"ja\"><head><title>サインイン</title></head><body></body></html>\n",
        ),
        Sample::new("zip", "sToken_for_本社.zip", zip(FILE, content.as_bytes())),
        Sample::new("gzip", "sToken_for_本社.vpptoken.gz", gzip(content.as_bytes())),
        Sample::new("empty", FILE, ""),
        Sample::new("white-space", FILE, " \r\n\t\r\n"),
        Sample::new("text", "メモ.txt", "VPPトークンは来月ダウンロードする\n"),
        Sample::new(
            "binary",
            "image.vpptoken",
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13],
        ),
        Sample::new("truncated", FILE, half),
        Sample::new("two-tokens", FILE, format!("{content}\n{content}\n")),
        Sample::new("not-json", FILE, STANDARD.encode("これはトークンではありません")),
        Sample::new(
            "no-date",
            FILE,
            json(r#"{"token":"cHJhY3RpY2U=","orgName":"株式会社サンプル"}"#),
        ),
        Sample::new(
            "no-organization",
            FILE,
            json(r#"{"expDate":"2099-11-22T08:30:00+0000","token":"cHJhY3RpY2U="}"#),
        ),
        Sample::new(
            "no-token",
            FILE,
            json(r#"{"expDate":"2099-11-22T08:30:00+0000","orgName":"株式会社サンプル"}"#),
        ),
        Sample::new(
            "bad-date",
            FILE,
            json(r#"{"expDate":"来年","token":"cHJhY3RpY2U=","orgName":"株式会社サンプル"}"#),
        ),
        Sample::new(
            "web-token",
            "session.txt",
            format!("{0}.{0}.{0}", URL_SAFE_NO_PAD.encode("{\"practice\":true}")),
        ),
        Sample::new("too-large", FILE, vec![b'A'; 256 * 1024]),
    ]
}

/// The device enrollment token, which carries nearly the same name.
fn device_token() -> String {
    // SEQUENCE, OID 1.2.840.113549.1.7.3 (enveloped data), then nothing of use.
    let mut cms =
        vec![0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03];
    cms.extend(b" koshin practice, not a real device token".repeat(8));
    let lines = wrap(&STANDARD.encode(cms), 76);
    format!(
        "Content-Type: application/pkcs7-mime; name=\"smime.p7m\"; smime-type=enveloped-data\r\n\
        Content-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\
        Content-Description: S/MIME Encrypted Message\r\n\r\n{lines}"
    )
}

/// Base64 in lines that end with CRLF.
fn wrap(base64: &str, width: usize) -> String {
    let lines = base64.as_bytes().chunks(width).map(String::from_utf8_lossy);
    lines.flat_map(|line| [line, "\r\n".into()]).collect()
}

/// A zip archive with one stored file.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    let name_size = u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes();
    // Version 2.0, names in UTF-8, stored, 1980-01-01.
    let mut about = vec![20, 0, 0, 8, 0, 0, 0, 0, 33, 0];
    about.extend(crc32(bytes).to_le_bytes());
    about.extend([size, size].concat());
    about.extend(name_size);
    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&about);
    archive.extend([0, 0]);
    archive.extend(name.as_bytes());
    archive.extend(bytes);
    let start = archive.len();
    archive.extend(b"PK\x01\x02\x14\0");
    archive.extend(&about);
    archive.extend([0; 14]);
    archive.extend([0; 2]);
    archive.extend(name.as_bytes());
    let length = archive.len() - start;
    archive.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    archive.extend(u32::try_from(start).unwrap_or(u32::MAX).to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// A gzip file with one stored block.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(bytes);
    file.extend(crc32(bytes).to_le_bytes());
    file.extend(u32::from(length).to_le_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
