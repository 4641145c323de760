//! What becomes of every kind of file that a person may choose.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use koshin_core::secret::ExposeSecret as _;
use koshin_core::token::MAX_BYTES;
use koshin_core::{Code, ContentToken, FileKind};
use proptest::prelude::*;

const JSON: &str = r#"{"expDate":"2027-11-22T08:30:00+0000","token":"cHJhY3RpY2UtcHJhY3RpY2UtcHJhY3RpY2UtcHJhY3RpY2U=","orgName":"株式会社サンプル"}"#;

fn encoded(json: &str) -> String {
    STANDARD.encode(json)
}

fn accept(bytes: &[u8]) -> ContentToken {
    ContentToken::read(bytes).unwrap_or_else(|error| {
        panic!("{error} for {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]))
    })
}

fn refuse(bytes: &[u8], code: Code, kind: FileKind) {
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
    let error = ContentToken::read(bytes).expect_err("this is no usable token");

    assert_eq!(error.code(), code, "the code for {shown:?}");
    assert_eq!(error.kind(), kind, "the kind of {shown:?}");
}

#[test]
fn apples_own_sample_is_read() {
    // Apple, "Getting started with the Management API": published, fake.
    let sample = "ewogICAgInRva2VuIjogIlZGZHdRbVZWTVZSUldGSktVbGRTTlZkc1pHcGpNR3hIVTI1Q2FrMXRhRzlhUjJ3eldqRkdkVk50ZUd0VFJrWjZVMVZhVDJGSFRuUlNiVGxOVVRCS1ExcEdhRTlOUjBaWVRrUXdQUT09IiwKICAgICJleHBEYXRlIjogIjIwMzAtMTEtMDhUMjI6MzM6MjIrMDAwMCIsCiAgICAib3JnTmFtZSI6ICJPUkcxMjM0NSIKfQ==";

    let token = accept(sample.as_bytes());

    assert_eq!(token.organization(), "ORG12345", "orgName");
    assert_eq!(token.expires().to_rfc3339(), "2030-11-08T22:33:22+00:00", "expDate in UTC");
    assert_eq!(token.bearer().expose_secret(), sample, "the whole file is the secret");
}

#[test]
fn what_becomes_of_a_file_that_was_opened_and_saved_again() {
    let plain = encoded(JSON);
    let utf16 = |bom: &[u8], bytes: fn(u16) -> [u8; 2]| {
        let mut file = bom.to_vec();
        file.extend(plain.encode_utf16().flat_map(bytes));
        file
    };
    let wrapped = plain.as_bytes().chunks(76).map(|it| [it, b"\r\n"].concat()).collect::<Vec<_>>();
    for (how, file) in [
        ("as it is", plain.clone().into_bytes()),
        ("a line end", format!("{plain}\n").into_bytes()),
        ("CRLF", format!("{plain}\r\n").into_bytes()),
        ("a byte-order mark", format!("\u{feff}{plain}").into_bytes()),
        ("wrapped lines", wrapped.concat()),
        ("space around", format!("  \t{plain}  ").into_bytes()),
        ("UTF-16, little end first", utf16(&[0xff, 0xfe], u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(&[0xfe, 0xff], u16::to_be_bytes)),
        ("UTF-16 without a mark", utf16(&[], u16::to_le_bytes)),
        ("no padding", STANDARD_NO_PAD.encode(JSON).into_bytes()),
        ("the URL-safe alphabet", URL_SAFE.encode(JSON).into_bytes()),
    ] {
        let token = accept(&file);

        assert_eq!(token.organization(), "株式会社サンプル", "{how}");
        assert_eq!(token.bearer().expose_secret(), plain, "one secret, {how}");
        assert_eq!(token.fingerprint(), accept(plain.as_bytes()).fingerprint(), "{how}");
    }
}

#[test]
fn the_file_for_the_server_is_apples_own_or_one_line() {
    let plain = encoded(JSON);
    let with_line_end = format!("{plain}\n");
    let with_mark = format!("\u{feff}{plain}");

    assert_eq!(
        accept(with_line_end.as_bytes()).file().expose_secret(),
        with_line_end.as_bytes(),
        "bytes as Apple made them"
    );
    assert_eq!(
        accept(with_mark.as_bytes()).file().expose_secret(),
        plain.as_bytes(),
        "what an editor added does not reach the server"
    );
}

#[test]
fn fields_in_any_order_and_dates_in_any_spelling_are_read() {
    for (date, utc) in [
        ("2027-11-22T08:30:00+0000", "2027-11-22T08:30:00+00:00"),
        ("2027-11-22T08:30:00-0700", "2027-11-22T15:30:00+00:00"),
        ("2027-11-22T08:30:00+09:00", "2027-11-21T23:30:00+00:00"),
        ("2027-11-22T08:30:00+09", "2027-11-21T23:30:00+00:00"),
        ("2027-11-22T08:30:00Z", "2027-11-22T08:30:00+00:00"),
        ("2027-11-22T08:30:00.123+0000", "2027-11-22T08:30:00.123+00:00"),
        ("2027-11-22T08:30:00.5Z", "2027-11-22T08:30:00.500+00:00"),
    ] {
        for json in [
            format!(r#"{{"orgName":"日本","expDate":"{date}","token":"x","extra":[1,null]}}"#),
            format!(
                "{{\n  \"token\": \"x\",\n  \"orgName\": \"日本\",\n  \"expDate\": \"{date}\"\n}}"
            ),
        ] {
            let token = accept(encoded(&json).as_bytes());

            assert_eq!(token.expires().to_rfc3339(), utc, "{date}");
        }
    }
}

#[test]
fn every_kind_of_wrong_file_has_its_own_code() {
    let plain = encoded(JSON);
    let p7m = "Content-Type: application/pkcs7-mime; name=\"smime.p7m\"; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAx\r\n";
    let der_p7m = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80".as_slice();
    let push = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        STANDARD.encode("..com.apple.mgmt.External.e3b8ceac..")
    );
    for (file, code, kind) in [
        (b"".as_slice(), Code::FileEmpty, FileKind::Empty),
        (b" \r\n\t \n", Code::FileBlank, FileKind::Empty),
        (b"\xef\xbb\xbf\n", Code::FileBlank, FileKind::Empty),
        (p7m.as_bytes(), Code::FileIsDeviceToken, FileKind::DeviceToken),
        (der_p7m, Code::FileIsDeviceToken, FileKind::DeviceToken),
        (
            STANDARD.encode([der_p7m, &[0; 60]].concat()).as_bytes(),
            Code::FileIsDeviceToken,
            FileKind::DeviceToken,
        ),
        (
            b"<!DOCTYPE html>\n<html lang=ja><title>\xe3\x82\xb5</title>",
            Code::FileIsHtml,
            FileKind::Html,
        ),
        (b"\n\n<html><body>", Code::FileIsHtml, FileKind::Html),
        (b"PK\x03\x04\x14\0\0\0rest", Code::FileIsArchive, FileKind::Archive),
        (b"\x1f\x8b\x08\0\0\0\0\0", Code::FileIsArchive, FileKind::Archive),
        (push.as_bytes(), Code::FileIsPushCertificate, FileKind::PushCertificate),
        (
            b"-----BEGIN CERTIFICATE-----\nMIIBAg==\n-----END CERTIFICATE-----",
            Code::FileIsCertificate,
            FileKind::Certificate,
        ),
        (b"\x30\x82\x01\x02\x30\x82rest", Code::FileIsCertificate, FileKind::Certificate),
        (
            b"-----BEGIN CERTIFICATE REQUEST-----\nMIIB",
            Code::FileIsSigningRequest,
            FileKind::SigningRequest,
        ),
        (b"-----BEGIN PRIVATE KEY-----\nMIIB", Code::FileIsPrivateKey, FileKind::PrivateKey),
        (b"-----BEGIN RSA PRIVATE KEY-----\nMIIB", Code::FileIsPrivateKey, FileKind::PrivateKey),
        ("こんにちは".as_bytes(), Code::FileIsText, FileKind::Text),
        (b"hello", Code::FileIsText, FileKind::Text),
        (b"yolofomo", Code::FileIsText, FileKind::Text),
        (b"Date,Name\n1,2\n", Code::FileIsText, FileKind::Text),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Code::FileIsBinary, FileKind::Binary),
        (&plain.as_bytes()[..plain.len() - 7], Code::TokenTruncated, FileKind::ContentToken),
        (&plain.as_bytes()[..plain.len() / 2], Code::TokenTruncated, FileKind::ContentToken),
        (&plain.as_bytes()[..5], Code::TokenTruncated, FileKind::ContentToken),
        (
            encoded("これはトークンではありません").as_bytes(),
            Code::TokenNotAToken,
            FileKind::ContentToken,
        ),
        (STANDARD.encode([7; 120]).as_bytes(), Code::TokenNotAToken, FileKind::ContentToken),
        (
            encoded("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]").as_bytes(),
            Code::TokenNotAToken,
            FileKind::ContentToken,
        ),
        (format!("{plain}{plain}").as_bytes(), Code::TokenTwice, FileKind::ContentToken),
        (format!("{plain}\n{plain}\n").as_bytes(), Code::TokenTwice, FileKind::ContentToken),
        (encoded(&format!("{JSON}{JSON}")).as_bytes(), Code::TokenTwice, FileKind::ContentToken),
    ] {
        refuse(file, code, kind);
    }
}

#[test]
fn two_tokens_are_seen_whatever_their_padding() {
    for extra in ["", " ", "  "] {
        let one = encoded(&format!(
            "{}{extra}",
            r#"{"token":"x","expDate":"2027-11-22T08:30:00Z","orgName":"a"}"#
        ));

        refuse(format!("{one}{one}").as_bytes(), Code::TokenTwice, FileKind::ContentToken);
    }
}

#[test]
fn each_field_missing_null_empty_or_of_another_type_is_named() {
    for field in ["token", "expDate", "orgName"] {
        for (value, code) in [
            (None, Code::TokenFieldMissing),
            (Some("null"), Code::TokenFieldNull),
            (Some("\"  \""), Code::TokenFieldEmpty),
            (Some("17"), Code::TokenFieldType),
            (Some("{}"), Code::TokenFieldType),
            (Some("[\"x\"]"), Code::TokenFieldType),
        ] {
            let fields = ["token", "expDate", "orgName"].iter().filter_map(|it| {
                let good = if *it == "expDate" { "\"2027-11-22T08:30:00Z\"" } else { "\"x\"" };
                let value = if *it == field { value? } else { good };
                Some(format!("\"{it}\":{value}"))
            });
            let json = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));

            let error = ContentToken::read(encoded(&json).as_bytes()).expect_err("a bad field");

            assert_eq!(error.code(), code, "{json}");
            let problem = koshin_core::Problem::from(error);
            assert_eq!(problem.params.get("item").map(String::as_str), Some(field), "{json}");
        }
    }
}

