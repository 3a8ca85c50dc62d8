//! Logs, commands, events and files of a simulated engine's containers.
//!
//! No program runs. A command does what the image's script says; `true`, `false`, `echo` and `cat` are built in; every
//! other one is not found.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use super::networks::conflict;
use super::script::Behaviour;
use super::state::{SimulatedContainer, SimulatedState};
use crate::engine::{
    ContainerEvent, ContainerState, ContainerStats, EngineError, EngineErrorKind, ExecOutput,
    ExecSpec, FileContent, HealthState, LabelFilter, LogChunk, LogQuery, LogSource, Replies,
};

/// The exit code of a command that does not exist.
const NOT_FOUND: i64 = 127;

impl SimulatedState {
    /// Reads a container's logs, and follows them on demand.
    pub(super) fn logs(
        &mut self,
        name: &str,
        query: LogQuery,
    ) -> Result<Replies<LogChunk>, EngineError> {
        self.container(name)?;
        let found = self.container_mut(name)?;
        let is_wanted = |chunk: &&LogChunk| match (query.since, chunk.time) {
            (Some(since), Some(time)) => time.as_second() >= since,
            _ => true,
        };
        let wanted: Vec<_> = found.logs.iter().filter(is_wanted).collect();
        let skipped = query.tail.map_or(0, |lines| wanted.len().saturating_sub(lines));
        let written: Vec<_> = wanted[skipped..].iter().map(|chunk| Ok((*chunk).clone())).collect();
        let written = stream::iter(written);
        if !query.follow || found.state != ContainerState::Running {
            return Ok(written.boxed());
        }
        let (follower, pieces) = unbounded();
        found.followers.push(follower);
        Ok(written.chain(received(pieces)).boxed())
    }

    /// Runs a command.
    pub(super) fn exec(&self, name: &str, spec: &ExecSpec) -> Result<ExecOutput, EngineError> {
        let found = self.container(name)?;
        match found.state {
            ContainerState::Running => {}
            ContainerState::Paused => {
                let message =
                    format!("Container {name} is paused, unpause the container before exec");
                return Err(conflict(message));
            }
            _ => return Err(conflict(format!("Container {name} is not running"))),
        }
        if spec.argv.is_empty() {
            return Err(EngineError::new(EngineErrorKind::BadRequest, "No exec command specified"));
        }
        Ok(run(found, &spec.argv).unwrap_or_else(|| not_found(&spec.argv[0])))
    }

    /// Places files.
    pub(super) fn put_files(
        &mut self,
        name: &str,
        files: &[FileContent],
    ) -> Result<(), EngineError> {
        self.container(name)?;
        check_files(files)?;
        let found = self.container_mut(name)?;
        if found.spec.read_only {
            return Err(read_only());
        }
        found.files.extend(files.iter().map(|file| (file.path.clone(), file.clone())));
        Ok(())
    }

    /// Reads the files that were placed at a path, or below it.
    pub(super) fn get_files(
        &self,
        name: &str,
        path: &str,
    ) -> Result<Vec<FileContent>, EngineError> {
        let directory = format!("{}/", path.trim_end_matches('/'));
        let is_there =
            |found: &&FileContent| found.path == path || found.path.starts_with(&directory);
        let files: Vec<_> =
            self.container(name)?.files.values().filter(is_there).cloned().collect();
        if files.is_empty() {
            let message = format!("Could not find the file {path} in container {name}");
            return Err(EngineError::new(EngineErrorKind::NoSuchFile, message));
        }
        Ok(files)
    }

    /// Measures a running container: it does nothing, in one process.
    pub(super) fn stats(&self, name: &str) -> Result<ContainerStats, EngineError> {
        let found = self.container(name)?;
        if !found.state.has_processes() {
            return Err(conflict(format!("Container {name} is not running")));
        }
        let memory_limit = found.spec.memory.unwrap_or(0);
        Ok(ContainerStats { memory_limit, processes: 1, ..ContainerStats::default() })
    }

    /// Subscribes to the events of containers with these labels.
    pub(super) fn subscribe(&mut self, labels: &LabelFilter) -> Replies<ContainerEvent> {
        let (subscriber, events) = unbounded();
        self.subscribers.push((labels.clone(), subscriber));
        received(events).boxed()
    }

    /// Makes a container write output.
    pub(super) fn write(&mut self, name: &str, source: LogSource, text: &str) {
        let now = self.now;
        if let Some(found) = self.containers.get_mut(name) {
            append(found, now, source, text);
        }
    }
}

/// Writes the output that the image's script gives for a start.
pub(super) fn write_start_output(found: &mut SimulatedContainer, now: Option<Timestamp>) {
    let (stdout, stderr) = (found.script.stdout.clone(), found.script.stderr.clone());
    append(found, now, LogSource::Stdout, &stdout);
    append(found, now, LogSource::Stderr, &stderr);
    if found.script.behaviour == Behaviour::CannotRun {
        append(found, now, LogSource::Stderr, "exec failed: No such file or directory\n");
    }
}

