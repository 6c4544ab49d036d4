//! Sockets go in, and what the desk answers to the head of each request is sent: one request for each connection, all of them bounded.
//!
//! It is written by hand because little is needed and none of it may wait for ever: a head has a longest length and a
//! longest time, an answer is given up when its reader takes nothing, and connections are counted. (RFC 9112.)

use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use crate::serve::answer::Head;
use crate::serve::answer::Reply;

/// How long a reader may take nothing of an answer.
const SEND_TIME: Duration = Duration::from_secs(2);

/// How long a request may take to arrive. Browsers open connections before they need them.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// Longest head, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Most connections at a time, streams of events aside.
const CONNECTIONS_MAX: usize = 64;

/// How many ports are tried after the default one.
const PORTS_TRIED: u16 = 20;

/// How long to wait when the system has no more file handles.
const BREATH: Duration = Duration::from_millis(100);

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
    listeners: Vec<TcpListener>,
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
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
        Err(_) => {}
    }
    Ok(Listening { listeners, port })
}

/// What connections ask for answers, and give streams of events to.
pub(super) trait Desk: Send + Sync + 'static {
    fn answer(&self, head: &Head) -> Reply;
    fn add_stream(&self, writer: Box<dyn Write + Send>);
    fn has_room(&self) -> bool;
}

/// Answers every request, until the system gives no more of them; then `on_end` is told why.
pub(super) fn answer_all<D: Desk>(
    listening: Listening,
    desk: &Arc<D>,
    on_end: impl Fn(String) + Send + Sync + 'static,
) {
    let on_end = Arc::new(on_end);
    let open = Arc::new(AtomicUsize::new(0));
    for listener in listening.listeners {
        let (desk, on_end, open) = (desk.clone(), on_end.clone(), open.clone());
        std::thread::spawn(move || {
            loop {
                match listener.accept() {
                    Ok((stream, _)) => {
                        // One too many is closed at once: whoever holds the others is no browser.
                        let Some(place) = Place::take(&open) else {
                            continue;
                        };
                        let desk = desk.clone();
                        let work = move || {
                            // A reader that went away is nothing to tell.
                            let _ = answer_one(stream, &*desk);
                            drop(place);
                        };
                        // Without a thread for it, the connection closes.
                        let _ = std::thread::Builder::new().spawn(work);
                    }
                    Err(error) if passes(&error) => std::thread::sleep(BREATH),
                    Err(error) => {
                        on_end(error.to_string());
                        return;
                    }
                }
            }
        });
    }
}

/// Whether an error is one of the connection that was to come, or passes when others close.
fn passes(error: &std::io::Error) -> bool {
    const NO_HANDLES: [i32; 2] = [
        rustix::io::Errno::MFILE.raw_os_error(),
        rustix::io::Errno::NFILE.raw_os_error(),
    ];
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    ) || error
        .raw_os_error()
        .is_some_and(|code| NO_HANDLES.contains(&code))
}

/// The place of one connection among those that may be open.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Option<Place> {
        // Counted before it is looked at: two at once never take the same place.
        let place = Place(open.clone());
        (open.fetch_add(1, Ordering::SeqCst) < CONNECTIONS_MAX).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn answer_one<D: Desk>(mut stream: TcpStream, desk: &D) -> std::io::Result<()> {
    stream.set_write_timeout(Some(SEND_TIME))?;
    stream.set_nodelay(true)?;
    let Some(bytes) = read_head(&mut stream)? else {
        return Ok(());
    };
    let Some(head) = parse_head(&bytes) else {
        return send(&mut stream, 400, &[], Some(b""));
    };
    // A mistake of ours in one answer is not the end of the preview.
    let reply = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.answer(&head)));
    match reply {
        Ok(Reply::Events) if desk.has_room() => {
            desk.add_stream(Box::new(stream));
            Ok(())
        }
        Ok(Reply::Events) => send(&mut stream, 503, &[], Some(b"")),
        Ok(Reply::Whole {
            status,
            headers,
            bytes,
        }) => {
            let length = bytes.len().to_string();
            let mut lines: Vec<(&str, &str)> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            lines.push(("Content-Length", &length));
            let body = (head.method != "HEAD").then_some(&*bytes);
            send(&mut stream, status, &lines, body)
        }
        Err(_) => send(&mut stream, 500, &[], Some(b"")),
    }
}

