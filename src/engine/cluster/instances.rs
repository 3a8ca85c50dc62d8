//! The containers of workloads as a container engine would list them: what their pods say of each.
//!
//! A member of a workload is one container here, in however many pods it runs. Of its instances the best one speaks:
//! an application runs when one of its pods does.

use jiff::Timestamp;
use serde_json::Value;

use super::workload::{POD, PodMember, Workload};
use super::{ApiObject, Kind};
use crate::engine::label::{APPLICATION, ENVIRONMENT, PORTS};
use crate::engine::{
    ContainerDetail, ContainerState, ContainerSummary, Health, HealthState, NetworkAddress,
    PublishedPort,
};

/// The address of all containers of a pod for one another.
const LOOPBACK: std::net::Ipv4Addr = std::net::Ipv4Addr::LOCALHOST;

/// A workload as it was listed, with its pods.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Observed {
    /// Its kind: a deployment may have been scaled to no pods.
    pub kind: Kind,
    /// What was asked for.
    pub workload: Workload,
    /// The object.
    pub manifest: ApiObject,
    /// Its pods that are not being deleted, the newest first.
    pub pods: Vec<ApiObject>,
}

/// Finds the workloads among deployments and pods, and the pods of each.
#[must_use]
pub(crate) fn observe(deployments: &[ApiObject], pods: &[ApiObject]) -> Vec<Observed> {
    let deployments = deployments.iter().map(|manifest| (Kind::Deployment, manifest));
    let own_pods = pods.iter().map(|manifest| (Kind::Pod, manifest));
    let workloads = deployments
        .chain(own_pods)
        .filter_map(|(kind, manifest)| Some((kind, Workload::read(kind, manifest)?, manifest)));
    let mut all: Vec<Observed> = workloads
        .map(|(kind, workload, manifest)| {
            let mut own: Vec<&ApiObject> =
                pods.iter().filter(|pod| is_of(pod, &workload) && !is_ending(pod)).collect();
            own.sort_by_key(|pod| std::cmp::Reverse(created(pod)));
            Observed {
                kind,
                manifest: manifest.clone(),
                pods: own.into_iter().cloned().collect(),
                workload,
            }
        })
        .collect();
    all.sort_by(|a, b| a.workload.name.cmp(&b.workload.name));
    all
}

impl Observed {
    /// Whether the object itself is being deleted.
    #[must_use]
    pub(crate) fn is_ending(&self) -> bool {
        is_ending(&self.manifest)
    }

    /// The uid of the object.
    #[must_use]
    pub(crate) fn uid(&self) -> &str {
        uid(&self.manifest)
    }

    /// Its members as containers. `name` gives the name of a member's container at a container engine.
    #[must_use]
    pub(crate) fn containers(&self) -> Vec<ContainerDetail> {
        let members = self.workload.members.iter();
        members.map(|(name, member)| self.container(name, member)).collect()
    }

    fn container(&self, name: &str, member: &PodMember) -> ContainerDetail {
        let statuses: Vec<Status<'_>> =
            self.pods.iter().filter_map(|pod| Status::of(pod, name)).collect();
        let best = statuses.iter().max_by_key(|status| rank(status.state()));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let has_probe = member.container.get("readinessProbe").is_some();
        let health = match best {
            Some(status) if has_probe => status.health(),
            _ if has_probe => HealthState::Starting,
            _ => HealthState::None,
        };
        let state = match best {
            _ if self.is_ending() => ContainerState::Removing,
            Some(status) => status.state(),
            None => ContainerState::Created,
        };
        let runs = state == ContainerState::Running;
        let network = format!("murano-{}", self.workload.environment);
        let address = runs.then_some(LOOPBACK.into());
        ContainerDetail {
            summary: ContainerSummary {
                id: format!("{}/{name}", self.uid()),
                name: container_name(member),
                image: text(&member.container["image"]),
                image_id: best.map(|status| text(&status.0["imageID"])).unwrap_or_default(),
                state,
                health,
                exit_code: best.and_then(Status::exit_code),
                labels: member.labels.clone(),
                ports: if runs { published(member) } else { Vec::new() },
                networks: vec![NetworkAddress { network, address }],
            },
            error: best
                .map(|status| text(&status.0["state"]["waiting"]["message"]))
                .unwrap_or_default(),
            out_of_memory: best.is_some_and(Status::is_out_of_memory),
            restarts: statuses.iter().map(Status::restarts).sum(),
            started_at: best
                .map(|status| text(&status.0["state"]["running"]["startedAt"]))
                .unwrap_or_default(),
            health: Health { state: health, ..Health::default() },
            ..ContainerDetail::default()
        }
    }
}

