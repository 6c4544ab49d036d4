//! The preview, driven as an editor drives it: files are written, the event is waited for, the page is read.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;

use crate::project::Folder;
use crate::project::repository;

/// How long anything is waited for before a test fails: never how long something may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program while it shows a project.
pub(crate) struct Preview {
    child: Child,
    port: u16,
    events: BufReader<TcpStream>,
}

/// An answer: its status, headers and body.
pub(crate) struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("the preview listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    stream
}

/// Sends a request as it is written, and reads the answer to its end.
fn send(port: u16, request: &str) -> Answer {
    let mut stream = connect(port);
    stream
        .write_all(request.as_bytes())
        .expect("the request is taken");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the answer ends");
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
    Answer {
        status: status.expect("a status"),
        head,
        body: bytes[end + 4..].to_vec(),
    }
}

impl Preview {
    pub(crate) fn start(folder: &Folder) -> Preview {
        let mut child = folder
            .command(&["serve", "--port", "0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut told = BufReader::new(child.stderr.take().expect("its messages"));
        let port = loop {
            let mut line = String::new();
            assert_ne!(told.read_line(&mut line).expect("a line"), 0, "it ended");
            let address = line.strip_prefix("http://localhost:");
            if let Some((port, _)) = address.and_then(|rest| rest.split_once('/')) {
                break port.parse().expect("a port");
            }
        };
        // Nobody reads the rest; a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        let mut stream = connect(port);
        let request = format!("GET /_preview/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        stream
            .write_all(request.as_bytes())
            .expect("the request is taken");
        let mut preview = Preview {
            child,
            port,
            events: BufReader::new(stream),
        };
        // The present state is told first: from here on the stream is one of those that are counted.
        preview.wait_for_event(Instant::now());
        preview
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let port = self.port;
        let head = format!("Host: localhost:{port}\r\nConnection: close\r\n\r\n");
        send(port, &format!("GET /{path} HTTP/1.1\r\n{head}"))
    }

    /// What the preview's script is told of a page.
    pub(crate) fn state(&self, page: &str) -> Value {
        let text = self.get(&format!("_preview/state/{page}")).text();
        serde_json::from_str(&text).expect("JSON")
    }

    fn wait_for_event(&mut self, since: Instant) {
        loop {
            assert!(since.elapsed() < PATIENCE, "nothing comes any more");
            let mut line = String::new();
            let count = self.events.read_line(&mut line).expect("an event comes");
            assert_ne!(count, 0, "the stream ended");
            if line.starts_with("data: ") {
                return;
            }
        }
    }

    /// Waits until a page is as it should be; it is looked at after each event, and never between two.
    fn until(&mut self, page: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let since = Instant::now();
        loop {
            let answer = self.get(page);
            if is_right(&answer) {
                return answer;
            }
            self.wait_for_event(since);
        }
    }

    fn until_it_says(&mut self, page: &str, text: &str) {
        self.until(page, |answer| answer.text().contains(text));
    }

    fn until_state(&mut self, page: &str, is_right: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let state = self.state(page);
            if is_right(&state) {
                return state;
            }
            self.wait_for_event(since);
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn project() -> Folder {
    let folder = Folder::new();
    folder.copy(&repository().join("tests/golden/project"));
    for language in ["ar", "en", "fr", "zh"] {
        let path = format!("i18n/{language}.yaml");
        let words = std::fs::read(repository().join(&path)).expect("the interface words");
        folder.write(&path, words);
    }
    folder
}

pub(crate) fn read(folder: &Folder, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).expect("a file of the project")
}

/// Writes a file with one stretch of it replaced.
pub(crate) fn edit(folder: &Folder, path: &str, from: &str, to: &str) {
    let text = read(folder, path);
    assert!(text.contains(from), "{path} has no `{from}`");
    folder.write(path, text.replacen(from, to, 1));
}

/// Codes of what the preview tells of a page.
fn codes(state: &Value) -> Vec<String> {
    // The fixture has a heading without an id, on purpose.
    let is_new = |told: &&Value| told["code"] != "missing-id";
    told(state, is_new)
}

/// Codes of those that stop a build.
fn errors(state: &Value) -> Vec<String> {
    told(state, |told| told["level"] == "error")
}

fn told(state: &Value, is_meant: impl Fn(&&Value) -> bool) -> Vec<String> {
    let list = state["mistakes"]["list"].as_array().expect("a list");
    let meant = list.iter().filter(is_meant);
    meant
        .map(|told| told["code"].as_str().expect("a code").to_owned())
        .collect()
}

#[test]
fn what_is_saved_is_shown_in_every_language() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    for (language, text) in [
        ("en", "A new sentence."),
        ("ar", "جملة جديدة عن الحقوق."),
        ("zh", "关于权利的新句子。"),
        ("fr", "Une phrase nouvelle."),
    ] {
        let path = format!("content/{language}/limits.md");
        let old = read(&folder, &path);
        folder.write(&path, format!("{old}\n{text}\n"));
        preview.until_it_says(&format!("{language}/limits.html"), text);
    }
    // A title shows on other pages too.
    edit(
        &folder,
        "content/zh/limits.md",
        "title: 限制与紧急状态",
        "title: 限制与例外",
    );
    preview.until_it_says("zh/index.html", "限制与例外");
    // So does a term of the glossary, and the name of an instrument.
    let terms = read(&folder, "content/en/glossary.yaml");
    folder.write(
        "content/en/glossary.yaml",
        terms.replacen("definition: ", "definition: In new words. ", 1),
    );
    preview.until_it_says("en/glossary.html", "In new words.");
}

#[test]
fn editors_save_in_many_ways() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    let path = "content/en/limits.md";
    let text = read(&folder, path);
    // Written beside, and moved into its place.
    folder.write(
        "content/en/.limits.md.tmp",
        format!("{text}\nMoved into place.\n"),
    );
    let at = |path: &str| folder.path().join(path);
    std::fs::rename(at("content/en/.limits.md.tmp"), at(path)).expect("a rename");
    preview.until_it_says("en/limits.html", "Moved into place.");
    // Moved away first, and written anew.
    std::fs::rename(at(path), at("content/en/limits.md~")).expect("a rename");
    folder.write(path, format!("{text}\nWritten anew.\n"));
    preview.until_it_says("en/limits.html", "Written anew.");
    std::fs::remove_file(at("content/en/limits.md~")).expect("a leftover");
    // In two pieces, the first of which breaks in the middle of a character.
    let whole = format!("{text}\nIn two pieces: 权利.\n");
    let half = whole.len() - 4;
    let mut file = std::fs::File::create(at(path)).expect("the file");
    file.write_all(&whole.as_bytes()[..half]).expect("a half");
    file.flush().expect("a half");
    file.write_all(&whole.as_bytes()[half..]).expect("the rest");
    drop(file);
    preview.until_it_says("en/limits.html", "In two pieces: 权利.");
    // Many at once: the last one counts.
    for count in 0..40 {
        folder.write(path, format!("{text}\nTime {count}.\n"));
    }
    preview.until_it_says("en/limits.html", "Time 39.");
    // Without events from the system in between: two changes of other files together.
    edit(&folder, "content/ar/book.yaml", "title: ", "title: X ");
    edit(&folder, "content/fr/limits.md", "title: ", "title: Y ");
    preview.until_it_says("ar/index.html", "X ");
    preview.until_it_says("fr/limits.html", "Y ");
}

#[test]
fn files_come_move_and_go() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    assert_eq!(preview.get("zh/courts.html").status, 404);
    folder.write(
        "content/zh/courts.md",
        "---\ntitle: 法院\n---\n法院的判决。\n",
    );
    folder.write(
        "content/en/courts.md",
        "---\ntitle: Courts\n---\nWhat courts decide.\n",
    );
    edit(
        &folder,
        "content/handbook.yaml",
        "[state-duties, limits]",
        "[state-duties, limits, courts]",
    );
    preview.until_it_says("zh/courts.html", "法院的判决。");
    // A chapter under another name.
    let at = |path: &str| folder.path().join(path);
    for language in ["en", "zh"] {
        let from = at(&format!("content/{language}/courts.md"));
        std::fs::rename(from, at(&format!("content/{language}/judges.md"))).expect("a rename");
    }
    edit(
        &folder,
        "content/handbook.yaml",
        "limits, courts]",
        "limits, judges]",
    );
    preview.until_it_says("zh/judges.html", "法院的判决。");
    preview.until("zh/courts.html", |answer| answer.status == 404);
    // A language that goes away as a whole, and comes back.
    std::fs::rename(at("content/zh"), at("zh-aside")).expect("a rename");
    std::fs::rename(at("i18n/zh.yaml"), at("zh.yaml")).expect("a rename");
    preview.until("zh/index.html", |answer| answer.status == 404);
    std::fs::rename(at("zh-aside"), at("content/zh")).expect("a rename");
    std::fs::rename(at("zh.yaml"), at("i18n/zh.yaml")).expect("a rename");
    preview.until_it_says("zh/judges.html", "法院的判决。");
}

#[test]
fn a_chapter_that_goes_by_mistake_is_told_once_and_stays() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    let good = read(&folder, "content/en/limits.md");
    std::fs::remove_file(folder.path().join("content/en/limits.md")).expect("the chapter");
    let state = preview.until_state("ar/state-duties.html", |state| !errors(state).is_empty());
    // Not each of the references to it as well, in four languages.
    assert_eq!(errors(&state), ["missing-chapter"]);
    for page in ["en/limits.html", "ar/limits.html", "zh/limits.html"] {
        assert_eq!(preview.get(page).status, 200, "{page}");
    }
    // Others go on.
    edit(
        &folder,
        "content/zh/state-duties.md",
        "title: ",
        "title: 新",
    );
    preview.until_it_says("zh/state-duties.html", "新");
    assert_eq!(preview.get("zh/limits.html").status, 200);
    folder.write("content/en/limits.md", good);
    preview.until_state("en/limits.html", |state| errors(state).is_empty());
    // One that goes on purpose goes.
    std::fs::remove_file(folder.path().join("content/en/inquiries.md")).expect("the chapter");
    let list = ", inquiries]";
    edit(&folder, "content/handbook.yaml", list, "]");
    preview.until("en/inquiries.html", |answer| answer.status == 404);
}

