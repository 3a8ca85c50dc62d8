//! The state of a simulated engine.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedSender;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::redact;
use super::script::{EngineOperation, ImageScript, InjectedFault};
use crate::engine::reference::Reference;
use crate::engine::{
    AnonymousVolume, ContainerEvent, ContainerSpec, ContainerState, Credentials, EngineError,
    EngineErrorKind, EventAction, FileContent, Health, Image, ImageNames, ImageSpec, LabelFilter,
    LogChunk, NetworkAddress, NetworkSummary, ProgressSink, Protocol, PublishedPort, PullProgress,
    VolumeSummary, name,
};

/// The state of a simulated engine. What is serialized is what outlives a process: see [`super::record`].
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SimulatedState {
    /// Local images by full reference.
    pub(super) images: BTreeMap<String, LocalImage>,
    /// Scripts of images that are only in a registry.
    #[serde(skip)]
    offered: BTreeMap<String, ImageScript>,
    /// Images that are in no registry.
    #[serde(skip)]
    lost: BTreeSet<String>,
    /// Containers by name.
    pub(super) containers: BTreeMap<String, SimulatedContainer>,
    /// Networks by name, the predefined ones too.
    pub(super) networks: BTreeMap<String, NetworkSummary>,
    /// Networks with an explicit subnet, which allows fixed addresses.
    pub(super) configured: BTreeSet<String>,
    /// Volumes by name.
    pub(super) volumes: BTreeMap<String, VolumeSummary>,
    /// Ports on which programs outside of containers listen.
    #[serde(skip)]
    pub(super) occupied: Vec<(IpAddr, Protocol, u16)>,
    /// Faults to inject.
    #[serde(skip)]
    pub(super) faults: Vec<InjectedFault>,
    /// Kinds of requests that take their time.
    #[serde(skip)]
    pub(super) delays: BTreeMap<EngineOperation, Delay>,
    /// Every request so far.
    #[serde(skip)]
    pub(super) requests: Vec<EngineOperation>,
    /// Subscribers to events.
    #[serde(skip)]
    pub(super) subscribers: Vec<(LabelFilter, UnboundedSender<ContainerEvent>)>,
    made: u64,
    /// How often containers were started.
    pub(super) started: u64,
    /// The time; `None` where no time passes.
    #[serde(skip)]
    pub(super) now: Option<Timestamp>,
}

/// A local image.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LocalImage {
    /// Its id.
    pub(super) id: String,
    /// Its script.
    pub(super) script: ImageScript,
}

/// A container of a simulated engine.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SimulatedContainer {
    pub(super) id: String,
    pub(super) image_id: String,
    #[serde(serialize_with = "redact::without_values")]
    pub(super) spec: ContainerSpec,
    pub(super) script: ImageScript,
    pub(super) state: ContainerState,
    pub(super) exit_code: Option<i64>,
    pub(super) error: String,
    pub(super) restarts: u64,
    /// The number of the last start among those of all containers.
    pub(super) start_number: u64,
    /// The time of the last start, if it is known.
    #[serde(with = "crate::engine::recorded_time")]
    pub(super) started_at: Option<Timestamp>,
    pub(super) health: Health,
    /// How often it was inspected since its start.
    pub(super) inspections: usize,
    pub(super) ports: Vec<PublishedPort>,
    pub(super) networks: Vec<NetworkAddress>,
    pub(super) logs: Vec<LogChunk>,
    #[serde(skip)]
    pub(super) followers: Vec<UnboundedSender<LogChunk>>,
    #[serde(skip)]
    pub(super) files: BTreeMap<String, FileContent>,
    /// Its DNS names by network.
    pub(super) aliases: BTreeMap<String, Vec<String>>,
    /// ResourceLimits that no request sets, by name.
    pub(super) other_limits: BTreeMap<String, String>,
    /// The volumes that were created with it.
    pub(super) anonymous: Vec<AnonymousVolume>,
}

/// Makes the futures that delayed requests wait for.
pub(super) type Delay = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// How one request is carried out.
pub(super) struct Course {
    /// How long it takes.
    pub(super) delay: Option<Delay>,
    /// The fault to inject.
    pub(super) fault: Option<InjectedFault>,
}

impl SimulatedState {
    /// Counts a request; returns its delay and fault.
    pub(super) fn begin(&mut self, operation: EngineOperation) -> Course {
        self.requests.push(operation);
        for fault in self.faults.iter_mut().filter(|fault| fault.operation == operation) {
            fault.nth = fault.nth.saturating_sub(1);
        }
        let due = |fault: &InjectedFault| fault.operation == operation && fault.nth == 0;
        let fault = self.faults.iter().position(due).map(|index| self.faults.remove(index));
        Course { delay: self.delays.get(&operation).cloned(), fault }
    }

