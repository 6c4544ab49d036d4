//! A handbook and `handbook serve` go in; how long a saved change takes to be served comes out, by what was changed, with the memory that it all takes.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::measure::Programs;
use crate::measure::Took;
use crate::plan::chapter_id;

/// How long a change is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Edits of each kind that are timed.
const ROUNDS: usize = 8;

/// Edits after which the memory is compared with that at the end.
const WARM_EDITS: usize = 100;

/// Languages in which chapters are edited: three scripts, and the source that the others are compared with.
const LANGUAGES: [&str; 4] = ["en", "ar", "zh", "ru"];

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Paragraph,
    Heading,
    Title,
    Term,
    Instrument,
    Template,
    Style,
}

pub(crate) const KINDS: [(Kind, &str); 7] = [
    (Kind::Paragraph, "a paragraph"),
    (Kind::Heading, "a heading"),
    (Kind::Title, "a front matter title"),
    (Kind::Term, "a glossary term"),
    (Kind::Instrument, "an instrument"),
    (Kind::Template, "a template"),
    (Kind::Style, "a style"),
];

/// What was measured.
pub(crate) struct Edits {
    page_count: usize,
    /// A build, and what `serve` needs until it answers, one after the other in each round.
    starts: Vec<(Took, Duration)>,
    /// Of each kind, every edit from its saving to the first changed byte.
    times: Vec<(&'static str, Vec<Duration>)>,
    /// Resident set when it was warm and at the end, in bytes, where the system tells it.
    memory: Option<(u64, u64)>,
    edit_count: usize,
}

/// Measures the handbook in `root`, which has a theme of its own afterwards.
pub(crate) fn measure_edits(
    programs: &Programs,
    repository: &Path,
    root: &Path,
    work: &Path,
    page_count: usize,
    edit_count: usize,
) -> io::Result<Edits> {
    add_theme(repository, root)?;
    let mut starts = Vec::new();
    let rounds = 1;
    for _ in 0..rounds {
        let build = programs.build_once(root, &work.join("public"))?;
        let start = Instant::now();
        let preview = Preview::start(programs, root)?;
        let time = start.elapsed();
        preview.settle();
        starts.push((build, time));
    }
    let mut preview = Preview::start(programs, root)?;
    preview.settle();
    let mut times: Vec<(&'static str, Vec<Duration>)> =
        KINDS.iter().map(|(_, name)| (*name, Vec::new())).collect();
    let per_kind = ROUNDS.min(edit_count / KINDS.len()).max(1);
    let mut count = 0;
    for round in 0..per_kind {
        for ((kind, _), (_, times)) in KINDS.iter().zip(&mut times) {
            let edit = Edit::new(*kind, round, page_count, root)?;
            times.push(preview.time(&edit)?);
            preview.settle();
            count += 1;
        }
    }
    // The rest one after the other, as fast as they are shown: for the memory.
    let mut warm = None;
    while count < edit_count {
        let (kind, _) = KINDS[count % KINDS.len()];
        let edit = Edit::new(kind, count, page_count, root)?;
        preview.time(&edit)?;
        count += 1;
        if count == WARM_EDITS.max(per_kind * KINDS.len() + 1) {
            preview.settle();
            warm = preview.memory();
        }
    }
    preview.settle();
    Ok(Edits {
        page_count,
        starts,
        times,
        memory: warm.zip(preview.memory()),
        edit_count: count,
    })
}

/// A theme of the project's own with one template and one style sheet, to be edited.
fn add_theme(repository: &Path, root: &Path) -> io::Result<()> {
    let default = repository.join("themes/default");
    for file in ["templates/chapter.html", "static/style.css"] {
        let to = root.join("themes/own").join(file);
        fs::create_dir_all(to.parent().unwrap_or(root))?;
        fs::copy(default.join(file), to)?;
    }
    let handbook = root.join("content/handbook.yaml");
    let text = fs::read_to_string(&handbook)?;
    fs::write(handbook, format!("{text}theme: own\n"))
}

/// A change of one file, and where it shows.
struct Edit {
    path: PathBuf,
    text: String,
    page: String,
    /// What the page, or its style sheet, holds then.
    token: String,
    is_style: bool,
}

impl Edit {
    fn new(kind: Kind, round: usize, page_count: usize, root: &Path) -> io::Result<Edit> {
        let chapters = (page_count / crate::scripts::SCRIPTS.len()).max(1);
        // Steps that share no factor with the number of chapters come by all of them.
        let chapter = chapter_id(round * 7 % chapters);
        let language = LANGUAGES[round % LANGUAGES.len()];
        let token = format!("edit{}", round * KINDS.len() + kind as usize);
        let file = format!("content/{language}/{chapter}.md");
        let page = format!("{language}/{chapter}.html");
        let (path, page, from, to) = match kind {
            Kind::Paragraph => (file, page, "\n\n".to_owned(), format!("\n\n{token} ")),
            Kind::Heading => (file, page, "\n## ".to_owned(), format!("\n## {token} ")),
            Kind::Title => (file, page, "title: ".to_owned(), format!("title: {token} ")),
            Kind::Term => (
                "content/en/glossary.yaml".to_owned(),
                "en/glossary.html".to_owned(),
                "definition: ".to_owned(),
                format!("definition: {token} "),
            ),
            Kind::Instrument => (
                "content/en/instruments.yaml".to_owned(),
                "en/instruments/iccpr.html".to_owned(),
                "  ICCPR:\n    title: ".to_owned(),
                format!("  ICCPR:\n    title: {token} "),
            ),
            Kind::Template => (
                "themes/own/templates/chapter.html".to_owned(),
                page,
                "</article>".to_owned(),
                format!("<p>{token}</p></article>"),
            ),
            Kind::Style => (
                "themes/own/static/style.css".to_owned(),
                page,
                "body".to_owned(),
                format!(".{token} {{ color: red }}\nbody"),
            ),
        };
        let path = root.join(path);
        let before = without_tokens(&fs::read_to_string(&path)?);
        // The first paragraph stands behind the front matter.
        let start = match kind {
            Kind::Paragraph => before.find("\n## ").unwrap_or(0),
            _ => 0,
        };
        let (head, tail) = before.split_at(start);
        if !tail.contains(&from) {
            let message = format!("{} has no `{from}`", path.display());
            return Err(io::Error::other(message));
        }
        Ok(Edit {
            text: format!("{head}{}", tail.replacen(&from, &to, 1)),
            path,
            page,
            token,
            is_style: kind == Kind::Style,
        })
    }
}

/// A text as it was before the edits: none grows with their number.
fn without_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("edit") {
        let behind = after.trim_start_matches(|character: char| character.is_ascii_digit());
        if behind.len() == after.len() {
            out.push_str(before);
            out.push_str("edit");
            rest = after;
            continue;
        }
        let wrapped = [("<p>", "</p>"), (".", " { color: red }\n"), ("", " ")];
        let (before, after) = wrapped
            .into_iter()
            .find_map(|(lead, trail)| {
                Some((before.strip_suffix(lead)?, behind.strip_prefix(trail)?))
            })
            .unwrap_or((before, behind));
        out.push_str(before);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The program while it shows a handbook.
struct Preview {
    child: Child,
    port: u16,
    events: BufReader<TcpStream>,
}

impl Preview {
    /// Starts it, until it answers with a page.
    fn start(programs: &Programs, root: &Path) -> io::Result<Preview> {
        let mut command = programs.serve(root);
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        let pipe = child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut told = BufReader::new(pipe);
        let port = loop {
            let mut line = String::new();
            if told.read_line(&mut line)? == 0 {
                return Err(io::Error::other(format!("{command:?} ended")));
            }
            let rest = line.strip_prefix("http://localhost:");
            if let Some(port) = rest.and_then(|rest| rest.split('/').next()) {
                break port.parse().map_err(io::Error::other)?;
            }
        };
        // Nobody reads the rest; a full pipe would stop it.
        std::thread::spawn(move || io::copy(&mut told, &mut io::sink()));
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "GET /_preview/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
        )?;
        let mut preview = Preview {
            child,
            port,
            events: BufReader::new(stream),
        };
        preview.wait_for_event()?;
        preview.get("en/index.html")?;
        Ok(preview)
    }

    fn wait_for_event(&mut self) -> io::Result<()> {
        loop {
            let mut line = String::new();
            if self.events.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line.starts_with("data: ") {
                return Ok(());
            }
        }
    }

    fn get(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "GET /{path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Saves a change, and gives how long it takes until it is served.
    fn time(&mut self, edit: &Edit) -> io::Result<Duration> {
        let start = Instant::now();
        fs::write(&edit.path, &edit.text)?;
        loop {
            self.wait_for_event()?;
            let mut answer = self.get(&edit.page)?;
            if edit.is_style {
                let sheet = answer
                    .split('"')
                    .find(|part| part.contains("/style.") && part.ends_with(".css"));
                let sheet = sheet
                    .unwrap_or_default()
                    .trim_start_matches("../")
                    .to_owned();
                answer = self.get(&sheet)?;
            }
            if answer.contains(&edit.token) {
                return Ok(start.elapsed());
            }
            if start.elapsed() > PATIENCE {
                let message = format!("{} does not show {}", edit.page, edit.token);
                return Err(io::Error::other(message));
            }
        }
    }

    /// Waits until it has nothing to do.
    fn settle(&self) {
        let mut before = self.ticks();
        let mut quiet = 0;
        while quiet < 6 {
            std::thread::sleep(Duration::from_millis(100));
            let now = self.ticks();
            quiet = if now == before { quiet + 1 } else { 0 };
            before = now;
        }
    }

    /// Processor time so far, in hundredths of a second (proc_pid_stat(5)).
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let times = fields.split_whitespace().skip(11).take(2);
        times.filter_map(|field| field.parse::<u64>().ok()).sum()
    }

    /// Resident set in bytes.
    fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes * 1024)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The figures as a table for people.
pub(crate) fn report_edits(edits: &Edits) -> String {
    let mut out = format!(
        "\n{} pages in the preview: from saving to the first changed byte, {} edits\n\n",
        edits.page_count, edits.edit_count
    );
    let all: Vec<Duration> = edits
        .times
        .iter()
        .flat_map(|(_, times)| times)
        .copied()
        .collect();
    let rows = edits.times.iter().map(|(name, times)| (*name, times));
    for (name, times) in rows.chain([("all of them", &all)]) {
        let _ = writeln!(
            out,
            "{name:<28} median {:>6.1} ms   worst {:>6.1} ms   of {}",
            milliseconds(median(times)),
            milliseconds(times.iter().max().copied().unwrap_or_default()),
            times.len(),
        );
    }
    for (build, start) in &edits.starts {
        let _ = writeln!(
            out,
            "start {:>8.0} ms, a build {:>8.0} ms: {:.2} times (at most 1.5)",
            milliseconds(*start),
            milliseconds(build.wall),
            start.as_secs_f64() / build.wall.as_secs_f64(),
        );
    }
    if let Some((warm, end)) = edits.memory {
        let _ = writeln!(
            out,
            "memory {:.0} MB after {WARM_EDITS} edits or more, {:.0} MB after {}",
            warm as f64 / 1e6,
            end as f64 / 1e6,
            edits.edit_count,
        );
    }
    out
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
