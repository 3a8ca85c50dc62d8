//! Published ports: the declared number, the next free one from 1025, numbers kept across runs,
//! and numbers that the engine refuses.

use std::net::IpAddr;

use crate::engine::{ContainerState, Protocol};
use crate::hosts::{Action, Container, ContainerHost, Event, Port, PortScope};

use super::bench::{Bench, action, now, serving, tcp};

const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// The published numbers of a container, in the order of its ports.
fn published(bench: &Bench, container: &Container) -> Vec<u16> {
    let outcome = bench.deploy(container).expect("deployed");
    let cloud = outcome.endpoints.iter().filter(|e| e.scope == PortScope::Cloud);
    cloud.map(|e| e.port).collect()
}

#[test]
fn the_second_of_one_number_gets_the_next_from_1025() {
    let bench = Bench::new();
    assert_eq!(published(&bench, &serving("a", 80, PortScope::Cloud)), [80]);
    assert_eq!(published(&bench, &serving("b", 80, PortScope::Public)), [1025]);
    let mut both = serving("c", 80, PortScope::Cloud);
    both.ports.push(Port {
        port: 80,
        protocol: Protocol::Udp,
        scope: PortScope::Cloud,
        host_port: None,
    });
    assert_eq!(published(&bench, &both), [1026, 80], "UDP is another port");
}

#[test]
fn narrow_scopes_publish_no_port() {
    let bench = Bench::new();
    assert_eq!(published(&bench, &serving("a", 80, PortScope::Internal)), [0; 0]);
    assert_eq!(published(&bench, &serving("b", 80, PortScope::Host)), [0; 0]);
    assert_eq!(published(&bench, &serving("c", 80, PortScope::Cloud)), [80]);
}

#[test]
fn a_port_in_use_is_learnt_from_the_engine_and_avoided() {
    let bench = Bench::new();
    bench.engine().occupy_port(LOOPBACK, Protocol::Tcp, 80);
    bench.engine().occupy_port(LOOPBACK, Protocol::Tcp, 1025);
    let web = serving("web", 80, PortScope::Cloud);
    assert_eq!(published(&bench, &web), [1026]);
    let told: Vec<_> = bench
        .recorder
        .events("web")
        .into_iter()
        .filter(|e| matches!(e, Event::PortTaken { .. }))
        .collect();
    let taken = |taken| Event::PortTaken { port: 80, taken };
    assert_eq!(told, [taken(80), taken(1025)]);
    assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Running)], "no leftovers");
    bench.engine().free_ports();
    assert_eq!(action(&bench.deploy(&web)), Ok(Action::Unchanged));
}

#[test]
fn assigned_numbers_survive_changes() {
    let bench = Bench::new();
    bench.engine().occupy_port(LOOPBACK, Protocol::Tcp, 80);
    assert_eq!(published(&bench, &serving("web", 80, PortScope::Cloud)), [1025]);
    bench.engine().free_ports();
    let changed = Container { privileged: true, ..serving("web", 80, PortScope::Cloud) };
    assert_eq!(published(&bench, &changed), [1025]);
}

#[test]
fn a_stopped_container_whose_port_was_taken_gets_another() {
    let bench = Bench::new();
    let web = serving("web", 80, PortScope::Cloud);
    assert_eq!(published(&bench, &web), [80]);
    now(crate::engine::Engine::stop(bench.engine(), "shop-web", None)).expect("stopped");
    bench.engine().occupy_port(LOOPBACK, Protocol::Tcp, 80);
    assert_eq!(published(&bench, &web), [1025]);
    assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Running)]);
}

#[test]
fn removal_frees_the_number() {
    let bench = Bench::new();
    let host = bench.host();
    let deploy = |c: &Container| now(host.reconcile(c)).expect("deployed").endpoints;
    deploy(&serving("a", 80, PortScope::Cloud));
    now(host.remove("a")).expect("removed");
    let port = deploy(&serving("b", 80, PortScope::Cloud))[2].port;
    assert_eq!(port, 80);
}

#[test]
fn many_ports_of_one_container_are_moved_one_by_one() {
    let bench = Bench::new();
    bench.engine().occupy_port(LOOPBACK, Protocol::Tcp, 443);
    let mut web = serving("web", 80, PortScope::Cloud);
    web.ports.push(tcp(443, PortScope::Cloud));
    assert_eq!(published(&bench, &web), [80, 1025]);
}
