//! The `murano` binary: everything it does is in [`muranopl::command_line`].

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    muranopl::command_line()
}
