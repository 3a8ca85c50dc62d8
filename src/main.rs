//! The `murano` binary: everything it does is in [`muranopl::cli`].

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    muranopl::cli::main()
}