/// The name that a member's container would have at a container engine.
#[must_use]
pub(crate) fn container_name(member: &PodMember) -> String {
    let label = |key: &str| member.labels.get(key).map(String::as_str).unwrap_or_default();
    format!("{}-{}", label(ENVIRONMENT), label(APPLICATION))
}

/// What a pod says of one of its containers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status<'a>(pub(crate) &'a Value);

impl<'a> Status<'a> {
    /// The status of a container; `None`: the pod does not know it yet.
    #[must_use]
    pub(crate) fn of(pod: &'a ApiObject, container: &str) -> Option<Self> {
        let all = pod["status"]["containerStatuses"].as_array()?;
        all.iter().find(|status| status["name"] == container).map(Self)
    }

    /// The state in the words of container engines.
    #[must_use]
    pub(crate) fn state(&self) -> ContainerState {
        let state = &self.0["state"];
        match () {
            () if state.get("running").is_some() => ContainerState::Running,
            () if state.get("terminated").is_some() => ContainerState::Exited,
            () if self.reason() == Some("CrashLoopBackOff") => ContainerState::Restarting,
            () => ContainerState::Created,
        }
    }

    /// Why it waits, as the cluster names it.
    #[must_use]
    pub(crate) fn reason(&self) -> Option<&'a str> {
        self.0["state"]["waiting"]["reason"].as_str()
    }

    /// The cluster's words to that.
    #[must_use]
    pub(crate) fn message(&self) -> &'a str {
        self.0["state"]["waiting"]["message"].as_str().unwrap_or_default()
    }

    /// Whether it takes requests.
    #[must_use]
    pub(crate) fn is_ready(&self) -> bool {
        self.0["ready"].as_bool().unwrap_or(false)
    }

    /// How often it was restarted.
    #[must_use]
    pub(crate) fn restarts(&self) -> u64 {
        self.0["restartCount"].as_u64().unwrap_or_default()
    }

    /// How it ended last, if it did.
    fn last_end(&self) -> Option<&'a Value> {
        let ends = [&self.0["state"]["terminated"], &self.0["lastState"]["terminated"]];
        ends.into_iter().find(|end| !end.is_null())
    }

    /// The exit code of its last end.
    #[must_use]
    pub(crate) fn exit_code(&self) -> Option<i64> {
        self.last_end()?["exitCode"].as_i64()
    }

    /// Whether it was ended because it exceeded its memory limit.
    #[must_use]
    pub(crate) fn is_out_of_memory(&self) -> bool {
        self.last_end().is_some_and(|end| end["reason"] == "OOMKilled")
    }

    fn health(&self) -> HealthState {
        match self.state() {
            ContainerState::Running if self.is_ready() => HealthState::Healthy,
            _ => HealthState::Starting,
        }
    }
}

fn rank(state: ContainerState) -> u8 {
    match state {
        ContainerState::Running => 3,
        ContainerState::Restarting => 2,
        ContainerState::Exited => 1,
        _ => 0,
    }
}

/// The ports that nodes publish, from the labels of a member.
fn published(member: &PodMember) -> Vec<PublishedPort> {
    #[derive(serde::Deserialize)]
    struct Port {
        port: u16,
        protocol: String,
        published: Option<u16>,
    }
    let text = member.labels.get(PORTS).map(String::as_str).unwrap_or("[]");
    let ports: Vec<Port> = serde_json::from_str(text).unwrap_or_default();
    let convert = |port: Port| PublishedPort {
        container_port: port.port,
        protocol: if port.protocol.eq_ignore_ascii_case("udp") {
            crate::engine::Protocol::Udp
        } else {
            crate::engine::Protocol::Tcp
        },
        host_address: None,
        host_port: port.published,
    };
    ports.into_iter().map(convert).collect()
}

