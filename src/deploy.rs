//! Deployments: environments, what is recorded of them, plans, and their end.
//!
//! An environment is everything one script deploys, on one engine or several. What is known of it is
//! one JSON file, written before and after each change at an engine; what its containers' labels tell
//! corrects that file at the beginning of each run. This layer touches files, clock and process ids; it knows no commands.

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
pub use environment::{Environment, Orphan, Settings};
pub use error::DeployError;
pub use journal::FileJournal;
pub use list::{EndpointRow, Row, endpoints, ps};
pub use lock::Lock;
pub use plan::{Kind, Plan, PlannedChange, plan};
pub use recover::{Recovery, recover};
pub use run::{Mode, Run};
pub use state::{EngineState, RecordedModel, State};
pub use store::{Store, default_folder};