#[test]
fn a_picture_that_changes_is_told_of_its_pages() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    let versions = |state: &Value| {
        let pictures = state["pictures"].as_object().expect("pictures");
        pictures.clone()
    };
    // The Arabic page has a drawing of its own.
    let shown = [
        ("en/limits.html", "assets/limitation-test.svg"),
        ("ar/limits.html", "assets/limitation-test.ar.svg"),
        ("zh/limits.html", "assets/limitation-test.svg"),
    ];
    let before = shown.map(|(page, _)| versions(&preview.state(page)));
    let home = preview.state("en/index.html");
    for path in ["limitation-test.svg", "limitation-test.ar.svg"] {
        let path = format!("content/assets/{path}");
        edit(&folder, &path, "</svg>", "<circle r=\"4\"/></svg>");
    }
    for ((page, path), before) in shown.iter().zip(&before) {
        let address = format!("../{path}");
        let after = preview.until_state(page, |state| versions(state) != *before);
        assert_ne!(versions(&after)[&address], before[&address], "{page}");
        assert_eq!(versions(&after).len(), before.len(), "{page}");
    }
    assert_eq!(preview.state("en/index.html")["page"], home["page"]);
}

#[test]
fn a_broken_chapter_keeps_its_last_good_page() {
    let folder = project();
    // What the Arabic chapter is about to say: a translation that says more than its source is in doubt.
    let english = read(&folder, "content/en/limits.md") + "\nA new text [[ICCPR 9]].\n";
    folder.write("content/en/limits.md", &english);
    let mut preview = Preview::start(&folder);
    assert_eq!(
        codes(&preview.state("ar/limits.html")),
        Vec::<String>::new()
    );
    let good = read(&folder, "content/ar/limits.md");
    folder.write(
        "content/ar/limits.md",
        format!("{good}\nنص جديد [[ICCPR 999]].\n"),
    );
    let state = preview.until_state("ar/limits.html", |state| !errors(state).is_empty());
    let list = state["mistakes"]["list"].as_array().expect("a list");
    let is_it = |told: &&Value| told["code"] == "unknown-article";
    let told = list.iter().find(is_it).expect("the mistake");
    let line = good.lines().count() + 2;
    assert_eq!(told["place"], format!("content/ar/limits.md:{line}:9"));
    assert_eq!(told["excerpt"][0], "نص جديد ");
    assert_eq!(told["excerpt"][1], "[[ICCPR 999]]");
    assert!(!preview.get("ar/limits.html").text().contains("نص جديد"));
    // The others go on.
    edit(&folder, "content/zh/limits.md", "title: ", "title: 新");
    preview.until_it_says("zh/limits.html", "新限制");
    assert_eq!(
        errors(&preview.state("zh/limits.html")),
        ["unknown-article"]
    );
    // Front matter that cannot be read is no other case.
    folder.write("content/en/limits.md", "---\ntitle: [\n---\nLost?\n");
    preview.until_state("en/limits.html", |state| errors(state).len() > 1);
    assert!(!preview.get("en/limits.html").text().contains("Lost?"));
    assert_eq!(preview.get("en/limits.html").status, 200);
    folder.write("content/en/limits.md", &english);
    folder.write(
        "content/ar/limits.md",
        format!("{good}\nنص جديد [[ICCPR 9]].\n"),
    );
    preview.until_it_says("ar/limits.html", "نص جديد");
    preview.until_state("ar/limits.html", |state| codes(state).is_empty());
}

