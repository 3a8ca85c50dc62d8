//! Why pods do not become ready: what the cluster says of containers, nodes, quotas and webhooks, as errors of the
//! application that it concerns.

use std::time::Duration;

use serde_json::Value;

use crate::engine::cluster::instances::Status;
use crate::engine::cluster::workload::Workload;
use crate::engine::cluster::{ApiObject, Kind};
use crate::engine::{EngineError, EngineErrorKind};
use crate::hosts::error::HostError;
use crate::hosts::labels::APPLICATION;
use crate::hosts::readiness::last_lines;

use super::assess::PodWork;

/// How many events a report quotes.
const QUOTED_EVENTS: usize = 5;

impl PodWork<'_> {
    /// Fails when a container of a pod will not run.
    pub(super) async fn check_pod(
        &self,
        pod: &ApiObject,
        workload: &Workload,
    ) -> Result<(), HostError> {
        for name in workload.members.keys() {
            let Some(status) = Status::of(pod, name) else { continue };
            self.check_container(pod, name, status, workload).await?;
        }
        Ok(())
    }

    async fn check_container(
        &self,
        pod: &ApiObject,
        name: &str,
        status: Status<'_>,
        workload: &Workload,
    ) -> Result<(), HostError> {
        let member = &workload.members[name];
        let image = member.container["image"].as_str().unwrap_or_default().to_owned();
        let application = || application(workload, name);
        let message = status.message().to_owned();
        match status.reason() {
            Some(
                "ErrImagePull" | "ImagePullBackOff" | "InvalidImageName" | "ErrImageNeverPull",
            ) => {
                let pulled = status.reason() != Some("ErrImageNeverPull");
                let message = self.pull_message(pod).await.unwrap_or(message);
                let error = EngineError::new(pull_failure(&message), message);
                return Err(HostError::ImageMissing {
                    container: application(),
                    image,
                    error,
                    pulled,
                });
            }
            Some("CreateContainerConfigError" | "CreateContainerError" | "RunContainerError") => {
                return Err(self.cannot_run(name, message));
            }
            _ => {}
        }
        let end = ["state", "lastState"]
            .iter()
            .find_map(|key| Some(&status.0[*key]["terminated"]).filter(|end| !end.is_null()));
        let Some(end) = end else { return Ok(()) };
        if matches!(end["reason"].as_str(), Some("ContainerCannotRun" | "StartError")) {
            let said = end["message"].as_str().unwrap_or_default().to_owned();
            return Err(self.cannot_run(name, said));
        }
        let restarts = status.restarts() > 0;
        let log = self.log_of(pod, name, restarts && status.0["state"].get("terminated").is_none());
        let log = log.await;
        if restarts && let Some(output) = self.failed_probe(pod).await {
            let container = application();
            return Err(HostError::Unhealthy { check: None, container, output, log });
        }
        Err(HostError::Exited {
            container: application(),
            exit_code: status.exit_code(),
            out_of_memory: status.is_out_of_memory(),
            restarting: restarts,
            log,
        })
    }

    /// Fails when the cluster creates no pods for a deployment: a quota, a webhook or a policy refuses them.
    pub(super) async fn check_deployment(
        &self,
        deployment: &ApiObject,
        workload: &Workload,
    ) -> Result<(), HostError> {
        let conditions = deployment["status"]["conditions"].as_array();
        let failure = conditions.into_iter().flatten().find(|condition| {
            condition["type"] == "ReplicaFailure" && condition["status"] == "True"
        });
        let Some(failure) = failure else { return Ok(()) };
        let said = failure["message"].as_str().unwrap_or("no pod can be created").to_owned();
        Err(HostError::PodFailed {
            container: self.container.name.clone(),
            pod: workload.name.clone(),
            reason: said,
            events: Vec::new(),
            log: Vec::new(),
        })
    }

    /// The error when the pods have not become ready in time.
    pub(super) async fn too_slow(&self, workload: &Workload, limit: Duration) -> HostError {
        let pods = self.cluster.select(Kind::Pod, &workload.selector()).await.unwrap_or_default();
        let container = self.container.name.clone();
        let waiting = pods.iter().find(|pod| !is_ready(pod));
        let Some(pod) = waiting else {
            return HostError::TimedOut {
                container,
                doing: "waiting for the pods of".into(),
                limit,
                property: "startTimeout",
                log: Vec::new(),
            };
        };
        let log = self.log_of(pod, &self.member_name(), false).await;
        if let Some(output) = self.failed_probe(pod).await {
            return HostError::Unhealthy { check: None, container, output, log };
        }
        let reason = match unscheduled(pod) {
            Some(reason) => format!("no node takes it: {reason}"),
            None => format!("it was not ready within {} s", limit.as_secs()),
        };
        let events = self.events_of(pod).await;
        HostError::PodFailed { container, pod: workload.name.clone(), reason, events, log }
    }

    /// The error when somebody has deleted the workload while it was waited for.
    pub(super) fn vanished(&self, workload: &Workload) -> HostError {
        HostError::PodFailed {
            container: self.container.name.clone(),
            pod: workload.name.clone(),
            reason: "somebody has deleted it meanwhile".into(),
            events: Vec::new(),
            log: Vec::new(),
        }
    }

    fn cannot_run(&self, name: &str, message: String) -> HostError {
        let lower = message.to_lowercase();
        let kind = match lower.contains("executable file not found")
            || lower.contains("no such file or directory")
            || lower.contains("permission denied")
        {
            true => EngineErrorKind::BadCommand,
            false => EngineErrorKind::BadRequest,
        };
        self.failed(&format!("starting the container `{name}`"), EngineError::new(kind, message))
    }

    /// The registry's own words are in an event; the status only says that it is tried again.
    async fn pull_message(&self, pod: &ApiObject) -> Option<String> {
        let events = self.all_events(pod).await;
        let failed = events.iter().rev().find(|event| {
            event["reason"] == "Failed"
                && event["message"].as_str().is_some_and(|text| text.contains("pull image"))
        });
        let text = failed?["message"].as_str()?;
        let said = text.split_once(": ").map_or(text, |(_, said)| said);
        Some(without_protocol(said))
    }

    /// The output of a health check that failed last, from the events of a pod.
    async fn failed_probe(&self, pod: &ApiObject) -> Option<String> {
        let events = self.all_events(pod).await;
        // A probe that could not be made, because the container was gone, tells nothing.
        let failed = events.iter().rev().filter(|event| event["reason"] == "Unhealthy");
        let mut texts = failed.filter_map(|event| event["message"].as_str());
        let was_made = |output: &&str| {
            !["cannot exec", "OCI runtime", "not running"]
                .iter()
                .any(|words| output.contains(words))
        };
        let output = texts.find_map(|text| {
            text.split_once("probe failed: ").map(|(_, output)| output).filter(was_made)
        })?;
        Some(self.container.without_secrets(output.trim()))
    }

    async fn events_of(&self, pod: &ApiObject) -> Vec<String> {
        let all = self.all_events(pod).await;
        let shown = all.iter().filter(|event| event["type"] == "Warning").map(|event| {
            let text = |key: &str| event[key].as_str().unwrap_or_default().trim().to_owned();
            format!("{}: {}", text("reason"), without_protocol(&text("message")))
        });
        let mut shown: Vec<String> =
            shown.map(|line| self.container.without_secrets(&line)).collect();
        shown.dedup();
        shown[shown.len().saturating_sub(QUOTED_EVENTS)..].to_vec()
    }

    /// The events of a pod, the last one last; none when they cannot be read.
    async fn all_events(&self, pod: &ApiObject) -> Vec<ApiObject> {
        let mut all = self.cluster.select(Kind::Event, "").await.unwrap_or_default();
        all.retain(|event| event["involvedObject"]["uid"] == pod["metadata"]["uid"]);
        let time = |event: &ApiObject| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let last = text(&event["lastTimestamp"]);
            if last.is_empty() { text(&event["eventTime"]) } else { last }
        };
        all.sort_by_key(time);
        all
    }

    async fn log_of(&self, pod: &ApiObject, container: &str, previous: bool) -> Vec<String> {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let lines = self.cluster.last_lines(name, container, previous).await.unwrap_or_default();
        last_lines(&self.container.without_secrets(&lines.join("\n")))
    }
}

