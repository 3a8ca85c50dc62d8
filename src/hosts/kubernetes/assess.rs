//! Compares what a cluster has with what a program wants: what differs, and what is therefore to be done.

use serde_json::Value;

use crate::engine::cluster::instances::{is_ending, uid};
use crate::engine::cluster::workload::{PodMember, Workload, first_difference};
use crate::engine::cluster::{ApiObject, Cluster, Kind};
use crate::engine::reference::Reference;
use crate::engine::{ContainerState, ContainerSummary, Credentials, EngineError};
use crate::hosts::action::Action;
use crate::hosts::container::Container;
use crate::hosts::deployed::Deployed;
use crate::hosts::error::HostError;
use crate::hosts::fingerprint::{Difference, Fingerprint};
use crate::hosts::placement::Placement;
use crate::hosts::reconcile::image_names;
use crate::hosts::repair::Repair;

use super::KubernetesHost;
use super::addresses::endpoints;
use super::member::{PartNames, member};
use super::parts::{PodPart, belongs, parts};
use super::{names, service};

/// One application to bring into its pod.
pub(super) struct PodWork<'a> {
    pub(super) host: &'a KubernetesHost,
    pub(super) cluster: &'a dyn Cluster,
    pub(super) container: &'a Container,
    /// The environment.
    pub(super) environment: String,
    /// The name of the application's objects.
    pub(super) base: String,
    /// The name of the workload at the cluster.
    pub(super) workload: String,
    /// The value of the label that selects the pods.
    pub(super) pod: String,
    /// The fingerprint of the desired container.
    desired: Fingerprint,
    /// What it needs beside the pod: secrets and files, then services.
    pub(super) parts: Vec<PodPart>,
    /// The names of its secrets and files.
    part_names: PartNames,
}

/// A workload as the cluster has it.
#[derive(Clone, Debug)]
pub(super) struct Current {
    pub(super) kind: Kind,
    pub(super) manifest: ApiObject,
    pub(super) workload: Workload,
}

impl Current {
    pub(super) fn uid(&self) -> &str {
        uid(&self.manifest)
    }
}

impl<'a> PodWork<'a> {
    /// # Errors
    /// When the user's credentials for the registry cannot be read.
    pub(super) async fn new(
        host: &'a KubernetesHost,
        cluster: &'a dyn Cluster,
        container: &'a Container,
    ) -> Result<Self, HostError> {
        let environment = host.site.environment().to_owned();
        let name = &host.settings.host.name;
        let (base, pod) = (names::object(&environment, &container.name), names::container(name));
        let credentials = credentials(host, container).await?;
        let (mut parts, part_names) = parts(container, &environment, &base, credentials.as_ref());
        parts.extend(service::services(container, &host.settings, &environment, &base, &pod));
        let context = Placement::Alone.context(&host.settings.host, container);
        Ok(Self {
            workload: names::object(&environment, name),
            desired: Fingerprint::of(container, &context),
            host,
            cluster,
            container,
            environment,
            base,
            pod,
            parts,
            part_names,
        })
    }

    /// The name of the application's container in the pod.
    pub(super) fn member_name(&self) -> String {
        names::container(&self.container.name)
    }

    /// The workload as it was listed or changed last.
    pub(super) fn current(&self) -> Option<Current> {
        [Kind::Deployment, Kind::Pod].into_iter().find_map(|kind| {
            let manifest = self.cluster.known(kind, &self.workload)?;
            let workload = Workload::read(kind, &manifest)?;
            let is_own = workload.environment == self.environment && !is_ending(&manifest);
            is_own.then_some(Current { kind, manifest, workload })
        })
    }

    /// What a run would do.
    pub(super) async fn action(&self) -> Result<Action, HostError> {
        let Some(current) = self.current() else { return Ok(Action::Created) };
        let Some(present) = current.workload.members.get(&self.member_name()) else {
            return Ok(Action::Created);
        };
        let fingerprint = self.fingerprint_of(present);
        if !fingerprint.is_equivalent(&self.desired) {
            let differences = fingerprint.differences(&self.desired);
            return Ok(Action::Replaced { differences, volumes: Vec::new() });
        }
        let desired = self.with_member(Some(&current.workload), self.member().await?);
        let mut differences: Vec<Difference> =
            self.parts.iter().filter_map(|part| self.part_difference(part)).collect();
        let mut repairs = Vec::new();
        let (from, to) = (current.workload.replicas, desired.replicas);
        match from == to && current.kind == desired.kind() {
            true => differences.extend(pod_difference(&current, &desired)),
            false => repairs.push(Repair::Scale { from, to }),
        }
        if !differences.is_empty() {
            repairs.push(Repair::Update { differences });
        }
        if repairs.is_empty() && self.has_ended() {
            repairs.push(Repair::Start);
        }
        Ok(match repairs.is_empty() {
            true => Action::Unchanged,
            false => Action::of_repairs(repairs),
        })
    }

