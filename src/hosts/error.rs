//! Errors of hosts, with everything a report needs: a stable code, one line, hints, and the container's last
//! log lines.

mod hints;
mod message;
pub(super) mod wording;

use std::time::Duration;

use crate::diag::{Code, codes};
use crate::engine::{EngineError, EngineErrorKind, Protocol};

use super::connection::ConnectionError;
use super::container::InvalidContainer;
use super::journal::JournalError;
use super::port_range::PortRange;
use hints::{engine_hints, image_hints};

/// An error of a host.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum HostError {
    /// The engine failed or refused.
    Engine {
        /// Address of the engine.
        engine: String,
        /// The operation, as `creating the container `shop-redis``.
        doing: String,
        /// What it said.
        error: EngineError,
    },
    /// The image is neither local nor could it be pulled.
    ImageMissing {
        /// The application.
        container: String,
        /// The image.
        image: String,
        /// The answer of the engine or registry.
        error: EngineError,
        /// Whether a pull was tried.
        pulled: bool,
    },
    /// A foreign object has the name that the environment needs.
    Foreign {
        /// `container`, `network` or `volume`.
        what: &'static str,
        /// Its name at the engine.
        name: String,
        /// The environment that wants the name.
        environment: String,
    },
    /// The container exited instead of running.
    Exited {
        /// The application.
        container: String,
        /// Its exit code, if the engine knows it.
        exit_code: Option<i64>,
        /// Whether it was killed because it exceeded its memory limit.
        out_of_memory: bool,
        /// Whether the engine keeps restarting it.
        restarting: bool,
        /// Its last log lines.
        log: Vec<String>,
    },
    /// The health check failed.
    Unhealthy {
        /// The health check, if it is one text: where that was written is shown.
        check: Option<String>,
        /// The application.
        container: String,
        /// Output of the last check.
        output: String,
        /// The container's last log lines.
        log: Vec<String>,
    },
    /// A timeout was exceeded.
    TimedOut {
        /// The application.
        container: String,
        /// The operation, as `pulling the image of`.
        doing: String,
        /// The timeout.
        limit: Duration,
        /// The property that sets the timeout.
        property: &'static str,
        /// The container's last log lines.
        log: Vec<String>,
    },
    /// No free port was found to publish.
    NoFreePort {
        /// The application.
        container: String,
        /// The port inside it.
        port: u16,
        /// Its protocol.
        protocol: Protocol,
        /// The ports of the host that would do; `None`: any.
        wanted: Option<PortRange>,
    },
    /// The environment's network cannot be removed.
    NetworkInUse {
        /// The network.
        network: String,
        /// The containers that run on it; empty: the engine counts one that does not exist.
        connected: Vec<String>,
    },
    /// Another program deployed the environment.
    OtherOrigin {
        /// The environment.
        environment: String,
        /// The program that runs now.
        own: String,
        /// The program that deployed it.
        other: String,
    },
    /// Two applications of one program want the same name.
    NameClash {
        /// The name.
        container: String,
        /// The host of the first one.
        host: String,
    },
    /// A field of a container is invalid.
    InvalidContainer(InvalidContainer),
    /// A replacement failed.
    ReplacementFailed {
        /// Why the new container failed.
        cause: Box<HostError>,
        /// Whether the previous container was restored.
        restored: Result<(), Box<HostError>>,
        /// The present name of the previous container.
        previous: String,
    },
    /// Two applications of a pod listen on the same port: they share an address.
    PodPortTaken {
        /// The application.
        container: String,
        /// The pod.
        pod: String,
        /// The port.
        port: u16,
        /// The application that has it.
        other: String,
    },
    /// The pods of an application do not become ready.
    PodFailed {
        /// The application.
        container: String,
        /// The deployment or pod at the cluster.
        pod: String,
        /// What the cluster says, or what did not happen.
        reason: String,
        /// The last warnings of the cluster about it.
        events: Vec<String>,
        /// The container's last log lines.
        log: Vec<String>,
    },
    /// The run was interrupted.
    Interrupted {
        /// The application.
        container: String,
        /// What was not done.
        doing: String,
    },
    /// One application cannot connect to another.
    Connection(ConnectionError),
    /// A change could not be journaled, so it was not made.
    Journal(JournalError),
}

impl From<ConnectionError> for HostError {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
    }
}

