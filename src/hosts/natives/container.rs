//! Reads a `DockerContainer` object.

use std::rc::Rc;
use std::time::Duration;

use crate::engine::{EnvVar, HealthCheck, Protocol, Restart};
use crate::hosts::container::{Container, Port, PullPolicy, Volume, VolumeMount};
use crate::hosts::endpoints::protocol_of;
use crate::hosts::port_range::PortRange;
use crate::hosts::scope::PortScope;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

use super::exception::bad_property;
use super::{files, read};

/// The start period of a health check that has a start interval and no period of its own.
const START_PERIOD: Duration = Duration::from_secs(30);

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
        ports: ports(object)?,
        volumes: volumes(object),
        files: files::read(object)?,
        privileged: read::flag(object, "privileged"),
        restart: restart(object)?,
        healthcheck: healthcheck(object)?,
        // Engines take 0 as no limit.
        memory: read::bytes(object, "memory")?.filter(|bytes| *bytes > 0),
        cpus: read::number(object, "cpus")?.filter(|cpus| *cpus != 0.0),
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
pub(super) fn ports(object: &Rc<Object>) -> Outcome<Vec<Port>> {
    let mut ports: Vec<Port> = Vec::new();
    for value in read::list(&object.declared("ports")) {
        let Value::Object(object) = &value else { continue };
        let Some(port) = port(object)? else { continue };
        match ports.iter_mut().find(|p| (p.port, p.protocol) == (port.port, port.protocol)) {
            Some(listed) => {
                listed.scope = listed.scope.max(port.scope);
                listed.host_port = listed.host_port.take().or(port.host_port);
            }
            None => ports.push(port),
        }
    }
    Ok(ports)
}

fn port(object: &Rc<Object>) -> Outcome<Option<Port>> {
    let Value::Int(number) = object.declared("port") else { return Ok(None) };
    let Ok(port) = u16::try_from(number) else { return Ok(None) };
    let word = |name: &str| read::property_text(object, name);
    Ok(Some(Port {
        port,
        protocol: word("protocol").and_then(|w| protocol_of(&w)).unwrap_or(Protocol::Tcp),
        scope: word("scope").and_then(|w| w.parse().ok()).unwrap_or(PortScope::Internal),
        host_port: host_port(object)?,
    }))
}

fn host_port(object: &Rc<Object>) -> Outcome<Option<PortRange>> {
    host_port_of(&object.declared("hostPort"))
        .map_err(|reason| bad_property(object, "hostPort", reason))
}

/// A published port or a range of them; the error says what is expected.
pub(super) fn host_port_of(value: &Value) -> Result<Option<PortRange>, &'static str> {
    let wrong = "expected a port from 1 to 65535, or a range of them as '8000-8010'";
    match value {
        Value::Null | Value::Missing => Ok(None),
        Value::Int(n) => match u16::try_from(*n) {
            Ok(port @ 1..) => Ok(Some(PortRange::one(port))),
            _ => Err(wrong),
        },
        Value::Str(text) => text.as_str().parse().map(Some).map_err(|()| wrong),
        _ => Err(wrong),
    }
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
    restart_of(&word).map_err(|reason| bad_property(object, "restart", reason))
}

/// A restart policy; the error says what is expected.
pub(super) fn restart_of(word: &str) -> Result<Restart, &'static str> {
    let retries = word.strip_prefix("on-failure:").map(str::parse);
    match (word, retries) {
        ("" | "no", _) => Ok(Restart::No),
        ("always", _) => Ok(Restart::Always),
        ("unless-stopped", _) => Ok(Restart::UnlessStopped),
        ("on-failure", _) => Ok(Restart::OnFailure(None)),
        // Engines take 0 times as any number of times.
        (_, Some(Ok(0))) => Ok(Restart::OnFailure(None)),
        (_, Some(Ok(times))) => Ok(Restart::OnFailure(Some(times))),
        _ => Err("expected 'no', 'always', 'unless-stopped', 'on-failure' or 'on-failure:3'"),
    }
}

fn healthcheck(object: &Rc<Object>) -> Outcome<Option<HealthCheck>> {
    // The forms of docs/language/docker.md#healthcheck: a string is a shell command, a list a program with
    // arguments, an empty list disables the image's check, and null keeps it.
    let Value::Object(check) = object.declared("healthcheck") else { return Ok(None) };
    let test = match check.declared("test") {
        Value::Str(line) => vec!["CMD-SHELL".to_owned(), line.as_str().to_owned()],
        Value::List(items) => {
            let words: Option<Vec<String>> = items.iter().map(read::scalar).collect();
            words.and_then(test_of).ok_or_else(|| bad_test(object))?
        }
        Value::Null | Value::Missing => Vec::new(),
        _ => return Err(bad_test(object)),
    };
    let retries = match check.declared("retries") {
        Value::Int(n) => u32::try_from(n).ok(),
        _ => None,
    };
    let start_interval = read::time(&check, "startInterval")?;
    // An engine uses the start interval only within the start period.
    let start_period = start_interval.map(|_| START_PERIOD);
    Ok(Some(HealthCheck {
        test,
        interval: read::time(&check, "interval")?,
        timeout: read::time(&check, "timeout")?,
        retries,
        start_period: read::time(&check, "startPeriod")?.or(start_period),
        start_interval,
    }))
}

/// The test of a list: a program with its arguments, or one of the forms of Docker's API; `None`: it is neither.
fn test_of(words: Vec<String>) -> Option<Vec<String>> {
    match words.first().map(String::as_str) {
        None => Some(vec!["NONE".to_owned()]),
        Some("NONE") => (words.len() == 1).then_some(words),
        Some("CMD-SHELL") => (words.len() == 2).then_some(words),
        Some("CMD") => (words.len() > 1).then_some(words),
        Some(_) => Some(std::iter::once("CMD".to_owned()).chain(words).collect()),
    }
}

fn bad_test(object: &Rc<Object>) -> Fault {
    let reason = "expected as `test` a shell command, a list of a program and its arguments, \
                  or one of ['CMD', program, …], ['CMD-SHELL', command], ['NONE']";
    bad_property(object, "healthcheck", reason)
}

fn pull_policy(object: &Rc<Object>) -> PullPolicy {
    let word = read::property_text(object, "pullPolicy").unwrap_or_default();
    PullPolicy::ALL.iter().find(|(name, _)| *name == word).map(|(_, p)| *p).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_may_be_written_as_docker_writes_it() {
        let test = |words: &[&str]| test_of(words.iter().map(|word| (*word).to_owned()).collect());
        let of = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(test(&["curl", "-f"]), Some(of(&["CMD", "curl", "-f"])));
        for docker in [&["CMD", "curl", "-f"][..], &["CMD-SHELL", "curl | grep"], &["NONE"]] {
            assert_eq!(test(docker), Some(of(docker)));
        }
        assert_eq!(test(&[]), Some(of(&["NONE"])));
        for wrong in [&["CMD"][..], &["CMD-SHELL"], &["CMD-SHELL", "a", "b"], &["NONE", "a"]] {
            assert_eq!(test(wrong), None, "{wrong:?}");
        }
    }
}