/// The code with which a container exits as soon as it is started; `None`: it keeps running.
pub(super) fn immediate_exit_code(found: &SimulatedContainer) -> Option<i64> {
    match found.script.behaviour {
        Behaviour::Runs => None,
        Behaviour::Exits(code) => Some(code),
        Behaviour::CannotRun => Some(NOT_FOUND),
    }
}

/// The result of a container's health check: the script's, else that of its command, else healthy.
pub(super) fn verdict(found: &SimulatedContainer) -> HealthState {
    if let Some(verdict) = found.script.verdict {
        return verdict;
    }
    let test = found.spec.healthcheck.as_ref().map_or(&[][..], |check| &check.test);
    match test {
        [kind, argv @ ..] if kind == "CMD" && !argv.is_empty() => match run(found, argv) {
            Some(output) if output.exit_code != 0 => HealthState::Unhealthy,
            _ => HealthState::Healthy,
        },
        _ => HealthState::Healthy,
    }
}

/// Rejects files that a real engine cannot place.
pub(super) fn check_files(files: &[FileContent]) -> Result<(), EngineError> {
    let placeable = |path: &str| {
        path.starts_with('/') && !path.ends_with('/') && path.split('/').all(|part| part != "..")
    };
    match files.iter().find(|file| !placeable(&file.path)) {
        None => Ok(()),
        Some(file) => {
            let message = format!("cannot place the file `{}`", file.path);
            Err(EngineError::new(EngineErrorKind::BadRequest, message))
        }
    }
}

/// The error for placing files in a read-only file system.
pub(super) fn read_only() -> EngineError {
    EngineError::new(EngineErrorKind::Unsupported, "container rootfs is marked read-only")
}

fn received<T: Send + 'static>(
    receiver: UnboundedReceiver<T>,
) -> impl stream::Stream<Item = Result<T, EngineError>> + Send + 'static {
    receiver.map(Ok)
}

fn append(found: &mut SimulatedContainer, time: Option<Timestamp>, source: LogSource, text: &str) {
    for line in text.split_inclusive('\n') {
        let chunk = LogChunk { source, time, bytes: line.as_bytes().to_vec() };
        found.followers.retain(|follower| follower.unbounded_send(chunk.clone()).is_ok());
        found.logs.push(chunk);
    }
}

/// Runs a command, if it is known.
fn run(found: &SimulatedContainer, argv: &[String]) -> Option<ExecOutput> {
    if let Some((_, output)) = found.script.commands.iter().find(|(known, _)| known == argv) {
        return Some(output.clone());
    }
    let (program, arguments) = argv.split_first()?;
    match program.rsplit('/').next()? {
        "true" => Some(ExecOutput::default()),
        "false" => Some(ExecOutput { exit_code: 1, ..ExecOutput::default() }),
        "echo" => Some(printed(format!("{}\n", arguments.join(" ")).into_bytes())),
        "cat" => Some(cat(found, arguments)),
        _ => None,
    }
}

/// Whether a command copies its input to its output.
pub(super) fn copies_input(argv: &[String]) -> bool {
    matches!(argv, [program] if program.rsplit('/').next() == Some("cat"))
}

/// All of an input.
pub(super) async fn whole(input: Option<stream::BoxStream<'static, Vec<u8>>>) -> Vec<u8> {
    let mut all = Vec::new();
    if let Some(mut input) = input {
        while let Some(piece) = input.next().await {
            all.extend(piece);
        }
    }
    all
}

/// Passes a command's output on; returns its exit code.
pub(super) fn hand_over(said: ExecOutput, output: &mut dyn FnMut(LogChunk)) -> i64 {
    for (source, bytes) in [(LogSource::Stdout, said.stdout), (LogSource::Stderr, said.stderr)] {
        if !bytes.is_empty() {
            output(LogChunk { source, time: None, bytes });
        }
    }
    said.exit_code
}

fn cat(found: &SimulatedContainer, paths: &[String]) -> ExecOutput {
    let mut output = ExecOutput::default();
    for path in paths {
        match found.files.get(path) {
            Some(file) => output.stdout.extend(&file.content),
            None => {
                let complaint = format!("cat: can't open '{path}': No such file or directory\n");
                output.stderr.extend(complaint.into_bytes());
                output.exit_code = 1;
            }
        }
    }
    output
}

fn printed(stdout: Vec<u8>) -> ExecOutput {
    ExecOutput { stdout, ..ExecOutput::default() }
}

fn not_found(program: &str) -> ExecOutput {
    let stderr =
        format!("{program}: not found: a simulated engine runs no programs\n").into_bytes();
    ExecOutput { stderr, exit_code: NOT_FOUND, ..ExecOutput::default() }
}