/// What comes until the empty line behind the headers; nothing where it does not come, or never ends.
fn read_head(stream: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let end = Instant::now() + HEAD_TIME;
    let mut head = Vec::with_capacity(1024);
    let mut piece = [0; 4096];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || head.len() > HEAD_BYTES_MAX {
            return Ok(None);
        }
        stream.set_read_timeout(Some(left))?;
        let count = match stream.read(&mut piece) {
            Ok(0) => return Ok(None),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        // The end may stand half in one piece and half in the next.
        let from = head.len().saturating_sub(3);
        head.extend(piece.iter().take(count));
        let new = head.get(from..).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(new, b"\r\n\r\n") {
            head.truncate(from + at);
            return Ok((head.len() <= HEAD_BYTES_MAX).then_some(head));
        }
    }
}

/// Reads `GET /path HTTP/1.1` and the headers below it. What is written in any other way is no request: two programs that
/// read it might not agree about what it says.
fn parse_head(bytes: &[u8]) -> Option<Head> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_request = words.next().is_none()
        && !method.is_empty()
        && method.bytes().all(|byte| byte.is_ascii_uppercase())
        && !target.is_empty()
        && target.bytes().all(|byte| byte.is_ascii_graphic())
        && matches!(version, "HTTP/1.1" | "HTTP/1.0");
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let is_plain = !name.is_empty()
            && name.bytes().all(is_token)
            && !value.contains(|character: char| character.is_control() && character != '\t');
        if !is_plain {
            return None;
        }
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    is_request.then(|| Head {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
    })
}

/// Sends an answer, and closes the connection behind it. Headers are constants or come from the site.
fn send(
    stream: &mut TcpStream,
    status: u16,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("Connection: close\r\n\r\n");
    // In one piece: the first bytes of a page travel with its head.
    let answer = [head.as_bytes(), body.unwrap_or_default()].concat();
    stream.write_all(&answer)?;
    stream.shutdown(Shutdown::Write)?;
    // What a request sent behind its head is thrown away; were it left, the system would take the answer back as well.
    stream.set_read_timeout(Some(BREATH))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        414 => "URI Too Long",
        421 => "Misdirected Request",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::parse_head;

    #[test]
    fn a_head_is_read() {
        let head = parse_head(b"GET /en/x.html?q=1 HTTP/1.1\r\nHost: localhost:3000\r\nX-Y:\tz ");
        let head = head.expect("a head");
        assert_eq!(
            (head.method.as_str(), head.target.as_str()),
            ("GET", "/en/x.html?q=1")
        );
        let expected = [("host", "localhost:3000"), ("x-y", "z")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(head.headers, expected);
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let heads: [&[u8]; 16] = [
            b"",
            b"GET",
            b"GET /",
            b"GET / HTTP/2",
            b"GET  / HTTP/1.1",
            b"GET / HTTP/1.1 x",
            b"get / HTTP/1.1",
            b"GET /\x7f HTTP/1.1",
            "GET /حق HTTP/1.1".as_bytes(),
            b"GET /\xFF HTTP/1.1",
            b"GET / HTTP/1.1\r\nHost",
            b"GET / HTTP/1.1\r\nHost : a",
            b"GET / HTTP/1.1\r\nHost: a\r\n b",
            b"GET / HTTP/1.1\r\nHost: a\nX: b",
            b"GET / HTTP/1.1\r\n: a",
            b"GET / HTTP/1.1\r\nHost: a\x00",
        ];
        for head in heads {
            assert!(
                parse_head(head).is_none(),
                "{}",
                String::from_utf8_lossy(head)
            );
        }
    }
}
