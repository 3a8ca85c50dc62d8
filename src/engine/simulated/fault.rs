//! How a simulated engine is to fail, so that a program can be tried with the faults that real engines have.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use super::Simulated;
use super::script::{Behaviour, ImageScript};
use crate::engine::{HealthState, Protocol};

/// A fault, written as `redis:7=missing`, `redis:7=exits:3`, `redis:7=unhealthy`, `redis:7=bad-command` or `8080=taken`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SimulatedFault {
    /// The image is in no registry.
    Missing { image: String },
    /// Containers of the image behave so.
    Image { image: String, script: ImageScript },
    /// A program outside of all containers listens on the port.
    Taken { port: u16, protocol: Protocol },
}

/// The error for a text that is not a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoSuchFault(String);

impl fmt::Display for NoSuchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoSuchFault {}

impl SimulatedFault {
    /// Makes an engine behave so.
    pub(super) fn apply(&self, engine: &Simulated) {
        match self {
            Self::Missing { image } => engine.lose_image(image),
            Self::Image { image, script } => engine.offer_image(image, script.clone()),
            Self::Taken { port, protocol } => {
                engine.occupy_port(IpAddr::V4(Ipv4Addr::UNSPECIFIED), *protocol, *port);
            }
        }
    }
}

impl FromStr for SimulatedFault {
    type Err = NoSuchFault;

    fn from_str(text: &str) -> Result<Self, NoSuchFault> {
        // References of images contain no `=`.
        let (subject, fault) =
            text.split_once('=').ok_or_else(|| NoSuchFault(EXPECTED.to_owned()))?;
        if subject.is_empty() {
            return Err(NoSuchFault(format!(
                "an image or a port is missing before `=`; {EXPECTED}"
            )));
        }
        if fault == "taken" {
            return taken(subject);
        }
        let image = subject.to_owned();
        let script = match fault.split_once(':').unwrap_or((fault, "")) {
            ("missing", "") => return Ok(Self::Missing { image }),
            ("unhealthy", "") => ImageScript {
                has_healthcheck: true,
                verdict: Some(HealthState::Unhealthy),
                ..ImageScript::default()
            },
            ("bad-command", "") => {
                ImageScript { behaviour: Behaviour::CannotRun, ..ImageScript::default() }
            }
            ("exits", code) => ImageScript {
                behaviour: Behaviour::Exits(exit_code(code)?),
                ..ImageScript::default()
            },
            _ => return Err(NoSuchFault(format!("unknown fault `{fault}`; {EXPECTED}"))),
        };
        Ok(Self::Image { image, script })
    }
}

const EXPECTED: &str =
    "expected IMAGE=missing, IMAGE=unhealthy, IMAGE=bad-command, IMAGE=exits:CODE or PORT=taken";

/// The greatest exit code of a process.
const MAX_EXIT_CODE: i64 = 255;

fn exit_code(text: &str) -> Result<i64, NoSuchFault> {
    match text {
        "" => Ok(1),
        _ => text.parse().ok().filter(|code| (0..=MAX_EXIT_CODE).contains(code)).ok_or_else(|| {
            NoSuchFault(format!("`{text}` is not an exit code: 0 to {MAX_EXIT_CODE}"))
        }),
    }
}

fn taken(subject: &str) -> Result<SimulatedFault, NoSuchFault> {
    let (number, protocol) = match subject.split_once('/') {
        Some((number, "udp")) => (number, Protocol::Udp),
        Some((number, "tcp")) => (number, Protocol::Tcp),
        Some((_, other)) => {
            return Err(NoSuchFault(format!("unknown protocol `{other}`: tcp or udp")));
        }
        None => (subject, Protocol::Tcp),
    };
    match number.parse() {
        Ok(port) if port > 0 => Ok(SimulatedFault::Taken { port, protocol }),
        _ => Err(NoSuchFault(format!("`{number}` is not a port: 1 to {}", u16::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_parsed() {
        let image = |script| SimulatedFault::Image { image: "redis:7".to_owned(), script };
        let exits = |code| {
            image(ImageScript { behaviour: Behaviour::Exits(code), ..ImageScript::default() })
        };
        let parsed = |text: &str| text.parse::<SimulatedFault>();
        assert_eq!(
            parsed("redis:7=missing"),
            Ok(SimulatedFault::Missing { image: "redis:7".into() })
        );
        assert_eq!(parsed("redis:7=exits"), Ok(exits(1)));
        assert_eq!(parsed("redis:7=exits:3"), Ok(exits(3)));
        let port = |port, protocol| Ok(SimulatedFault::Taken { port, protocol });
        assert_eq!(parsed("8080=taken"), port(8080, Protocol::Tcp));
        assert_eq!(parsed("53/udp=taken"), port(53, Protocol::Udp));
        for wrong in [
            "",
            "redis",
            "=missing",
            "redis=gone",
            "redis=exits:300",
            "redis=exits:x",
            "0=taken",
            "web=taken",
            "53/sctp=taken",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
