//! The fingerprint of a container's specification, small enough for a label: equal fingerprints mean that nothing
//! changed, different ones say which fields differ.
//!
//! A fingerprint is a sorted table of strings, one row for each field. So the order of variables, ports and volumes has
//! no meaning, and a field added by a later version changes no fingerprint that does not use it. Values that may be
//! secret are rows of a short digest: enough to see a change, too little to recover the value. The hash covers the
//! full values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diag::mask::MASK;
use crate::engine::reference::Reference;
use crate::engine::{HealthCheck, Restart};

use super::container::{Container, Port, Volume};
use super::endpoints::protocol_of;

/// The specification a container was, or is to be, created from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    /// Hash of all fields with their full values.
    pub hash: String,
    /// The fields; values that may be secret as short digests.
    pub fields: BTreeMap<String, String>,
    /// The full digests of the secret values; known only of a desired container.
    #[serde(skip)]
    pub secrets: BTreeMap<String, String>,
}

/// A field in which two containers differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Difference {
    /// The field, as `image` or `env.PASSWORD`.
    pub field: String,
    /// The previous value; `None`: it was not set.
    pub from: Option<String>,
    /// The desired value; `None`: it is not set.
    pub to: Option<String>,
}

impl Difference {
    fn shown(field: &str, value: Option<&String>) -> Option<String> {
        value.map(|text| if is_masked(field) { MASK.to_owned() } else { text.clone() })
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { field, from, to } = self;
        match (from, to) {
            (Some(from), Some(to)) if from == to => write!(f, "{field} changed"),
            (Some(from), Some(to)) if from == MASK => write!(f, "{field}: changed to {to}"),
            (Some(from), Some(to)) => write!(f, "{field}: {from} -> {to}"),
            (None, Some(to)) => write!(f, "{field}: {to} (new)"),
            (Some(from), None) => write!(f, "{field}: {from} (removed)"),
            (None, None) => write!(f, "{field}"),
        }
    }
}

impl Fingerprint {
    /// Computes the fingerprint of a container. `context` adds fields that are not the container's own: the host and its
    /// bind address.
    #[must_use]
    pub(crate) fn of(container: &Container, context: &[(&str, String)]) -> Self {
        let mut rows = FieldRows::default();
        rows.describe(container);
        for (key, value) in context {
            rows.plain(key, value.clone());
        }
        rows.finish()
    }

    /// Whether `self`, the actual fingerprint, means the same container as the `desired` one. Some values have several
    /// spellings: the hash is computed with those of the actual one.
    #[must_use]
    pub(crate) fn is_equivalent(&self, desired: &Self) -> bool {
        if self.hash == desired.hash {
            return true;
        }
        let mut respelled = desired.fields.clone();
        for (key, value) in &mut respelled {
            if let Some(actual) = self.fields.get(key).filter(|actual| same(key, actual, value)) {
                value.clone_from(actual);
            }
        }
        respelled == self.fields && hash_of(&respelled, &desired.secrets) == self.hash
    }

    /// The fields in which `self`, the actual fingerprint, differs from the `desired` one.
    #[must_use]
    pub(crate) fn differences(&self, desired: &Self) -> Vec<Difference> {
        let keys: BTreeSet<&String> = self.fields.keys().chain(desired.fields.keys()).collect();
        let differs = |key: &&&String| match (self.fields.get(**key), desired.fields.get(**key)) {
            (Some(from), Some(to)) => !same(key, from, to),
            (from, to) => from != to,
        };
        let found: Vec<_> =
            keys.iter().filter(differs).map(|key| self.difference(desired, key)).collect();
        if found.is_empty() && !self.is_equivalent(desired) {
            // The short digests of two values collide, or the label was truncated.
            return vec![Difference { field: "specification".into(), from: None, to: None }];
        }
        found
    }

    fn difference(&self, desired: &Self, key: &str) -> Difference {
        Difference {
            field: key.to_owned(),
            from: Difference::shown(key, self.fields.get(key)),
            to: Difference::shown(key, desired.fields.get(key)),
        }
    }
}

/// Whether a field has a digest instead of its value.
fn is_masked(field: &str) -> bool {
    field.starts_with("env.") || field.starts_with("file.")
}

/// Collects the rows of a fingerprint.
#[derive(Default)]
struct FieldRows {
    fields: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
}

