//! Published ports, and ports that are in use.

use crate::engine::{
    ContainerSpec, ContainerState, EngineErrorKind, HostPort, PortSpec, Protocol, PublishedPort,
};

use crate::tests::engine::fixture::{Fixture, LOOPBACK, free_port, kind};

pub(crate) async fn ports_are_published_and_read_back(f: &Fixture) {
    let port = free_port();
    let mut spec = f.sleeper("ports");
    spec.ports = vec![
        published(80, Protocol::Tcp, port),
        published(53, Protocol::Udp, port),
        PortSpec { container_port: 90, protocol: Protocol::Tcp, host: None },
    ];
    f.run(&spec).await;
    let expected = [
        seen(53, Protocol::Udp, Some(port)),
        seen(80, Protocol::Tcp, Some(port)),
        seen(90, Protocol::Tcp, None),
    ];
    assert_eq!(f.engine.inspect(&spec.name).await.expect("an answer").summary.ports, expected);
    assert_eq!(f.engine.list(&f.mine()).await.expect("a list")[0].ports, expected);
}

pub(crate) async fn a_port_of_another_container_is_taken(f: &Fixture) {
    let port = free_port();
    let (first, second) = (with_port(f, "first", port), with_port(f, "second", port));
    f.run(&first).await;
    f.engine.create(&second).await.expect("created");
    let taken = EngineErrorKind::PortTaken { port: Some(port) };
    assert_eq!(kind(f.engine.start(&second.name).await), taken);
    let found = f.engine.inspect(&second.name).await.expect("an answer");
    assert_eq!(found.summary.state, ContainerState::Created);
    assert_ne!(found.error, "");
    f.engine.stop(&first.name, None).await.expect("stopped");
    f.engine.start(&second.name).await.expect("the port is free again");
}

pub(crate) async fn a_port_of_another_program_is_taken(f: &Fixture) {
    let (port, held) = f.occupy();
    let spec = with_port(f, "late", port);
    f.engine.create(&spec).await.expect("created");
    let taken = EngineErrorKind::PortTaken { port: Some(port) };
    assert_eq!(kind(f.engine.start(&spec.name).await), taken);
    f.vacate(held);
    f.engine.start(&spec.name).await.expect("the port is free");
}

pub(crate) async fn the_engine_picks_a_port(f: &Fixture) {
    let (one, two) = (with_port(f, "one", 0), with_port(f, "two", 0));
    f.run(&one).await;
    f.run(&two).await;
    let listed = f.engine.list(&f.mine()).await.expect("a list");
    let picked: Vec<_> = listed.iter().map(|found| found.ports[0].host_port).collect();
    assert!(picked.iter().all(|port| port.is_some_and(|port| port >= 1024)), "{picked:?}");
    assert_ne!(picked[0], picked[1]);
}

fn with_port(f: &Fixture, name: &str, port: u16) -> ContainerSpec {
    ContainerSpec { ports: vec![published(80, Protocol::Tcp, port)], ..f.sleeper(name) }
}

fn published(container_port: u16, protocol: Protocol, port: u16) -> PortSpec {
    PortSpec { container_port, protocol, host: Some(HostPort { address: Some(LOOPBACK), port }) }
}

fn seen(container_port: u16, protocol: Protocol, host_port: Option<u16>) -> PublishedPort {
    let host_address = host_port.map(|_| LOOPBACK);
    PublishedPort { container_port, protocol, host_address, host_port }
}
