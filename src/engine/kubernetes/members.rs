//! The members of workloads as containers: lists them, finds one by name, removes one.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::engine::cluster::instances::{Observed, container_name, is_ending, observe, uid};
use crate::engine::cluster::workload::DEFAULT_GRACE;
use crate::engine::cluster::{ApiObject, Cluster, Kind};
use crate::engine::label::{APPLICATION, ENVIRONMENT};
use crate::engine::{
    ContainerDetail, ContainerSummary, EngineError, EngineErrorKind, LabelFilter, Labels,
    VolumeSummary,
};

use super::Kubernetes;
use super::objects::{self, name_of};

/// The pause between two questions whether pods are gone.
const REMOVAL_PAUSE: Duration = Duration::from_millis(100);
/// How long to wait for pods to end beyond their grace period.
const REMOVAL_LIMIT: Duration = Duration::from_secs(180);

/// A member that was found by name.
pub(super) struct FoundMember {
    /// Its workload.
    pub observed: Observed,
    /// The name of its container there.
    pub container: String,
}

/// Our workloads in the namespace, in one list of each kind. What the caller will compare is listed with them: services,
/// and files and secrets where a workload refers to some.
async fn workloads(cluster: &Kubernetes, selector: &str) -> Result<Vec<Observed>, EngineError> {
    let (deployments, pods, services) = tokio::join!(
        objects::select(cluster, Kind::Deployment, selector),
        objects::select(cluster, Kind::Pod, selector),
        objects::select(cluster, Kind::Service, selector),
    );
    services?;
    let all = observe(&deployments?, &pods?);
    let refers_to = |words: &[&str]| {
        let manifests = all.iter().map(|observed| observed.workload.manifest().to_string());
        let mut found = manifests.filter(|text| words.iter().any(|word| text.contains(word)));
        found.next().is_some()
    };
    if refers_to(&["\"secretKeyRef\"", "\"secretName\"", "\"imagePullSecrets\""]) {
        objects::select(cluster, Kind::Secret, selector).await?;
    }
    if refers_to(&["\"configMap\""]) {
        objects::select(cluster, Kind::ConfigMap, selector).await?;
    }
    Ok(all)
}

/// The selector of what may match a filter: the environment is a label of objects, the rest is in annotations.
fn selector(labels: &LabelFilter) -> String {
    let mut terms = labels.terms();
    terms.retain(|term| term.starts_with(ENVIRONMENT));
    if terms.is_empty() { ENVIRONMENT.to_owned() } else { terms.join(",") }
}

