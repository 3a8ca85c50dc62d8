//! `murano exec`: a command in an application's container, to its end; its exit code is ours.
//!
//! It reads what we are given to read, and writes where we write, as it comes. Between two terminals it has one of its own.

mod console;

use std::io::{Read as _, Write as _};

use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::{mpsc, watch};

use crate::deploy::Row;
use crate::diag::codes;
use crate::engine::{
    Attachment, ContainerState, Engine, EngineError, ExecSpec, LogChunk, LogSource, TerminalSize,
};

use self::console::Console;
use super::Ending;
use super::arguments::ExecArgs;
use super::deployed::{container, wait};
use super::exit::Exit;
use super::failure::{self, Failure};
use super::terminal::{Terminal, answer_bytes};

/// Bytes read at once.
const PIECE: usize = 16 * 1024;
/// Pieces that may wait for a command to read them.
const WAITING: usize = 16;

/// Runs a command.
pub(super) fn run(args: &ExecArgs, terminal: &Terminal) -> Ending {
    let (row, engine) = container(&args.container, terminal)?;
    if row.state != ContainerState::Running {
        return Err(not_running(&row));
    }
    let console = (!args.no_tty && !args.no_input).then(Console::open).flatten();
    let console = console.transpose().map_err(|error| {
        let message = format!("the terminal cannot be used: {error}");
        Failure::new(codes::UNREADABLE, message).hint("`--no-tty` does without one")
    })?;
    let code = wait(attach(&*engine, &row.container, args, console.as_ref()))?;
    // Messages want the terminal as it was.
    drop(console);
    let code = code.map_err(|error| failure::engine(&row.engine, "running the command", error))?;
    Ok(Exit::Of(u8::try_from(code).unwrap_or(u8::MAX)))
}

fn not_running(row: &Row) -> Failure {
    let name = &row.application;
    let message = match row.exit_code {
        Some(code) => format!("`{name}` does not run: it ended with exit code {code}"),
        None => format!("`{name}` does not run"),
    };
    let hint =
        format!("`murano logs {name}` shows what it wrote; running its program again starts it");
    Failure::new(codes::ENGINE_REFUSED, message).hint(hint)
}

async fn attach(
    engine: &dyn Engine,
    name: &str,
    args: &ExecArgs,
    console: Option<&Console>,
) -> Result<i64, EngineError> {
    let spec = ExecSpec { argv: args.command.clone(), ..ExecSpec::default() };
    let (sender, sizes) = watch::channel(console.map_or(console::SIZE, Console::size));
    let attachment = Attachment {
        input: (!args.no_input).then(read_input),
        output: Box::new(write_output),
        terminal: console.map(|_| size_changes(sizes)),
    };
    tokio::select! {
        code = engine.attach(name, &spec, attachment) => code,
        never = console::follow(console, sender) => match never {},
    }
}

/// Standard input, piece by piece. The thread that reads it ends with the process at the latest.
fn read_input() -> BoxStream<'static, Vec<u8>> {
    let (sender, mut pieces) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        let mut piece = vec![0; PIECE];
        while let Ok(length @ 1..) = input.read(&mut piece) {
            if sender.blocking_send(piece[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    stream::poll_fn(move |context| pieces.poll_recv(context)).boxed()
}

/// The current size, then each new one.
fn size_changes(mut sizes: watch::Receiver<TerminalSize>) -> BoxStream<'static, TerminalSize> {
    sizes.mark_changed();
    let next = |mut sizes: watch::Receiver<TerminalSize>| async move {
        sizes.changed().await.ok()?;
        let size = *sizes.borrow_and_update();
        Some((size, sizes))
    };
    stream::unfold(sizes, next).boxed()
}

fn write_output(chunk: LogChunk) {
    match chunk.source {
        LogSource::Stdout => answer_bytes(&chunk.bytes),
        // Nobody may be reading.
        LogSource::Stderr => drop(std::io::stderr().lock().write_all(&chunk.bytes)),
    }
}
