//! What a container can access of its host's machine: mounts, privileges, the engine itself,
//! addresses that other machines reach. The plan lists this for users who decide whether to run
//! a program.

use std::net::IpAddr;

use crate::engine::reference::{DEFAULT_REGISTRY, Reference};

use super::deployed::Deployed;

/// Sockets of container engines: whoever can write to one controls the machine.
const ENGINE_SOCKETS: &[&str] = &["docker.sock", "podman.sock", "containerd.sock"];

/// Directories that contain such sockets.
const SOCKET_DIRECTORIES: &[&str] = &["/", "/run", "/var", "/var/run"];

/// What a container gets of its host's machine, one line for each.
#[must_use]
pub(crate) fn host_access(deployed: &Deployed) -> Vec<String> {
    let fields = &deployed.fingerprint.fields;
    let mut found = Vec::new();
    for (field, value) in fields {
        if let Some(target) = field.strip_prefix("volume.")
            && let Some(path) = value.strip_prefix("host ")
        {
            found.push(mount_text(path, target));
        }
    }
    if fields.get("privileged").is_some_and(|value| value == "true") {
        found.push("runs with all privileges on the host".to_owned());
    }
    if let Some(address) = fields.get("bindAddress").filter(|address| !is_loopback(address)) {
        found.push(format!("publishes ports at {address}: other machines reach them"));
    }
    let registry = Reference::parse(&deployed.image).registry;
    if registry != DEFAULT_REGISTRY {
        found.push(format!("takes its image from the registry {registry}"));
    }
    found
}

/// A mount of a path of the host, and what it means.
#[must_use]
pub(crate) fn mount_text(path: &str, target: &str) -> String {
    let mounts = format!("mounts `{path}` of the host at `{target}`");
    if gives_engine(path) {
        format!("{mounts}, and controls the engine through it")
    } else {
        mounts
    }
}

/// Whether an engine's socket is at a path or directly below it.
#[must_use]
pub(crate) fn gives_engine(path: &str) -> bool {
    let trimmed = path.trim_end_matches('/');
    let name = trimmed.rsplit('/').next().unwrap_or_default();
    let directory = if trimmed.is_empty() { "/" } else { trimmed };
    ENGINE_SOCKETS.contains(&name) || SOCKET_DIRECTORIES.contains(&directory)
}

/// Whether an address is only reachable on its own machine. A host name counts as reachable
/// from others.
#[must_use]
pub(crate) fn is_loopback(address: &str) -> bool {
    address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(image: &str, fields: &[(&str, &str)]) -> Vec<String> {
        let mut deployed = Deployed { image: image.into(), ..Deployed::default() };
        let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        deployed.fingerprint.fields = fields.collect();
        host_access(&deployed)
    }

    #[test]
    fn an_ordinary_container_has_no_access() {
        let fields =
            [("volume./data", "temporary data"), ("bindAddress", "127.0.0.1"), ("image", "redis")];
        assert_eq!(access("redis:7", &fields), [""; 0]);
    }

    #[test]
    fn access_to_the_host_is_listed() {
        let fields = [
            ("bindAddress", "0.0.0.0"),
            ("privileged", "true"),
            ("volume./host", "host /"),
            ("volume./sock", "host /var/run/docker.sock"),
            ("volume./srv", "host /srv/data"),
        ];
        let expected = [
            "mounts `/` of the host at `/host`, and controls the engine through it",
            "mounts `/var/run/docker.sock` of the host at `/sock`, and controls the engine through it",
            "mounts `/srv/data` of the host at `/srv`",
            "runs with all privileges on the host",
            "publishes ports at 0.0.0.0: other machines reach them",
            "takes its image from the registry reg.example:5000",
        ];
        assert_eq!(access("reg.example:5000/app:1", &fields), expected);
    }
}
