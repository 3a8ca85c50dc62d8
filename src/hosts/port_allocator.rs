//! Allocates published ports.
//!
//! A port is published under its declared number if that is free, else under the next free one from 1025. A number once
//! allocated to (application, port, protocol) is kept. TCP and UDP ports of one number are different ports. A port
//! that another program holds is learned from the engine's refusal.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::Protocol;

use super::port_range::PortRange;

/// The first number tried when the declared one is taken.
pub(crate) const FIRST_SPARE: u16 = 1025;

/// The owner of a published port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PortOwner {
    /// The application.
    pub application: String,
    /// The port inside its container.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// The published ports of one environment on one engine.
#[derive(Clone, Debug, Default)]
pub(crate) struct PortAllocator {
    given: BTreeMap<PortOwner, u16>,
    /// Ports that other programs hold.
    foreign: BTreeSet<(u16, Protocol)>,
}

impl PortAllocator {
    /// Records a number that was allocated earlier.
    pub(crate) fn remember(&mut self, owner: PortOwner, published: u16) {
        self.given.insert(owner, published);
    }

    /// Allocates a number for a port: the one it has, else a free one; `None`: there is none. `wanted` are the
    /// only numbers that will do.
    pub(crate) fn acquire(&mut self, owner: &PortOwner, wanted: Option<PortRange>) -> Option<u16> {
        if let Some(kept) = self.given.get(owner)
            && !self.foreign.contains(&(*kept, owner.protocol))
            && wanted.is_none_or(|range| range.contains(*kept))
        {
            return Some(*kept);
        }
        let taken = self.taken(owner);
        let is_free = |number: &u16| !taken.contains(number);
        let number = match wanted {
            Some(range) => (range.first..=range.last).find(is_free)?,
            None => {
                let spare = || (FIRST_SPARE..=u16::MAX).find(is_free);
                Some(owner.port).filter(is_free).or_else(spare)?
            }
        };
        self.given.insert(owner.clone(), number);
        Some(number)
    }

    /// Records that another program holds a port.
    pub(crate) fn learn_foreign(&mut self, published: u16, protocol: Protocol) {
        self.foreign.insert((published, protocol));
    }

    /// The number allocated to a port.
    #[must_use]
    #[cfg(test)]
    pub(crate) fn find(&self, owner: &PortOwner) -> Option<u16> {
        self.given.get(owner).copied()
    }

    /// Frees every number of an application.
    pub(crate) fn release(&mut self, application: &str) {
        self.given.retain(|owner, _| owner.application != application);
    }

    /// All allocations, in order.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&PortOwner, u16)> {
        self.given.iter().map(|(owner, number)| (owner, *number))
    }

    /// The numbers that are not free for this owner's protocol.
    fn taken(&self, owner: &PortOwner) -> BTreeSet<u16> {
        let ours = self.given.iter().filter(|(other, _)| *other != owner);
        let ours = ours.map(|(other, number)| (*number, other.protocol));
        let all = ours.chain(self.foreign.iter().copied());
        all.filter(|(_, protocol)| *protocol == owner.protocol).map(|(number, _)| number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(application: &str, port: u16, protocol: Protocol) -> PortOwner {
        PortOwner { application: application.into(), port, protocol }
    }

    fn tcp(application: &str, port: u16) -> PortOwner {
        owner(application, port, Protocol::Tcp)
    }

    #[test]
    fn the_declared_number_else_the_next_from_1025() {
        let mut ports = PortAllocator::default();
        assert_eq!(ports.acquire(&tcp("a", 80), None), Some(80));
        assert_eq!(ports.acquire(&tcp("b", 80), None), Some(1025));
        assert_eq!(ports.acquire(&tcp("c", 80), None), Some(1026));
        assert_eq!(ports.acquire(&tcp("d", 1025), None), Some(1027));
        assert_eq!(ports.acquire(&tcp("a", 80), None), Some(80));
    }

    #[test]
    fn protocols_are_allocated_separately() {
        let mut ports = PortAllocator::default();
        assert_eq!(ports.acquire(&tcp("dns", 53), None), Some(53));
        assert_eq!(ports.acquire(&owner("dns", 53, Protocol::Udp), None), Some(53));
    }

    #[test]
    fn a_number_is_kept_until_released() {
        let mut ports = PortAllocator::default();
        ports.remember(tcp("b", 80), 1025);
        assert_eq!(ports.acquire(&tcp("b", 80), None), Some(1025));
        ports.release("b");
        assert_eq!(ports.acquire(&tcp("b", 80), None), Some(80));
    }

    #[test]
    fn foreign_ports_are_not_allocated() {
        let mut ports = PortAllocator::default();
        assert_eq!(ports.acquire(&tcp("a", 80), None), Some(80));
        ports.learn_foreign(80, Protocol::Tcp);
        ports.learn_foreign(1025, Protocol::Udp);
        assert_eq!(ports.acquire(&tcp("a", 80), None), Some(1025));
        assert_eq!(ports.find(&tcp("a", 80)), Some(1025));
    }

    #[test]
    fn a_port_of_choice_is_that_one_or_none() {
        let mut ports = PortAllocator::default();
        let (one, range) = (PortRange::one(8080), PortRange { first: 8080, last: 8082 });
        assert_eq!(ports.acquire(&tcp("a", 80), Some(one)), Some(8080));
        assert_eq!(ports.acquire(&tcp("b", 80), Some(one)), None);
        assert_eq!(ports.acquire(&tcp("b", 80), Some(range)), Some(8081));
        ports.learn_foreign(8081, Protocol::Tcp);
        assert_eq!(ports.acquire(&tcp("b", 80), Some(range)), Some(8082));
        assert_eq!(ports.acquire(&tcp("b", 80), Some(range)), Some(8082), "kept");
        assert_eq!(ports.acquire(&tcp("b", 80), Some(PortRange::one(9000))), Some(9000));
    }

    #[test]
    fn ports_can_run_out() {
        let mut ports = PortAllocator::default();
        for port in 1..=u16::MAX {
            ports.learn_foreign(port, Protocol::Tcp);
        }
        assert_eq!(ports.acquire(&tcp("a", 80), None), None);
    }
}
