//! Downloading a token from the practice portal, as the browser does.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

/// Downloads the first token that the portal offers into a folder, and returns the file.
pub(crate) fn download(portal: &str, folder: &Path) -> PathBuf {
    let list = get(portal, "/settings/payments/apps");
    let list = String::from_utf8(list).expect("a page in UTF-8");
    let link = list
        .split('"')
        .find(|it| it.starts_with("/settings/payments/apps/download/"))
        .expect("a token to download");
    let file = folder.join("sToken_for_本社.vpptoken");
    std::fs::write(&file, get(portal, link)).expect("a folder of the test's own");
    file
}

/// Gets the body of an answer from a server on this machine.
fn get(origin: &str, path: &str) -> Vec<u8> {
    let host = origin.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).expect("the portal listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        .expect("the portal reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the portal answers");
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path} is there");
    answer.split_off(end + 4)
}