#[test]
fn a_project_that_begins_broken_is_shown_when_it_is_mended() {
    let folder = project();
    let good = read(&folder, "content/handbook.yaml");
    folder.write("content/handbook.yaml", "parts: [\n");
    let mut preview = Preview::start(&folder);
    assert_eq!(preview.get("en/limits.html").status, 404);
    assert!(!codes(&preview.state("en/limits.html")).is_empty());
    folder.write("content/handbook.yaml", good);
    preview.until("en/limits.html", |answer| answer.status == 200);
    preview.until_state("en/limits.html", |state| codes(state).is_empty());
}

#[test]
fn a_change_of_style_changes_no_page() {
    let folder = project();
    let style = "themes/default/static/style.css";
    let css = std::fs::read_to_string(repository().join(style)).expect("the sheet");
    folder.write("themes/own/static/style.css", &css);
    edit(
        &folder,
        "content/handbook.yaml",
        "pages: [about]",
        "theme: own\npages: [about]",
    );
    let mut preview = Preview::start(&folder);
    let before = preview.state("ar/limits.html");
    folder.write(
        "themes/own/static/style.css",
        format!("{css}\nbody {{ color: #123 }}\n"),
    );
    let sheet = |state: &Value| state["sheets"]["style"].clone();
    let after = preview.until_state("ar/limits.html", |state| sheet(state) != sheet(&before));
    assert_eq!(after["page"], before["page"]);
    let address = after["sheets"]["style"][0].as_str().expect("an address");
    let served = preview.get(address.trim_start_matches("../")).text();
    assert!(served.contains("color: #123"));
    // A template is something else.
    let template =
        std::fs::read_to_string(repository().join("themes/default/templates/chapter.html"));
    let template = template.expect("the template");
    folder.write(
        "themes/own/templates/chapter.html",
        template.replace("</article>", "<p>own words</p></article>"),
    );
    preview.until_it_says("zh/limits.html", "own words");
    // One that cannot be read leaves the pages as they were.
    folder.write("themes/own/templates/chapter.html", "{% if %}");
    preview.until_state("zh/limits.html", |state| !codes(state).is_empty());
    preview.until_it_says("zh/limits.html", "own words");
}