/// Whether a deployment has not replaced all of its pods yet (its status, as `kubectl rollout status` reads it).
#[must_use]
pub(crate) fn is_rolling_out(deployment: &ApiObject) -> bool {
    if deployment["kind"] != Kind::Deployment.name() {
        return false;
    }
    let (spec, status) = (&deployment["spec"], &deployment["status"]);
    let number = |value: &ApiObject| value.as_u64().unwrap_or_default();
    let wanted = number(&spec["replicas"]);
    number(&status["observedGeneration"]) < number(&deployment["metadata"]["generation"])
        || number(&status["updatedReplicas"]) < wanted
        || number(&status["replicas"]) != number(&status["updatedReplicas"])
        || number(&status["availableReplicas"]) < wanted
        || number(&status["replicas"]) > wanted
}

fn is_of(pod: &ApiObject, workload: &Workload) -> bool {
    let labels = &pod["metadata"]["labels"];
    labels[ENVIRONMENT] == *workload.environment && labels[POD] == *workload.pod
}

/// Whether an object is being deleted.
#[must_use]
pub(crate) fn is_ending(object: &ApiObject) -> bool {
    object["metadata"]["deletionTimestamp"].is_string()
}

/// The uid of an object.
#[must_use]
pub(crate) fn uid(object: &ApiObject) -> &str {
    object["metadata"]["uid"].as_str().unwrap_or_default()
}

fn created(object: &ApiObject) -> Option<Timestamp> {
    object["metadata"]["creationTimestamp"].as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn workload() -> Workload {
        let labels = [("io.murano.environment", "shop"), ("io.murano.application", "Web")];
        let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let member = PodMember {
            labels: labels.into(),
            container: json!({ "name": "web", "image": "web:1", "readinessProbe": {} }),
            ..PodMember::default()
        };
        Workload {
            name: "shop-front".into(),
            environment: "shop".into(),
            pod: "front".into(),
            replicas: 2,
            members: BTreeMap::from([("web".to_owned(), member)]),
            ..Workload::default()
        }
    }

    fn pod(status: &Value, time: &str) -> ApiObject {
        let labels = json!({ "io.murano.environment": "shop", "io.murano.pod": "front" });
        json!({
            "metadata": { "labels": labels, "creationTimestamp": time },
            "status": { "containerStatuses": [status] },
        })
    }

    fn observed(pods: &[ApiObject]) -> ContainerDetail {
        let all = observe(&[workload().manifest()], pods);
        all[0].containers().remove(0)
    }

    #[test]
    fn an_application_without_pods_was_created() {
        let found = observed(&[]).summary;
        assert_eq!((found.state, &*found.name), (ContainerState::Created, "shop-Web"));
        assert_eq!(found.health, HealthState::Starting);
    }

    #[test]
    fn an_application_runs_when_one_of_its_pods_does() {
        let crashing = json!({ "name": "web", "restartCount": 3,
            "state": { "waiting": { "reason": "CrashLoopBackOff" } },
            "lastState": { "terminated": { "exitCode": 137, "reason": "OOMKilled" } } });
        let running = json!({ "name": "web", "ready": true, "restartCount": 1,
            "state": { "running": { "startedAt": "2026-01-01T00:00:00Z" } } });
        let both = observed(&[
            pod(&crashing, "2026-01-01T00:00:01Z"),
            pod(&running, "2026-01-01T00:00:00Z"),
        ]);
        assert_eq!(both.summary.state, ContainerState::Running);
        assert_eq!((both.summary.health, both.restarts), (HealthState::Healthy, 4));
        let alone = observed(&[pod(&crashing, "2026-01-01T00:00:01Z")]);
        assert_eq!(alone.summary.state, ContainerState::Restarting);
        assert_eq!((alone.summary.exit_code, alone.out_of_memory), (Some(137), true));
    }

    #[test]
    fn a_rollout_ends_when_only_new_pods_are_left_and_available() {
        let deployment = |status: ApiObject| {
            json!({
                "kind": "Deployment",
                "metadata": { "generation": 2 },
                "spec": { "replicas": 2 },
                "status": status,
            })
        };
        let done = json!({
            "observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2,
        });
        assert!(!is_rolling_out(&deployment(done.clone())));
        for (field, value) in [
            ("observedGeneration", 1),
            ("replicas", 3),
            ("updatedReplicas", 1),
            ("availableReplicas", 1),
        ] {
            let mut status = done.clone();
            status[field] = value.into();
            assert!(is_rolling_out(&deployment(status)), "{field}");
        }
    }
}