    /// A new id, different from all before.
    pub(super) fn new_id(&mut self) -> String {
        self.made += 1;
        // An odd factor gives every number another product: ids also differ in the digits that people see.
        format!("{:016x}{:048x}", self.made.wrapping_mul(0x9e37_79b9_7f4a_7c15), self.made)
    }

    /// Adds a local image.
    pub(super) fn add_image(&mut self, image: &str, script: ImageScript) {
        let id = format!("sha256:{}", self.new_id());
        self.images.insert(full_reference(image), LocalImage { id, script });
    }

    /// Adds a local image that is made of files, unless it is there.
    pub(super) fn create_image(&mut self, spec: &ImageSpec) -> Result<(), EngineError> {
        let key = full_reference(name::check_image(&spec.name)?);
        if !self.images.contains_key(&key) {
            self.add_image(&spec.name, ImageScript::default());
        }
        Ok(())
    }

    /// Replaces what outlives a process by the state that another one recorded.
    pub(super) fn take_over(&mut self, kept: Self) {
        self.images = kept.images;
        self.containers = kept.containers;
        self.networks = kept.networks;
        self.configured = kept.configured;
        self.volumes = kept.volumes;
        self.made = kept.made;
        self.started = kept.started;
    }

    /// Gives local images the scripts that the registry has for them now: one with another script is another image.
    pub(super) fn apply_scripts(&mut self) {
        let lost = &self.lost;
        self.images.retain(|name, _| !lost.contains(name));
        let script = |name: &String| self.offered.get(name).cloned().unwrap_or_default();
        let all = self.images.iter().map(|(name, image)| (name, image, script(name)));
        let changed = all.filter(|(_, image, script)| image.script != *script);
        let changed: Vec<_> = changed.map(|(name, _, script)| (name.clone(), script)).collect();
        for (name, script) in changed {
            self.add_image(&name, script);
        }
    }

    /// Adds an image to the registry.
    pub(super) fn offer_image(&mut self, image: &str, script: ImageScript) {
        self.lost.remove(&full_reference(image));
        self.offered.insert(full_reference(image), script);
    }

    /// Removes an image from the registry.
    pub(super) fn lose_image(&mut self, image: &str) {
        self.lost.insert(full_reference(image));
    }

    /// Lists the local images with their names.
    pub(super) fn list_images(&self) -> Vec<ImageNames> {
        let mut by_id: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, image) in &self.images {
            by_id.entry(&image.id).or_default().push(name.clone());
        }
        by_id.into_iter().map(|(id, names)| ImageNames { id: id.to_owned(), names }).collect()
    }

    /// The local image of that name or id.
    pub(super) fn local_image(&self, image: &str) -> Option<&LocalImage> {
        let of_id = || self.images.values().find(|found| found.id == image);
        self.images.get(&full_reference(image)).or_else(of_id)
    }

    /// Describes the local image of that name.
    pub(super) fn find_image(&self, image: &str) -> Result<Option<Image>, EngineError> {
        name::check_image(image)?;
        Ok(self.local_image(image).map(|found| Image {
            id: found.id.clone(),
            exposed: found.script.exposed.clone(),
            has_healthcheck: found.script.has_healthcheck,
        }))
    }

    /// Pulls an image, if the registry has it. A local image stays unless the registry offers another script.
    pub(super) fn pull(
        &mut self,
        image: &str,
        _credentials: Option<&Credentials>,
        progress: ProgressSink<'_>,
    ) -> Result<(), EngineError> {
        let key = full_reference(name::check_image(image)?);
        if self.lost.contains(&key) {
            let message = format!("manifest for {image} not found: manifest unknown");
            return Err(EngineError::new(EngineErrorKind::NoSuchImage, message));
        }
        let step = |status: &str| PullProgress { status: status.to_owned(), ..Default::default() };
        progress(step("Pulling"));
        let offered = self.offered.get(&key).cloned();
        let present = self.images.get(&key).map(|found| &found.script);
        if present.is_none() || (offered.is_some() && offered.as_ref() != present) {
            self.add_image(image, offered.unwrap_or_default());
        }
        progress(step("Complete"));
        Ok(())
    }

    /// Notifies the subscribers of a container's event.
    pub(super) fn notify(&mut self, name: &str, action: EventAction) {
        let Some(container) = self.containers.get(name) else { return };
        let event = ContainerEvent { id: container.id.clone(), name: name.to_owned(), action };
        let labels = container.spec.labels.clone();
        self.subscribers.retain(|(filter, subscriber)| {
            // Subscribers that were dropped are removed.
            if filter.matches(&labels) {
                subscriber.unbounded_send(event.clone()).is_ok()
            } else {
                !subscriber.is_closed()
            }
        });
    }
}

/// The full reference of an image.
pub(super) fn full_reference(image: &str) -> String {
    Reference::parse(image).canonical()
}
