//! HTTP to a server on this machine, for the `WebDriver` client: no TLS and no proxy.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::session::http::{Body, HttpClient};

/// No command of a driver takes longer than this; the longest is to start the app.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Loopback(Client<HttpConnector, Full<Bytes>>);

impl Loopback {
    pub(crate) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Response<Bytes>, String> {
        let answer = self.0.request(request).await.map_err(|it| format!("{it:?}"))?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|it| it.to_string())?;

        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

#[async_trait::async_trait]
impl HttpClient for Loopback {
    async fn send(&self, request: Request<Body<'_>>) -> WebDriverResult<Response<Bytes>> {
        let request = request.map(|body| match body {
            Body::Empty => Full::default(),
            Body::Json(value) => Full::new(Bytes::from(value.to_string())),
        });

        match tokio::time::timeout(PATIENCE, self.exchange(request)).await {
            Ok(answer) => answer.map_err(WebDriverError::RequestFailed),
            Err(_) => Err(WebDriverError::RequestFailed(format!("no answer in {PATIENCE:?}"))),
        }
    }

    async fn new(&self) -> Arc<dyn HttpClient> {
        Arc::new(Self::new())
    }
}
