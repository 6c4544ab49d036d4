//! Commands go in; the time and memory that they took come out, those to be compared measured in turn.

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::generator::Written;

/// Time between two looks at a child's memory.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// What was measured of one handbook.
pub(crate) struct Figures {
    pub(crate) written: Written,
    /// One after the other in each round: the floor, the build, the copy of the build's output.
    pub(crate) rounds: Vec<Round>,
    pub(crate) floor_bytes: u64,
    pub(crate) output_bytes: u64,
    pub(crate) output_files: usize,
    /// Largest resident set of the build; none where the system does not tell it.
    pub(crate) build_memory_bytes: Option<u64>,
    pub(crate) floor_memory_bytes: Option<u64>,
}

/// What one round took.
pub(crate) struct Round {
    pub(crate) floor: Took,
    pub(crate) build: Took,
    pub(crate) copy: Took,
    /// The stages of the build in order, in milliseconds, as it says them itself.
    pub(crate) stages: Vec<(String, f64)>,
}

/// What a command took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    /// From its start to its end.
    pub(crate) wall: Duration,
    /// Of all processors together, in the program and in the system; none where the system does not tell it. It depends
    /// less than wall time on what else the machine does.
    pub(crate) processor: Option<Duration>,
}

/// The programs that are measured.
pub(crate) struct Programs {
    /// The `handbook` command.
    pub(crate) handbook: PathBuf,
    /// This program, which makes the floor and the copy when it is asked to.
    pub(crate) bench: PathBuf,
}

impl Programs {
    fn floor(&self, root: &Path, out: &Path) -> Command {
        let mut command = Command::new(&self.bench);
        command.arg("floor").arg(root).arg(out);
        command
    }

    fn copy(&self, from: &Path, to: &Path) -> Command {
        let mut command = Command::new(&self.bench);
        command.arg("copy").arg(from).arg(to);
        command
    }

    fn build(&self, root: &Path, out: &Path) -> Command {
        let mut command = self.handbook("build", root);
        command.arg("--out").arg(out).arg("--timings");
        command
    }

    /// The time of one build.
    pub(crate) fn build_once(&self, root: &Path, out: &Path) -> io::Result<Took> {
        let (took, _) = timed(self.build(root, out), out)?;
        remove(out)?;
        Ok(took)
    }

    /// The preview, on a port that the system chooses.
    pub(crate) fn serve(&self, root: &Path) -> Command {
        let mut command = self.handbook("serve", root);
        command.args(["--port", "0"]);
        command
    }

    /// A subcommand of `handbook`.
    fn handbook(&self, subcommand: &str, root: &Path) -> Command {
        let mut command = Command::new(&self.handbook);
        // The date keeps warnings about the age of reviews away, whenever this runs.
        command
            .arg(subcommand)
            .arg("--root")
            .arg(root)
            .env("SOURCE_DATE_EPOCH", "1795996800");
        command
    }
}

/// Fails where `handbook check` finds the slightest mistake in `root`.
pub(crate) fn expect_no_mistakes(programs: &Programs, root: &Path) -> io::Result<()> {
    let mut command = programs.handbook("check", root);
    let output = command.arg("--strict").output()?;
    accept(
        &command,
        output.status,
        &String::from_utf8_lossy(&output.stderr),
    )
}

/// Measures the handbook in `root` in so many rounds after one that does not count. What is written goes
/// into `work`.
pub(crate) fn measure(
    programs: &Programs,
    written: Written,
    root: &Path,
    work: &Path,
    round_count: usize,
) -> io::Result<Figures> {
    let (floor_out, build_out, copy_out) =
        (work.join("floor"), work.join("public"), work.join("copy"));
    let mut rounds = Vec::new();
    for round in 0..=round_count {
        let (floor, _) = timed(programs.floor(root, &floor_out), &floor_out)?;
        let (build, messages) = timed(programs.build(root, &build_out), &build_out)?;
        let (copy, _) = timed(programs.copy(&build_out, &copy_out), &copy_out)?;
        if round > 0 {
            rounds.push(Round {
                floor,
                build,
                copy,
                stages: stages(&messages),
            });
        }
    }
    let (floor_bytes, _) = size(&floor_out)?;
    let (output_bytes, output_files) = size(&build_out)?;
    let floor_memory_bytes = memory_peak(
        programs.floor(root, &floor_out),
        &floor_out,
        &work.join("floor.log"),
    )?;
    let build_memory_bytes = memory_peak(
        programs.build(root, &build_out),
        &build_out,
        &work.join("build.log"),
    )?;
    for folder in [&floor_out, &build_out, &copy_out] {
        remove(folder)?;
    }
    Ok(Figures {
        written,
        rounds,
        floor_bytes,
        output_bytes,
        output_files,
        build_memory_bytes,
        floor_memory_bytes,
    })
}

/// Runs a command that writes into `out`, which is removed before, and gives what it took and what it said.
fn timed(mut command: Command, out: &Path) -> io::Result<(Took, String)> {
    remove(out)?;
    settle();
    let processor_before = processor_time_of_children();
    let start = Instant::now();
    let output = command.output()?;
    let wall = start.elapsed();
    let processor = processor_time_of_children()
        .zip(processor_before)
        .map(|(after, before)| after.saturating_sub(before));
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    accept(&command, output.status, &messages)?;
    Ok((Took { wall, processor }, messages))
}

/// What all children that have ended took together: the fields `cutime` and `cstime` of `/proc/self/stat`, in hundredths
/// of a second (proc_pid_stat(5)).
fn processor_time_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: u64 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Some(Duration::from_millis(ticks * 10))
}

/// The stages of a line `read 15 ms  parse 72 ms  …` among what the build said.
fn stages(messages: &str) -> Vec<(String, f64)> {
    let line = messages.lines().find(|line| line.starts_with("read "));
    let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
    let stage = |triple: &[&str]| match triple {
        [name, time, "ms"] => Some(((*name).to_owned(), time.parse().ok()?)),
        _ => None,
    };
    words.chunks(3).filter_map(stage).collect()
}

/// Runs a command and gives the largest resident set it had, as Linux tells it (`VmHWM` of `/proc/PID/status`, which only
/// grows, so that looking every millisecond misses no more than the growth of the last). Not in the timed runs, since
/// looking takes time too.
fn memory_peak(mut command: Command, out: &Path, log: &Path) -> io::Result<Option<u64>> {
    remove(out)?;
    let mut child = command
        .stdout(Stdio::null())
        .stderr(File::create(log)?)
        .spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let status = loop {
        if let Ok(text) = fs::read_to_string(&status_file) {
            peak = peak.max(high_water_mark_bytes(&text));
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(POLL_INTERVAL);
    };
    accept(&command, status, &fs::read_to_string(log)?)?;
    Ok(peak)
}

fn high_water_mark_bytes(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}

fn accept(command: &Command, status: ExitStatus, messages: &str) -> io::Result<()> {
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "{command:?} ended with {status}\n{messages}"
        ))),
    }
}

/// Waits until what earlier runs wrote is on the disk, so that it does not slow the next one down.
fn settle() {
    #[cfg(target_os = "linux")]
    rustix::fs::sync();
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Bytes and number of all files below a folder.
fn size(folder: &Path) -> io::Result<(u64, usize)> {
    let (mut bytes, mut files) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let (inner_bytes, inner_files) = size(&entry.path())?;
            bytes += inner_bytes;
            files += inner_files;
        } else {
            bytes += entry.metadata()?.len();
            files += 1;
        }
    }
    Ok((bytes, files))
}
