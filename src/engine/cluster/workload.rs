//! A workload: the deployment or the pod that holds the containers of one pod of a program.
//!
//! Applications that share a pod come one by one, perhaps from different runs. So the object carries a description of
//! each member in an annotation ([`MEMBERS`]), and is a function of these alone: to add, change or remove a member is to
//! change the table and build the object anew. Nothing is ever copied from what the cluster filled in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{ApiObject, Kind};
use crate::engine::Labels;
use crate::engine::label::{ENVIRONMENT, HASH};

/// The label with the name of the pod in the program, in lower case.
pub(crate) const POD: &str = "io.murano.pod";
/// The annotation with the members of a workload, as JSON.
pub(crate) const MEMBERS: &str = "io.murano.members";
/// The annotation of pods with the hashes of their members: pods are replaced when one changes.
const HASHES: &str = "io.murano.hashes";

/// The grace period of a stop in seconds where a member names none: that of container engines.
pub(crate) const DEFAULT_GRACE: u64 = 10;

/// The restart policies of pods, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum PodRestart {
    /// A container that exits stays so.
    #[default]
    Never,
    /// It is restarted when it fails.
    OnFailure,
    /// It is always restarted.
    Always,
}

/// One application's part of a workload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PodMember {
    /// The labels that its container would carry at a container engine.
    pub labels: Labels,
    /// Its container, as the API has it.
    pub container: Value,
    /// The volumes of the pod that it mounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Value>,
    /// When it is restarted, in a pod that is not part of a deployment.
    #[serde(default)]
    pub restart: PodRestart,
    /// Grace period of a stop, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<u64>,
    /// The secrets with credentials for its registry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pull_secrets: Vec<String>,
    /// Annotations of its pods.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

/// A deployment, or a pod of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Workload {
    /// Its name at the cluster.
    pub name: String,
    /// The environment.
    pub environment: String,
    /// The name of the pod in the program, in lower case.
    pub pod: String,
    /// The program's own labels of its pods.
    pub labels: Labels,
    /// The number of pods; 0: one pod without a deployment.
    pub replicas: u32,
    /// The applications in it, by the names of their containers.
    pub members: BTreeMap<String, PodMember>,
}

impl Workload {
    /// The kind of object it is.
    #[must_use]
    pub(crate) fn kind(&self) -> Kind {
        if self.replicas > 0 { Kind::Deployment } else { Kind::Pod }
    }

    /// A selector of its pods, as `a=b,c=d`.
    #[must_use]
    pub(crate) fn selector(&self) -> String {
        format!("{ENVIRONMENT}={},{POD}={}", self.environment, self.pod)
    }

    /// Reads a workload; `None` when the object is none of ours, such as a pod that a deployment made.
    #[must_use]
    pub(crate) fn read(kind: Kind, manifest: &ApiObject) -> Option<Self> {
        let metadata = &manifest["metadata"];
        let members = serde_json::from_str(metadata["annotations"][MEMBERS].as_str()?).ok()?;
        let label = |key: &str| metadata["labels"][key].as_str().map(str::to_owned);
        let pod_labels = match kind {
            Kind::Deployment => &manifest["spec"]["template"]["metadata"]["labels"],
            _ => &metadata["labels"],
        };
        let replicas = match kind {
            Kind::Deployment => u32::try_from(manifest["spec"]["replicas"].as_u64()?).ok()?,
            _ => 0,
        };
        let mut labels: Labels = serde_json::from_value(pod_labels.clone()).ok()?;
        labels.retain(|key, _| key != ENVIRONMENT && key != POD);
        Some(Self {
            name: metadata["name"].as_str()?.to_owned(),
            environment: label(ENVIRONMENT)?,
            pod: label(POD)?,
            labels,
            replicas,
            members,
        })
    }