impl From<InvalidContainer> for HostError {
    fn from(error: InvalidContainer) -> Self {
        Self::InvalidContainer(error)
    }
}

impl From<JournalError> for HostError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl HostError {
    /// A host on a container engine is asked for what only pods do.
    pub(crate) fn not_a_pod() -> Self {
        Self::Engine {
            engine: String::new(),
            doing: "changing the pods".into(),
            error: EngineError::new(
                EngineErrorKind::Unsupported,
                "this host runs containers on an engine, not pods of a cluster",
            ),
        }
    }

    /// Its stable code.
    #[must_use]
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Engine { error, .. } => engine_code(error.kind),
            Self::ImageMissing { .. } => codes::IMAGE_MISSING,
            Self::Foreign { .. } | Self::NameClash { .. } => codes::NAME_TAKEN,
            Self::OtherOrigin { .. } => codes::OTHER_ORIGIN,
            Self::Exited { .. } => codes::EXITED,
            Self::Unhealthy { .. } => codes::UNHEALTHY,
            Self::TimedOut { .. } => codes::TIMED_OUT,
            Self::NoFreePort { .. } | Self::NetworkInUse { .. } => codes::ENGINE_REFUSED,
            Self::InvalidContainer(_) => codes::BAD_VALUE,
            Self::PodPortTaken { .. } => codes::NAME_TAKEN,
            Self::PodFailed { .. } => codes::ENGINE_REFUSED,
            Self::ReplacementFailed { cause, .. } => cause.code(),
            Self::Interrupted { .. } => codes::INTERRUPTED,
            Self::Connection(error) => error.code(),
            Self::Journal(_) => codes::STATE_FILE,
        }
    }

    /// The class of the exception that the program sees.
    #[must_use]
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Engine { error, .. } => engine_name(error.kind),
            Self::ImageMissing { .. } => "com.mirantis.docker.ImageMissing",
            Self::Foreign { .. } | Self::NameClash { .. } => "com.mirantis.docker.NameTaken",
            Self::OtherOrigin { .. } => "com.mirantis.docker.OtherOrigin",
            Self::Exited { .. } => "com.mirantis.docker.ContainerExited",
            Self::Unhealthy { .. } => "com.mirantis.docker.ContainerUnhealthy",
            Self::TimedOut { .. } => "com.mirantis.docker.TimedOut",
            Self::NoFreePort { .. } => "com.mirantis.docker.NoFreePort",
            Self::NetworkInUse { .. } => "com.mirantis.docker.EngineRefused",
            Self::InvalidContainer(_) => "com.mirantis.docker.BadContainer",
            Self::PodPortTaken { .. } => "com.mirantis.docker.kubernetes.PortConflictException",
            Self::PodFailed { .. } => "com.mirantis.docker.EngineRefused",
            Self::ReplacementFailed { cause, .. } => cause.name(),
            Self::Interrupted { .. } => "com.mirantis.docker.Interrupted",
            Self::Connection(error) => error.name(),
            Self::Journal(_) => "com.mirantis.docker.StateFileError",
        }
    }

    /// Whether it is an interrupt, which no `catch` handles.
    #[must_use]
    pub(crate) fn is_interrupt(&self) -> bool {
        self.code() == codes::INTERRUPTED
    }

    /// Whether the engine cannot be reached, so that nothing else is worth trying.
    #[must_use]
    pub(crate) fn is_engine_gone(&self) -> bool {
        let code = self.code();
        code == codes::ENGINE_UNREACHABLE || code == codes::CONNECTION_LOST
    }

    /// Hints: what to do about it.
    #[must_use]
    pub(crate) fn hints(&self) -> Vec<String> {
        // An error whose message says everything has no hint; those of an engine, an image or a
        // foreign object depend on their kind and are below.
        match self {
            Self::Engine { engine, error, .. } => engine_hints(engine, error),
            Self::ImageMissing { image, error, pulled, .. } => image_hints(image, error, *pulled),
            Self::Foreign { what, name, environment } => foreign_hints(what, name, environment),
            Self::Exited { out_of_memory: true, .. } => {
                vec!["it exceeded its memory limit: raise its `memory`".into()]
            }
            Self::Exited { .. } | Self::Unhealthy { .. } => Vec::new(),
            Self::TimedOut { property, .. } => {
                vec![format!("`{property}` of the container or of its host sets the limit")]
            }
            Self::NoFreePort { wanted: Some(_), .. } => {
                vec!["free a port on the machine, or choose another `hostPort`".into()]
            }
            Self::NoFreePort { .. } => {
                vec!["free a port on the machine, or declare a narrower scope".into()]
            }
            Self::NetworkInUse { network, connected } => vec![in_use_hint(network, connected)],
            Self::OtherOrigin { .. } => vec![
                "`--env NAME` selects another environment".into(),
                "`--adopt` takes this one over, for example after the file was moved".into(),
            ],
            Self::NameClash { .. } => {
                vec!["give the two applications different names".into()]
            }
            Self::InvalidContainer(_) => Vec::new(),
            Self::PodPortTaken { .. } => vec![
                "the containers of a pod share one address: let one of them listen on another port, or give it a pod of its \
                 own"
                    .into(),
            ],
            Self::PodFailed { events, .. } if events.is_empty() => Vec::new(),
            Self::PodFailed { events, .. } => {
                vec![format!("what the cluster says:\n    {}", events.join("\n    "))]
            }
            Self::ReplacementFailed { cause, restored, previous } => {
                let mut hints = cause.hints();
                hints.push(restored_hint(restored, previous));
                hints
            }
            Self::Interrupted { .. } => {
                vec!["everything done so far is recorded: run again to continue".into()]
            }
            Self::Connection(error) => vec![error.hint()],
            Self::Journal(_) => {
                vec!["every change is recorded before it is made, so this one was not made".into()]
            }
        }
    }

    /// The container's last log lines.
    #[must_use]
    pub(crate) fn log_lines(&self) -> &[String] {
        match self {
            Self::Exited { log, .. }
            | Self::Unhealthy { log, .. }
            | Self::TimedOut { log, .. }
            | Self::PodFailed { log, .. } => log,
            Self::ReplacementFailed { cause, .. } => cause.log_lines(),
            Self::Engine { .. }
            | Self::ImageMissing { .. }
            | Self::Foreign { .. }
            | Self::NoFreePort { .. }
            | Self::NetworkInUse { .. }
            | Self::OtherOrigin { .. }
            | Self::NameClash { .. }
            | Self::InvalidContainer(_)
            | Self::PodPortTaken { .. }
            | Self::Interrupted { .. }
            | Self::Connection(_)
            | Self::Journal(_) => &[],
        }
    }
}

