//! Which number a port is published under.
//!
//! The declared number if it is free, else the next free one from 1025; a number once given to
//! (application, port, protocol) is kept. TCP and UDP ports of one number are different ports. That
//! another program holds a port is not known beforehand: the engine says so, and the book learns it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::Protocol;

/// The first number given when the declared one is taken.
pub const FIRST_SPARE: u16 = 1025;

/// Whose port it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owner {
    /// The application.
    pub application: String,
    /// The port inside its container.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// The published ports of one machine, as one environment knows them.
#[derive(Clone, Debug, Default)]
pub struct PortAllocator {
    given: BTreeMap<Owner, u16>,
    /// Held by other programs.
    foreign: BTreeSet<(u16, Protocol)>,
}

impl PortAllocator {
    /// Notes a number that was given earlier.
    pub fn remember(&mut self, owner: Owner, published: u16) {
        self.given.insert(owner, published);
    }

    /// The number for a port: the one it has, else a free one; `None`: there is none.
    pub fn acquire(&mut self, owner: &Owner) -> Option<u16> {
        if let Some(kept) = self.given.get(owner)
            && !self.foreign.contains(&(*kept, owner.protocol))
        {
            return Some(*kept);
        }
        let taken = self.taken(owner);
        let spare = || (FIRST_SPARE..=u16::MAX).find(|number| !taken.contains(number));
        let number = Some(owner.port).filter(|n| !taken.contains(n)).or_else(spare)?;
        self.given.insert(owner.clone(), number);
        Some(number)
    }

    /// Notes that another program holds a port.
    pub fn learn_foreign(&mut self, published: u16, protocol: Protocol) {
        self.foreign.insert((published, protocol));
    }

    /// The number a port has.
    #[must_use]
    pub fn find(&self, owner: &Owner) -> Option<u16> {
        self.given.get(owner).copied()
    }

    /// Gives back every number of an application.
    pub fn release(&mut self, application: &str) {
        self.given.retain(|owner, _| owner.application != application);
    }

    /// Everything given, in order.
    pub fn given(&self) -> impl Iterator<Item = (&Owner, u16)> {
        self.given.iter().map(|(owner, number)| (owner, *number))
    }

    /// Numbers that others hold for this protocol.
    fn taken(&self, owner: &Owner) -> BTreeSet<u16> {
        let ours = self.given.iter().filter(|(other, _)| *other != owner);
        let ours = ours.map(|(other, number)| (*number, other.protocol));
        let all = ours.chain(self.foreign.iter().copied());
        all.filter(|(_, protocol)| *protocol == owner.protocol).map(|(number, _)| number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(application: &str, port: u16, protocol: Protocol) -> Owner {
        Owner { application: application.into(), port, protocol }
    }

    fn tcp(application: &str, port: u16) -> Owner {
        owner(application, port, Protocol::Tcp)
    }

    #[test]
    fn the_declared_number_else_the_next_from_1025() {
        let mut book = PortAllocator::default();
        assert_eq!(book.acquire(&tcp("a", 80)), Some(80));
        assert_eq!(book.acquire(&tcp("b", 80)), Some(1025));
        assert_eq!(book.acquire(&tcp("c", 80)), Some(1026));
        assert_eq!(book.acquire(&tcp("d", 1025)), Some(1027));
        assert_eq!(book.acquire(&tcp("a", 80)), Some(80));
    }

    #[test]
    fn protocols_do_not_disturb_one_another() {
        let mut book = PortAllocator::default();
        assert_eq!(book.acquire(&tcp("dns", 53)), Some(53));
        assert_eq!(book.acquire(&owner("dns", 53, Protocol::Udp)), Some(53));
    }

    #[test]
    fn a_number_is_kept_until_released() {
        let mut book = PortAllocator::default();
        book.remember(tcp("b", 80), 1025);
        assert_eq!(book.acquire(&tcp("b", 80)), Some(1025));
        book.release("b");
        assert_eq!(book.acquire(&tcp("b", 80)), Some(80));
    }

    #[test]
    fn what_another_program_holds_is_left_to_it() {
        let mut book = PortAllocator::default();
        assert_eq!(book.acquire(&tcp("a", 80)), Some(80));
        book.learn_foreign(80, Protocol::Tcp);
        book.learn_foreign(1025, Protocol::Udp);
        assert_eq!(book.acquire(&tcp("a", 80)), Some(1025));
        assert_eq!(book.find(&tcp("a", 80)), Some(1025));
    }

    #[test]
    fn it_can_run_out() {
        let mut book = PortAllocator::default();
        for port in 1..=u16::MAX {
            book.learn_foreign(port, Protocol::Tcp);
        }
        assert_eq!(book.acquire(&tcp("a", 80)), None);
    }
}
