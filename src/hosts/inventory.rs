//! The environment's containers on one engine: listed once, then updated by every change of this run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::{
    ContainerDetail, ContainerSummary, Engine, EngineError, EngineErrorKind, NetworkSummary,
    VolumeSummary,
};

use super::deployed::Deployed;
use super::error::HostError;
use super::labels;
use super::ownership::{self, Ownership};

/// What is observed at one engine. Foreign containers are never part of it.
#[derive(Debug)]
pub(crate) struct Inventory {
    engine: Arc<dyn Engine>,
    environment: String,
    cache: Mutex<Cache>,
}

/// What the engine listed last, with the containers inspected since.
#[derive(Debug)]
struct Cache {
    ownership: Ownership,
    /// The environment's containers by name at the engine.
    containers: BTreeMap<String, ContainerSummary>,
    /// Inspections for the next [`Inventory::take_inspection`].
    inspections: BTreeMap<String, Inspection>,
}

/// An inspected container of the environment.
#[derive(Clone, Debug)]
pub(super) struct Inspection {
    /// What the engine says.
    pub(super) detail: ContainerDetail,
    /// The id of the image that the name of its image means now; `None`: the engine has no such image.
    pub(super) image_id: Option<String>,
}

impl Inventory {
    /// An inventory of nothing yet.
    #[must_use]
    pub(crate) fn new(engine: Arc<dyn Engine>, ownership: Ownership) -> Self {
        let environment = ownership.environment().to_owned();
        Self {
            engine,
            environment,
            cache: Mutex::new(Cache {
                ownership,
                containers: BTreeMap::new(),
                inspections: BTreeMap::new(),
            }),
        }
    }

    /// The observed engine.
    #[must_use]
    pub(crate) fn engine(&self) -> &Arc<dyn Engine> {
        &self.engine
    }

    /// The environment.
    #[must_use]
    pub(crate) fn environment(&self) -> &str {
        &self.environment
    }

    /// The network of the environment.
    #[must_use]
    pub(crate) fn network_name(&self) -> String {
        ownership::network_name(&self.environment)
    }

    /// The name of an application's container at the engine.
    #[must_use]
    pub(crate) fn container_name(&self, application: &str) -> String {
        ownership::container_name(&self.environment, application)
    }

    /// The program or model that this run deploys, if known.
    #[must_use]
    pub(crate) fn origin(&self) -> Option<String> {
        self.cache().ownership.origin().map(str::to_owned)
    }

    /// The id shared by containers that reach one another's `internal` addresses.
    #[must_use]
    pub(crate) fn internal_scope_id(&self) -> String {
        format!("{}/{}", self.engine.address(), self.network_name())
    }

    /// Lists the environment's containers anew, in one request.
    ///
    /// # Errors
    /// When the engine does not answer, or another program created one of the containers.
    pub(crate) async fn list(&self) -> Result<Vec<Deployed>, HostError> {
        let filter = labels::of_environment(&self.environment);
        let found = self.engine.list(&filter).await;
        let found = found.map_err(|error| self.engine_failed("listing the containers", error))?;
        let mut cache = self.cache();
        let own = found.into_iter().filter(|c| cache.ownership.container(c).is_some());
        let own: BTreeMap<_, _> = own.map(|c| (c.name.clone(), c)).collect();
        own.values().try_for_each(|container| cache.ownership.check_origin(container))?;
        cache.containers = own;
        cache.inspections.clear();
        drop(cache);
        Ok(self.deployed())
    }

    /// The environment's container of that name at the engine.
    #[must_use]
    pub(crate) fn find(&self, name: &str) -> Option<ContainerSummary> {
        self.cache().containers.get(name).cloned()
    }

    /// The environment's containers, sorted by name.
    #[must_use]
    pub(crate) fn containers(&self) -> Vec<ContainerSummary> {
        self.cache().containers.values().cloned().collect()
    }

    /// The environment's containers as their labels describe them, sorted by name.
    #[must_use]
    pub(crate) fn deployed(&self) -> Vec<Deployed> {
        let cache = self.cache();
        cache.containers.values().filter_map(|c| cache.ownership.container(c)).collect()
    }

    /// The names of what can be removed by itself: applications, and pods that have none any more.
    #[must_use]
    pub(crate) fn removable(&self) -> Vec<String> {
        let all = self.deployed();
        let is_part = |deployed: &Deployed| {
            let pod = deployed.pod.as_deref().unwrap_or_default();
            deployed.is_pause() && all.iter().any(|other| other.is_in_pod(pod))
        };
        let mut names: Vec<String> =
            all.iter().filter(|d| !is_part(d)).map(|d| d.application.clone()).collect();
        names.dedup();
        names
    }

    /// The applications in a pod.
    #[must_use]
    pub(crate) fn applications_in(&self, pod: &str) -> Vec<Deployed> {
        self.deployed().into_iter().filter(|deployed| deployed.is_in_pod(pod)).collect()
    }

    /// All containers of an application: the current one and previous ones that a replacement left behind.
    #[must_use]
    pub(crate) fn containers_of(&self, application: &str) -> Vec<Deployed> {
        self.deployed().into_iter().filter(|d| d.application == application).collect()
    }

    /// What a container's labels describe; `None` when it is not the environment's.
    #[must_use]
    pub(crate) fn owned(&self, found: &ContainerSummary) -> Option<Deployed> {
        self.cache().ownership.container(found)
    }