fn engine_code(kind: EngineErrorKind) -> Code {
    match kind {
        EngineErrorKind::Unreachable | EngineErrorKind::Timeout => codes::ENGINE_UNREACHABLE,
        EngineErrorKind::ConnectionLost => codes::CONNECTION_LOST,
        EngineErrorKind::NoSuchImage
        | EngineErrorKind::RegistryUnreachable
        | EngineErrorKind::Unauthorized => codes::IMAGE_MISSING,
        EngineErrorKind::NameTaken => codes::NAME_TAKEN,
        _ => codes::ENGINE_REFUSED,
    }
}

fn engine_name(kind: EngineErrorKind) -> &'static str {
    match kind {
        EngineErrorKind::Unreachable => "com.mirantis.docker.EngineUnreachable",
        EngineErrorKind::ConnectionLost => "com.mirantis.docker.ConnectionLost",
        EngineErrorKind::Timeout => "com.mirantis.docker.TimedOut",
        _ => "com.mirantis.docker.EngineRefused",
    }
}

fn foreign_hints(what: &str, name: &str, environment: &str) -> Vec<String> {
    vec![
        format!(
            "it does not belong to environment `{environment}`, so it is never changed or removed"
        ),
        format!("use another name or environment, or remove the {what} `{name}` yourself"),
    ]
}

fn in_use_hint(network: &str, connected: &[String]) -> String {
    match connected.first() {
        Some(first) => format!(
            "`docker network disconnect {network} {first}` disconnects it; then run `murano down` again"
        ),
        None => "restart the engine, which then counts the network's users anew, and run `murano down` again".into(),
    }
}

fn restored_hint(restored: &Result<(), Box<HostError>>, previous: &str) -> String {
    match restored {
        Ok(()) => "the previous container was restored".into(),
        Err(error) => format!(
            "the previous container could not be restored ({error}); it is kept as `{previous}`, and \
             the next run tries again"
        ),
    }
}

impl std::error::Error for HostError {}
