//! Every kind of wrong file has its own code.

use std::fs;
use std::path::Path;

use koshin_core::{Code, FileKind, Problem};
use koshin_store::read_token_file;

/// Base64 of `{"token":"canary","expDate":"2027-11-22T08:30:00+0000","orgName":"Sample"}`.
const TOKEN: &str = "eyJ0b2tlbiI6ImNhbmFyeSIsImV4cERhdGUiOiIyMDI3LTExLTIyVDA4OjMwOjAwKzAwMDAiLCJvcmdOYW1lIjoiU2FtcGxlIn0=";

/// Base64 of the same without `orgName`.
const TOKEN_WITHOUT_ORGANIZATION: &str =
    "eyJ0b2tlbiI6ImNhbmFyeSIsImV4cERhdGUiOiIyMDI3LTExLTIyVDA4OjMwOjAwKzAwMDAifQ==";

fn check(path: &Path, expected: Code, kind: FileKind) {
    let error = read_token_file(path).expect_err("a wrong file");

    assert_eq!(error.code(), expected, "{}", path.display());
    assert_eq!(error.kind(), kind, "{}", path.display());
    assert_eq!(Problem::from(error).code, expected, "told so: {}", path.display());
}

#[test]
fn a_token_is_read_under_any_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("sToken_for_本社.vpptoken", TOKEN.to_owned()),
        ("download (1).txt", format!("\u{feff}{TOKEN}\r\n")),
        ("no extension", format!("{}\n{}\n", &TOKEN[..64], &TOKEN[64..])),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a writable file");

        let file = read_token_file(&path).expect("a token");

        assert_eq!(file.file_name, name, "its name without the folder");
        assert_eq!(file.token.organization(), "Sample", "what it holds");
        assert!(!format!("{file:?}").contains("canary"), "nothing of it shows");
    }
}

#[test]
fn every_wrong_content_has_its_own_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let p7m = "Content-Type: application/pkcs7-mime; name=\"smime.p7m\"\n\nMIIB";
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
    let token = FileKind::ContentToken;
    for (name, bytes, code, kind) in [
        ("device.p7m", p7m.as_bytes(), Code::FileIsDeviceToken, FileKind::DeviceToken),
        ("page.vpptoken", b"<!DOCTYPE html><title>Sign in", Code::FileIsHtml, FileKind::Html),
        ("token.zip", b"PK\x03\x04\x14\0\0\0", Code::FileIsArchive, FileKind::Archive),
        ("token.gz", b"\x1f\x8b\x08\0\0\0\0\0", Code::FileIsArchive, FileKind::Archive),
        ("mdm.pem", certificate.as_bytes(), Code::FileIsCertificate, FileKind::Certificate),
        ("mdm.key", key.as_bytes(), Code::FileIsPrivateKey, FileKind::PrivateKey),
        ("empty", b"", Code::FileEmpty, FileKind::Empty),
        ("blank", b" \r\n\t", Code::FileBlank, FileKind::Empty),
        ("letter.txt", "拝啓".as_bytes(), Code::FileIsText, FileKind::Text),
        ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Code::FileIsBinary, FileKind::Binary),
        ("cut", &TOKEN.as_bytes()[..60], Code::TokenTruncated, token),
        ("lacking", TOKEN_WITHOUT_ORGANIZATION.as_bytes(), Code::TokenFieldMissing, token),
        ("twice", [TOKEN, TOKEN].concat().as_bytes(), Code::TokenTwice, token),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a writable file");

        check(&path, code, kind);
    }
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = FileKind::NotAFile;

    check(folder.path(), Code::FileNotAFile, none);
    check(&folder.path().join("gone"), Code::FileMissing, none);
    check(&folder.path().join("gone/too"), Code::FileMissing, none);
    check(Path::new(""), Code::FileMissing, none);
}

#[cfg(unix)]
#[test]
fn a_pipe_a_device_or_a_socket_is_refused_without_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = FileKind::NotAFile;
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success(), "a pipe that nobody writes to");
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&pipe, &link).expect("a link");

    check(&pipe, Code::FileNotAFile, none);
    check(&socket, Code::FileNotAFile, none);
    check(&link, Code::FileNotAFile, none);
    check(Path::new("/dev/null"), Code::FileNotAFile, none);
    check(Path::new("/dev/zero"), Code::FileNotAFile, none);
}

#[test]
fn a_file_of_3_gib_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.vpptoken");
    let file = fs::File::create(&path).expect("a new file");
    file.set_len(3 << 30).expect("a sparse file");

    check(&path, Code::FileTooLarge, FileKind::TooLarge);
}
