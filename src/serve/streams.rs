//! Streams of events: each browser window that shows the preview holds one, and is told the number of every new state.
//!
//! The library's own answers are buffered, so that events would not arrive: the head and the events are written by hand
//! (HTML standard, 9.2 server-sent events).

use std::io::Write;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::SyncSender;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// Most windows that are told.
const STREAMS_MAX: usize = 32;

/// How often a stream on which nothing happens is tried: a window that is gone is noticed.
const PING: Duration = Duration::from_secs(15);

/// Numbers that wait to be told. When it is full, those that wait tell enough.
const QUEUE_MAX: usize = 16;

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n";

const FULL: &str =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

type Writer = Box<dyn Write + Send>;

/// The windows that are told.
pub(super) struct Streams {
    writers: Mutex<Vec<Writer>>,
    /// How many there are, those that are being written to included.
    count: AtomicUsize,
    news: SyncSender<u64>,
}

impl Streams {
    /// Begins to tell; one thread writes, so that nobody else waits for a window that reads slowly.
    pub(super) fn start() -> std::sync::Arc<Streams> {
        let (news, numbers) = sync_channel(QUEUE_MAX);
        let streams = std::sync::Arc::new(Streams {
            writers: Mutex::default(),
            count: AtomicUsize::new(0),
            news,
        });
        let weak = std::sync::Arc::downgrade(&streams);
        std::thread::spawn(move || {
            loop {
                let text = match numbers.recv_timeout(PING) {
                    Ok(number) => event(numbers.try_iter().last().unwrap_or(number)),
                    Err(RecvTimeoutError::Timeout) => ": ping\n\n".to_owned(),
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                let Some(streams) = weak.upgrade() else {
                    return;
                };
                streams.write(&text);
            }
        });
        streams
    }

    /// Tells every window the number of the newest state.
    pub(super) fn tell(&self, number: u64) {
        // A full queue: the thread that writes will take the newest number of it, and windows ask for the newest state.
        let _ = self.news.try_send(number);
    }

    /// Whether there is room for one more.
    pub(super) fn has_room(&self) -> bool {
        self.count.load(Ordering::SeqCst) < STREAMS_MAX
    }

    /// Begins a stream with the number of the present state, which `number` gives. Nothing happens where there is no room.
    pub(super) fn add(&self, mut writer: Writer, number: &dyn Fn() -> u64) {
        // Under the lock, so that a state that comes meanwhile is told by whoever has the lock next.
        let mut writers = self.lock();
        // Looked at under the lock as well: two that come at once never take the same room.
        if !self.has_room() {
            let _ = writer.write_all(FULL.as_bytes());
            return;
        }
        let begins = format!("{HEAD}retry: 500\n{}", event(number()));
        let written = writer.write_all(begins.as_bytes());
        if written.and_then(|()| writer.flush()).is_ok() {
            self.count.fetch_add(1, Ordering::SeqCst);
            writers.push(writer);
        }
    }

    fn write(&self, text: &str) {
        // Nobody who adds a stream waits for one that is slow.
        let mut writers = std::mem::take(&mut *self.lock());
        writers.retain_mut(|writer| {
            let written = writer.write_all(text.as_bytes());
            let is_there = written.and_then(|()| writer.flush()).is_ok();
            if !is_there {
                self.count.fetch_sub(1, Ordering::SeqCst);
            }
            is_there
        });
        self.lock().append(&mut writers);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Writer>> {
        self.writers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn event(number: u64) -> String {
    format!("data: {number}\n\n")
}
