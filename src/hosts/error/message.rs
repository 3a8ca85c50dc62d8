//! The one line that says what an error of a host is; the remedy is in its hints.

use std::fmt;
use std::time::Duration;

use crate::engine::{EngineErrorKind, Protocol};
use crate::hosts::container::InvalidContainer;
use crate::hosts::journal::JournalError;
use crate::hosts::port_range::PortRange;

use super::{HostError, wording};

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line for each error, without the remedy, which is in the hints. A failed
        // replacement shows its cause: the replacement itself is known from the plan.
        match self {
            Self::Engine { engine, doing, error } => match error.kind {
                EngineErrorKind::Unreachable => write!(f, "no engine answers at {engine}: {error}"),
                EngineErrorKind::BadCommand => match wording::missing_program(&error.message) {
                    Some(program) => {
                        write!(f, "{doing} failed: its image has no program `{program}`")
                    }
                    None => write!(f, "{doing} failed: {error}"),
                },
                _ => write!(f, "{doing} failed: {error}"),
            },
            Self::ImageMissing { container, image, error, pulled: true } => {
                write!(f, "the image `{image}` of `{container}` cannot be pulled: ")?;
                match error.kind {
                    EngineErrorKind::RegistryUnreachable => {
                        f.write_str(&wording::unreachable_registry(image, &error.message))
                    }
                    _ => error.fmt(f),
                }
            }
            Self::ImageMissing { container, image, .. } => {
                write!(f, "the image `{image}` of `{container}` is not on the host")
            }
            Self::Foreign { what, name, .. } => {
                write!(f, "a foreign {what} named `{name}` already exists")
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
            Self::NoFreePort { container, port, protocol, wanted } => {
                write_no_free_port(f, container, *port, *protocol, *wanted)
            }
            Self::NetworkInUse { network, connected } if connected.is_empty() => {
                write!(
                    f,
                    "the engine does not release the network `{network}`, on which no container runs"
                )
            }
            Self::NetworkInUse { network, connected } => {
                write!(f, "the network `{network}` is in use by {}", list(connected))
            }
            Self::OtherOrigin { environment, own, other } => {
                write!(
                    f,
                    "environment `{environment}` was deployed from `{other}`, not from `{own}`"
                )
            }
            Self::NameClash { container, host } => {
                write!(f, "another application on host `{host}` is named `{container}` already")
            }
            Self::InvalidContainer(InvalidContainer { container, field, reason }) => {
                write!(f, "`{field}` of the container `{container}`: {reason}")
            }
            Self::ReplacementFailed { cause, .. } => cause.fmt(f),
            Self::PodPortTaken { pod, port, other, .. } => {
                write!(f, "port {port} is already used in the pod `{pod}`, by `{other}`")
            }
            Self::PodFailed { container, pod, reason, .. } => {
                write!(f, "the pod `{pod}` of `{container}` does not run: {reason}")
            }
            Self::Interrupted { container, doing } => {
                write!(f, "interrupted while {doing} `{container}`")
            }
            Self::Connection(error) => error.fmt(f),
            Self::Journal(JournalError(text)) => {
                write!(f, "the state of the environment cannot be written: {text}")
            }
        }
    }
}

fn write_no_free_port(
    f: &mut fmt::Formatter<'_>,
    container: &str,
    port: u16,
    protocol: Protocol,
    wanted: Option<PortRange>,
) -> fmt::Result {
    let name = protocol.name();
    match wanted {
        None => write!(f, "no port of the host is free for {port}/{name} of `{container}`"),
        Some(range) if range.first == range.last => write!(
            f,
            "port {range} of the host is in use, and `{container}` needs it for {port}/{name}"
        ),
        Some(range) => write!(
            f,
            "all ports {range} of the host are in use, and `{container}` needs one for {port}/{name}"
        ),
    }
}

fn write_exited(
    f: &mut fmt::Formatter<'_>,
    container: &str,
    exit_code: Option<i64>,
    out_of_memory: bool,
    restarting: bool,
) -> fmt::Result {
    write!(f, "`{container}` exited instead of running")?;
    if let Some(code) = exit_code {
        write!(f, ", with exit code {code}")?;
    }
    if out_of_memory {
        f.write_str(", out of memory")?;
    }
    if restarting {
        f.write_str("; the engine keeps restarting it")?;
    }
    Ok(())
}

/// A duration in seconds, for messages.
fn seconds(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{} s", time.as_secs())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// "`a`, `b`".
fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
