//! One engine as one environment uses it: what is observed there, what is allocated, what is recorded.
//!
//! All hosts on one engine share a site. Its parts do the work: [`Inventory`] observes, [`Allocations`] hands out
//! ports and addresses, [`Ledger`] journals. The site itself only coordinates them: the first listing, the
//! network, locks and interrupts.

mod network;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures_util::lock::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::engine::{Engine, EngineError};

use super::allocations::Allocations;
use super::error::HostError;
use super::inventory::Inventory;
use super::journal::ChangeKind;
use super::ledger::Ledger;
use super::locks::NamedLocks;
use super::origin::OriginRule;
use super::ownership::Ownership;
use super::pod_members::PodMembers;
use super::port_allocator::PortOwner;
use super::services::Services;

/// What earlier runs recorded of an environment on one engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// The published ports of its applications.
    pub ports: Vec<(PortOwner, u16)>,
    /// The ids of its containers.
    pub containers: BTreeSet<String>,
    /// The names of containers that an earlier command had begun to stop or remove when it was ended: the engine may
    /// still be at it.
    pub being_stopped: BTreeSet<String>,
    /// The origin that containers must have which are not among them.
    pub origin: OriginRule,
}

/// One engine as one environment uses it.
#[derive(Debug)]
pub(crate) struct Site {
    inventory: Inventory,
    allocations: Allocations,
    ledger: Ledger,
    services: Services,
    locks: NamedLocks,
    /// Containers that an earlier command had begun to stop; see [`Recorded`].
    being_stopped: Mutex<BTreeSet<String>>,
    /// Whether the containers were listed.
    listed: AsyncMutex<bool>,
    /// The applications that the first listing found.
    initial: OnceLock<BTreeSet<String>>,
    /// Whether the network exists and is ours.
    network_ready: AsyncMutex<bool>,
    /// What this run knows of its pods, by name.
    pods: Mutex<BTreeMap<String, Arc<PodMembers>>>,
}

impl Site {
    /// A site on which nothing was observed yet.
    #[must_use]
    pub(crate) fn new(
        engine: Arc<dyn Engine>,
        environment: &str,
        services: Services,
        recorded: Recorded,
    ) -> Self {
        let (journal, progress) = (services.journal.clone(), services.progress.clone());
        let ownership = Ownership::new(environment, recorded.containers);
        let ownership = ownership.with_origin(recorded.origin);
        Self {
            ledger: Ledger::new(engine.address(), journal, progress),
            allocations: Allocations::new(recorded.ports),
            inventory: Inventory::new(engine, ownership),
            services,
            locks: NamedLocks::default(),
            being_stopped: Mutex::new(recorded.being_stopped),
            listed: AsyncMutex::default(),
            initial: OnceLock::new(),
            network_ready: AsyncMutex::default(),
            pods: Mutex::default(),
        }
    }

    /// What is observed at the engine.
    #[must_use]
    pub(crate) fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The ports and addresses of the environment.
    #[must_use]
    pub(crate) fn allocations(&self) -> &Allocations {
        &self.allocations
    }

    /// What this run wants and did.
    #[must_use]
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The engine.
    #[must_use]
    pub(crate) fn engine(&self) -> &Arc<dyn Engine> {
        self.inventory.engine()
    }

    /// The environment.
    #[must_use]
    pub(crate) fn environment(&self) -> &str {
        self.inventory.environment()
    }

    /// What the outer layers provide.
    #[must_use]
    pub(crate) fn services(&self) -> &Services {
        &self.services
    }

    /// What this run knows of a pod; all host objects of that name share it.
    #[must_use]
    pub(crate) fn pod(&self, name: &str) -> Arc<PodMembers> {
        let mut pods = self.pods.lock().unwrap_or_else(PoisonError::into_inner);
        pods.entry(name.to_owned()).or_default().clone()
    }

    /// The pod of this run that has a DNS name.
    pub(super) fn pod_with_dns_name(&self, dns_name: &str) -> Option<String> {
        let pods = self.pods.lock().unwrap_or_else(PoisonError::into_inner);
        pods.keys().find(|pod| pod.to_lowercase() == dns_name).cloned()
    }

    /// Lists the environment's containers, once: later calls return at once.
    ///
    /// # Errors
    /// When the engine does not answer; the next call tries again.
    pub(crate) async fn load(&self) -> Result<(), HostError> {
        let mut listed = self.listed.lock().await;
        if !*listed {
            self.refresh().await?;
            let found = self.inventory.deployed().into_iter();
            self.initial.get_or_init(|| found.map(|deployed| deployed.application).collect());
            *listed = true;
        }
        Ok(())
    }

    /// The applications that this run created, those that failed included.
    #[must_use]
    pub(crate) fn created(&self) -> Vec<String> {
        let Some(initial) = self.initial.get() else { return Vec::new() };
        let present = self.inventory.removable().into_iter();
        let created: BTreeSet<String> = present.filter(|name| !initial.contains(name)).collect();
        created.into_iter().collect()
    }

    /// Whether the environment had no container here before this run.
    #[must_use]
    pub(crate) fn was_empty(&self) -> bool {
        self.initial.get().is_some_and(BTreeSet::is_empty)
    }

    /// Lists the environment's containers again: others may have changed them.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub(crate) async fn refresh(&self) -> Result<(), HostError> {
        let found = self.inventory.list().await?;
        found.iter().for_each(|deployed| self.allocations.keep(deployed));
        self.ledger.record_observed(&found)
    }

    /// Whether an earlier command that was ended had begun to stop a container.
    pub(super) fn is_being_stopped(&self, name: &str) -> bool {
        self.being_stopped().contains(name)
    }

    /// Records that this run has started or removed a container itself: no earlier stop is under way.
    pub(super) fn settle_stop(&self, name: &str) {
        self.being_stopped().remove(name);
    }

    fn being_stopped(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.being_stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the lock of an application or image; see [`NamedLocks`].
    pub(super) async fn lock(&self, name: &str) -> OwnedMutexGuard<()> {
        self.locks.lock(name).await
    }

    /// Makes a journaled change at the engine.
    pub(super) async fn change<T>(
        &self,
        kind: ChangeKind,
        name: &str,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, HostError> {
        self.inventory.invalidate(name);
        self.ledger.change(kind, name, work).await
    }

    /// Renames a container of the environment.
    pub(super) async fn rename(&self, from: &str, to: &str) -> Result<(), HostError> {
        self.inventory.invalidate(from);
        self.ledger.rename(from, to, self.engine().rename(from, to)).await?;
        self.inventory.renamed(from, to);
        Ok(())
    }

    /// Fails when the run was interrupted; called where nothing is half done.
    pub(super) fn check_interrupt(&self, application: &str, doing: &str) -> Result<(), HostError> {
        if self.services.interrupt.is_set() {
            return Err(HostError::Interrupted {
                container: application.to_owned(),
                doing: doing.to_owned(),
            });
        }
        Ok(())
    }
}
