//! Hosts: they bring containers into their desired state on any engine, and know their endpoints.
//!
//! A program says which container an application wants; a [`Host`] makes the engine agree and returns the
//! application's endpoints. This layer works on plain data that may cross threads, over `Arc<dyn Engine>`. It
//! reads no files, no clock and no environment of its own: those come as [`Journal`], [`Progress`] and [`Clock`].
//! It knows nothing of parsing, and only [`natives`] knows the language's values.
//!
//! Nothing here ever stops, renames or removes a container, network or volume that does not belong to the
//! environment it works for; [`ownership`] decides what does.

pub mod action;
pub mod address_allocator;
pub mod allocations;
pub mod clock;
pub mod connection;
pub mod container;
pub mod deployed;
pub mod endpoints;
pub mod error;
pub mod fingerprint;
pub mod host;
pub mod inventory;
pub mod journal;
pub mod labels;
pub mod ledger;
mod locks;
pub mod natives;
pub mod outcome;
pub mod ownership;
pub mod port_allocator;
pub mod progress;
mod reconcile;
pub mod removal;
pub mod scope;
pub mod services;
pub mod settings;
pub mod site;
pub mod standalone;

pub use action::Action;
pub use allocations::Allocations;
pub use clock::{Clock, Interrupt, VirtualClock};
pub use connection::{Caller, Connection, ConnectionError, ConnectionTarget, connect};
pub use container::{Container, InvalidContainer, Port, PullPolicy, Volume, VolumeMount};
pub use deployed::Deployed;
pub use endpoints::Endpoint;
pub use error::HostError;
pub use fingerprint::{Difference, Fingerprint};
pub use host::Host;
pub use inventory::Inventory;
pub use journal::{Change, ChangeKind, Journal, JournalEntry, JournalError, SilentJournal};
pub use ledger::Ledger;
pub use outcome::{Reconciled, Warning};
pub use ownership::Ownership;
pub use progress::{Event, Progress, SilentProgress};
pub use scope::PortScope;
pub use services::{CredentialSource, Services};
pub use settings::HostSettings;
pub use site::{Recorded, Site};
pub use standalone::StandaloneHost;