    /// Whether a network is the environment's.
    #[must_use]
    pub(crate) fn owns_network(&self, found: &NetworkSummary) -> bool {
        self.cache().ownership.network(found)
    }

    /// Whether a volume is the environment's.
    #[must_use]
    pub(crate) fn owns_volume(&self, found: &VolumeSummary) -> bool {
        self.cache().ownership.volume(found)
    }

    /// Inspects a container and caches what is found.
    pub(super) async fn inspect(&self, name: &str) -> Result<ContainerDetail, HostError> {
        let found = self.engine.inspect(name).await;
        let found =
            found.map_err(|error| self.engine_failed(&format!("inspecting `{name}`"), error))?;
        self.observe(found.summary.clone());
        Ok(found)
    }

    /// Inspects a container and its image, and keeps the result for one [`Self::take_inspection`]; `None`: there is
    /// no such container of the environment.
    pub(super) async fn inspect_ahead(&self, name: &str) -> Result<Option<Inspection>, HostError> {
        let Some(inspection) = self.inspect_with_image(name).await? else { return Ok(None) };
        self.cache().inspections.insert(name.to_owned(), inspection.clone());
        Ok(Some(inspection))
    }

    /// The result of an [`Self::inspect_ahead`] since the last change, which is kept.
    pub(super) fn inspected(&self, name: &str) -> Option<ContainerDetail> {
        self.cache().inspections.get(name).map(|found| found.detail.clone())
    }

    /// The result of an [`Self::inspect_ahead`] since the last change, or that of a new inspection.
    pub(super) async fn take_inspection(
        &self,
        name: &str,
    ) -> Result<Option<Inspection>, HostError> {
        let kept = self.cache().inspections.remove(name);
        match kept {
            Some(kept) => Ok(Some(kept)),
            None => self.inspect_with_image(name).await,
        }
    }

    async fn inspect_with_image(&self, name: &str) -> Result<Option<Inspection>, HostError> {
        let failed = |error| self.engine_failed(&format!("inspecting `{name}`"), error);
        let detail = match self.engine.inspect(name).await {
            Ok(detail) => detail,
            Err(error) if error.kind == EngineErrorKind::NoSuchContainer => {
                self.forget(name);
                return Ok(None);
            }
            Err(error) => return Err(failed(error)),
        };
        if self.owned(&detail.summary).is_none() {
            return Err(self.foreign("container", name));
        }
        self.observe(detail.summary.clone());
        let image = self.engine.find_image(&detail.summary.image).await;
        let image_id = match image {
            Ok(image) => image.map(|image| image.id).filter(|id| !id.is_empty()),
            // It was created from a name that engines accept and this program does not.
            Err(error) if error.kind == EngineErrorKind::BadRequest => None,
            Err(error) => return Err(failed(error)),
        };
        Ok(Some(Inspection { detail, image_id }))
    }

    /// Reads the labels of a container that is about to be changed, so that nothing is changed on the word of
    /// an old observation; `None`: there is no such container.
    ///
    /// # Errors
    /// When the container is foreign, or the engine does not answer.
    pub(super) async fn confirm(
        &self,
        name: &str,
    ) -> Result<Option<(Deployed, ContainerDetail)>, HostError> {
        match self.engine.inspect(name).await {
            Ok(found) => match self.owned(&found.summary) {
                Some(deployed) => Ok(Some((deployed, found))),
                None => Err(self.foreign("container", name)),
            },
            Err(error) if error.kind == EngineErrorKind::NoSuchContainer => Ok(None),
            Err(error) => Err(self.engine_failed(&format!("inspecting `{name}`"), error)),
        }
    }

    /// Caches the state of a container; a foreign one that has taken its name is left out.
    pub(super) fn observe(&self, container: ContainerSummary) {
        let mut cache = self.cache();
        cache.inspections.remove(&container.name);
        if cache.ownership.container(&container).is_some() {
            cache.containers.insert(container.name.clone(), container);
        } else {
            cache.containers.remove(&container.name);
        }
    }

    /// Caches a container that this run has just created.
    pub(super) fn observe_created(&self, container: ContainerSummary) {
        let mut cache = self.cache();
        cache.ownership.add(&container.id);
        cache.containers.insert(container.name.clone(), container);
    }

    /// Drops a removed container from the cache.
    pub(super) fn forget(&self, name: &str) {
        let mut cache = self.cache();
        cache.containers.remove(name);
        cache.inspections.remove(name);
    }

    /// Forgets an inspection: the container is about to be changed.
    pub(super) fn invalidate(&self, name: &str) {
        self.cache().inspections.remove(name);
    }

    /// Follows a rename in the cache.
    pub(super) fn renamed(&self, from: &str, to: &str) {
        let mut cache = self.cache();
        if let Some(mut found) = cache.containers.remove(from) {
            to.clone_into(&mut found.name);
            cache.containers.insert(to.to_owned(), found);
        }
    }

    /// An error of this engine; `doing` says during what, as `listing the containers`.
    pub(super) fn engine_failed(&self, doing: &str, error: EngineError) -> HostError {
        HostError::Engine {
            engine: self.engine.address().to_owned(),
            doing: doing.to_owned(),
            error,
        }
    }

    /// The error for a foreign object that has a name we need.
    pub(super) fn foreign(&self, what: &'static str, name: &str) -> HostError {
        HostError::Foreign { what, name: name.to_owned(), environment: self.environment.clone() }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        // Every update is one call, so a panic elsewhere leaves the cache consistent.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
