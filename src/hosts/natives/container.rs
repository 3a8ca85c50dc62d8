//! Reads a `DockerContainer` object.

use std::rc::Rc;

use crate::engine::{EnvVar, HealthCheck, Protocol, Restart};
use crate::hosts::container::{Container, Port, PullPolicy, Volume, VolumeMount};
use crate::hosts::endpoints::protocol_of;
use crate::hosts::scope::PortScope;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

use super::exception::bad_property;
use super::{files, read};

/// Reads a container; contracts have checked its properties.
pub(super) fn read(object: &Rc<Object>) -> Outcome<Container> {
    // One row for each property of `DockerContainer`, in the order of the plain type. Defaults
    // and types are those of the contracts; only notations that a contract cannot check
    // (durations, sizes, health checks) can fail here.
    let env = read::pairs(&object.declared("env")).into_iter();
    Ok(Container {
        name: read::property_text(object, "name").unwrap_or_default(),
        image: read::property_text(object, "image").unwrap_or_default(),
        commands: read::texts(object, "commands"),
        entrypoint: read::texts(object, "entrypoint"),
        env: env.map(|(name, value)| EnvVar::new(name, value)).collect(),
        ports: ports(object),
        volumes: volumes(object),
        files: files::read(object)?,
        privileged: read::flag(object, "privileged"),
        restart: restart(object)?,
        healthcheck: healthcheck(object)?,
        memory: read::bytes(object, "memory")?,
        cpus: read::number(object, "cpus")?,
        labels: read::pairs(&object.declared("labels")).into_iter().collect(),
        user: read::filled(object, "user"),
        working_dir: read::filled(object, "workingDir"),
        read_only: read::flag(object, "readOnly"),
        stop_timeout: read::time(object, "stopTimeout")?,
        pull_policy: pull_policy(object),
        start_limit: read::time(object, "startTimeout")?,
        pull_limit: read::time(object, "pullTimeout")?,
    })
}

/// The ports, each once: of one that is listed several times the widest scope counts, whose endpoints include those of the others.
fn ports(object: &Rc<Object>) -> Vec<Port> {
    let mut ports: Vec<Port> = Vec::new();
    for port in read::list(&object.declared("ports")).iter().filter_map(port) {
        match ports.iter_mut().find(|p| (p.port, p.protocol) == (port.port, port.protocol)) {
            Some(listed) => listed.scope = listed.scope.max(port.scope),
            None => ports.push(port),
        }
    }
    ports
}

fn port(value: &Value) -> Option<Port> {
    let Value::Object(object) = value else { return None };
    let Value::Int(number) = object.declared("port") else { return None };
    let word = |name: &str| read::property_text(object, name);
    Some(Port {
        port: u16::try_from(number).ok()?,
        protocol: word("protocol").and_then(|w| protocol_of(&w)).unwrap_or(Protocol::Tcp),
        scope: word("scope").and_then(|w| w.parse().ok()).unwrap_or(PortScope::Internal),
    })
}

fn volumes(object: &Rc<Object>) -> Vec<VolumeMount> {
    let mount = |(path, value): (String, Value)| {
        let Value::Object(volume) = value else { return None };
        let volume = match read::property_text(&volume, "path") {
            Some(path) => Volume::Host { path, create: read::flag(&volume, "create") },
            None => Volume::Temp {
                name: read::filled(&volume, "name").unwrap_or_else(|| name_of(&path)),
            },
        };
        Some(VolumeMount { path, volume })
    };
    read::entries(&object.declared("volumes")).into_iter().filter_map(mount).collect()
}

/// The name of a volume without one: derived from its path.
fn name_of(path: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = path.chars().map(fit).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "volume".to_owned() } else { name.to_lowercase() }
}

fn restart(object: &Rc<Object>) -> Outcome<Restart> {
    let word = read::property_text(object, "restart").unwrap_or_default();
    let retries = word.strip_prefix("on-failure:").map(str::parse);
    match (word.as_str(), retries) {
        ("" | "no", _) => Ok(Restart::No),
        ("always", _) => Ok(Restart::Always),
        ("unless-stopped", _) => Ok(Restart::UnlessStopped),
        ("on-failure", _) => Ok(Restart::OnFailure(None)),
        (_, Some(Ok(times))) => Ok(Restart::OnFailure(Some(times))),
        _ => {
            let reason =
                "expected 'no', 'always', 'unless-stopped', 'on-failure' or 'on-failure:3'";
            Err(bad_property(object, "restart", reason))
        }
    }
}

fn healthcheck(object: &Rc<Object>) -> Outcome<Option<HealthCheck>> {
    // The forms of docs/language/docker.md#healthcheck: a string is a shell command, a list a program with
    // arguments, an empty list disables the image's check, and null keeps it.
    let Value::Object(check) = object.declared("healthcheck") else { return Ok(None) };
    let test = match check.declared("test") {
        Value::Str(line) => vec!["CMD-SHELL".to_owned(), line.as_str().to_owned()],
        Value::List(items) if items.is_empty() => vec!["NONE".to_owned()],
        Value::List(items) => {
            let words = items.iter().filter_map(read::text);
            std::iter::once("CMD".to_owned()).chain(words).collect()
        }
        Value::Null | Value::Missing => Vec::new(),
        _ => {
            let reason =
                "expected as `test` a shell command, or a list of a program and its arguments";
            return Err(bad_property(object, "healthcheck", reason));
        }
    };
    let retries = match check.declared("retries") {
        Value::Int(n) => u32::try_from(n).ok(),
        _ => None,
    };
    Ok(Some(HealthCheck {
        test,
        interval: read::time(&check, "interval")?,
        timeout: read::time(&check, "timeout")?,
        retries,
        start_period: read::time(&check, "startPeriod")?,
    }))
}

fn pull_policy(object: &Rc<Object>) -> PullPolicy {
    let word = read::property_text(object, "pullPolicy").unwrap_or_default();
    PullPolicy::ALL.iter().find(|(name, _)| *name == word).map(|(_, p)| *p).unwrap_or_default()
}