impl FieldRows {
    fn describe(&mut self, c: &Container) {
        self.plain("image", c.image.clone());
        self.list("commands", &c.commands);
        self.list("entrypoint", &c.entrypoint);
        for var in &c.env {
            self.secret(&format!("env.{}", var.name), var.value.as_bytes());
        }
        for port in &c.ports {
            self.plain(&format!("port.{}/{}", port.port, port.protocol.name()), port_text(port));
        }
        for mount in &c.volumes {
            self.plain(&format!("volume.{}", mount.path), volume_text(&mount.volume));
        }
        for file in &c.files {
            self.secret(&format!("file.{}", file.path), &file.content);
            self.plain(&format!("mode.{}", file.path), format!("{:o}", file.mode));
        }
        for (key, value) in &c.labels {
            self.plain(&format!("label.{key}"), value.clone());
        }
        self.describe_limits(c);
    }

    fn describe_limits(&mut self, c: &Container) {
        self.flag("privileged", c.privileged);
        self.flag("readOnly", c.read_only);
        self.option("memory", c.memory);
        self.option("cpus", c.cpus);
        self.option("user", c.user.as_ref());
        self.option("workingDir", c.working_dir.as_ref());
        self.option("stopTimeout", c.stop_timeout.map(|t| format!("{} ms", t.as_millis())));
        self.option("restart", (c.restart != Restart::No).then_some(c.restart));
        self.option("healthcheck", c.healthcheck.as_ref().map(health_text));
    }

    fn plain(&mut self, key: &str, value: String) {
        self.fields.insert(key.to_owned(), value);
    }

    fn flag(&mut self, key: &str, set: bool) {
        self.option(key, set.then_some("true"));
    }

    fn option(&mut self, key: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.plain(key, value.to_string());
        }
    }

    fn list(&mut self, key: &str, items: &[String]) {
        if !items.is_empty() {
            self.plain(key, serde_json::json!(items).to_string());
        }
    }

    /// Adds a value that may be secret: its full digest goes into the hash, a short one into the fields.
    fn secret(&mut self, key: &str, value: &[u8]) {
        let digest =
            hex(&Sha256::new().chain_update(key).chain_update([0]).chain_update(value).finalize());
        self.fields.insert(key.to_owned(), digest[..8].to_owned());
        self.secrets.insert(key.to_owned(), digest);
    }

    fn finish(self) -> Fingerprint {
        let Self { fields, secrets } = self;
        Fingerprint { hash: hash_of(&fields, &secrets), fields, secrets }
    }
}

fn hash_of(fields: &BTreeMap<String, String>, secrets: &BTreeMap<String, String>) -> String {
    let mut whole = Sha256::new();
    for (key, value) in fields {
        let value = secrets.get(key).unwrap_or(value);
        // The lengths make the encoding unambiguous: different tables give different texts.
        whole.update(format!("{}:{key}={}:{value};", key.len(), value.len()));
    }
    hex(&whole.finalize())[..32].to_owned()
}

/// Whether two values of a field mean the same: an image has several names, a restart policy several spellings.
fn same(field: &str, one: &str, other: &str) -> bool {
    let limited = |text: &str| text.strip_suffix(":0").unwrap_or(text).to_owned();
    one == other
        || match field {
            "image" => Reference::parse(one).canonical() == Reference::parse(other).canonical(),
            "restart" => limited(one) == limited(other),
            _ => false,
        }
}

/// The published port that a row of a fingerprint describes; `None`: it describes something else.
pub(super) fn published_port(key: &str, text: &str) -> Option<Port> {
    let (number, protocol) = key.strip_prefix("port.")?.split_once('/')?;
    let (scope, range) = match text.split_once(" at ") {
        Some((scope, range)) => (scope, Some(range.parse().ok()?)),
        None => (text, None),
    };
    let port = Port {
        port: number.parse().ok()?,
        protocol: protocol_of(protocol)?,
        scope: scope.parse().ok()?,
        host_port: range,
    };
    port.scope.is_published().then_some(port)
}

fn port_text(port: &Port) -> String {
    match port.host_port {
        Some(range) => format!("{} at {range}", port.scope.name()),
        None => port.scope.name().to_owned(),
    }
}

fn volume_text(volume: &Volume) -> String {
    match volume {
        Volume::Host { path, .. } => format!("host {path}"),
        Volume::Temp { name } => format!("temporary {name}"),
    }
}

