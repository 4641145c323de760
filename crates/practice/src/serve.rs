//! Connections on the loopback address. Every one ends with the task that accepted it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use crate::certificate::Acceptor;
use crate::log::Server;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::world::Shared;
use crate::{apple, portal, site};

/// A server with its own port. It ends when this is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Binds the port and serves from now on.
pub(crate) async fn start(
    server: Server,
    port: u16,
    tls: Option<Acceptor>,
    shared: Shared,
) -> io::Result<Running> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let task = tokio::spawn(accept(listener, server, tls, shared));
    Ok(Running { address, task: task.abort_handle() })
}

async fn accept(listener: TcpListener, server: Server, tls: Option<Acceptor>, shared: Shared) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(stream, server, tls.clone(), shared.clone()));
                }
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn connection(stream: TcpStream, server: Server, tls: Option<Acceptor>, shared: Shared) {
    match tls {
        None => talk(stream, server, shared).await,
        // A client that does not trust the certificate ends here, as it should.
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                talk(stream, server, shared).await;
            }
        }
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    server: Server,
    shared: Shared,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let shared = shared.clone();
        async move { answer(server, request.map(Body::new), &shared).await.send().await }
    });
    // An error here is a client that went away, or a cut on purpose.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(server: Server, request: Request, shared: &Shared) -> Reply {
    let encoding = match server {
        Server::Site => site::pages(shared.lock().structure).encoding(),
        Server::Apple | Server::Portal | Server::Elsewhere => encoding_rs::UTF_8,
    };
    let visit = Visit::read(request, encoding).await;
    let mut world = shared.lock();
    match server {
        Server::Site => site::answer(&mut world, &visit),
        Server::Apple => apple::answer(&mut world, &visit),
        Server::Portal => portal::answer(&mut world, &visit),
        Server::Elsewhere => elsewhere(&mut world, &visit),
    }
}

/// The origin to which the site redirects where it must not be followed.
fn elsewhere(world: &mut crate::world::World, visit: &Visit) -> Reply {
    world.log.push(visit.asked(Server::Elsewhere, &[]));
    let with = if visit.fields.is_empty() { "nothing" } else { "a form" };
    world.violate(format!("{} {} at another origin, with {with}", visit.method, visit.path));
    Reply::typed(
        "<!doctype html><html lang=ja><title>練習モード</title><p>別のサイトです（練習モード）。</p>".to_owned(),
        encoding_rs::UTF_8,
        "text/html; charset=utf-8",
    )
}
