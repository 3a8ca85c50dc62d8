//! Published ports of the simulated host.

use std::net::{IpAddr, Ipv4Addr};

use super::state::SimulatedState;
use crate::engine::{
    ContainerState, EngineError, EngineErrorKind, HostPort, PortSpec, Protocol, PublishedPort,
};

/// The first port that the engine chooses itself.
const FIRST_OF_ITS_OWN: u16 = 32768;

/// Binds every port of a container, or none: the first one that is taken is the error.
pub(super) fn claim(
    state: &SimulatedState,
    wanted: &[PortSpec],
) -> Result<Vec<PublishedPort>, EngineError> {
    let mut claimed: Vec<PublishedPort> = Vec::new();
    for port in wanted {
        let published = match &port.host {
            Some(host) => Some(place(state, &claimed, port.protocol, host)?),
            None => None,
        };
        claimed.push(PublishedPort {
            container_port: port.container_port,
            protocol: port.protocol,
            host_address: published.map(|(address, _)| address),
            host_port: published.map(|(_, number)| number),
        });
    }
    claimed.sort();
    Ok(claimed)
}

fn place(
    state: &SimulatedState,
    claimed: &[PublishedPort],
    protocol: Protocol,
    host: &HostPort,
) -> Result<(IpAddr, u16), EngineError> {
    let address = host.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let taken = |number: u16| is_taken(state, claimed, address, protocol, number);
    if host.port != 0 {
        if taken(host.port) {
            let message =
                format!("Bind for {address}:{} failed: port is already allocated", host.port);
            return Err(EngineError::new(
                EngineErrorKind::PortTaken { port: Some(host.port) },
                message,
            ));
        }
        return Ok((address, host.port));
    }
    let free = (FIRST_OF_ITS_OWN..=u16::MAX).find(|number| !taken(*number));
    let none = || EngineError::new(EngineErrorKind::NoSpace, "no port of the machine is free");
    Ok((address, free.ok_or_else(none)?))
}

fn is_taken(
    state: &SimulatedState,
    claimed: &[PublishedPort],
    address: IpAddr,
    protocol: Protocol,
    number: u16,
) -> bool {
    let running = state.containers.values().filter(|found| found.state == ContainerState::Running);
    let by_container = running.flat_map(|found| &found.ports).chain(claimed).any(|port| {
        let other = port.host_address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        port.protocol == protocol && port.host_port == Some(number) && overlap(address, other)
    });
    by_container
        || state.occupied.iter().any(|(other, other_protocol, other_number)| {
            *other_protocol == protocol && *other_number == number && overlap(address, *other)
        })
}

/// Whether two bindings of one port conflict: same address, or one of them is for all addresses.
fn overlap(one: IpAddr, other: IpAddr) -> bool {
    one == other || one.is_unspecified() || other.is_unspecified()
}
