//! The pause container of a pod: a tiny program that holds the network which the pod's containers share.
//!
//! Its image is made here, so it needs no registry. Its published ports are those of all containers of the pod.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::engine::{FileContent, ImageSpec, Protocol, Restart};
use crate::hosts::container::{Container, Port, PullPolicy};
use crate::hosts::deployed::Deployed;
use crate::hosts::fingerprint::published_port;
use crate::hosts::labels;
use crate::hosts::scope::PortScope;

/// The name of the image. Another program gets another tag.
pub(super) const IMAGE: &str = "murano-pause:1";

/// The path of the program in its image.
const PROGRAM: &str = "/pause";

/// How long the program may take to end. It needs no time at all.
const STOP_LIMIT: Duration = Duration::from_secs(1);

/// The ports of a pod, each with what is asked of it.
pub(super) type Ports = BTreeMap<(u16, Protocol), Port>;

/// The image for machines of an architecture; `None`: there is no program for it.
pub(super) fn image(architecture: &str) -> Option<ImageSpec> {
    // Assembled by `scripts/pause`.
    let program: &[u8] = match architecture {
        "amd64" => include_bytes!("pause/x86_64.elf"),
        "arm64" => include_bytes!("pause/aarch64.elf"),
        _ => return None,
    };
    Some(ImageSpec {
        name: IMAGE.to_owned(),
        architecture: architecture.to_owned(),
        files: vec![FileContent { path: PROGRAM.into(), content: program.to_vec(), mode: 0o755 }],
        entrypoint: vec![PROGRAM.to_owned()],
    })
}

/// The desired pause container of a pod with these published ports.
pub(super) fn container(pod: &str, ports: &Ports) -> Container {
    Container {
        name: labels::pause_application(pod),
        image: IMAGE.to_owned(),
        ports: ports.values().copied().collect(),
        // After a restart of the machine, containers that the engine starts again find their network.
        restart: Restart::UnlessStopped,
        stop_timeout: Some(STOP_LIMIT),
        pull_policy: PullPolicy::Never,
        ..Container::default()
    }
}

/// The published ports among those that a container declares. How far beyond its host one reaches makes no difference.
pub(super) fn published(ports: &[Port]) -> Ports {
    let published = ports.iter().filter(|port| port.scope.is_published());
    published.map(|port| (key(port), Port { scope: PortScope::Cloud, ..*port })).collect()
}

/// The published ports that a deployed container declares.
pub(super) fn published_of(deployed: &Deployed) -> Ports {
    let fields = deployed.fingerprint.fields.iter();
    published(&fields.filter_map(|(field, text)| published_port(field, text)).collect::<Vec<_>>())
}

/// The ports that the pause container publishes: those that are wanted. Where it publishes more and nobody in the pod
/// listens there, that is no reason to change it, which would end the network of all.
pub(super) fn with_spare(
    wanted: Ports,
    present: Option<&Deployed>,
    is_declared: impl Fn(u16, Protocol) -> bool,
) -> Ports {
    let Some(present) = present.map(published_of) else { return wanted };
    let covers = wanted.iter().all(|(key, port)| present.get(key) == Some(port));
    let mut others = present.keys().filter(|key| !wanted.contains_key(key));
    if covers && others.all(|(port, protocol)| !is_declared(*port, *protocol)) {
        return present;
    }
    wanted
}

fn key(port: &Port) -> (u16, Protocol) {
    (port.port, port.protocol)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hosts::fingerprint::Fingerprint;

    fn ports(numbers: &[u16]) -> Ports {
        let port = |port: &u16| Port { port: *port, scope: PortScope::Public, ..Port::default() };
        published(&numbers.iter().map(port).collect::<Vec<_>>())
    }

    fn deployed(numbers: &[u16]) -> Deployed {
        let container = container("p", &ports(numbers));
        Deployed { fingerprint: Fingerprint::of(&container, &[]), ..Deployed::default() }
    }

    #[test]
    fn only_published_ports_are_the_pods() {
        let inner = Port { port: 1, scope: PortScope::Internal, ..Port::default() };
        assert_eq!(published(&[inner]), Ports::new());
        assert_eq!(published_of(&deployed(&[80, 81])), ports(&[80, 81]));
    }

    #[test]
    fn a_port_without_a_listener_stays_until_the_network_changes() {
        let present = deployed(&[80, 81]);
        let chosen = |wanted: &[u16], declared: &[u16]| {
            with_spare(ports(wanted), Some(&present), |port, _| declared.contains(&port))
        };
        assert_eq!(chosen(&[80], &[80]), ports(&[80, 81]), "nobody listens on 81");
        assert_eq!(chosen(&[80], &[80, 81]), ports(&[80]), "81 is to be reached inside alone");
        assert_eq!(chosen(&[80, 82], &[80, 82]), ports(&[80, 82]), "82 is new");
        assert_eq!(with_spare(ports(&[80]), None, |_, _| false), ports(&[80]));
    }

    #[test]
    fn each_architecture_has_its_program() {
        for (architecture, machine) in [("amd64", 62), ("arm64", 183)] {
            let image = image(architecture).expect("a program");
            let program = &image.files[0].content;
            assert_eq!((&program[..4], program[18]), (&b"\x7fELF"[..], machine));
        }
        assert_eq!(image("riscv64"), None);
    }
}