/// The script that the preview adds to a page is cut out again.
fn without_script(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let Some(start) = text.find("<script src=\"/_preview/preview.js\"") else {
        return page.to_vec();
    };
    let rest = text.get(start..).unwrap_or_default();
    let end = start + rest.find("</script>").expect("its end") + "</script>".len();
    [&page[..start], &page[end..]].concat()
}

#[test]
fn what_is_served_is_what_is_built() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    // After changes, so that what is kept from one run to the next is tried too.
    for round in 0..3 {
        for language in ["en", "ar", "zh"] {
            let path = format!("content/{language}/limits.md");
            edit(&folder, &path, "title: ", &format!("title: {round} "));
            preview.until_it_says(&format!("{language}/index.html"), &format!("{round} "));
        }
    }
    edit(&folder, "content/en/glossary.yaml", "term: ", "term: re");
    folder.write(
        "content/en/courts.md",
        "---\ntitle: Courts\n---\nOn [[limits]].\n",
    );
    edit(
        &folder,
        "content/handbook.yaml",
        "[state-duties, limits]",
        "[courts, state-duties, limits]",
    );
    preview.until("ar/courts.html", |answer| answer.status == 200);
    assert_like_build(&preview, &folder);
}

/// Each file of the site is served as a build makes it, but for the script of the preview.
fn assert_like_build(preview: &Preview, folder: &Folder) {
    let built = folder.run(&["build"]);
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let public = folder.path().join("public");
    let mut differing = BTreeMap::new();
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&public) {
        let entry = entry.expect("a readable site");
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(&public).expect("below it");
        let path = below.to_string_lossy().replace('\\', "/");
        // What a build leaves for the next one is no part of the site.
        if path.starts_with('.') {
            continue;
        }
        let bytes = std::fs::read(entry.path()).expect("a file of the site");
        let page = path.ends_with(".html");
        if page {
            assert!(
                !String::from_utf8_lossy(&bytes).contains("_preview"),
                "{path}"
            );
        }
        let served = preview.get(&path);
        count += 1;
        if served.status != 200 || without_script(&served.body) != bytes {
            differing.insert(path, served.status);
        }
    }
    assert_eq!(differing, BTreeMap::new());
    assert!(count > 100, "{count} files");
}

