//! Commands in containers of pods (Kubernetes API: `exec`).

use std::pin::Pin;

use futures_util::sink::SinkExt;
use futures_util::stream::{BoxStream, StreamExt};
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::{AttachParams, AttachedProcess};
use kube::core::Status;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::engine::cluster::instances::Status as ContainerStatus;
use crate::engine::{
    ContainerState, EngineError, EngineErrorKind, ExecAttachment, ExecOutput, ExecSpec, LogChunk,
    LogSource, TerminalSize,
};

use super::{Kubernetes, failure, members, objects};

/// The default deadline of a command whose output is collected.
const COMMAND_LIMIT: std::time::Duration = std::time::Duration::from_secs(120);
/// The first minor version of Kubernetes that is told that a command's input has ended (`v5.channel.k8s.io`).
const FIRST_WITH_CLOSE: u32 = 29;
/// The size of one piece of output.
const PIECE: usize = 16 * 1024;

/// Runs a command and collects its output.
pub(super) async fn run(
    cluster: &Kubernetes,
    name: &str,
    spec: &ExecSpec,
) -> Result<ExecOutput, EngineError> {
    let limit = spec.deadline.unwrap_or(COMMAND_LIMIT);
    let collect = async {
        let mut process = start(cluster, name, spec, false, false).await?;
        let status = process.take_status();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let (out, err) = (process.stdout(), process.stderr());
        tokio::join!(read_all(out, &mut stdout), read_all(err, &mut stderr));
        let exit_code = exit_code(status).await?;
        Ok(ExecOutput { stdout, stderr, exit_code })
    };
    match tokio::time::timeout(limit, collect).await {
        Ok(done) => done,
        Err(_) => Err(failure::too_late(limit, "running a command in a container")),
    }
}

/// Runs a command with the caller's streams.
pub(super) async fn attach(
    cluster: &Kubernetes,
    name: &str,
    spec: &ExecSpec,
    attachment: ExecAttachment,
) -> Result<i64, EngineError> {
    let ExecAttachment { input, mut output, terminal } = attachment;
    let mut process = start(cluster, name, spec, input.is_some(), terminal.is_some()).await?;
    let status = process.take_status();
    let (send, mut pieces) = tokio::sync::mpsc::channel::<LogChunk>(16);
    let stdout = process.stdout().map(|stream| read(stream, LogSource::Stdout, send.clone()));
    let stderr = process.stderr().map(|stream| read(stream, LogSource::Stderr, send.clone()));
    drop(send);
    let sizes = process.terminal_size();
    let stdin = process.stdin();
    let can_close =
        cluster.version().await?.api_version.split_once('.').is_some_and(|(_, minor)| {
            minor.trim_end_matches('+').parse::<u32>().is_ok_and(|minor| minor >= FIRST_WITH_CLOSE)
        });
    let fed = async {
        tokio::join!(feed(input, stdin, can_close), resize(terminal, sizes));
        // A command may continue after the end of its input.
        std::future::pending::<()>().await;
    };
    let shown = async {
        let reading = async {
            tokio::join!(optional(stdout), optional(stderr));
        };
        let showing = async {
            while let Some(piece) = pieces.recv().await {
                output(piece);
            }
        };
        tokio::join!(reading, showing);
    };
    tokio::select! {
        () = shown => {}
        () = fed => {}
    }
    exit_code(status).await
}

async fn optional(work: Option<impl Future<Output = ()>>) {
    if let Some(work) = work {
        work.await;
    }
}

/// Starts a command in the first pod in which the container runs.
async fn start(
    cluster: &Kubernetes,
    name: &str,
    spec: &ExecSpec,
    stdin: bool,
    tty: bool,
) -> Result<AttachedProcess, EngineError> {
    if spec.user.is_some() || spec.working_dir.is_some() {
        let why = "Kubernetes runs commands as the container's user in its working directory";
        return Err(EngineError::new(EngineErrorKind::Unsupported, why));
    }
    let found = members::find(cluster, name).await?;
    let runs = |pod: &&serde_json::Value| {
        ContainerStatus::of(pod, &found.container)
            .is_some_and(|status| status.state() == ContainerState::Running)
    };
    let Some(pod) = found.observed.pods.iter().find(runs) else {
        let message = format!("no pod runs `{name}`");
        return Err(EngineError::new(EngineErrorKind::Conflict, message));
    };
    let client = cluster.client().await?.clone();
    let api: Api<Pod> = Api::namespaced(client, &cluster.config.namespace);
    let params = AttachParams::default()
        .container(found.container.clone())
        .stdin(stdin)
        .stdout(true)
        // A terminal has one output.
        .stderr(!tty)
        .tty(tty);
    let started = api.exec(objects::name_of(pod), argv(spec), &params);
    cluster.ask("starting a command", started).await
}

