//! Files in PEM that are no content token, made anew for every practice.

use std::io;

use rcgen::{CertificateParams, CustomExtension, DnType, KeyPair};

use crate::samples::Sample;

/// Returns certificates, a key and a signing request.
pub(crate) fn files() -> io::Result<Vec<Sample>> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let named = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params
    };
    let plain = named("Koshin practice").self_signed(&key).map_err(io::Error::other)?;
    let mut push = named("APSP:practice");
    let uid = DnType::CustomDnType(vec![0, 9, 2342, 19_200_300, 100, 1, 1]);
    push.distinguished_name.push(uid, "com.apple.mgmt.External.practice");
    // Marks it as good for push in production, as Apple's own extension does.
    let purpose =
        CustomExtension::from_oid_content(&[1, 2, 840, 113_635, 100, 6, 3, 2], vec![5, 0]);
    push.custom_extensions.push(purpose);
    let push = push.self_signed(&key).map_err(io::Error::other)?;
    let request = named("Koshin practice").serialize_request(&key).map_err(io::Error::other)?;
    Ok(vec![
        Sample::new("certificate", "practice.pem", plain.pem()),
        Sample::new("push-certificate", "MDM_Practice_Certificate.pem", push.pem()),
        Sample::new("private-key", "practice.key", key.serialize_pem()),
        Sample::new("signing-request", "practice.csr", request.pem().map_err(io::Error::other)?),
    ])
}
