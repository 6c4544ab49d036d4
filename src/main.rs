//! The `handbook` command: hands the arguments to the library and ends with its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    handbook::cli::run(std::env::args_os())
}