    /// Whether the container has exited for good: its pod is of no deployment and does not restart it.
    pub(super) fn has_ended(&self) -> bool {
        let name = self.host.site.inventory().container_name(&self.container.name);
        let found = self.host.site.inventory().find(&name);
        found.is_some_and(|found| found.state == ContainerState::Exited)
    }

    fn fingerprint_of(&self, present: &PodMember) -> Fingerprint {
        let summary =
            ContainerSummary { labels: present.labels.clone(), ..ContainerSummary::default() };
        Deployed::read(&self.environment, &summary).unwrap_or_default().fingerprint
    }

    /// How an object beside the pod differs; `None`: it does not.
    fn part_difference(&self, part: &PodPart) -> Option<Difference> {
        let known = self.cluster.known(part.kind, &part.name).unwrap_or(Value::Null);
        let path = first_difference(&part.manifest, &known)?;
        let field = match known.is_null() {
            true => format!("{} {}", part.kind, part.name),
            false => format!("{} {}: {path}", part.kind, part.name),
        };
        Some(Difference { field, from: None, to: None })
    }

    /// The application's part of the pod, with the addresses that its services have now.
    pub(super) async fn member(&self) -> Result<PodMember, HostError> {
        let deployed = self.describe().await?;
        let labels = deployed.labels(&self.environment);
        Ok(member(self.container, &deployed.image, labels, &self.part_names))
    }

    /// Describes the application: everything that its labels record.
    async fn describe(&self) -> Result<Deployed, HostError> {
        let inventory = self.host.site.inventory();
        let find = |name: &str| self.cluster.known(Kind::Service, name);
        let ports = service::deployed_ports(self.container, &self.base, find);
        let at = service::addresses(self.cluster, self.container, &self.host.settings, &self.base);
        let at =
            at.await.map_err(|error| self.failed("asking for the address of a node", error))?;
        let mut images = image_names(&self.container.image, &self.host.settings.host);
        Ok(Deployed {
            container: inventory.container_name(&self.container.name),
            application: self.container.name.clone(),
            host: self.host.settings.host.name.clone(),
            origin: inventory.origin(),
            image: images.swap_remove(0),
            fingerprint: self.desired.clone(),
            endpoints: endpoints(&self.container.name, &ports, &at),
            ports,
            ..Deployed::default()
        })
    }

    /// The desired workload: the present one with this application in it.
    pub(super) fn with_member(&self, present: Option<&Workload>, member: PodMember) -> Workload {
        let mut members = present.map(|workload| workload.members.clone()).unwrap_or_default();
        members.insert(self.member_name(), member);
        Workload {
            name: self.workload.clone(),
            environment: self.environment.clone(),
            pod: self.pod.clone(),
            labels: self.host.settings.labels.clone(),
            replicas: self.host.settings.replicas,
            members,
        }
    }

    /// Fails when an object that is not the application's has the name that it needs.
    pub(super) fn check_own(&self, part: &PodPart, found: &ApiObject) -> Result<(), HostError> {
        if belongs(found, &self.environment, &self.container.name) {
            return Ok(());
        }
        Err(self.host.site.inventory().foreign(part.kind.name(), &part.name))
    }

    pub(super) fn failed(&self, doing: &str, error: EngineError) -> HostError {
        self.host.site.inventory().engine_failed(doing, error)
    }
}

/// The credentials for the registry of the image: those of the program, else the user's.
async fn credentials(
    host: &KubernetesHost,
    container: &Container,
) -> Result<Option<Credentials>, HostError> {
    let settings = &host.settings.host;
    if settings.credentials.is_some() {
        return Ok(settings.credentials.clone());
    }
    let Some(source) = &host.site.services().credentials else { return Ok(None) };
    let image = image_names(&container.image, settings).swap_remove(0);
    let registry = Reference::parse(&image).registry;
    let found = source.find(&registry).await.map_err(|error| HostError::ImageMissing {
        container: container.name.clone(),
        image,
        error,
        pulled: true,
    })?;
    Ok(found.map(|found| Credentials { registry, ..found }))
}

/// In what a workload of the desired size differs from the desired one, apart from this application's own specification.
fn pod_difference(current: &Current, desired: &Workload) -> Option<Difference> {
    let field = first_difference(&desired.manifest(), &current.manifest)?;
    Some(Difference { field, from: None, to: None })
}
