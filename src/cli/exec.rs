//! `murano exec`: runs a command in an application's container and ends with its exit code.
//!
//! The command gets our standard input and writes to our standard output and error, unbuffered and unescaped. If ours are a
//! terminal, it gets a pseudo-terminal.

mod console;

use std::io::Read as _;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use serde_json::json;
use tokio::sync::{mpsc, watch};

use crate::deploy::ContainerRow;
use crate::diag::codes;
use crate::engine::{
    ContainerState, Engine, EngineError, ExecAttachment, ExecSpec, LogChunk, LogSource,
    TerminalSize,
};

use self::console::Console;
use super::command_error::{CommandError, CommandResult, engine_error};
use super::containers::{ContainerArgs, find};
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::terminal::{Terminal, print_json, write_stderr, write_stdout};

/// Bytes of one read.
const CHUNK_SIZE: usize = 16 * 1024;
/// Chunks that are buffered for a command that reads slowly.
const MAX_BUFFERED: usize = 16;

/// `exec`.
#[derive(Debug, Args)]
#[command(after_help = "\
The command reads standard input and its output appears as it is written. If standard input and output are a terminal, it gets a
terminal too, and all keys, including Ctrl-C. The exit code is that of the command. Options before the command are those of
murano; everything from the command on belongs to the command. `--` before it is only needed if it begins with a dash.

Examples:
  murano exec redis redis-cli ping
  murano exec redis sh
  murano exec db psql -U postgres < dump.sql
  murano exec --env shop web ls -l /etc")]
pub(super) struct ExecArgs {
    /// The application.
    #[command(flatten)]
    pub container: ContainerArgs,
    /// Do not allocate a terminal for the command.
    #[arg(long, short = 'T')]
    pub no_tty: bool,
    /// Close the command's standard input: for loops that read their own input.
    #[arg(long, short = 'n')]
    pub no_input: bool,
    /// How the command's output appears: as it is written, or at its end as JSON with the exit code.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
    /// The command and its arguments.
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Runs a command.
pub(super) fn run(args: &ExecArgs, terminal: &Terminal) -> CommandResult {
    let (row, engine) = find(&args.container, terminal)?;
    if row.state != ContainerState::Running {
        return Err(not_running(&row));
    }
    let captured = (args.format == OutputFormat::Json).then(Arc::<Mutex<CapturedOutput>>::default);
    let wants_console = !args.no_tty && !args.no_input && captured.is_none();
    let console = wants_console.then(Console::open).flatten();
    let console = console.transpose().map_err(|error| {
        let message = format!("the terminal cannot be used: {error}");
        CommandError::new(codes::UNREADABLE, message).hint("`--no-tty` does without one")
    })?;
    let output: OutputHandler = match &captured {
        Some(captured) => capture_into(captured.clone()),
        None => Box::new(write_output),
    };
    let code = wait(attach(&*engine, &row.container, args, output, console.as_ref()))?;
    // Messages need the terminal in its normal mode.
    drop(console);
    let code = code.map_err(|error| engine_error(&row.engine, "running the command", error))?;
    if let Some(captured) = captured {
        let captured = captured.lock().unwrap_or_else(PoisonError::into_inner);
        print_json(&json!({
            "environment": row.environment,
            "application": row.application,
            "command": args.command,
            "exitCode": code,
            "stdout": String::from_utf8_lossy(&captured.stdout),
            "stderr": String::from_utf8_lossy(&captured.stderr),
        }));
    }
    Ok(Exit::Forwarded(u8::try_from(code).unwrap_or(u8::MAX)))
}

/// Receives the output of a command.
type OutputHandler = Box<dyn FnMut(LogChunk) + Send>;

/// The output of a command that has not ended yet.
#[derive(Default)]
struct CapturedOutput {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

fn capture_into(captured: Arc<Mutex<CapturedOutput>>) -> OutputHandler {
    Box::new(move |chunk| {
        let mut captured = captured.lock().unwrap_or_else(PoisonError::into_inner);
        match chunk.source {
            LogSource::Stdout => captured.stdout.extend(&chunk.bytes),
            LogSource::Stderr => captured.stderr.extend(&chunk.bytes),
        }
    })
}

fn not_running(row: &ContainerRow) -> CommandError {
    let name = &row.application;
    let message = match (row.state, row.exit_code) {
        (ContainerState::Paused, _) => format!("`{name}` is paused"),
        (_, Some(code)) => format!("`{name}` is not running: it exited with code {code}"),
        (state, None) => format!("`{name}` is not running: its state is `{}`", state.name()),
    };
    let hint = match row.state {
        ContainerState::Paused => "running its program again unpauses it".to_owned(),
        _ => format!("`murano logs {name}` shows its log; running its program again starts it"),
    };
    CommandError::new(codes::ENGINE_REFUSED, message).hint(hint)
}

async fn attach(
    engine: &dyn Engine,
    name: &str,
    args: &ExecArgs,
    output: OutputHandler,
    console: Option<&Console>,
) -> Result<i64, EngineError> {
    let spec = ExecSpec { argv: args.command.clone(), ..ExecSpec::default() };
    let (sender, sizes) = watch::channel(console.map_or(console::DEFAULT_SIZE, Console::size));
    let attachment = ExecAttachment {
        input: (!args.no_input).then(read_input),
        output,
        terminal: console.map(|_| size_changes(sizes)),
    };
    tokio::select! {
        code = engine.attach(name, &spec, attachment) => code,
        never = console::follow_size(console, sender) => match never {},
    }
}

/// Reads standard input on a thread, which ends at the latest with the process: a read cannot be cancelled.
fn read_input() -> BoxStream<'static, Vec<u8>> {
    let (sender, mut chunks) = mpsc::channel(MAX_BUFFERED);
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        let mut chunk = vec![0; CHUNK_SIZE];
        while let Ok(length @ 1..) = input.read(&mut chunk) {
            if sender.blocking_send(chunk[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    stream::poll_fn(move |context| chunks.poll_recv(context)).boxed()
}

/// Yields the current size, then each new one.
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
        LogSource::Stdout => write_stdout(&chunk.bytes),
        LogSource::Stderr => write_stderr(&chunk.bytes),
    }
}
