//! The recorded state of an environment, and how each journal entry changes it.
//!
//! It never contains container variables in clear: of values that may be secret only short digests are recorded, and
//! object models are masked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::ContainerState;
use crate::hosts::port_allocator::PortOwner;
use crate::hosts::{Change, ChangeKind, Deployed, JournalEntry, OriginRule, Recorded};

use super::dependency::Dependency;

/// The format version that this program writes; it reads this and every earlier one.
pub(crate) const VERSION: u32 = 1;

/// The recorded state of one environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EnvironmentState {
    /// Format version of the record.
    pub version: u32,
    /// The environment.
    pub environment: String,
    /// The program or model that deploys it: a canonical path, or a kind of session as `<repl>`. Older records lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The object model that was deployed, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Box<RecordedModel>>,
    /// The connections between its applications, as the last run saw them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<Dependency>,
    /// Its state on each engine, by address.
    #[serde(default)]
    pub engines: BTreeMap<String, EngineState>,
}

/// An object model as it was after its deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordedModel {
    /// The model: `Objects`, `Attributes`, and which versions of packages were chosen.
    pub model: serde_json::Value,
    /// The file that it was read from, which has the values that are masked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The programs its classes came from.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The packages they came from.
    #[serde(default)]
    pub packages: Vec<String>,
}

/// The recorded state of an environment on one engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EngineState {
    /// Its network, once created.
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
    /// Changes that were begun and not completed: none after a run that was not killed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Change>,
}

/// A published port as the record keeps it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RecordedPort {
    /// The port of the application.
    #[serde(flatten)]
    pub owner: PortOwner,
    /// Its published number.
    pub published: u16,
}

impl EnvironmentState {
    /// A state without engines.
    #[must_use]
    pub(crate) fn new(environment: &str) -> Self {
        Self {
            version: VERSION,
            environment: environment.to_owned(),
            origin: None,
            model: None,
            connections: Vec::new(),
            engines: BTreeMap::new(),
        }
    }

    /// The names of its applications, each once.
    #[must_use]
    pub(crate) fn application_names(&self) -> BTreeSet<&str> {
        let containers = self.engines.values().flat_map(|engine| engine.containers.values());
        containers.map(|deployed| deployed.application.as_str()).collect()
    }

    /// Applies a journal entry.
    pub(crate) fn apply(&mut self, step: &JournalEntry) {
        match step {
            JournalEntry::Before(change) => {
                self.engine(&change.engine).pending.push(change.clone());
            }
            JournalEntry::After(change) => self.engine(&change.engine).complete(change),
            JournalEntry::Failed(change) => self.engine(&change.engine).settle(change),
            // It stays pending until the engine is listed again.
            JournalEntry::Unknown(_) => {}
            JournalEntry::Deployed { engine, deployed, ports } => {
                self.engine(engine).deployed(deployed, ports);
            }
        }
    }

    /// The ports and containers recorded for an engine.
    #[must_use]
    pub(crate) fn recorded(&self, engine: &str) -> Recorded {
        let Some(found) = self.engines.get(engine) else { return Recorded::default() };
        Recorded {
            ports: found.ports.iter().map(|p| (p.owner.clone(), p.published)).collect(),
            containers: found.containers.values().map(|deployed| deployed.id.clone()).collect(),
            being_stopped: found.being_stopped(),
            origin: OriginRule::default(),
        }
    }

    /// The state on an engine, empty at first.
    pub(crate) fn engine(&mut self, address: &str) -> &mut EngineState {
        self.engines.entry(address.to_owned()).or_default()
    }
}

impl EngineState {
    /// The containers that an earlier command had begun to stop or remove when it was ended.
    fn being_stopped(&self) -> BTreeSet<String> {
        let stops = self.pending.iter().filter(|change| change.ends_container());
        stops.map(|change| change.name.clone()).collect()
    }

    fn settle(&mut self, change: &Change) {
        self.pending.retain(|pending| pending != change);
    }

    /// Forgets that an earlier command had begun to stop a container.
    fn settle_stop(&mut self, name: &str) {
        self.pending.retain(|pending| !(pending.name == name && pending.ends_container()));
    }

    fn complete(&mut self, change: &Change) {
        self.settle(change);
        let name = change.name.clone();
        match change.kind {
            ChangeKind::CreateNetwork => self.network = Some(name),
            ChangeKind::RemoveNetwork => self.network = None,
            ChangeKind::CreateVolume => drop(self.volumes.insert(name)),
            ChangeKind::RemoveVolume => drop(self.volumes.remove(&name)),
            ChangeKind::Create => {
                // Its description is recorded once it is known to run; until then its labels have it.
                let bare = Deployed { container: name.clone(), ..Deployed::default() };
                self.containers.insert(name, bare);
            }
            ChangeKind::Start => {
                self.settle_stop(&name);
                self.set_state(&name, ContainerState::Running);
            }
            ChangeKind::Unpause => self.set_state(&name, ContainerState::Running),
            ChangeKind::Stop => self.set_state(&name, ContainerState::Exited),
            ChangeKind::Rename => self.rename(&name, change.to.as_deref().unwrap_or(&name)),
            ChangeKind::Remove => {
                self.settle_stop(&name);
                self.remove(&name);
            }
            ChangeKind::Update | ChangeKind::Connect | ChangeKind::Disconnect => {}
        }
    }

    fn set_state(&mut self, name: &str, state: ContainerState) {
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

    /// Drops a removed container, and its application's ports with its last container.
    fn remove(&mut self, name: &str) {
        let Some(gone) = self.containers.remove(name) else { return };
        let application = gone.application;
        if !self.containers.values().any(|other| other.application == application) {
            self.ports.retain(|port| port.owner.application != application);
        }
    }

    fn deployed(&mut self, deployed: &Deployed, ports: &[(PortOwner, u16)]) {
        self.ports.retain(|port| port.owner.application != deployed.application);
        let recorded =
            ports.iter().map(|(owner, n)| RecordedPort { owner: owner.clone(), published: *n });
        self.ports.extend(recorded);
        self.ports.sort();
        self.containers.insert(deployed.container.clone(), deployed.clone());
    }
}