fn health_text(check: &HealthCheck) -> String {
    let time =
        |t: Option<std::time::Duration>| t.map_or(String::new(), |t| t.as_millis().to_string());
    let text = format!(
        "{} interval={} timeout={} retries={} start={}",
        serde_json::json!(check.test),
        time(check.interval),
        time(check.timeout),
        check.retries.map_or(String::new(), |n| n.to_string()),
        time(check.start_period),
    );
    match check.start_interval {
        Some(interval) => format!("{text} startInterval={}", interval.as_millis()),
        None => text,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{EnvVar, Protocol};
    use crate::hosts::port_range::PortRange;
    use crate::hosts::{Port, PortScope};

    fn redis() -> Container {
        Container {
            name: "redis".into(),
            image: "redis:7".into(),
            env: vec![EnvVar::new("A", "1"), EnvVar::new("PASSWORD", "hunter2")],
            ports: vec![Port {
                port: 6379,
                protocol: Protocol::Tcp,
                scope: PortScope::Cloud,
                host_port: None,
            }],
            ..Container::default()
        }
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let mut other = redis();
        other.env.reverse();
        assert_eq!(Fingerprint::of(&redis(), &[]), Fingerprint::of(&other, &[]));
    }

    /// A container deployed by one version must be recognised by the next.
    #[test]
    fn the_hash_is_stable_across_versions() {
        assert_eq!(Fingerprint::of(&redis(), &[]).hash, "4878f0ecea6fb232d8e0ea517c6d0b9d");
    }

    #[test]
    fn every_field_counts() {
        let base = Fingerprint::of(&redis(), &[]);
        type Change = (&'static str, fn(&mut Container));
        let changes: Vec<Change> = vec![
            ("image", |c| c.image = "redis:8".into()),
            ("commands", |c| c.commands = vec!["redis-server".into()]),
            ("env.A", |c| c.env[0].value = "2".into()),
            ("env.A", |c| drop(c.env.remove(0))),
            ("port.6379/tcp", |c| c.ports[0].scope = PortScope::Public),
            ("privileged", |c| c.privileged = true),
            ("memory", |c| c.memory = Some(1 << 20)),
            ("restart", |c| c.restart = Restart::Always),
            ("label.a", |c| drop(c.labels.insert("a".into(), "b".into()))),
        ];
        for (field, change) in changes {
            let mut changed = redis();
            change(&mut changed);
            let changed = Fingerprint::of(&changed, &[]);
            assert_ne!(changed.hash, base.hash, "{field}");
            let fields: Vec<_> = base.differences(&changed).into_iter().map(|d| d.field).collect();
            assert_eq!(fields, [field]);
        }
    }

    #[test]
    fn other_names_of_one_image_and_policy_change_nothing() {
        let with = |image: &str, restart| {
            Fingerprint::of(&Container { image: image.into(), restart, ..redis() }, &[])
        };
        let always = Restart::OnFailure(None);
        let short = with("redis", always);
        for image in ["redis:latest", "docker.io/redis", "index.docker.io/library/redis:latest"] {
            let long = with(image, Restart::OnFailure(Some(0)));
            assert!(short.is_equivalent(&long) && long.is_equivalent(&short), "{image}");
            assert_eq!(short.differences(&long), []);
        }
        let mut secret = Container { image: "redis:latest".into(), restart: always, ..redis() };
        secret.env[1].value = "swordfish".into();
        assert!(!short.is_equivalent(&Fingerprint::of(&secret, &[])), "the rest still counts");
        assert!(!short.is_equivalent(&with("redis:7", always)));
        let pinned = with("redis@sha256:ab", always);
        assert!(pinned.is_equivalent(&with("docker.io/library/redis:7@sha256:ab", always)));
    }

    #[test]
    fn published_ports_are_read_back() {
        for host_port in [None, Some(PortRange { first: 8000, last: 8010 })] {
            let (protocol, scope) = (Protocol::Udp, PortScope::Cloud);
            let port = Port { port: 53, protocol, scope, host_port };
            assert_eq!(published_port("port.53/udp", &port_text(&port)), Some(port));
        }
        for (key, text) in [
            ("port.53/udp", "internal"),
            ("port.53", "cloud"),
            ("image", "cloud"),
            ("port.x/tcp", "cloud"),
        ] {
            assert_eq!(published_port(key, text), None, "{key}: {text}");
        }
    }

    #[test]
    fn secrets_are_masked() {
        let mut changed = redis();
        changed.env[1].value = "swordfish".into();
        let differences =
            Fingerprint::of(&redis(), &[]).differences(&Fingerprint::of(&changed, &[]));
        assert_eq!(differences[0].to_string(), "env.PASSWORD changed");
        let all = format!("{:?} {:?}", Fingerprint::of(&changed, &[]), differences);
        assert!(!all.contains("swordfish") && !all.contains("hunter2"));
    }
}
