//! The `handbook` command: hands the arguments to the library and ends with its exit status.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Several threads make and drop many short texts: a system's own allocator takes an eighth more time for that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    handbook::cli::run(std::env::args_os())
}
