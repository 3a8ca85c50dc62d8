//! Commands in containers of a real engine (Docker API: Exec).

use std::pin::Pin;
use std::time::Duration;

use bollard::exec::{ResizeExecOptions, StartExecOptions, StartExecResults};
use bollard::models::ExecConfig;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::deadline::too_late;
use super::streams::chunk;
use super::{Docker, failure, inspect};
use crate::engine::{
    EngineError, ExecAttachment, ExecOutput, ExecSpec, LogChunk, LogSource, TerminalSize,
};

type Input = Pin<Box<dyn AsyncWrite + Send>>;
type OutputStream = BoxStream<'static, Result<LogChunk, EngineError>>;

/// What the engine does during every request of this file, for messages.
const RUNNING: &str = "running a command in a container";

/// Runs a command and collects its output.
pub(super) async fn run(
    engine: &Docker,
    name: &str,
    spec: &ExecSpec,
) -> Result<ExecOutput, EngineError> {
    let name = inspect::exact(engine, name).await?;
    let limit = spec.deadline.unwrap_or(engine.deadlines.command);
    match tokio::time::timeout(limit, collect(engine, name, spec)).await {
        Ok(output) => output,
        Err(_) => Err(too_late(limit, RUNNING)),
    }
}

/// Runs a command with the caller's streams.
pub(super) async fn attach(
    engine: &Docker,
    name: &str,
    spec: &ExecSpec,
    attachment: ExecAttachment,
) -> Result<i64, EngineError> {
    let name = inspect::exact(engine, name).await?;
    let ExecAttachment { input, mut output, terminal } = attachment;
    let config = ExecConfig {
        attach_stdin: Some(input.is_some()),
        tty: Some(terminal.is_some()),
        ..config(spec)
    };
    let (id, sink, mut pieces) = start(engine, name, config).await?;
    let fed = async {
        tokio::join!(feed(input, sink), resize(engine, &id, terminal));
        // A command may continue after the end of its input.
        std::future::pending::<()>().await;
    };
    let read = async {
        while let Some(piece) = pieces.try_next().await? {
            output(piece);
        }
        Ok(())
    };
    tokio::select! {
        ended = read => ended?,
        () = fed => {}
    }
    exit_code(engine, &id).await
}

async fn collect(engine: &Docker, name: &str, spec: &ExecSpec) -> Result<ExecOutput, EngineError> {
    let (id, _, mut pieces) = start(engine, name, config(spec)).await?;
    let mut output = ExecOutput::default();
    while let Some(piece) = pieces.try_next().await? {
        match piece.source {
            LogSource::Stdout => output.stdout.extend(piece.bytes),
            LogSource::Stderr => output.stderr.extend(piece.bytes),
        }
    }
    output.exit_code = exit_code(engine, &id).await?;
    Ok(output)
}

fn config(spec: &ExecSpec) -> ExecConfig {
    ExecConfig {
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        cmd: Some(spec.argv.clone()),
        env: Some(spec.env.iter().map(|var| format!("{}={}", var.name, var.value)).collect()),
        user: spec.user.clone(),
        working_dir: spec.working_dir.clone(),
        ..ExecConfig::default()
    }
}

/// Starts a command; returns its id, input and output.
async fn start(
    engine: &Docker,
    name: &str,
    config: ExecConfig,
) -> Result<(String, Option<Input>, OutputStream), EngineError> {
    let options = StartExecOptions { tty: config.tty == Some(true), ..StartExecOptions::default() };
    let client = &engine.client;
    let id = engine.ask(RUNNING, client.create_exec(name, config)).await?.id;
    let started = engine.ask(RUNNING, client.start_exec(&id, Some(options))).await?;
    Ok(match started {
        StartExecResults::Attached { output, input } => {
            let pieces = output.map_ok(chunk).map_err(failure::request_failed);
            // A command may be silent as long as it likes; an engine may not.
            (id, Some(input), engine.unless_silent(None, RUNNING, pieces))
        }
        StartExecResults::Detached => (id, None, futures_util::stream::empty().boxed()),
    })
}

/// Forwards input to a command, until the input ends or the command stops reading.
async fn feed(pieces: Option<BoxStream<'static, Vec<u8>>>, sink: Option<Input>) {
    let (Some(mut pieces), Some(mut sink)) = (pieces, sink) else { return };
    while let Some(piece) = pieces.next().await {
        if sink.write_all(&piece).await.is_err() || sink.flush().await.is_err() {
            return;
        }
    }
    // The command may have exited already.
    drop(sink.shutdown().await);
}

/// Resizes the command's terminal, now and whenever the caller's changes.
async fn resize(engine: &Docker, id: &str, sizes: Option<BoxStream<'static, TerminalSize>>) {
    let Some(mut sizes) = sizes else { return };
    while let Some(TerminalSize { columns, rows }) = sizes.next().await {
        let options = ResizeExecOptions { height: rows, width: columns };
        // A wrong size is no reason to end a command.
        drop(engine.ask("resizing a terminal", engine.client.resize_exec(id, options)).await);
    }
}

/// The exit code; the engine knows it a moment after the end of the output.
async fn exit_code(engine: &Docker, id: &str) -> Result<i64, EngineError> {
    loop {
        let found = engine.ask(RUNNING, engine.client.inspect_exec(id)).await?;
        match found.exit_code {
            Some(code) if found.running != Some(true) => return Ok(code),
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}
