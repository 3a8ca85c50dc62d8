//! The `murano` binary: everything it does is in [`muranopl::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    muranopl::cli::main()
}
