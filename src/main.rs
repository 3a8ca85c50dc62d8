//! The `murano` binary.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a throw-away until the commands are here"
)]
use muranopl::diag::report::{Look, render};
use muranopl::session::Session;

fn main() {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("repl") {
        let file = args.next().map(Into::into);
        let options = muranopl::cli::repl::ReplOptions { file, ..Default::default() };
        std::process::exit(muranopl::cli::repl::run(options).into());
    }
    let handle = std::thread::Builder::new().stack_size(256 << 20).spawn(real).unwrap();
    std::process::exit(handle.join().unwrap());
}

fn real() -> i32 {
    let args: Vec<String> = std::env::args().collect();
    let session = Session::new();
    session.world().set_output(Box::new(|t| print!("{t}")));
    match session.read_file(std::path::Path::new(&args[2])) {
        Ok(program) => match session.run(&program) {
            Ok(_) => 0,
            Err(f) => {
                eprint!("{}", render(&session.explain(&f), session.sources(), Look::default()));
                1
            }
        },
        Err(ds) => {
            for d in ds {
                eprint!("{}", render(&d, session.sources(), Look::default()));
            }
            3
        }
    }
}
