//! Deployments: environments, their recorded state, plans, and their removal.
//!
//! An environment is everything that one program deploys, on one engine or several. Its state
//! is one JSON file, written before and after each change at an engine; at the beginning of a
//! run it is corrected by the actual state of the engines. This layer uses files, the clock and
//! process ids; it knows no commands.

#[cfg(feature = "docker")]
pub(crate) mod clock;
mod dependency;
pub(crate) mod down;
pub(crate) mod engines;
pub(crate) mod environment;
pub(crate) mod error;
mod files;
pub(crate) mod identity;
pub(crate) mod journal;
pub(crate) mod lifecycle;
pub(crate) mod list;
pub(crate) mod lock;
pub(crate) mod plan;
pub(crate) mod recover;
mod removals;
pub(crate) mod run;
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "only a command asks for it"))]
pub(crate) mod scale;
mod simulated_engines;
pub(crate) mod state;
pub(crate) mod store;

// What commands show or ask for: with these names they need not know the layers below.
pub(crate) use crate::engine::context::{ExplicitEngine, UserConfig};
pub(crate) use crate::engine::simulated::{NoSuchFault, SimulatedFault};
pub(crate) use crate::engine::{
    ContainerEvent, ContainerState, ContainerStats, Engine, EngineError, EventAction, FileContent,
    HealthState, LogChunk, LogQuery, LogSource, PublishedPort, Replies,
};
pub(crate) use crate::hosts::endpoints::DeployedPort;
pub(crate) use crate::hosts::natives::Bridge;
pub(crate) use crate::hosts::natives::provider::{
    ApplicationLink, EngineRequest, LinkEnds, RealEngine, SiteProvider,
};
pub(crate) use crate::hosts::{
    Action, Clock, Deployed, Event as ProgressEvent, HostError, Interrupt, Progress, Site,
    Takeover, Warning as HostWarning,
};
#[cfg(feature = "docker")]
pub(crate) use clock::SystemClock;
pub(crate) use dependency::Dependency;
pub(crate) use down::{DownRequest, Removed, down, preview};
pub(crate) use engines::Engines;
#[cfg(feature = "docker")]
pub(crate) use engines::UserCredentials;
pub(crate) use environment::{Environment, EnvironmentSettings, Orphan};
pub(crate) use error::DeployError;
pub(crate) use identity::{EnvironmentOrigin, Identity, derived_name};
pub(crate) use list::{ContainerRow, EndpointRow, container_filter, endpoints, ps};
pub(crate) use lock::EnvironmentLock;
pub(crate) use plan::{
    DeploymentPlan, PlannedAction, PlannedChange, PlannedConnection, PlannedSetting,
};
pub(crate) use run::{Run, RunMode};
pub(crate) use simulated_engines::SimulatedEngines;
pub(crate) use state::{EnvironmentState, RecordedModel};
pub(crate) use store::{StateStore, default_directory};

#[cfg(test)]
pub(crate) use state::EngineState;
