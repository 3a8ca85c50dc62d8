//! The `murano` binary: the command line on a thread with room for deep recursion.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of the interpreter's stack; memory is taken as it is used.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let interpreter = std::thread::Builder::new().name("murano".into()).stack_size(STACK);
    let code = interpreter.spawn(muranopl::cli::main).ok().and_then(|thread| thread.join().ok());
    // A panic has been reported by the hook; without memory for a thread there is nothing to say it with.
    ExitCode::from(code.unwrap_or(1))
}
