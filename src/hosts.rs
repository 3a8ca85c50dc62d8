//! Hosts: what a container host promises, kept on any engine.
//!
//! A program says which container an application wants; a host makes the engine agree, and says at
//! which addresses the application then answers. This layer works on plain data that may cross
//! threads, over `Arc<dyn Engine>`. It reads no files, no clock and no environment of its own: what it
//! needs of those comes as a [`Journal`], a [`Progress`] and a [`Clock`]. It knows nothing of parsing.
//!
//! Nothing here ever stops, renames or removes a container, network or volume that does not carry
//! the labels of the environment it works for. Only [`natives`] knows the language's values.

pub mod addresses;
pub mod clock;
pub mod connection;
pub mod container;
pub mod endpoints;
pub mod error;
pub mod fingerprint;
pub mod journal;
pub mod labels;
pub mod natives;
pub mod ports;
pub mod progress;
pub mod reconcile;
pub mod removal;
pub mod scope;
pub mod site;
pub mod standalone;

pub use clock::{Clock, Interrupt, VirtualClock};
pub use connection::{Caller, Connection, ConnectionError, Target, connect};
pub use container::{Container, Port, PullPolicy, Volume, VolumeMount};
pub use endpoints::Endpoint;
pub use error::HostError;
pub use fingerprint::{Difference, Fingerprint};
pub use journal::{Change, ChangeKind, Journal, JournalError, SilentJournal, Step};
pub use labels::Deployed;
pub use progress::{Event, Progress, SilentProgress};
pub use reconcile::{Action, Outcome, Warning};
pub use scope::Scope;
pub use site::{Services, Site};
pub use standalone::{HostSettings, StandaloneHost};
