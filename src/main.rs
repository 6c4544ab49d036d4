//! The `handbook` command: hands the arguments to the library and ends with its exit status.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Several threads make and drop many short texts: with a system's own allocator, a build takes a tenth more time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    handbook::cli::run(std::env::args_os())
}
