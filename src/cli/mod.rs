//! The command line: arguments go in, commands run, and an exit status comes out (0 fine, 1 mistakes, 2 usage, 3 system).

mod author;
mod build;
mod explain;
mod external_links;
mod files;
mod init;
mod mistakes;
mod project;
mod schema;
mod serve;
mod summary;
mod translate;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;

use crate::cli::author::Task;

/// Makes a cross-linked, multilingual website out of folders of Markdown.
#[derive(Debug, Parser)]
#[command(name = "handbook", version, about, disable_help_subcommand = true)]
struct Arguments {
    /// The project's folder, instead of this one or the nearest above it
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the whole site
    Build(BuildArguments),
    /// Find every mistake that build finds, without writing anything
    Check(CheckArguments),
    /// Show the handbook in a browser, and every change as soon as it is saved
    Serve(ServeArguments),
    /// Begin a small handbook in a new folder
    Init {
        /// The new folder
        dir: PathBuf,
    },
    /// Begin a chapter with the skeleton that all chapters share, listed in its part
    New {
        /// The chapter's id, which is its address: small letters and digits, joined by single hyphens
        id: String,
        /// The part it belongs to, at whose end it is listed
        #[arg(long, value_name = "PART")]
        part: Option<String>,
        /// Its title, instead of one made from its id
        #[arg(long, value_name = "TITLE")]
        title: Option<String>,
    },
    /// Write the ids that headings of the source language lack
    Ids,
    /// Give a chapter or one of its passages another id, in every language; the old one goes on working
    Rename {
        /// The chapter's id; `chapter#section` for a section, box, table or figure
        old: String,
        /// The new id
        new: String,
    },
    /// Begin translations, see how far they are, and keep them current
    #[command(subcommand)]
    Translate(translate::Command),
    /// Explain a kind of mistake at length
    Explain {
        /// Its code, as shown in brackets; without it, all codes are listed
        code: Option<String>,
    },
    /// Print the JSON Schema of a kind of file, by which editors complete and check content while it is typed
    Schema {
        /// The kind of file; without it, all are listed
        name: Option<String>,
        /// Write all of them into the project, with what makes VS Code use them
        #[arg(long, conflicts_with = "name")]
        write: bool,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, clap::Args)]
struct BuildArguments {
    /// Where the site is written
    #[arg(long, default_value = "public", value_name = "DIR")]
    out: PathBuf,
    /// Where the site will stand, instead of what handbook.yaml says
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish pages marked as drafts
    #[arg(long)]
    drafts: bool,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// Be sure that everything is on the disk before the new site takes the old one's place
    #[arg(long)]
    durable: bool,
    /// Tell how long each stage took
    #[arg(long)]
    timings: bool,
    /// How mistakes are written
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// Check drafts too
    #[arg(long)]
    drafts: bool,
    /// List the sources of facts that were not opened yet
    #[arg(long)]
    facts: bool,
    /// List the links that lead outside, with their places; they are not followed
    #[arg(long)]
    external_links: bool,
    /// How mistakes are written
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// The preview is for who writes: it listens on this computer alone, and is neither for publication nor for standing
/// behind another server
#[derive(Debug, clap::Args)]
struct ServeArguments {
    /// The port, instead of 3000 or the next that is free
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the browser
    #[arg(long)]
    open: bool,
    /// Show pages marked as drafts
    #[arg(long)]
    drafts: bool,
    /// The address that opens a passage in an editor, with {file} and {line}, instead of vscode://file/{file}:{line}
    #[arg(long, value_name = "PATTERN")]
    editor: Option<String>,
    /// How mistakes are written: for people those that are new, for programs all of them after each change
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How mistakes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With excerpts, for people, on standard error
    Human,
    /// One JSON object a line, on standard output
    Json,
    /// Workflow commands that mark lines of a pull request, on standard output
    Github,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Fine = 0,
    Mistakes = 1,
    Usage = 2,
    System = 3,
}

/// Runs the command that the arguments name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let wrong = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if wrong {
                Ending::Usage as u8
            } else {
                Ending::Fine as u8
            });
        }
    };
    let ending = match &arguments.command {
        Command::Build(build) => build::build(arguments.root.as_deref(), build),
        Command::Check(check) => build::check(arguments.root.as_deref(), check),
        Command::Serve(serve) => serve::serve(arguments.root.as_deref(), serve),
        Command::Init { dir } => init::init(dir),
        Command::New { id, part, title } => author::run(
            arguments.root.as_deref(),
            Task::New(id, part.as_deref(), title.as_deref()),
        ),
        Command::Ids => author::run(arguments.root.as_deref(), Task::Ids),
        Command::Rename { old, new } => {
            author::run(arguments.root.as_deref(), Task::Rename(old, new))
        }
        Command::Translate(command) => translate::run(arguments.root.as_deref(), command),
        Command::Explain { code } => explain::explain(code.as_deref()),
        Command::Schema { write: true, .. } => schema::write(arguments.root.as_deref()),
        Command::Schema { name, .. } => schema::schema(name.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "handbook", &mut script);
            print(&String::from_utf8_lossy(&script));
            Ending::Fine
        }
    };
    ExitCode::from(ending as u8)
}

/// Writes to standard output; a closed one is no reason to fail.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Writes a message to standard error.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