#[test]
fn a_change_of_the_source_shows_on_translated_pages() {
    let folder = project();
    let path = "content/en/limits.md";
    let source = read(&folder, path);
    let languages = ["ar", "fr", "zh"];
    for language in languages {
        folder.write(
            &format!("content/{language}/_translated-from/limits.md"),
            &source,
        );
    }
    let mut preview = Preview::start(&folder);
    let page = |language: &str| format!("{language}/limits.html");
    let before = languages.map(|language| preview.get(&page(language)).text());
    // Another duty and another number: what translators wrote says something else now.
    let changed = source.replacen(
        "A derogation must be notified",
        "A derogation need not be notified within 30 days",
        1,
    );
    assert_ne!(changed, source);
    folder.write(path, &changed);
    preview.until_it_says("en/limits.html", "within 30 days");
    for (language, before) in languages.iter().zip(&before) {
        let after = preview.get(&page(language)).text();
        assert_ne!(&after, before, "{language} tells that its source changed");
        assert!(!after.contains("within 30 days"), "{language} is no source");
    }
    assert_like_build(&preview, &folder);
    // What was kept is told anew: then, and when the source is as it was, nothing is out of date.
    folder.write("content/ar/_translated-from/limits.md", &changed);
    preview.until("ar/limits.html", |answer| answer.text() == before[0]);
    assert_like_build(&preview, &folder);
    folder.write("content/ar/_translated-from/limits.md", &source);
    folder.write(path, &source);
    for (language, before) in languages.iter().zip(&before) {
        preview.until(&page(language), |answer| &answer.text() == before);
    }
    assert_like_build(&preview, &folder);
}

