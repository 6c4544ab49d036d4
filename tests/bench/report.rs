//! Figures go in; a table for people comes out.

use std::fmt::Write as _;

use crate::measure::Figures;
use crate::measure::Round;
use crate::measure::Took;

const MEGABYTE: f64 = 1_000_000.0;

/// The figures of one handbook.
pub(crate) fn report(figures: &Figures) -> String {
    let written = &figures.written;
    let rounds = &figures.rounds;
    let mut table = format!(
        "\n{} pages ({} chapters in 6 languages), {:.1} MB of Markdown, rounds: {}\n\n",
        written.page_count,
        written.chapter_count,
        written.text_bytes as f64 / MEGABYTE,
        rounds.len(),
    );
    line(
        &mut table,
        "floor: Markdown to HTML",
        &milliseconds(rounds, |round| round.floor),
        &megabytes(figures.floor_bytes),
    );
    let output = format!(
        "{} in {} files",
        megabytes(figures.output_bytes),
        figures.output_files
    );
    line(
        &mut table,
        "build",
        &milliseconds(rounds, |round| round.build),
        &output,
    );
    line(
        &mut table,
        "copy of the build's output",
        &milliseconds(rounds, |round| round.copy),
        "",
    );
    line(
        &mut table,
        "build / floor",
        &ratios(rounds, |round| round.floor),
        "pages alone: at most 6",
    );
    line(
        &mut table,
        "the same, processor time",
        &processor_ratios(rounds),
        "",
    );
    line(
        &mut table,
        "build / copy",
        &ratios(rounds, |round| round.copy),
        "at most 3",
    );
    let handled = (written.text_bytes + figures.output_bytes) as f64;
    let memory =
        |bytes: Option<u64>| bytes.map_or_else(|| "not told by this system".to_owned(), megabytes);
    line(
        &mut table,
        "memory of the floor",
        &memory(figures.floor_memory_bytes),
        "largest resident set",
    );
    line(
        &mut table,
        "memory of the build",
        &memory(figures.build_memory_bytes),
        "largest resident set",
    );
    if let Some(bytes) = figures.build_memory_bytes {
        line(
            &mut table,
            "memory / (text + output)",
            &format!("{:.2}", bytes as f64 / handled),
            "at most 4",
        );
    }
    line(&mut table, "stages of the build", &stages(rounds), "");
    table
}

/// How time and memory grow from the smaller handbook to the larger one.
pub(crate) fn report_growth(small: &Figures, large: &Figures) -> String {
    let build = |figures: &Figures| {
        median(
            figures
                .rounds
                .iter()
                .map(|round| round.build.wall.as_secs_f64())
                .collect(),
        )
    };
    let times = |large: f64, small: f64| format!("× {:.1}", large / small);
    let mut table = format!(
        "\nfrom {} to {} pages\n\n",
        small.written.page_count, large.written.page_count
    );
    line(
        &mut table,
        "text",
        &times(
            large.written.text_bytes as f64,
            small.written.text_bytes as f64,
        ),
        "",
    );
    line(
        &mut table,
        "output",
        &times(large.output_bytes as f64, small.output_bytes as f64),
        "",
    );
    line(
        &mut table,
        "time of the build",
        &times(build(large), build(small)),
        "at most as the text, and what does not grow",
    );
    let processor = |figures: &Figures| {
        let times = figures
            .rounds
            .iter()
            .filter_map(|round| round.build.processor);
        median(times.map(|time| time.as_secs_f64()).collect())
    };
    line(
        &mut table,
        "processor time of the build",
        &times(processor(large), processor(small)),
        "",
    );
    if let (Some(large), Some(small)) = (large.build_memory_bytes, small.build_memory_bytes) {
        line(
            &mut table,
            "memory of the build",
            &times(large as f64, small as f64),
            "",
        );
    }
    table
}

fn line(table: &mut String, name: &str, value: &str, remark: &str) {
    let _ = writeln!(
        table,
        "{}",
        format!("  {name:<30}{value:<28}{remark}").trim_end()
    );
}

/// The median of a wall time in milliseconds, and the least and the greatest.
fn milliseconds(rounds: &[Round], took: impl Fn(&Round) -> Took) -> String {
    let all: Vec<f64> = rounds
        .iter()
        .map(|round| took(round).wall.as_secs_f64() * 1000.0)
        .collect();
    let (least, greatest) = extremes(&all);
    format!("{:.0} ms ({least:.0} to {greatest:.0})", median(all))
}

/// The median of the build's wall time divided by another of the same round, and the least and the greatest.
fn ratios(rounds: &[Round], other: impl Fn(&Round) -> Took) -> String {
    let ratio = |round: &Round| round.build.wall.as_secs_f64() / other(round).wall.as_secs_f64();
    spread(rounds.iter().map(ratio).collect())
}

/// The same for the processor time of build and floor, of those rounds in which the floor took one that can be told.
fn processor_ratios(rounds: &[Round]) -> String {
    let ratio = |round: &Round| {
        let (build, floor) = round.build.processor.zip(round.floor.processor)?;
        (!floor.is_zero()).then(|| build.as_secs_f64() / floor.as_secs_f64())
    };
    let all: Vec<f64> = rounds.iter().filter_map(ratio).collect();
    match all.is_empty() {
        true => "not told by this system".to_owned(),
        false => spread(all),
    }
}

/// The median of each stage of the build, in milliseconds.
fn stages(rounds: &[Round]) -> String {
    let names = rounds.first().map_or(&[][..], |round| &round.stages);
    let stage = |(index, (name, _)): (usize, &(String, f64))| {
        let times = rounds.iter().filter_map(|round| round.stages.get(index));
        format!(
            "{name} {:.0} ms",
            median(times.map(|(_, time)| *time).collect())
        )
    };
    names
        .iter()
        .enumerate()
        .map(stage)
        .collect::<Vec<_>>()
        .join(", ")
}

fn spread(all: Vec<f64>) -> String {
    let (least, greatest) = extremes(&all);
    format!("{:.2} ({least:.2} to {greatest:.2})", median(all))
}

fn extremes(all: &[f64]) -> (f64, f64) {
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    (least, all.iter().copied().fold(0.0, f64::max))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    match (
        all.get(all.len() / 2),
        all.get(all.len().saturating_sub(1) / 2),
    ) {
        (Some(upper), Some(lower)) => (upper + lower) / 2.0,
        _ => f64::NAN,
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / MEGABYTE)
}
