//! Sockets go in, and what the desk answers to the head of each request is sent: a thin adaptor around the library.

use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use rustix::net::sockopt::Timeout;
use rustix::net::sockopt::set_socket_timeout;
use tiny_http::Header;
use tiny_http::Request;
use tiny_http::Response;
use tiny_http::Server;
use tiny_http::StatusCode;

use crate::serve::answer::Head;
use crate::serve::answer::Reply;

/// How long a reader may take nothing of an answer. Sockets inherit it from the one that listens (Linux).
const SEND_TIME: Duration = Duration::from_secs(2);

/// Threads that answer at each address.
const WORKERS: usize = 4;

/// How many ports are tried after the default one.
const PORTS_TRIED: u16 = 20;

/// Which port to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// This one, or none.
    Named(u16),
    /// This one, or the next that is free.
    From(u16),
}

/// Listening sockets of this computer alone.
pub(super) struct Listening {
    servers: Vec<Arc<Server>>,
    pub(super) port: u16,
}

/// Listens on `127.0.0.1` and, where there is one, on `::1`.
///
/// # Errors
/// Why the port cannot be had, in words.
pub(super) fn listen(port: Port) -> Result<Listening, String> {
    let (first, count) = match port {
        Port::Named(port) => (port, 1),
        Port::From(port) => (port, PORTS_TRIED),
    };
    let mut reason = String::new();
    for port in (first..).take(count.into()) {
        match listen_on(port) {
            Ok(listening) => return Ok(listening),
            Err(error) => reason = error.to_string(),
        }
    }
    Err(match count {
        1 => format!("cannot listen on port {first}: {reason}"),
        _ => format!("cannot listen on port {first} or the {count} after it: {reason}"),
    })
}

fn listen_on(port: u16) -> std::io::Result<Listening> {
    let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    // Port 0 means any: the second address takes the one that the first was given.
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(listener) => listeners.push(listener),
        // Another program has the port at the other address: `localhost` could lead to it.
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(error),
        Err(_) => {}
    }
    let mut servers = Vec::new();
    for listener in listeners {
        set_socket_timeout(&listener, Timeout::Send, Some(SEND_TIME))?;
        let server = Server::from_listener(listener, None)
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        servers.push(Arc::new(server));
    }
    Ok(Listening { servers, port })
}

/// What the workers ask for answers, and give streams of events to.
pub(super) trait Desk: Send + Sync + 'static {
    fn answer(&self, head: &Head) -> Reply;
    fn add_stream(&self, writer: Box<dyn std::io::Write + Send>);
    fn has_room(&self) -> bool;
}

/// Answers every request, until the system gives no more of them; then `on_end` is told why.
pub(super) fn answer_all<D: Desk>(
    listening: Listening,
    desk: &Arc<D>,
    on_end: impl Fn(String) + Send + Sync + 'static,
) {
    let on_end = Arc::new(on_end);
    for server in listening.servers {
        for _ in 0..WORKERS {
            let (server, desk, on_end) = (server.clone(), desk.clone(), on_end.clone());
            std::thread::spawn(move || {
                loop {
                    match server.recv() {
                        Ok(request) => answer_one(request, &*desk),
                        Err(error) => {
                            on_end(error.to_string());
                            return;
                        }
                    }
                }
            });
        }
    }
}

fn answer_one<D: Desk>(request: Request, desk: &D) {
    let headers = request.headers().iter().map(|header| {
        let name = header.field.as_str().as_str().to_ascii_lowercase();
        (name, header.value.as_str().to_owned())
    });
    let head = Head {
        method: request.method().to_string(),
        target: request.url().to_owned(),
        headers: headers.collect(),
    };
    // A mistake of ours in one answer is not the end of the preview.
    let reply = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.answer(&head)));
    // A reader that went away is nothing to tell.
    let _ = match reply {
        Ok(Reply::Events) if desk.has_room() => {
            desk.add_stream(request.into_writer());
            Ok(())
        }
        Ok(Reply::Events) => request.respond(Response::empty(503)),
        Ok(Reply::Whole {
            status,
            headers,
            bytes,
        }) => {
            let headers = headers
                .into_iter()
                .filter_map(|(name, value)| Header::from_bytes(name, value).ok());
            let length = bytes.len();
            let response = Response::new(
                StatusCode(status),
                headers.collect(),
                &*bytes,
                Some(length),
                None,
            );
            // The length is known: nothing is gained by sending it in pieces.
            request.respond(response.with_chunked_threshold(usize::MAX))
        }
        Err(_) => request.respond(Response::empty(500)),
    };
}
