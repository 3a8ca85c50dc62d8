//! Why a host did not do what a program wants, with everything a good report needs:
//! a stable code, one line, what to do about it, and the container's last words.

use std::fmt;
use std::time::Duration;

use crate::diag::{Code, codes};
use crate::engine::{EngineError, EngineErrorKind, Protocol};

use super::connection::ConnectionError;
use super::journal::JournalError;

/// What went wrong at a host.
#[derive(Clone, Debug, PartialEq)]
pub enum HostError {
    /// The engine failed or refused.
    Engine {
        /// Its address.
        engine: String,
        /// What it was to do, as `creating the container `shop-redis``.
        doing: String,
        /// What it said.
        error: EngineError,
    },
    /// The image is not there and was not to be had.
    ImageMissing {
        /// The application.
        container: String,
        /// The image.
        image: String,
        /// What was said of it.
        error: EngineError,
        /// Whether it was to be fetched at all.
        pulled: bool,
    },
    /// A thing of that name is there that does not belong to the environment.
    Foreign {
        /// `container`, `network` or `volume`.
        what: &'static str,
        /// Its name at the engine.
        name: String,
        /// The environment that wants the name.
        environment: String,
    },
    /// The container ended while it was waited for.
    Exited {
        /// The application.
        container: String,
        /// How it ended.
        exit_code: Option<i64>,
        /// Whether it wanted too much memory.
        out_of_memory: bool,
        /// Whether the engine starts it again and again.
        restarting: bool,
        /// What it wrote last.
        log: Vec<String>,
    },
    /// The health check failed.
    Unhealthy {
        /// The application.
        container: String,
        /// What the check printed last.
        output: String,
        /// What the container wrote last.
        log: Vec<String>,
    },
    /// It took too long.
    TimedOut {
        /// The application.
        container: String,
        /// What took too long.
        doing: String,
        /// The limit.
        limit: Duration,
        /// The property that sets the limit.
        property: &'static str,
        /// What the container wrote last.
        log: Vec<String>,
    },
    /// No number could be published.
    NoFreePort {
        /// The application.
        container: String,
        /// The port inside it.
        port: u16,
        /// Its protocol.
        protocol: Protocol,
        /// How many numbers were tried.
        tried: usize,
    },
    /// Two applications of one program want the same name.
    NameClash {
        /// The name.
        container: String,
        /// The host of the one that came first.
        host: String,
    },
    /// The description of a container makes no sense.
    BadContainer {
        /// The application.
        container: String,
        /// The property.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A new container failed, and so the former one matters.
    ReplacementFailed {
        /// Why the new one failed.
        cause: Box<HostError>,
        /// What became of the former one: `Ok`: it runs again.
        restored: Result<(), Box<HostError>>,
        /// The name under which the former one is found.
        former: String,
    },
    /// Somebody asked the run to end.
    Interrupted {
        /// The application.
        container: String,
        /// What was not done.
        doing: String,
    },
    /// There is no way from one application to another.
    Connection(ConnectionError),
    /// What is about to be done could not be written down.
    Journal(JournalError),
}

impl From<ConnectionError> for HostError {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
    }
}