#[test]
fn strangers_are_kept_out() {
    let folder = project();
    let preview = Preview::start(&folder);
    let port = preview.port;
    let ask = |lines: &str| send(port, &format!("{lines}\r\nConnection: close\r\n\r\n")).status;
    let own = format!("Host: localhost:{port}");
    assert_eq!(ask(&format!("GET /en/index.html HTTP/1.1\r\n{own}")), 200);
    assert_eq!(
        ask(&format!("GET / HTTP/1.1\r\nHost: example.org:{port}")),
        421
    );
    assert_eq!(
        ask(&format!(
            "GET /_preview/events HTTP/1.1\r\nHost: rebound.example:{port}"
        )),
        421
    );
    assert_eq!(ask("GET / HTTP/1.1\r\nX: y"), 400);
    assert_eq!(
        ask(&format!(
            "GET / HTTP/1.1\r\n{own}\r\nOrigin: http://example.org"
        )),
        403
    );
    assert_eq!(ask(&format!("DELETE / HTTP/1.1\r\n{own}")), 405);
    assert_eq!(ask(&format!("GET /../Cargo.toml HTTP/1.1\r\n{own}")), 404);
    assert_eq!(
        ask(&format!("GET /{} HTTP/1.1\r\n{own}", "x".repeat(3000))),
        414
    );
    // Not one that asks, says nothing more, or goes away in the middle.
    for half in [
        "",
        "GET",
        "GET / HTTP/1.1\r\nHost:",
        "\u{0}\u{1}\u{2}\r\n\r\n",
    ] {
        let mut stream = connect(port);
        stream.write_all(half.as_bytes()).expect("it is taken");
        drop(stream);
    }
    assert_eq!(preview.get("en/index.html").status, 200);
    let answer = preview.get("en/limits.html");
    assert!(
        answer.head.contains("X-Frame-Options: DENY"),
        "{}",
        answer.head
    );
    assert!(!answer.head.contains("Access-Control"), "{}", answer.head);
}

#[test]
fn windows_are_counted_and_told() {
    let folder = project();
    let mut preview = Preview::start(&folder);
    let port = preview.port;
    let request = format!("GET /_preview/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    let begin = || {
        let mut stream = connect(port);
        stream
            .write_all(request.as_bytes())
            .expect("the request is taken");
        let mut line = String::new();
        let mut stream = BufReader::new(stream);
        stream.read_line(&mut line).expect("a first line");
        (line, stream)
    };
    let streams: Vec<(String, BufReader<TcpStream>)> = (0..40).map(|_| begin()).collect();
    let refused = streams
        .iter()
        .filter(|(line, _)| line.contains("503"))
        .count();
    let begun = streams
        .iter()
        .filter(|(line, _)| line.contains("200"))
        .count();
    assert_eq!((begun, refused), (31, 9), "one is the test's own");
    // All of them are told, and those that left make room.
    edit(&folder, "content/fr/limits.md", "title: ", "title: Z ");
    preview.until_it_says("fr/limits.html", "Z ");
    for (line, mut stream) in streams {
        if line.contains("200") {
            let mut numbers = 0;
            while numbers < 2 {
                let mut line = String::new();
                assert_ne!(stream.read_line(&mut line).expect("an event comes"), 0);
                numbers += usize::from(line.starts_with("data: "));
            }
        }
    }
    let mut is_there = false;
    for round in 0..100 {
        edit(
            &folder,
            "content/fr/limits.md",
            "title: ",
            &format!("title: {round} "),
        );
        preview.until_it_says("fr/limits.html", &format!("{round} "));
        if begin().0.contains("200") {
            is_there = true;
            break;
        }
    }
    assert!(is_there, "windows that were closed are forgotten");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let folder = project();
    let preview = Preview::start(&folder);
    let second = folder.run(&["serve", "--port", &preview.port.to_string()]);
    assert_eq!(second.status.code(), Some(3));
    let told = String::from_utf8_lossy(&second.stderr);
    assert!(
        told.contains(&format!("cannot listen on port {}", preview.port)),
        "{told}"
    );
    let wrong = folder.run(&["serve", "--editor", "javascript:{file}"]);
    assert_eq!(wrong.status.code(), Some(2));
}
