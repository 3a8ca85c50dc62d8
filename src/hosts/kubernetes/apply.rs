//! Brings an application into its pod on a real cluster.
//!
//! The order makes every moment safe: secrets and files come before the pod that mounts them, services before it too,
//! because its labels record their addresses. A run that is killed in between leaves objects that carry our labels, and
//! the next one applies the same objects again. When the new pods do not become ready, the workload that was there before
//! is applied again.

use crate::diag::codes;
use crate::engine::cluster::instances::uid;
use crate::engine::cluster::workload::{Workload, first_difference};
use crate::engine::cluster::{ApiObject, Kind};
use crate::engine::{ContainerSummary, EngineError, EngineErrorKind};
use crate::hosts::action::Action;
use crate::hosts::container::Container;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::labels::ENVIRONMENT;
use crate::hosts::outcome::{Reconciled, Warning};
use crate::hosts::progress::Event;
use crate::hosts::scope::PortScope;

use super::KubernetesHost;
use super::assess::Current;
pub(super) use super::assess::PodWork;
use super::parts::PodPart;

impl KubernetesHost {
    /// What a user should know of an application in this pod.
    pub(super) fn warnings(&self, container: &Container) -> Vec<Warning> {
        let name = &self.settings.host.name;
        let endpoints = self.site.inventory().deployed().into_iter();
        let own = endpoints.filter(|deployed| deployed.application == container.name);
        let has_public = own
            .flat_map(|deployed| deployed.endpoints)
            .any(|endpoint| endpoint.scope == PortScope::Public);
        let wants = container.ports.iter().any(|port| port.scope == PortScope::Public);
        if !wants || has_public || self.cluster.is_none() {
            return Vec::new();
        }
        vec![Warning {
            code: codes::NO_PUBLIC_ADDRESS,
            message: format!(
                "pod `{name}` has no public address: its public ports have no public endpoint yet"
            ),
            hint: "a load balancer of the cluster gives one, and the next run shows it; or set `externalAddresses` of the \
                   `KubernetesCluster` to addresses that lead to its nodes"
                .into(),
        }]
    }
}

