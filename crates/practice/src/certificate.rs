//! The site's certificate, made anew for every practice together with the CA that signs it.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::options::Certificate;

/// What the site needs to speak https, and what a client needs to trust it.
pub(crate) struct Tls {
    pub(crate) acceptor: Acceptor,
    /// The CA as PEM.
    pub(crate) ca: String,
}

/// Speaks https on a connection.
#[derive(Clone)]
pub(crate) struct Acceptor(TlsAcceptor);

impl Acceptor {
    /// Fails where the client does not trust the certificate.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.0.accept(stream).await
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes CA and certificate.
#[expect(
    clippy::disallowed_methods,
    reason = "clients verify against the real present, whatever the practice takes as such"
)]
pub(crate) fn make(kind: Certificate) -> io::Result<Tls> {
    let ca_key = KeyPair::generate().map_err(io::Error::other)?;
    let mut ca = CertificateParams::default();
    ca.distinguished_name.push(DnType::CommonName, "Koshin practice CA (not for real use)");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca_certificate = ca.self_signed(&ca_key).map_err(io::Error::other)?;
    let pem = ca_certificate.pem();
    let issuer = Issuer::new(ca, ca_key);

    let names = match kind {
        Certificate::WrongName => vec!["another-host.example".to_owned()],
        Certificate::Good | Certificate::Expired => {
            vec!["localhost".to_owned(), "127.0.0.1".to_owned()]
        }
    };
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut leaf = CertificateParams::new(names).map_err(io::Error::other)?;
    leaf.distinguished_name.push(DnType::CommonName, "Koshin practice site");
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let present = SystemTime::now();
    let (from, until) = match kind {
        Certificate::Expired => (present - 400 * DAY, present - 30 * DAY),
        Certificate::Good | Certificate::WrongName => (present - DAY, present + 365 * DAY),
    };
    leaf.not_before = from.into();
    leaf.not_after = until.into();
    let certificate = leaf.signed_by(&key, &issuer).map_err(io::Error::other)?;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .map_err(io::Error::other)?;
    Ok(Tls { acceptor: Acceptor(Arc::new(config).into()), ca: pem })
}