impl From<JournalError> for HostError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl HostError {
    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Engine { error, .. } => engine_code(error.kind),
            Self::ImageMissing { .. } => codes::IMAGE_MISSING,
            Self::Foreign { .. } | Self::NameClash { .. } => codes::NAME_TAKEN,
            Self::Exited { .. } => codes::EXITED,
            Self::Unhealthy { .. } => codes::UNHEALTHY,
            Self::TimedOut { .. } => codes::TIMED_OUT,
            Self::NoFreePort { .. } => codes::ENGINE_REFUSED,
            Self::BadContainer { .. } => codes::BAD_VALUE,
            Self::ReplacementFailed { cause, .. } => cause.code(),
            Self::Interrupted { .. } => codes::INTERRUPTED,
            Self::Connection(error) => error.code(),
            Self::Journal(_) => codes::STATE_FILE,
        }
    }

    /// The class of the exception it becomes.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Engine { error, .. } => engine_name(error.kind),
            Self::ImageMissing { .. } => "com.mirantis.docker.ImageMissing",
            Self::Foreign { .. } | Self::NameClash { .. } => "com.mirantis.docker.NameTaken",
            Self::Exited { .. } => "com.mirantis.docker.ContainerExited",
            Self::Unhealthy { .. } => "com.mirantis.docker.ContainerUnhealthy",
            Self::TimedOut { .. } => "com.mirantis.docker.TimedOut",
            Self::NoFreePort { .. } => "com.mirantis.docker.NoFreePort",
            Self::BadContainer { .. } => "com.mirantis.docker.BadContainer",
            Self::ReplacementFailed { cause, .. } => cause.name(),
            Self::Interrupted { .. } => "com.mirantis.docker.Interrupted",
            Self::Connection(error) => error.name(),
            Self::Journal(_) => "com.mirantis.docker.StateFileError",
        }
    }

    /// Whether no `catch` may take it.
    #[must_use]
    pub fn is_interrupt(&self) -> bool {
        self.code() == codes::INTERRUPTED
    }

    /// Whether the engine is gone, so that trying anything else is of no use.
    #[must_use]
    pub fn is_engine_gone(&self) -> bool {
        let code = self.code();
        code == codes::ENGINE_UNREACHABLE || code == codes::CONNECTION_LOST
    }

    /// What to do about it.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Engine { engine, error, .. } => engine_hints(engine, error),
            Self::ImageMissing { image, error, pulled, .. } => image_hints(image, error, *pulled),
            Self::Foreign { what, name, environment } => foreign_hints(what, name, environment),
            Self::Exited { out_of_memory: true, .. } => {
                vec!["it wanted more memory than it may have: raise its `memory`".into()]
            }
            Self::Exited { .. } | Self::Unhealthy { .. } => Vec::new(),
            Self::TimedOut { property, .. } => {
                vec![format!("`{property}` of the container or of its host sets the limit")]
            }
            Self::NoFreePort { .. } => {
                vec!["free a port on the machine, or declare a narrower scope".into()]
            }
            Self::NameClash { .. } => {
                vec!["give the two applications different names".into()]
            }
            Self::BadContainer { .. } => Vec::new(),
            Self::ReplacementFailed { cause, restored, former } => {
                let mut hints = cause.hints();
                hints.push(restored_hint(restored, former));
                hints
            }
            Self::Interrupted { .. } => {
                vec!["what was done is recorded: run again to go on from there".into()]
            }
            Self::Connection(error) => vec![error.hint()],
            Self::Journal(_) => {
                vec!["nothing was changed without being written down first".into()]
            }
        }
    }

    /// The container's last words.
    #[must_use]
    pub fn log_lines(&self) -> &[String] {
        match self {
            Self::Exited { log, .. } | Self::Unhealthy { log, .. } | Self::TimedOut { log, .. } => {
                log
            }
            Self::ReplacementFailed { cause, .. } => cause.log_lines(),
            Self::Engine { .. }
            | Self::ImageMissing { .. }
            | Self::Foreign { .. }
            | Self::NoFreePort { .. }
            | Self::NameClash { .. }
            | Self::BadContainer { .. }
            | Self::Interrupted { .. }
            | Self::Connection(_)
            | Self::Journal(_) => &[],
        }
    }
}

