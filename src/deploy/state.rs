//! What is recorded of an environment, and how each step changes it.
//!
//! No secret is ever part of it: of values that may be secret only short digests are kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::ContainerState;
use crate::hosts::port_allocator::Owner;
use crate::hosts::{Change, ChangeKind, Deployed, Recorded, Step};

/// The version this program writes; it reads this and every earlier one.
pub const VERSION: u32 = 1;

/// All that is recorded of one environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The version of this record.
    pub version: u32,
    /// The environment.
    pub environment: String,
    /// The script that deploys it, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// The object model that was deployed, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Box<RecordedModel>>,
    /// What it has on which engine, by address.
    #[serde(default)]
    pub engines: BTreeMap<String, EngineState>,
}

/// An object model as it was left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordedModel {
    /// The model: `Objects`, `Attributes`, and which versions of packages were chosen.
    pub model: serde_json::Value,
    /// The programs its classes came from.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The packages they came from.
    #[serde(default)]
    pub packages: Vec<String>,
}

/// What an environment has on one engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EngineState {
    /// Its network, once made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// Its containers by their names at the engine.
    #[serde(default)]
    pub containers: BTreeMap<String, Deployed>,
    /// Its volumes.
    #[serde(default)]
    pub volumes: BTreeSet<String>,
    /// The published ports given to its applications.
    #[serde(default)]
    pub ports: Vec<RecordedPort>,
    /// Changes that were begun; after a run that ended by itself there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Change>,
}

/// A published port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordedPort {
    /// Whose it is.
    #[serde(flatten)]
    pub owner: Owner,
    /// Its number on the machine.
    pub published: u16,
}

impl State {
    /// A record of nothing.
    #[must_use]
    pub fn new(environment: &str) -> Self {
        Self {
            version: VERSION,
            environment: environment.to_owned(),
            script: None,
            model: None,
            engines: BTreeMap::new(),
        }
    }

    /// Takes in a step.
    pub fn apply(&mut self, step: &Step) {
        match step {
            Step::Before(change) => self.engine(&change.engine).pending.push(change.clone()),
            Step::After(change) => self.engine(&change.engine).made(change),
            Step::Failed(change) => self.engine(&change.engine).settle(change),
            // It stays among the pending ones until the engine can be asked.
            Step::Unknown(_) => {}
            Step::Deployed { engine, deployed, ports } => {
                self.engine(engine).deployed(deployed, ports);
            }
        }
    }

    /// The ports and containers recorded for an engine.
    #[must_use]
    pub fn recorded(&self, engine: &str) -> Recorded {
        let Some(found) = self.engines.get(engine) else { return Recorded::default() };
        Recorded {
            ports: found.ports.iter().map(|p| (p.owner.clone(), p.published)).collect(),
            containers: found.containers.values().map(|deployed| deployed.id.clone()).collect(),
        }
    }

    /// What is recorded of an engine, made if need be.
    pub fn engine(&mut self, address: &str) -> &mut EngineState {
        self.engines.entry(address.to_owned()).or_default()
    }

    /// Forgets engines on which nothing is left.
    pub fn forget_empty(&mut self) {
        self.engines.retain(|_, engine| !engine.is_empty());
    }
}

impl EngineState {
    /// Whether nothing is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.network.is_none()
            && self.containers.is_empty()
            && self.volumes.is_empty()
            && self.pending.is_empty()
    }

    fn settle(&mut self, change: &Change) {
        if let Some(index) = self.pending.iter().position(|pending| pending == change) {
            self.pending.remove(index);
        }
    }

    fn made(&mut self, change: &Change) {
        self.settle(change);
        let name = change.name.clone();
        match change.kind {
            ChangeKind::CreateNetwork => self.network = Some(name),
            ChangeKind::RemoveNetwork => self.network = None,
            ChangeKind::CreateVolume => drop(self.volumes.insert(name)),
            ChangeKind::RemoveVolume => drop(self.volumes.remove(&name)),
            ChangeKind::Create => {
                // The rest is told by its labels until it is known to run.
                let bare = Deployed { container: name.clone(), ..Deployed::default() };
                self.containers.insert(name, bare);
            }
            ChangeKind::Start => self.is_now(&name, ContainerState::Running),
            ChangeKind::Stop => self.is_now(&name, ContainerState::Exited),
            ChangeKind::Rename => self.rename(&name, change.to.as_deref().unwrap_or(&name)),
            ChangeKind::Remove => self.remove(&name),
        }
    }

    fn is_now(&mut self, name: &str, state: ContainerState) {
        if let Some(found) = self.containers.get_mut(name) {
            found.state = state;
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        if let Some(mut found) = self.containers.remove(from) {
            to.clone_into(&mut found.container);
            self.containers.insert(to.to_owned(), found);
        }
    }

    /// A container that is gone gives back its application's ports, unless another holds them.
    fn remove(&mut self, name: &str) {
        let Some(gone) = self.containers.remove(name) else { return };
        let application = gone.application;
        if !self.containers.values().any(|other| other.application == application) {
            self.ports.retain(|port| port.owner.application != application);
        }
    }

    fn deployed(&mut self, deployed: &Deployed, ports: &[(Owner, u16)]) {
        self.ports.retain(|port| port.owner.application != deployed.application);
        let recorded =
            ports.iter().map(|(owner, n)| RecordedPort { owner: owner.clone(), published: *n });
        self.ports.extend(recorded);
        self.ports.sort();
        self.containers.insert(deployed.container.clone(), deployed.clone());
    }
}