#[test]
fn dates_that_are_not_dates_are_refused() {
    for date in [
        "",
        "tomorrow",
        "2027-13-01T00:00:00Z",
        "2027-02-30T00:00:00Z",
        "2027-11-22",
        "2027-11-22T08:30:00",
        "1700000000",
        "22.11.2027 08:30",
    ] {
        let json = format!(r#"{{"token":"x","orgName":"a","expDate":"{date}"}}"#);
        let code = if date.is_empty() { Code::TokenFieldEmpty } else { Code::TokenDateInvalid };

        refuse(encoded(&json).as_bytes(), code, FileKind::ContentToken);
    }
}

#[test]
fn a_file_larger_than_any_token_is_told_by_its_head() {
    let html = [b"<!DOCTYPE html><html>".as_slice(), "あ".repeat(MAX_BYTES).as_bytes()].concat();
    let zip = [b"PK\x03\x04".as_slice(), &vec![9; MAX_BYTES]].concat();

    refuse(&vec![0; MAX_BYTES + 1], Code::FileTooLarge, FileKind::TooLarge);
    refuse(&vec![b'e'; MAX_BYTES + 1], Code::FileTooLarge, FileKind::TooLarge);
    refuse(&html[..=MAX_BYTES], Code::FileIsHtml, FileKind::Html);
    refuse(&zip[..=MAX_BYTES], Code::FileIsArchive, FileKind::Archive);
}

#[test]
fn nothing_printed_of_a_token_opens_anything() {
    let plain = encoded(JSON);
    let token = accept(plain.as_bytes());

    let printed = format!("{token:?} {:?} {:#?}", token.bearer(), token.file());

    assert!(!printed.contains(&plain[..24]), "the base64 is not in {printed}");
    assert!(!printed.contains("cHJhY3RpY2"), "nor the inner token");
}

proptest! {
    /// Whatever a file holds, reading it ends in a token or in an error, never in a panic.
    #[test]
    fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = ContentToken::read(&bytes);
    }

    /// A token that was cut off is never taken for a whole one.
    #[test]
    fn a_cut_token_is_refused(cut in 4usize..140) {
        let whole = encoded(JSON);
        prop_assert!(ContentToken::read(&whole.as_bytes()[..whole.len() - cut]).is_err());
    }
}
