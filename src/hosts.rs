//! Hosts: bring containers into their desired state on an engine, and compute their endpoints.
//!
//! A program says which container an application wants; a [`Host`] makes the engine agree and returns the
//! application's endpoints. This layer works on plain data that may cross threads, over `Arc<dyn Engine>`. It
//! reads no files, no clock and no environment of its own: those come as [`Journal`], [`Progress`] and [`Clock`].
//! It knows nothing of parsing, and only [`natives`] knows the language's values.
//!
//! Nothing here ever stops, renames or removes a container, network or volume that does not belong to the
//! environment it works for; [`ownership`] decides what does.

pub(crate) mod action;
pub(crate) mod address_allocator;
pub(crate) mod allocations;
pub(crate) mod clock;
pub(crate) mod connection;
pub(crate) mod container;
pub(crate) mod deployed;
pub(crate) mod endpoints;
pub(crate) mod error;
pub(crate) mod fingerprint;
pub(crate) mod host;
pub(crate) mod host_access;
pub(crate) mod inventory;
pub(crate) mod journal;
pub(crate) mod kubernetes;
pub(crate) mod labels;
pub(crate) mod ledger;
mod locks;
pub(crate) mod natives;
pub(crate) mod origin;
pub(crate) mod outcome;
pub(crate) mod ownership;
pub(crate) mod port_allocator;
pub(crate) mod port_range;
pub(crate) mod progress;
pub(crate) mod readiness;
mod reconcile;
pub(crate) mod removal;
pub(crate) mod repair;
pub(crate) mod scope;
pub(crate) mod services;
pub(crate) mod settings;
pub(crate) mod site;
pub(crate) mod standalone;

pub(crate) use action::{Action, ImageVolume};
pub(crate) use clock::{Clock, Interrupt};
pub(crate) use deployed::Deployed;
pub(crate) use endpoints::Endpoint;
pub(crate) use error::HostError;
pub(crate) use fingerprint::Difference;
pub(crate) use journal::{Change, ChangeKind, Journal, JournalEntry, JournalError};
pub(crate) use origin::{OriginRule, Takeover};
pub(crate) use outcome::Warning;
pub(crate) use ownership::Ownership;
pub(crate) use progress::{Event, Progress, SilentProgress};
pub(crate) use repair::Repair;
pub(crate) use scope::PortScope;
pub(crate) use services::{CredentialSource, Services};
pub(crate) use settings::HostSettings;
pub(crate) use site::{Recorded, Site};

#[cfg(test)]
pub(crate) use container::{Container, Port, PullPolicy, Volume, VolumeMount};
#[cfg(test)]
pub(crate) use host::ContainerHost;
#[cfg(test)]
pub(crate) use outcome::Reconciled;
#[cfg(test)]
pub(crate) use standalone::StandaloneHost;