fn engine_code(kind: EngineErrorKind) -> Code {
    match kind {
        EngineErrorKind::Unreachable => codes::ENGINE_UNREACHABLE,
        EngineErrorKind::ConnectionLost => codes::CONNECTION_LOST,
        EngineErrorKind::Timeout => codes::TIMED_OUT,
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

fn engine_hints(engine: &str, error: &EngineError) -> Vec<String> {
    let one = |text: String| vec![text];
    match error.kind {
        EngineErrorKind::Unreachable => one(format!(
            "is the engine running? it was looked for at {engine}; `--engine`, `DOCKER_HOST` or a \
             Docker context name another"
        )),
        EngineErrorKind::ConnectionLost | EngineErrorKind::Timeout => {
            one("what was done is recorded: run again once the engine answers".into())
        }
        EngineErrorKind::BadCommand => {
            one("is the program in the image? see `commands` and `entrypoint`".into())
        }
        EngineErrorKind::NoSpace => {
            one("free some space on the engine's machine, for example with `docker system prune`"
                .into())
        }
        EngineErrorKind::BadRequest if error.message.contains("bind source path") => {
            one("the host folder must exist; `create: true` on the volume makes it".into())
        }
        _ => Vec::new(),
    }
}

fn image_hints(image: &str, error: &EngineError, pulled: bool) -> Vec<String> {
    if !pulled {
        return vec![format!(
            "its `pullPolicy` is 'never': build or load `{image}` on the host first"
        )];
    }
    let text = match error.kind {
        EngineErrorKind::RegistryUnreachable => {
            format!("the registry does not answer the engine; build or load `{image}` on the host")
        }
        EngineErrorKind::Unauthorized => {
            "log in with `docker login`, or give the host `registryUser` and `registryPassword`"
                .into()
        }
        _ => format!("check the name and tag of `{image}`, or build it on the host first"),
    };
    vec![text]
}

fn foreign_hints(what: &str, name: &str, environment: &str) -> Vec<String> {
    vec![
        format!(
            "it does not carry the label of environment `{environment}`, so it is never touched"
        ),
        format!("use another name or environment, or remove the {what} `{name}` yourself"),
    ]
}

fn restored_hint(restored: &Result<(), Box<HostError>>, former: &str) -> String {
    match restored {
        Ok(()) => "the former container was put back and runs".into(),
        Err(error) => format!(
            "the former container could not be put back ({error}); it is kept as `{former}`, and the \
             next run tries again"
        ),
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine { engine, doing, error } => match error.kind {
                EngineErrorKind::Unreachable => write!(f, "no engine answers at {engine}: {error}"),
                _ => write!(f, "{doing} failed: {error}"),
            },
            Self::ImageMissing { container, image, error, pulled: true } => {
                write!(f, "the image `{image}` of `{container}` cannot be fetched: {error}")
            }
            Self::ImageMissing { container, image, .. } => {
                write!(f, "the image `{image}` of `{container}` is not on the host")
            }
            Self::Foreign { what, name, .. } => {
                write!(f, "a {what} named `{name}` is there already, and it is not ours")
            }
            Self::Exited { container, exit_code, restarting, out_of_memory, .. } => {
                write_exited(f, container, *exit_code, *out_of_memory, *restarting)
            }
            Self::Unhealthy { container, output, .. } => {
                write!(f, "`{container}` runs, but its health check fails")?;
                if output.is_empty() { Ok(()) } else { write!(f, ": {}", output.trim_end()) }
            }
            Self::TimedOut { container, doing, limit, .. } => {
                write!(f, "{doing} `{container}` took more than {}", seconds(*limit))
            }
            Self::NoFreePort { container, port, protocol, tried } => write!(
                f,
                "no free port for {port}/{} of `{container}` (tried {tried})",
                protocol.name()
            ),
            Self::NameClash { container, host } => {
                write!(f, "another application on host `{host}` is named `{container}` already")
            }
            Self::BadContainer { container, field, reason } => {
                write!(f, "`{field}` of the container `{container}`: {reason}")
            }
            Self::ReplacementFailed { cause, .. } => cause.fmt(f),
            Self::Interrupted { container, doing } => {
                write!(f, "interrupted while {doing} `{container}`")
            }
            Self::Connection(error) => error.fmt(f),
            Self::Journal(JournalError(text)) => {
                write!(f, "the state of the environment could not be written: {text}")
            }
        }
    }
}

fn write_exited(
    f: &mut fmt::Formatter<'_>,
    container: &str,
    exit_code: Option<i64>,
    out_of_memory: bool,
    restarting: bool,
) -> fmt::Result {
    write!(f, "`{container}` ended instead of running")?;
    if let Some(code) = exit_code {
        write!(f, ", with exit code {code}")?;
    }
    if out_of_memory {
        f.write_str(", out of memory")?;
    }
    if restarting {
        f.write_str("; the engine keeps starting it again")?;
    }
    Ok(())
}

/// A time as people say it.
fn seconds(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{} s", time.as_secs())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

impl std::error::Error for HostError {}