/// A message without the words of the protocol between kubelet and engine.
fn without_protocol(message: &str) -> String {
    message.replace("rpc error: code = Unknown desc = ", "")
}

/// The kind of a failed pull, by the words of the node's engine and of the registry.
fn pull_failure(message: &str) -> EngineErrorKind {
    let text = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if says(&["unauthorized", "authentication required", "no basic auth"]) => {
            EngineErrorKind::Unauthorized
        }
        () if says(&[
            "dial tcp",
            "lookup ",
            "connection refused",
            "no such host",
            "timeout",
            "x509",
        ]) =>
        {
            EngineErrorKind::RegistryUnreachable
        }
        () => EngineErrorKind::NoSuchImage,
    }
}

fn application(workload: &Workload, container: &str) -> String {
    workload.members[container].labels.get(APPLICATION).cloned().unwrap_or_default()
}

fn conditions(pod: &ApiObject) -> impl Iterator<Item = &ApiObject> {
    pod["status"]["conditions"].as_array().into_iter().flatten()
}

fn is_ready(pod: &ApiObject) -> bool {
    conditions(pod).any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

/// Why no node takes a pod.
fn unscheduled(pod: &ApiObject) -> Option<&str> {
    let found = conditions(pod)
        .find(|condition| condition["type"] == "PodScheduled" && condition["status"] == "False")?;
    found["message"].as_str()
}
