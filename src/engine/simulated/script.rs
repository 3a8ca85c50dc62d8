//! Scripts of a simulated engine: what images do, and which requests fail.

use serde::{Deserialize, Serialize};

use crate::engine::{EngineError, EngineErrorKind, ExecOutput, HealthState, Protocol};

/// A kind of request: one for each method of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EngineOperation {
    Version,
    List,
    Inspect,
    FindImage,
    Images,
    Pull,
    CreateImage,
    Create,
    Start,
    Stop,
    Pause,
    Unpause,
    Update,
    Rename,
    Remove,
    Logs,
    Exec,
    PutFiles,
    GetFiles,
    Stats,
    Events,
    Networks,
    EnsureNetwork,
    Connect,
    Disconnect,
    RemoveNetwork,
    Volumes,
    EnsureVolume,
    RemoveVolume,
}

/// A fault to inject into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InjectedFault {
    /// The kind of request.
    pub operation: EngineOperation,
    /// The number of the request of that kind, counted from now; the next one is 1.
    pub nth: usize,
    /// Whether it fails before or after it takes effect.
    pub moment: FailurePoint,
    /// The error.
    pub error: EngineError,
}

impl InjectedFault {
    /// Makes the `nth` request from now fail before it takes effect.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn new(operation: EngineOperation, nth: usize, kind: EngineErrorKind) -> Self {
        let error = EngineError::new(kind, format!("simulated failure of {operation:?}"));
        Self { operation, nth, moment: FailurePoint::Before, error }
    }

    /// The same fault, but after the request took effect, as when a connection breaks before the reply.
    #[must_use]
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn after_the_work(mut self) -> Self {
        self.moment = FailurePoint::After;
        self
    }
}

/// When a request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailurePoint {
    /// Before it takes effect.
    Before,
    /// After it took effect.
    After,
}

/// The behaviour of an image's containers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImageScript {
    /// The behaviour at their start.
    pub behaviour: Behaviour,
    /// Output at the start.
    pub stdout: String,
    /// Error output at the start.
    pub stderr: String,
    /// The exposed ports of the image.
    pub exposed: Vec<(u16, Protocol)>,
    /// Whether the image has a health check.
    pub has_healthcheck: bool,
    /// The paths that the image declares as volumes.
    pub volumes: Vec<String>,
    /// The result of health checks; `None`: they pass.
    pub verdict: Option<HealthState>,
    /// How many inspections precede that result.
    pub inspections: usize,
    /// The known commands, with their results.
    pub commands: Vec<(Vec<String>, ExecOutput)>,
}

/// The behaviour of a container at its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Behaviour {
    /// It runs until it is stopped.
    #[default]
    Runs,
    /// It exits at once with that code.
    Exits(i64),
    /// Its command cannot be run.
    CannotRun,
}