impl PodWork<'_> {
    /// Brings the application into its desired state, and waits until it is ready.
    pub(super) async fn run(&self) -> Result<Reconciled, HostError> {
        let action = self.action().await?;
        if action == Action::Unchanged {
            self.wait_if_starting().await?;
            return self.done(action);
        }
        let event = match &action {
            Action::Replaced { differences, .. } => {
                Event::Replacing { differences: differences.clone() }
            }
            Action::Repaired { repairs } => Event::Repairing { repairs: repairs.clone() },
            _ => Event::Creating,
        };
        self.host.site.ledger().report(&self.container.name, &event);
        self.check_interrupt("deploying")?;
        let before = self.observed().await?;
        let ran = self.pods_run();
        let created = self.apply_parts().await?;
        let member = self.member().await?;
        let wanted = self.with_member(before.as_ref().map(|current| &current.workload), member);
        let applied = self.apply_workload(&wanted, before.as_ref()).await;
        self.remember(&wanted);
        let ready = match applied {
            Ok(()) => self.wait(&wanted).await,
            Err(error) => Err(error),
        };
        match ready {
            Ok(()) => {
                self.remove_unneeded(before.as_ref()).await?;
                self.done(action)
            }
            Err(error) => Err(self.go_back(error, before, &wanted, created, ran).await),
        }
    }

    /// The workload as it is now, not as it was listed at the beginning.
    async fn observed(&self) -> Result<Option<Current>, HostError> {
        for kind in [Kind::Deployment, Kind::Pod] {
            let found = self.cluster.get(kind, &self.workload).await;
            let found = found.map_err(|error| self.failed("reading the pod", error))?;
            let Some(found) = found else { continue };
            let is_own = Workload::read(kind, &found)
                .is_some_and(|workload| workload.environment == self.environment);
            if !is_own {
                return Err(self.host.site.inventory().foreign(kind.name(), &self.workload));
            }
        }
        Ok(self.current())
    }

    /// Applies what the pod needs beside it; returns what did not exist before.
    async fn apply_parts(&self) -> Result<Vec<PodPart>, HostError> {
        let mut created = Vec::new();
        for part in &self.parts {
            let doing = format!("reading the {} `{}`", part.kind, part.name);
            let found = self.cluster.get(part.kind, &part.name).await;
            let found = found.map_err(|error| self.failed(&doing, error))?;
            if let Some(found) = &found {
                self.check_own(part, found)?;
            }
            if found.as_ref().is_some_and(|found| first_difference(&part.manifest, found).is_none())
            {
                continue;
            }
            let applied = self.cluster.apply(part.kind, &part.manifest, found.as_ref().map(uid));
            let doing = format!("applying the {} `{}`", part.kind, part.name);
            applied.await.map_err(|error| self.failed(&doing, error))?;
            if found.is_none() {
                created.push(part.clone());
            }
        }
        Ok(created)
    }

    /// Applies a workload. A pod that is of no deployment cannot be changed: it is deleted first.
    async fn apply_workload(
        &self,
        wanted: &Workload,
        before: Option<&Current>,
    ) -> Result<(), HostError> {
        let manifest = wanted.manifest();
        let mut uid = before.map(|current| current.uid().to_owned());
        if let Some(current) = before
            && self.needs_new_object(wanted, &manifest, current)
        {
            self.delete_workload(current).await?;
            uid = None;
        }
        let name = self.host.site.inventory().container_name(&self.container.name);
        let kind = if before.is_some() { ChangeKind::Update } else { ChangeKind::Create };
        self.host.site.ledger().report(&self.container.name, &Event::Starting);
        let apply = || self.cluster.apply(wanted.kind(), &manifest, uid.as_deref());
        let vanished = before.and_then(|before| wanted.vanished_fields(&before.workload));
        let changed = async {
            match (apply().await, &vanished) {
                (Err(error), Some(fields))
                    if error.kind == EngineErrorKind::BadRequest && uid.is_some() =>
                {
                    self.cluster.remove_fields(wanted.kind(), &self.workload, fields).await?;
                    apply().await
                }
                (done, _) => done,
            }
        };
        self.host.site.change(kind, &name, changed).await.map(drop)
    }

    fn needs_new_object(&self, wanted: &Workload, manifest: &ApiObject, current: &Current) -> bool {
        wanted.kind() != current.kind
            || (current.kind == Kind::Pod
                && (first_difference(&manifest["spec"], &current.manifest["spec"]).is_some()
                    || wanted.members.len() != current.workload.members.len()
                    || self.has_ended()))
    }

    /// Whether the containers of the pod ran when they were looked at last.
    fn pods_run(&self) -> bool {
        let others = self.host.others("");
        others.iter().all(|deployed| deployed.is_running())
    }

    async fn delete_workload(&self, current: &Current) -> Result<(), HostError> {
        let doing = format!("deleting the {} `{}`", current.kind, self.workload);
        let deleted = self.cluster.delete(current.kind, &self.workload, current.uid()).await;
        deleted.map_err(|error| self.failed(&doing, error))?;
        self.wait_until_gone(&current.workload).await
    }

    /// Puts the workload back that was there before, or this application's objects away again; returns the error to
    /// report.
    async fn go_back(
        &self,
        error: HostError,
        before: Option<Current>,
        failed: &Workload,
        created: Vec<PodPart>,
        ran: bool,
    ) -> HostError {
        if error.is_interrupt() || error.is_engine_gone() {
            return error;
        }
        // Nothing was there before: the pods stay, so that their logs can be read.
        let Some(before) = before else { return error };
        self.host.site.ledger().report(&self.container.name, &Event::Restoring);
        let restored = self.restore(&before, failed, created, ran).await.map_err(Box::new);
        let had_it = before.workload.members.contains_key(&self.member_name());
        if !had_it && restored.is_ok() {
            return error;
        }
        let previous = self.workload.clone();
        HostError::ReplacementFailed { cause: Box::new(error), restored, previous }
    }

    async fn restore(
        &self,
        before: &Current,
        failed: &Workload,
        created: Vec<PodPart>,
        ran: bool,
    ) -> Result<(), HostError> {
        let known = self.cluster.known(failed.kind(), &self.workload);
        let now = known.map(|manifest| Current {
            kind: failed.kind(),
            manifest,
            workload: failed.clone(),
        });
        self.apply_workload(&before.workload, now.as_ref()).await?;
        self.remember(&before.workload);
        // One that did not run before will not run now.
        if ran {
            self.wait(&before.workload).await?;
        }
        for part in created {
            let Some(found) = self.cluster.known(part.kind, &part.name) else { continue };
            let deleted = self.cluster.delete(part.kind, &part.name, uid(&found)).await;
            deleted.map_err(|error| self.failed("deleting what was created", error))?;
        }
        Ok(())
    }

    /// Removes what the application had and does not need any more: services of ports that it had, files and secrets of
    /// before.
    async fn remove_unneeded(&self, before: Option<&Current>) -> Result<(), HostError> {
        let had_it =
            before.is_some_and(|before| before.workload.members.contains_key(&self.member_name()));
        if had_it {
            self.remove_contents_of_before().await?;
        }
        for suffix in ["", "-node", "-public"] {
            let name = format!("{}{suffix}", self.base);
            if self.parts.iter().any(|part| part.kind == Kind::Service && part.name == name) {
                continue;
            }
            let Some(found) = self.cluster.known(Kind::Service, &name) else { continue };
            if super::parts::belongs(&found, &self.environment, &self.container.name) {
                let deleted = self.cluster.delete(Kind::Service, &name, uid(&found)).await;
                deleted.map_err(|error| self.failed(&format!("deleting `{name}`"), error))?;
            }
        }
        Ok(())
    }

    async fn remove_contents_of_before(&self) -> Result<(), HostError> {
        let selector = format!("{ENVIRONMENT}={}", self.environment);
        for kind in [Kind::ConfigMap, Kind::Secret] {
            let all = match self.cluster.select(kind, &selector).await {
                // Who may not list secrets has created none.
                Err(error) if error.message.contains("is forbidden") => continue,
                all => self.asked("listing files and secrets", all)?,
            };
            for object in all {
                let name = object["metadata"]["name"].as_str().unwrap_or_default();
                let is_own =
                    super::parts::belongs(&object, &self.environment, &self.container.name);
                if is_own && !self.parts.iter().any(|part| part.kind == kind && part.name == name) {
                    let deleted = self.cluster.delete(kind, name, uid(&object)).await;
                    self.asked("deleting files and secrets of before", deleted)?;
                }
            }
        }
        Ok(())
    }

    /// Notes the applications of a workload as containers, before they run.
    fn remember(&self, workload: &Workload) {
        let inventory = self.host.site.inventory();
        let name = inventory.container_name(&self.container.name);
        let Some(member) = workload.members.get(&self.member_name()) else {
            inventory.forget(&name);
            return;
        };
        inventory.observe_created(ContainerSummary {
            name,
            image: member.container["image"].as_str().unwrap_or_default().to_owned(),
            labels: member.labels.clone(),
            ..inventory.find(&inventory.container_name(&self.container.name)).unwrap_or_default()
        });
    }

    /// Records the action; every successful path ends here.
    fn done(&self, action: Action) -> Result<Reconciled, HostError> {
        let site = &self.host.site;
        let name = site.inventory().container_name(&self.container.name);
        let found = site.inventory().find(&name).unwrap_or_default();
        let deployed = site.inventory().owned(&found).unwrap_or_default();
        site.ledger().record(&self.container.name, &action);
        if action != Action::Unchanged {
            site.ledger().record_deployed(&deployed)?;
        }
        let warnings = self.host.warnings(self.container);
        Ok(Reconciled { action, warnings, endpoints: deployed.endpoints })
    }

    pub(super) fn check_interrupt(&self, doing: &str) -> Result<(), HostError> {
        self.host.site.check_interrupt(&self.container.name, doing)
    }

    /// The error of a request, when it failed.
    pub(super) fn asked<T>(
        &self,
        doing: &str,
        done: Result<T, EngineError>,
    ) -> Result<T, HostError> {
        done.map_err(|error| self.failed(doing, error))
    }
}
