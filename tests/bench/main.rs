//! Measures `handbook build` on made-up handbooks in six scripts against the floor: nothing but Markdown to HTML, on disk.
//!
//! - `cargo bench`: 180 and 1,800 pages, and how time and memory grow from one to the other
//! - `cargo bench -- 10000`: so many pages, or several such numbers
//! - `cargo bench -- edits`: 1,800 pages in the preview, 500 edits; with a number of pages behind it, so many
//! - `cargo bench -- check`: 12 pages, to see in seconds that everything runs; no figure is asserted
//! - `cargo bench -- generate DIR 1800`: writes the handbook and leaves it there
//!
//! Absolute times depend on the machine and on what else it does; the ratios are taken within each round.

mod floor;
mod generator;
mod measure;
mod plan;
mod preview;
mod random;
mod report;
mod scripts;
mod words;

use std::env;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::measure::Figures;
use crate::measure::Programs;

const CHECK_PAGES: usize = 12;
const USUAL_PAGES: [usize; 2] = [180, 1800];
const ROUNDS: usize = 7;
const EDITS: usize = 500;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> io::Result<()> {
    let is_bench = arguments.iter().any(|argument| argument == "--bench");
    let words: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|argument| *argument != "--bench")
        .collect();
    match words.as_slice() {
        ["floor", root, out] => floor::render_floor(Path::new(root), Path::new(out)),
        ["copy", from, to] => floor::copy_folder(Path::new(from), Path::new(to)),
        ["generate", folder, pages] => {
            let written = generator::generate(repository(), Path::new(folder), page_count(pages)?)?;
            print(&format!(
                "{} pages, {} bytes of Markdown\n",
                written.page_count, written.text_bytes
            ))
        }
        ["check"] => check(),
        ["edits"] => edits(USUAL_PAGES[1], EDITS),
        ["edits", pages] => edits(page_count(pages)?, EDITS),
        // Run by `cargo test` among all targets, it must not take minutes.
        [] if !is_bench => check(),
        [] => measure_sizes(&USUAL_PAGES),
        sizes => measure_sizes(
            &sizes
                .iter()
                .map(|size| page_count(size))
                .collect::<io::Result<Vec<_>>>()?,
        ),
    }
}

fn page_count(text: &str) -> io::Result<usize> {
    text.parse().map_err(|_| {
        io::Error::other(format!(
            "`{text}` is neither a number of pages nor `check` or `generate DIR PAGES`"
        ))
    })
}

/// Measures a handbook of few pages, which has to be without mistakes; larger ones exceed the budgets of some pages.
fn check() -> io::Result<()> {
    let programs = programs()?;
    let work = work_folder(CHECK_PAGES);
    let root = work.join("handbook");
    generator::generate(repository(), &root, CHECK_PAGES)?;
    measure::expect_no_mistakes(&programs, &root)?;
    print(&report::report(&measure_size(CHECK_PAGES, 1)?))?;
    edits(CHECK_PAGES, preview::KINDS.len())
}

/// Measures how soon changes are served.
fn edits(page_count: usize, edit_count: usize) -> io::Result<()> {
    let work = work_folder(page_count);
    let root = work.join("handbook");
    generator::generate(repository(), &root, page_count)?;
    let programs = programs()?;
    let figures = preview::measure_edits(
        &programs,
        repository(),
        &root,
        &work,
        page_count,
        edit_count,
    )?;
    print(&preview::report_edits(&figures))?;
    std::fs::remove_dir_all(work)
}

fn measure_sizes(sizes: &[usize]) -> io::Result<()> {
    let mut all: Vec<Figures> = Vec::new();
    for size in sizes {
        let figures = measure_size(*size, ROUNDS)?;
        print(&report::report(&figures))?;
        all.push(figures);
    }
    match all.as_slice() {
        [small, .., large] => print(&report::report_growth(small, large)),
        _ => Ok(()),
    }
}

fn measure_size(page_count: usize, round_count: usize) -> io::Result<Figures> {
    let work = work_folder(page_count);
    let root = work.join("handbook");
    let written = generator::generate(repository(), &root, page_count)?;
    let figures = measure::measure(&programs()?, written, &root, &work, round_count)?;
    std::fs::remove_dir_all(work)?;
    Ok(figures)
}

fn programs() -> io::Result<Programs> {
    Ok(Programs {
        handbook: PathBuf::from(env!("CARGO_BIN_EXE_handbook")),
        bench: env::current_exe()?,
    })
}

fn work_folder(page_count: usize) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{page_count}"))
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn print(text: &str) -> io::Result<()> {
    io::stdout().write_all(text.as_bytes())
}
