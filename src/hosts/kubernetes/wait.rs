//! Waits until the pods of a workload are ready, and finds out early when they will not be.
//!
//! The cluster tells of every change of the pods ([`Cluster::changes`]); after each, deployment and pods are read and
//! judged. A pause in between covers what no pod tells, such as a quota that lets none be created.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};

use crate::engine::cluster::instances::{Status, is_ending, is_rolling_out};
use crate::engine::cluster::workload::Workload;
use crate::engine::cluster::{ApiObject, Kind};
use crate::engine::{ContainerState, Replies};
use crate::hosts::error::HostError;
use crate::hosts::progress::Event;

use super::assess::PodWork;

/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// The pause between two questions whether pods are gone.
const REMOVAL_PAUSE: Duration = Duration::from_millis(100);
/// How long pods may take to end beyond their grace period.
const REMOVAL_LIMIT: Duration = Duration::from_secs(180);

/// What one look shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rollout {
    /// All pods are ready, and no older one is left.
    Ready,
    /// Some are not ready yet.
    Starting,
}

impl PodWork<'_> {
    /// Waits for a workload that is as desired, but was perhaps left unfinished by an earlier run.
    pub(super) async fn wait_if_starting(&self) -> Result<(), HostError> {
        let name = self.host.site.inventory().container_name(&self.container.name);
        let found = self.host.site.inventory().find(&name).unwrap_or_default();
        let is_ready = found.state == ContainerState::Running
            && found.health != crate::engine::HealthState::Starting;
        match self.current() {
            Some(current) if !is_ready || is_rolling_out(&current.manifest) => {
                self.wait(&current.workload).await
            }
            _ => Ok(()),
        }
    }

    /// Waits until all pods of a workload are ready and stay so for a moment.
    pub(super) async fn wait(&self, workload: &Workload) -> Result<(), HostError> {
        let settings = &self.host.settings.host;
        let clock = &self.host.site.services().clock;
        let limit = self.container.start_limit.unwrap_or(settings.start_limit);
        let begun = clock.now();
        let selector = workload.selector();
        let mut changes = self.asked("watching the pods", self.cluster.changes(&selector).await)?;
        let (mut ready_since, mut reported) = (None, false);
        loop {
            match self.look(workload).await? {
                Rollout::Ready => {
                    let since = *ready_since.get_or_insert_with(|| clock.now());
                    if clock.now().saturating_sub(since) >= settings.settle_time {
                        return self.observe().await;
                    }
                    clock.sleep(settings.settle_time).await;
                    continue;
                }
                Rollout::Starting => ready_since = None,
            }
            let is_checked = self.container.healthcheck.is_some();
            if is_checked && !std::mem::replace(&mut reported, true) {
                self.host.site.ledger().report(&self.container.name, &Event::WaitingForHealth);
            }
            if clock.now().saturating_sub(begun) >= limit {
                return Err(self.too_slow(workload, limit).await);
            }
            self.check_interrupt("waiting for")?;
            self.next_change(&mut changes).await;
        }
    }

    /// Waits for a change, at most for a pause.
    async fn next_change(&self, changes: &mut Replies<()>) {
        let pause = self.host.site.services().clock.sleep(LONGEST_PAUSE);
        // A watch that has ended leaves the pause.
        if let Either::Left((None | Some(Err(_)), pause)) = select(changes.next(), pause).await {
            pause.await;
        }
    }

    async fn look(&self, workload: &Workload) -> Result<Rollout, HostError> {
        let pods = self.cluster.select(Kind::Pod, &workload.selector()).await;
        let pods = self.asked("listing the pods", pods)?;
        let object = self.cluster.get(workload.kind(), &workload.name).await;
        let object = self.asked("reading the pod", object)?;
        let Some(object) = object else { return Err(self.vanished(workload)) };
        let current: Vec<&ApiObject> = pods
            .iter()
            .filter(|pod| !is_ending(pod) && is_current(pod, &object, workload))
            .collect();
        for pod in &current {
            self.check_pod(pod, workload).await?;
        }
        match workload.kind() {
            Kind::Deployment => {
                self.check_deployment(&object, workload).await?;
                Ok(if is_rolling_out(&object) { Rollout::Starting } else { Rollout::Ready })
            }
            _ => Ok(if current.iter().any(|pod| is_ready(pod, workload)) {
                Rollout::Ready
            } else {
                Rollout::Starting
            }),
        }
    }

    /// Looks at the members once more, so that later questions need no request.
    async fn observe(&self) -> Result<(), HostError> {
        let name = self.host.site.inventory().container_name(&self.container.name);
        self.host.site.inventory().inspect(&name).await.map(drop)
    }

    /// Waits until the pods of a deleted workload have ended.
    pub(super) async fn wait_until_gone(&self, workload: &Workload) -> Result<(), HostError> {
        let clock = &self.host.site.services().clock;
        let begun = clock.now();
        let grace = workload.members.values().filter_map(|member| member.grace).max();
        let limit = REMOVAL_LIMIT + Duration::from_secs(grace.unwrap_or(0));
        loop {
            let pods = self.cluster.select(Kind::Pod, &workload.selector()).await;
            if self.asked("listing the pods", pods)?.is_empty() {
                return Ok(());
            }
            if clock.now().saturating_sub(begun) >= limit {
                return Err(HostError::TimedOut {
                    container: self.container.name.clone(),
                    doing: "ending the previous pod of".into(),
                    limit,
                    property: "stopTimeout",
                    log: Vec::new(),
                });
            }
            clock.sleep(REMOVAL_PAUSE).await;
        }
    }
}

/// Whether a pod is of the present version of its workload.
fn is_current(pod: &ApiObject, object: &ApiObject, workload: &Workload) -> bool {
    if workload.replicas == 0 {
        return true;
    }
    let template = &object["spec"]["template"]["metadata"]["annotations"];
    let annotations = &pod["metadata"]["annotations"];
    template.as_object().into_iter().flatten().all(|(key, value)| annotations[key] == *value)
}

fn is_ready(pod: &ApiObject, workload: &Workload) -> bool {
    workload.members.keys().all(|name| {
        Status::of(pod, name)
            .is_some_and(|status| status.state() == ContainerState::Running && status.is_ready())
    })
}