    /// The object that describes it.
    #[must_use]
    pub(crate) fn manifest(&self) -> ApiObject {
        let members = serde_json::to_string(&self.members).unwrap_or_default();
        let own = json!({ ENVIRONMENT: self.environment, POD: self.pod });
        if self.replicas == 0 {
            let mut annotations = self.annotations();
            annotations.insert(MEMBERS.into(), members.into());
            return json!({
                "apiVersion": Kind::Pod.api_version(),
                "kind": Kind::Pod.name(),
                "metadata": { "name": self.name, "labels": self.pod_labels(), "annotations": annotations },
                "spec": self.pod_spec(self.restart()),
            });
        }
        json!({
            "apiVersion": Kind::Deployment.api_version(),
            "kind": Kind::Deployment.name(),
            "metadata": { "name": self.name, "labels": own, "annotations": { MEMBERS: members } },
            "spec": {
                "replicas": self.replicas,
                "selector": { "matchLabels": own },
                // A new pod is ready before an old one ends.
                "strategy": {
                    "type": "RollingUpdate",
                    "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 },
                },
                "template": {
                    "metadata": { "labels": self.pod_labels(), "annotations": self.annotations() },
                    "spec": self.pod_spec(PodRestart::Always),
                },
            },
        })
    }

    /// The fields of containers that this workload, which is to be a deployment, has no longer, as nulls; `None`: it has
    /// all of them. The cluster keeps what it filled in for a field that is gone, and then refuses the rest of it.
    #[must_use]
    pub(crate) fn vanished_fields(&self, before: &Self) -> Option<Value> {
        let mut containers = Vec::new();
        for (name, member) in &self.members {
            let Some(before) = before.members.get(name) else { continue };
            let keys = before.container.as_object().into_iter().flatten().map(|(key, _)| key);
            let gone: Map<String, Value> = keys
                .filter(|key| member.container.get(key.as_str()).is_none())
                .map(|key| (key.clone(), Value::Null))
                .collect();
            if !gone.is_empty() {
                let mut container = gone;
                container.insert("name".into(), name.as_str().into());
                containers.push(Value::Object(container));
            }
        }
        let template = json!({ "spec": { "containers": containers } });
        (!containers.is_empty()).then(|| json!({ "spec": { "template": template } }))
    }

    fn pod_labels(&self) -> Value {
        let mut labels = self.labels.clone();
        labels.insert(ENVIRONMENT.to_owned(), self.environment.clone());
        labels.insert(POD.to_owned(), self.pod.clone());
        json!(labels)
    }

    fn annotations(&self) -> Map<String, Value> {
        let hash = |member: &PodMember| member.labels.get(HASH).cloned().unwrap_or_default();
        let hashes: BTreeMap<&String, String> =
            self.members.iter().map(|(name, member)| (name, hash(member))).collect();
        let own = self.members.values().flat_map(|member| &member.annotations);
        let mut all: Map<String, Value> =
            own.map(|(key, value)| (key.clone(), value.as_str().into())).collect();
        all.insert(HASHES.into(), json!(hashes).to_string().into());
        all
    }

    fn restart(&self) -> PodRestart {
        self.members.values().map(|member| member.restart).max().unwrap_or_default()
    }

    fn pod_spec(&self, restart: PodRestart) -> Value {
        let members = || self.members.values();
        let mut spec = json!({
            "containers": members().map(|member| member.container.clone()).collect::<Vec<_>>(),
            "restartPolicy": restart,
        });
        let volumes: Vec<Value> = members().flat_map(|member| member.volumes.clone()).collect();
        let mut secrets: Vec<&String> = members().flat_map(|member| &member.pull_secrets).collect();
        secrets.sort();
        secrets.dedup();
        if !volumes.is_empty() {
            spec["volumes"] = volumes.into();
        }
        if !secrets.is_empty() {
            spec["imagePullSecrets"] = secrets.iter().map(|name| json!({ "name": name })).collect();
        }
        let grace = members().map(|member| member.grace.unwrap_or(DEFAULT_GRACE)).max();
        spec["terminationGracePeriodSeconds"] = grace.unwrap_or(DEFAULT_GRACE).into();
        spec
    }
}

/// The first field in which an object differs from what was asked for, as `spec.replicas`; `None`: it has all of it.
/// Fields that were not asked for do not count: the cluster and other clients set them. In lists, the items with a
/// `name` are compared by it.
#[must_use]
pub(crate) fn first_difference(wanted: &Value, actual: &Value) -> Option<String> {
    let mut path = Vec::new();
    differs(wanted, actual, &mut path).then(|| path.join("."))
}