/// The command line; the API has no variables, so `env` of the container sets them.
fn argv(spec: &ExecSpec) -> Vec<String> {
    if spec.env.is_empty() {
        return spec.argv.clone();
    }
    let variables = spec.env.iter().map(|var| format!("{}={}", var.name, var.value));
    std::iter::once("env".to_owned()).chain(variables).chain(spec.argv.iter().cloned()).collect()
}

/// Reads a stream to its end; what came before a failure counts.
async fn read_all(stream: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) {
    if let Some(mut stream) = stream {
        let _ = stream.read_to_end(into).await;
    }
}

async fn read(
    mut stream: impl AsyncRead + Unpin,
    source: LogSource,
    send: tokio::sync::mpsc::Sender<LogChunk>,
) {
    let mut buffer = vec![0; PIECE];
    while let Ok(count) = stream.read(&mut buffer).await {
        let bytes = buffer[..count].to_vec();
        if count == 0 || send.send(LogChunk { source, time: None, bytes }).await.is_err() {
            return;
        }
    }
}

/// Forwards input to a command, until the input ends or the command stops reading. Where the end of input cannot be told
/// alone, the connection stays open: closing it would lose the rest of the output.
async fn feed(
    pieces: Option<BoxStream<'static, Vec<u8>>>,
    sink: Option<impl AsyncWrite + Unpin>,
    can_close: bool,
) {
    let (Some(mut pieces), Some(mut sink)) = (pieces, sink) else { return };
    while let Some(piece) = pieces.next().await {
        if sink.write_all(&piece).await.is_err() || sink.flush().await.is_err() {
            return;
        }
    }
    if can_close {
        let _ = sink.shutdown().await;
        return;
    }
    std::future::pending::<()>().await;
}

async fn resize(
    sizes: Option<BoxStream<'static, TerminalSize>>,
    sender: Option<futures_channel::mpsc::Sender<kube::api::TerminalSize>>,
) {
    let (Some(mut sizes), Some(mut sender)) = (sizes, sender) else { return };
    while let Some(TerminalSize { columns, rows }) = sizes.next().await {
        let size = kube::api::TerminalSize { width: columns, height: rows };
        if sender.send(size).await.is_err() {
            return;
        }
    }
}

type StatusFuture = Pin<
    Box<dyn Future<Output = Option<k8s_openapi::apimachinery::pkg::apis::meta::v1::Status>> + Send>,
>;

/// The exit code of an ended command.
async fn exit_code(
    status: Option<
        impl Future<Output = Option<k8s_openapi::apimachinery::pkg::apis::meta::v1::Status>>
        + Send
        + 'static,
    >,
) -> Result<i64, EngineError> {
    let status: Option<StatusFuture> = status.map(|status| Box::pin(status) as StatusFuture);
    let lost = || {
        EngineError::new(EngineErrorKind::ConnectionLost, "the connection to the command was lost")
    };
    let status = status.ok_or_else(lost)?.await.ok_or_else(lost)?;
    if status.status.as_deref() == Some("Success") {
        return Ok(0);
    }
    let causes = status.details.and_then(|details| details.causes).unwrap_or_default();
    let code = causes.iter().find(|cause| cause.reason.as_deref() == Some("ExitCode"));
    match code.and_then(|cause| cause.message.as_deref()?.parse().ok()) {
        Some(code) => Ok(code),
        // A program that is missing is no failure of the cluster.
        None if status.message.as_deref().is_some_and(is_missing_program) => Ok(127),
        None => {
            let message = status.message.unwrap_or_else(|| "the command failed".into());
            Err(failure::refused(&Status { message, ..Status::failure("", "") }))
        }
    }
}

fn is_missing_program(message: &str) -> bool {
    message.contains("executable file not found") || message.contains("no such file or directory")
}
