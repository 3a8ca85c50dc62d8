//! `KubernetesPod`: containers that share one pod, or one number of equal pods, of a cluster.
//!
//! On a real cluster the pod is an object that the cluster keeps in its desired state ([`apply`]): what
//! differs is applied, then the pods are watched until they are ready ([`wait`]). A plan, and a run without a cluster, do
//! the same on a simulated engine, where the members of a pod are containers.

mod actions;
pub(crate) mod addresses;
mod apply;
mod assess;
mod member;
pub(crate) mod names;
mod parts;
mod report;
mod service;
pub(crate) mod settings;
mod wait;

use std::sync::Arc;

use futures_util::FutureExt;

use crate::engine::cluster::Cluster;
use crate::engine::{Engine, EngineError};

use super::action::Action;
use super::container::Container;
use super::deployed::Deployed;
use super::endpoints::Endpoint;
use super::error::HostError;
use super::host::{ContainerHost, HostWork};
use super::outcome::Reconciled;
use super::placement::Placement;
use super::progress::Event;
use super::reconcile::{self, last_event};
use super::removal;
use super::site::Site;

use apply::PodWork;
use settings::PodSettings;

/// One pod as a host; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct KubernetesHost {
    settings: Arc<PodSettings>,
    site: Arc<Site>,
    /// The real cluster; `None`: there is none behind a simulated engine.
    cluster: Option<Arc<dyn Engine>>,
}

impl KubernetesHost {
    /// A pod on a site. `cluster` is asked what there is; only when the site is the cluster's own, it is changed.
    #[must_use]
    pub(crate) fn new(
        settings: PodSettings,
        site: Arc<Site>,
        cluster: Option<Arc<dyn Engine>>,
    ) -> Self {
        Self { settings: Arc::new(settings), site, cluster }
    }

    fn cluster(&self) -> Option<&dyn Cluster> {
        self.cluster.as_ref().and_then(|engine| engine.cluster())
    }

    /// The cluster, when changes are made there, and not only on a simulated engine.
    fn real(&self) -> Option<&dyn Cluster> {
        self.site.engine().cluster()
    }

    /// The error of a request.
    fn failed(&self, doing: &str, error: EngineError) -> HostError {
        self.site.inventory().engine_failed(doing, error)
    }

    async fn planned(&self, container: &Container) -> Result<Action, HostError> {
        self.site.load().await?;
        self.check(container)?;
        match self.cluster() {
            Some(cluster) => PodWork::new(self, cluster, container).await?.action().await,
            None => {
                reconcile::plan(&self.site, &self.settings.host, container, &Placement::Alone).await
            }
        }
    }

    async fn reconciled(&self, container: &Container) -> Result<Reconciled, HostError> {
        self.site.load().await?;
        self.check(container)?;
        if let Some(cluster) = self.real() {
            return self.applied(cluster, container).await;
        }
        // What a plan would do is decided by the cluster, if there is one; the simulated engine only keeps the result.
        let action = match self.cluster() {
            Some(cluster) => Some(PodWork::new(self, cluster, container).await?.action().await?),
            None => None,
        };
        let is_current =
            matches!(action, Some(Action::Unchanged | Action::Started | Action::Repaired { .. }));
        if is_current && let Some(action) = action {
            let ledger = self.site.ledger();
            ledger.claim(&container.name, &self.settings.host.name, None)?;
            ledger.record(&container.name, &action);
            let endpoints = self.endpoints(&container.name).unwrap_or_default();
            return Ok(Reconciled { action, endpoints, warnings: self.warnings(container) });
        }
        let mut done =
            reconcile::reconcile(&self.site, &self.settings.host, container, &Placement::Alone)
                .await?;
        done.warnings = self.warnings(container);
        done.endpoints = self.endpoints(&container.name).unwrap_or_default();
        Ok(done)
    }

    async fn applied(
        &self,
        cluster: &dyn Cluster,
        container: &Container,
    ) -> Result<Reconciled, HostError> {
        // The members of a pod are one object: one at a time.
        let _pod = self.site.lock(&format!("pod {}", self.settings.host.name)).await;
        let ledger = self.site.ledger();
        ledger.claim(&container.name, &self.settings.host.name, None)?;
        ledger.report(&container.name, &Event::Begun { image: container.image.clone() });
        let done = async { PodWork::new(self, cluster, container).await?.run().await }.await;
        ledger.report(&container.name, &last_event(container, &done));
        done
    }

    /// Checks what no cluster would accept, before anything is changed.
    fn check(&self, container: &Container) -> Result<(), HostError> {
        container.check()?;
        member::check(container)?;
        for other in self.others(&container.name) {
            let taken = container.ports.iter().find(|port| {
                other.ports.iter().any(|p| p.port == port.port && p.protocol == port.protocol)
            });
            if let Some(port) = taken {
                return Err(HostError::PortConflict {
                    container: container.name.clone(),
                    pod: self.settings.host.name.clone(),
                    port: port.port,
                    protocol: port.protocol,
                    other: other.application,
                });
            }
        }
        Ok(())
    }

    /// The other applications in this pod.
    fn others(&self, application: &str) -> Vec<Deployed> {
        let mut all = self.site.inventory().deployed();
        all.retain(|d| d.host == self.settings.host.name && d.application != application);
        all
    }
}

impl ContainerHost for KubernetesHost {
    fn connect(&self) -> HostWork<'_, ()> {
        self.site.load().boxed()
    }

    fn claim(&self, application: &str, claimant: &str) -> Result<(), HostError> {
        self.site.ledger().claim(application, &self.settings.host.name, Some(claimant))
    }

    fn plan<'a>(&'a self, container: &'a Container) -> HostWork<'a, Action> {
        self.planned(container).boxed()
    }

    fn reconcile<'a>(&'a self, container: &'a Container) -> HostWork<'a, Reconciled> {
        self.reconciled(container).boxed()
    }

    fn remove<'a>(&'a self, application: &'a str) -> HostWork<'a, bool> {
        async move {
            self.site.load().await?;
            let _pod = self.site.lock(&format!("pod {}", self.settings.host.name)).await;
            removal::remove_application(&self.site, application).await
        }
        .boxed()
    }

    fn scale(&self, replicas: u32) -> HostWork<'_, ()> {
        actions::scale(self, replicas).boxed()
    }

    fn recreate(&self) -> HostWork<'_, ()> {
        actions::recreate(self).boxed()
    }

    fn endpoints(&self, application: &str) -> Option<Vec<Endpoint>> {
        let inventory = self.site.inventory();
        let found = inventory.find(&inventory.container_name(application))?;
        Some(inventory.owned(&found)?.endpoints)
    }

    fn connection_scope(&self) -> String {
        self.site.engine().address().to_owned()
    }

    fn is_immediate(&self) -> bool {
        self.cluster.is_none() && self.site.services().clock.is_virtual()
    }
}
