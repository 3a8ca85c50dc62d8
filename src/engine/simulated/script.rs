//! What a simulated engine is told to do: what images are like, and what goes wrong.

use crate::engine::{EngineError, EngineErrorKind, ExecOutput, HealthState, Protocol};

/// What kind of request it is; one for each of the engine's functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is documented as a function of the engine")]
pub enum Operation {
    Version,
    List,
    Inspect,
    FindImage,
    Pull,
    Create,
    Start,
    Stop,
    Rename,
    Remove,
    Logs,
    Exec,
    PutFiles,
    Events,
    Networks,
    EnsureNetwork,
    RemoveNetwork,
    Volumes,
    EnsureVolume,
    RemoveVolume,
}

/// A request that will fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of request.
    pub operation: Operation,
    /// Which of the requests of that kind, counted from now; the next one is 1.
    pub nth: usize,
    /// Whether it fails before or after it did its work.
    pub moment: Moment,
    /// How it fails.
    pub error: EngineError,
}

impl Fault {
    /// The `nth` request from now fails before it does anything.
    pub fn new(operation: Operation, nth: usize, kind: EngineErrorKind) -> Self {
        let error = EngineError::new(kind, format!("simulated failure of {operation:?}"));
        Self { operation, nth, moment: Moment::Before, error }
    }

    /// The same failure, but after the work was done, as when a connection breaks too early.
    #[must_use]
    pub fn after_the_work(mut self) -> Self {
        self.moment = Moment::After;
        self
    }
}

/// When a request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before it did anything.
    Before,
    /// After it did all its work.
    After,
}

/// What the containers of an image do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageScript {
    /// What happens when they are started.
    pub behaviour: Behaviour,
    /// What they then write to standard output.
    pub stdout: String,
    /// What they then write to standard error.
    pub stderr: String,
    /// The ports the image says it listens on.
    pub exposed: Vec<(u16, Protocol)>,
    /// Whether the image brings a health check.
    pub has_healthcheck: bool,
    /// What health checks find; without a verdict, they pass.
    pub verdict: Option<HealthState>,
    /// How often one must look before they find it.
    pub looks: usize,
    /// What commands do in them.
    pub commands: Vec<(Vec<String>, ExecOutput)>,
}

/// What happens when a container is started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// It runs until it is stopped.
    #[default]
    Runs,
    /// It ends at once with that exit code.
    Exits(i64),
    /// Its command cannot be run.
    CannotRun,
}
