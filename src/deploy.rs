//! Deployments: environments, their recorded state, plans, and their removal.
//!
//! An environment is everything that one program deploys, on one engine or several. Its state is one JSON file, written
//! before and after each change at an engine; at the beginning of a run it is corrected by what the engines really
//! hold. This layer uses files, the clock and process ids; it knows no commands.

#[cfg(feature = "docker")]
pub mod clock;
pub mod down;
pub mod engines;
pub mod environment;
pub mod error;
pub mod journal;
pub mod list;
pub mod lock;
pub mod plan;
pub mod recover;
pub mod run;
pub mod state;
pub mod store;

#[cfg(feature = "docker")]
pub use clock::SystemClock;
pub use down::{Removed, down};
pub use engines::Engines;
#[cfg(feature = "docker")]
pub use engines::UserCredentials;
pub use environment::{Environment, EnvironmentSettings, Orphan};
pub use error::DeployError;
pub use journal::FileJournal;
pub use list::{ContainerRow, EndpointRow, endpoints, ps};
pub use lock::EnvironmentLock;
pub use plan::{DeploymentPlan, PlannedAction, PlannedChange, plan};
pub use recover::{Recovery, recover};
pub use run::{Run, RunMode};
pub use state::{EngineState, EnvironmentState, RecordedModel};
pub use store::{StateStore, default_directory};
