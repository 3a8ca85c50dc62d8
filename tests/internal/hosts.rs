//! The behaviour of hosts on the simulated engine, where every request can be counted and made
//! to fail, and the most important of it on the real one.

pub(crate) mod bench;
pub(crate) mod docker;
mod docker_pods;
mod docker_repairs;
mod failures;
mod kinds;
mod lifecycle;
mod ownership;
mod pods;
mod ports;
mod programs;
mod registry;
mod repairs;
mod resilience;