pub(super) async fn list(
    cluster: &Kubernetes,
    labels: &LabelFilter,
) -> Result<Vec<ContainerSummary>, EngineError> {
    let all = workloads(cluster, &selector(labels)).await?;
    let containers = all.iter().flat_map(Observed::containers);
    let mut found: Vec<ContainerSummary> = containers.map(|detail| detail.summary).collect();
    found.retain(|container| labels.matches(&container.labels));
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

pub(super) async fn inspect(
    cluster: &Kubernetes,
    name: &str,
) -> Result<ContainerDetail, EngineError> {
    let found = find(cluster, name).await?;
    let containers = found.observed.containers();
    let wanted = containers.into_iter().find(|container| container.summary.name == name);
    wanted.ok_or_else(|| missing(name))
}

/// The environments and names of the applications that have a pod.
pub(super) async fn deployed(
    cluster: &Kubernetes,
    selector: &str,
) -> Result<BTreeSet<(String, String)>, EngineError> {
    let all = workloads(cluster, selector).await?;
    let members = all.iter().flat_map(|observed| observed.workload.members.values());
    let label = |labels: &Labels, key: &str| labels.get(key).cloned().unwrap_or_default();
    Ok(members
        .map(|member| (label(&member.labels, ENVIRONMENT), label(&member.labels, APPLICATION)))
        .collect())
}

/// Finds a member by the name that its container would have at a container engine.
pub(super) async fn find(cluster: &Kubernetes, name: &str) -> Result<FoundMember, EngineError> {
    for observed in workloads(cluster, ENVIRONMENT).await? {
        let members = &observed.workload.members;
        let member = members.iter().find(|(_, member)| container_name(member) == name);
        if let Some(container) = member.map(|(container, _)| container.clone()) {
            return Ok(FoundMember { observed, container });
        }
    }
    Err(missing(name))
}

fn missing(name: &str) -> EngineError {
    EngineError::new(EngineErrorKind::NoSuchContainer, format!("no pod has `{name}`"))
}

/// Removes a member with everything that is only its own. The last one takes the workload with it; then this returns when
/// all pods have ended.
pub(super) async fn remove(cluster: &Kubernetes, name: &str) -> Result<(), EngineError> {
    let FoundMember { observed, container } = find(cluster, name).await?;
    let mut workload = observed.workload.clone();
    let Some(member) = workload.members.remove(&container) else { return Err(missing(name)) };
    // Services first: they lead to a container that is about to end.
    remove_objects(cluster, &member.labels).await?;
    if workload.members.is_empty() {
        cluster.delete(observed.kind, &workload.name, observed.uid()).await?;
        return wait_until_gone(cluster, &observed).await;
    }
    if observed.kind == Kind::Pod {
        // A pod cannot be changed, only replaced.
        cluster.delete(Kind::Pod, &workload.name, observed.uid()).await?;
        wait_until_gone(cluster, &observed).await?;
        return cluster.apply(Kind::Pod, &workload.manifest(), None).await.map(drop);
    }
    // One that was scaled to no pods stays a deployment: the number of pods is not what changes here.
    workload.replicas = workload.replicas.max(1);
    let uid = Some(observed.uid());
    cluster.apply(Kind::Deployment, &workload.manifest(), uid).await.map(drop)
}

/// Removes the services, files and secrets of an application.
async fn remove_objects(cluster: &Kubernetes, labels: &Labels) -> Result<(), EngineError> {
    let (Some(environment), Some(application)) = (labels.get(ENVIRONMENT), labels.get(APPLICATION))
    else {
        return Ok(());
    };
    let selector = format!("{ENVIRONMENT}={environment}");
    for kind in [Kind::Service, Kind::ConfigMap, Kind::Secret] {
        let all = objects::select(cluster, kind, &selector).await?;
        let own = all
            .iter()
            .filter(|object| object["metadata"]["annotations"][APPLICATION] == **application);
        for object in own {
            cluster.delete(kind, name_of(object), uid(object)).await?;
        }
    }
    Ok(())
}

async fn wait_until_gone(cluster: &Kubernetes, observed: &Observed) -> Result<(), EngineError> {
    let selector = observed.workload.selector();
    let grace = observed.workload.members.values().filter_map(|member| member.grace).max();
    let limit = REMOVAL_LIMIT + Duration::from_secs(grace.unwrap_or(DEFAULT_GRACE));
    let gone = async {
        while !cluster.select(Kind::Pod, &selector).await?.is_empty() {
            tokio::time::sleep(REMOVAL_PAUSE).await;
        }
        Ok(())
    };
    match tokio::time::timeout(limit, gone).await {
        Ok(done) => done,
        Err(_) => {
            let message = format!(
                "the pods of `{}` have not ended within {} s",
                observed.workload.name,
                limit.as_secs()
            );
            Err(EngineError::new(EngineErrorKind::Timeout, message))
        }
    }
}

/// The persistent volume claims that carry our labels.
pub(super) async fn volumes(
    cluster: &Kubernetes,
    labels: &LabelFilter,
) -> Result<Vec<VolumeSummary>, EngineError> {
    let all = objects::select(cluster, Kind::PersistentVolumeClaim, &selector(labels)).await?;
    let mut found: Vec<VolumeSummary> =
        all.iter().filter(|claim| !is_ending(claim)).map(volume).collect();
    found.retain(|volume| labels.matches(&volume.labels));
    Ok(found)
}

fn volume(claim: &ApiObject) -> VolumeSummary {
    let metadata = &claim["metadata"];
    let texts =
        |value: &Value| -> Labels { serde_json::from_value(value.clone()).unwrap_or_default() };
    let mut labels = texts(&metadata["labels"]);
    labels.extend(texts(&metadata["annotations"]));
    VolumeSummary { name: name_of(claim).to_owned(), labels }
}

pub(super) async fn remove_volume(cluster: &Kubernetes, name: &str) -> Result<(), EngineError> {
    let kind = Kind::PersistentVolumeClaim;
    match cluster.get(kind, name).await? {
        Some(claim) => cluster.delete(kind, name, uid(&claim)).await,
        None => Err(EngineError::new(
            EngineErrorKind::NoSuchVolume,
            format!("there is no volume claim `{name}`"),
        )),
    }
}
