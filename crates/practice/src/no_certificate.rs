//! In place of `certificate.rs` where nobody wants https.

use std::convert::Infallible;
use std::io;

use tokio::net::TcpStream;

use crate::options::Certificate;

/// What nobody can make here.
pub(crate) struct Tls {
    pub(crate) acceptor: Acceptor,
    pub(crate) ca: String,
}

#[derive(Clone)]
pub(crate) struct Acceptor(Infallible);

impl Acceptor {
    pub(crate) async fn accept(&self, _: TcpStream) -> io::Result<TcpStream> {
        match self.0 {}
    }
}

/// Says that this was built without the feature `certificates`.
pub(crate) fn make(_: Certificate) -> io::Result<Tls> {
    Err(io::Error::other("this practice was built without https"))
}