fn differs(wanted: &Value, actual: &Value, path: &mut Vec<String>) -> bool {
    match (wanted, actual) {
        (Value::Object(wanted), _) => wanted.iter().any(|(key, value)| {
            path.push(key.clone());
            differs(value, &actual[key], path) || path.pop().is_none()
        }),
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.iter().enumerate().any(|(index, item)| {
                let name = item.get("name");
                let other = match name {
                    Some(name) => found.iter().find(|other| other.get("name") == Some(name)),
                    None => found.get(index),
                };
                let shown = name.and_then(Value::as_str).map_or(index.to_string(), str::to_owned);
                path.push(shown);
                differs(item, other.unwrap_or(&Value::Null), path) || path.pop().is_none()
            })
        }
        // An empty list or text is the same as none.
        (Value::Array(wanted), Value::Null) => !wanted.is_empty(),
        (Value::String(wanted), Value::Null) => !wanted.is_empty(),
        (Value::Bool(false), Value::Null) => false,
        _ => wanted != actual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workload(replicas: u32) -> Workload {
        let member = |image: &str, restart| PodMember {
            labels: Labels::from([(HASH.to_owned(), image.to_owned())]),
            container: json!({ "name": image, "image": image }),
            restart,
            ..PodMember::default()
        };
        let members = [("a", PodRestart::Never), ("b", PodRestart::OnFailure)];
        let members = members.map(|(name, restart)| (name.to_owned(), member(name, restart)));
        Workload {
            name: "shop-front".into(),
            environment: "shop".into(),
            pod: "front".into(),
            labels: Labels::from([("tier".to_owned(), "web".to_owned())]),
            replicas,
            members: members.into(),
        }
    }

    #[test]
    fn an_object_is_read_as_the_workload_that_it_was_made_of() {
        for replicas in [0, 3] {
            let workload = workload(replicas);
            let manifest = workload.manifest();
            assert_eq!(Workload::read(workload.kind(), &manifest), Some(workload));
        }
    }

    #[test]
    fn the_strongest_restart_policy_of_a_pod_counts() {
        assert_eq!(workload(0).manifest()["spec"]["restartPolicy"], "OnFailure");
        let deployment = workload(1).manifest();
        assert_eq!(deployment["spec"]["template"]["spec"]["restartPolicy"], "Always");
    }

    #[test]
    fn pods_of_a_deployment_are_no_workloads() {
        let template = workload(1).manifest()["spec"]["template"].clone();
        assert_eq!(Workload::read(Kind::Pod, &template), None);
    }

    #[test]
    fn fields_that_are_gone_become_null() {
        let after = workload(1);
        let mut before = workload(1);
        assert_eq!(after.vanished_fields(&before), None);
        let member = before.members.get_mut("a").expect("a member");
        member.container["readinessProbe"] = json!({ "exec": {} });
        let found = after.vanished_fields(&before).expect("a field");
        let container = json!({ "name": "a", "readinessProbe": null });
        assert_eq!(found["spec"]["template"]["spec"]["containers"], json!([container]));
    }

    #[test]
    fn what_the_cluster_fills_in_is_no_difference() {
        let wanted =
            json!({ "spec": { "containers": [{ "name": "a", "args": [], "tty": false }] } });
        let actual = json!({ "spec": {
            "containers": [{ "name": "sidecar" }, { "name": "a", "imagePullPolicy": "Always" }],
            "dnsPolicy": "ClusterFirst",
        } });
        assert_eq!(first_difference(&wanted, &actual), None);
    }

    #[test]
    fn differences_are_named() {
        let wanted = json!({ "spec": { "containers": [{ "name": "a", "image": "x:1" }] } });
        let actual = json!({ "spec": { "containers": [{ "name": "a", "image": "x:2" }] } });
        let found = first_difference(&wanted, &actual);
        assert_eq!(found.as_deref(), Some("spec.containers.a.image"));
        let gone = json!({ "spec": { "containers": [] } });
        assert_eq!(first_difference(&wanted, &gone).as_deref(), Some("spec.containers.a.name"));
    }
}
