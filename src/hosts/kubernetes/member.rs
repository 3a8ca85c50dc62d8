//! A container as the API of Kubernetes describes one: the part of an application in its pod.

use serde_json::{Value, json};

use crate::diag::mask::secret_parts;
use crate::engine::cluster::workload::{PodMember, PodRestart};
use crate::engine::{HealthCheck, Labels, Restart};
use crate::hosts::container::{Container, InvalidContainer, PullPolicy, Volume, VolumeMount};
use crate::hosts::error::HostError;

use super::names;

/// The permission bits of everybody but a file's owner.
const OTHERS: u32 = 0o077;
/// The most that a ConfigMap or a Secret holds, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The names of the objects that an application's container refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PartNames {
    /// The Secret with its secret variables.
    pub env: String,
    /// The ConfigMap with its files.
    pub files: String,
    /// The Secret with files that only their owner may read.
    pub secret_files: String,
    /// The Secret with credentials for its registry, if there are some.
    pub credentials: Option<String>,
}

/// Checks what only clusters refuse.
///
/// # Errors
/// The first property that has no meaning there.
pub(super) fn check(container: &Container) -> Result<(), HostError> {
    let bad = |field: &str, reason: String| {
        HostError::InvalidContainer(InvalidContainer {
            container: container.name.clone(),
            field: field.to_owned(),
            reason,
        })
    };
    if let Some(user) = &container.user
        && user_ids(user).is_none()
    {
        let reason = format!(
            "Kubernetes knows users by number, and `{user}` is none: as `1000` or `1000:1000`"
        );
        return Err(bad("user", reason));
    }
    let size: usize = container.files.iter().map(|file| file.content.len()).sum();
    if size > LARGEST {
        return Err(bad("files", format!("they have {size} bytes; a cluster stores up to 1 MiB")));
    }
    for mount in &container.volumes {
        if let Volume::Host { path, .. } = &mount.volume
            && path.split('/').any(|part| part == "..")
        {
            return Err(bad("volumes", format!("the path `{path}` of the node contains `..`")));
        }
    }
    Ok(())
}

/// The part of an application in its pod.
#[must_use]
pub(super) fn member(
    container: &Container,
    image: &str,
    labels: Labels,
    parts: &PartNames,
) -> PodMember {
    let name = names::container(&container.name);
    let mut described = json!({
        "name": name,
        "image": image,
        "imagePullPolicy": match container.pull_policy {
            PullPolicy::Missing => "IfNotPresent",
            PullPolicy::Always => "Always",
            PullPolicy::Never => "Never",
        },
        // The cluster's own message file would hide the last log lines.
        "terminationMessagePolicy": "FallbackToLogsOnError",
    });
    let mut set = |key: &str, value: Value| described[key] = value;
    if !container.entrypoint.is_empty() {
        set("command", json!(container.entrypoint));
    }
    if !container.commands.is_empty() {
        set("args", json!(container.commands));
    }
    if !container.env.is_empty() {
        set("env", env(container, parts));
    }
    if !container.ports.is_empty() {
        set("ports", ports(container));
    }
    if let Some(directory) = &container.working_dir {
        set("workingDir", directory.as_str().into());
    }
    let limits = limits(container);
    if limits != json!({}) {
        set("resources", json!({ "limits": limits }));
    }
    let security = security(container);
    if security != json!({}) {
        set("securityContext", security);
    }
    if let Some((readiness, liveness)) = container.healthcheck.as_ref().and_then(probes) {
        set("readinessProbe", readiness);
        set("livenessProbe", liveness);
    }
    let (mounts, volumes) = volumes(container, &name, parts);
    if !mounts.is_empty() {
        set("volumeMounts", mounts.into());
    }
    PodMember {
        labels,
        container: described,
        volumes,
        restart: restart(container.restart),
        grace: container.stop_timeout.map(|limit| limit.as_secs_f64().ceil() as u64),
        pull_secrets: parts.credentials.iter().cloned().collect(),
        annotations: container.labels.clone(),
    }
}

fn restart(policy: Restart) -> PodRestart {
    match policy {
        Restart::No => PodRestart::Never,
        Restart::OnFailure(_) => PodRestart::OnFailure,
        Restart::Always | Restart::UnlessStopped => PodRestart::Always,
    }
}

/// The variables; secret ones refer to a Secret.
fn env(container: &Container, parts: &PartNames) -> Value {
    let variable = |var: &crate::engine::EnvVar| match is_secret(&var.name, &var.value) {
        true => json!({
            "name": var.name,
            "valueFrom": { "secretKeyRef": { "name": parts.env, "key": var.name } },
        }),
        // `$(X)` would be replaced by another variable.
        false => json!({ "name": var.name, "value": var.value.replace("$(", "$$(") }),
    };
    container.env.iter().map(variable).collect()
}

/// Whether a variable is kept in a Secret: its name can be a key there, and it looks secret.
pub(super) fn is_secret(name: &str, value: &str) -> bool {
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().all(is_key) && !secret_parts(name, value).is_empty()
}

fn ports(container: &Container) -> Value {
    let port = |port: &crate::hosts::container::Port| json!({ "containerPort": port.port, "protocol": port.protocol.name().to_uppercase() });
    container.ports.iter().map(port).collect()
}

/// The limits, in the notation that the API returns.
fn limits(container: &Container) -> Value {
    let mut limits = json!({});
    if let Some(bytes) = container.memory {
        limits["memory"] = bytes.to_string().into();
    }
    if let Some(cpus) = container.cpus {
        let thousandths = (cpus * 1000.0).round() as u64;
        limits["cpu"] = match thousandths % 1000 {
            0 => (thousandths / 1000).to_string().into(),
            _ => format!("{thousandths}m").into(),
        };
    }
    limits
}

fn security(container: &Container) -> Value {
    let mut security = json!({});
    if container.privileged {
        security["privileged"] = true.into();
    }
    if container.read_only {
        security["readOnlyRootFilesystem"] = true.into();
    }
    if let Some((user, group)) = container.user.as_deref().and_then(user_ids) {
        security["runAsUser"] = user.into();
        if let Some(group) = group {
            security["runAsGroup"] = group.into();
        }
    }
    security
}

/// The numbers of a user and a group, as `1000:1000`.
fn user_ids(user: &str) -> Option<(u32, Option<u32>)> {
    match user.split_once(':') {
        Some((user, group)) => Some((user.parse().ok()?, Some(group.parse().ok()?))),
        None => Some((user.parse().ok()?, None)),
    }
}

/// A health check as two probes: of readiness, from the start; of liveness, after the start period.
fn probes(check: &HealthCheck) -> Option<(Value, Value)> {
    let command: Vec<String> = match check.test.split_first()? {
        (kind, rest) if kind == "CMD" => rest.to_vec(),
        (kind, rest) if kind == "CMD-SHELL" => {
            ["/bin/sh", "-c"].into_iter().map(str::to_owned).chain(rest.iter().cloned()).collect()
        }
        _ => return None,
    };
    // The API counts whole seconds.
    let seconds = |limit: Option<std::time::Duration>, default: u64| {
        limit.map_or(default, |limit| (limit.as_secs_f64().ceil() as u64).max(1))
    };
    let mut probe = json!({
        "exec": { "command": command },
        "periodSeconds": seconds(check.interval, 30),
        "timeoutSeconds": seconds(check.timeout, 30),
        "failureThreshold": check.retries.unwrap_or(3).max(1),
    });
    let liveness = {
        let mut liveness = probe.clone();
        liveness["initialDelaySeconds"] = seconds(check.start_period, 1).into();
        liveness
    };
    if let Some(interval) = check.start_interval {
        probe["periodSeconds"] = seconds(Some(interval), 1).into();
    }
    Some((probe, liveness))
}

/// The mounts of a container and the volumes of the pod behind them.
fn volumes(container: &Container, name: &str, parts: &PartNames) -> (Vec<Value>, Vec<Value>) {
    let (mut mounts, mut volumes) = (Vec::new(), Vec::new());
    for (index, VolumeMount { path, volume }) in container.volumes.iter().enumerate() {
        let volume_name = format!("{}-{index}", truncated(name));
        mounts.push(json!({ "name": volume_name, "mountPath": path }));
        volumes.push(match volume {
            Volume::Host { path, create } => {
                let kind = if *create { "DirectoryOrCreate" } else { "" };
                json!({ "name": volume_name, "hostPath": { "path": path, "type": kind } })
            }
            Volume::Temp { .. } => json!({ "name": volume_name, "emptyDir": {} }),
        });
    }
    for (is_secret, object) in [(false, &parts.files), (true, &parts.secret_files)] {
        let files: Vec<_> = container
            .files
            .iter()
            .enumerate()
            .filter(|(_, file)| is_secret_file(file) == is_secret)
            .collect();
        if files.is_empty() {
            continue;
        }
        let volume_name =
            format!("{}-{}", truncated(name), if is_secret { "secret" } else { "files" });
        let items: Vec<Value> = files
            .iter()
            .map(|(index, file)| {
                json!({ "key": file_key(*index), "path": file_key(*index), "mode": file.mode })
            })
            .collect();
        volumes.push(match is_secret {
            true => {
                json!({ "name": volume_name, "secret": { "secretName": object, "items": items } })
            }
            false => {
                json!({ "name": volume_name, "configMap": { "name": object, "items": items } })
            }
        });
        mounts.extend(files.iter().map(|(index, file)| {
            json!({
                "name": volume_name, "mountPath": file.path, "subPath": file_key(*index), "readOnly": true,
            })
        }));
    }
    (mounts, volumes)
}

/// Whether a file is kept in a Secret.
pub(super) fn is_secret_file(file: &crate::engine::FileContent) -> bool {
    file.mode & OTHERS == 0
}

/// The key of a file in its ConfigMap or Secret: paths have characters that keys must not have.
pub(super) fn file_key(index: usize) -> String {
    format!("file-{index}")
}

/// A name that still fits with a suffix.
fn truncated(name: &str) -> &str {
    name.get(..55).unwrap_or(name).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EnvVar;

    fn container() -> Container {
        Container { name: "Web".into(), image: "web:1".into(), ..Container::default() }
    }

    fn described(container: &Container) -> Value {
        let parts = PartNames { env: "shop-web-env".into(), ..PartNames::default() };
        member(container, &container.image, Labels::new(), &parts).container
    }

    #[test]
    fn secret_variables_are_not_in_the_pod() {
        let mut web = container();
        web.env = vec![EnvVar::new("PORT", "80"), EnvVar::new("DB_PASSWORD", "hunter2hunter2")];
        let found = described(&web).to_string();
        assert!(found.contains("secretKeyRef") && !found.contains("hunter2"), "{found}");
    }

    #[test]
    fn limits_are_written_as_the_api_returns_them() {
        let mut web = container();
        (web.cpus, web.memory) = (Some(1.5), Some(64 << 20));
        assert_eq!(
            described(&web)["resources"]["limits"],
            json!({ "memory": "67108864", "cpu": "1500m" })
        );
        web.cpus = Some(2.0);
        assert_eq!(described(&web)["resources"]["limits"]["cpu"], "2");
    }

    #[test]
    fn users_are_numbers() {
        let mut web = container();
        web.user = Some("1000:50".into());
        let found = described(&web);
        assert_eq!(found["securityContext"], json!({ "runAsUser": 1000, "runAsGroup": 50 }));
        web.user = Some("www".into());
        assert!(check(&web).expect_err("a name").to_string().contains("by number"));
    }

    #[test]
    fn a_health_check_becomes_two_probes() {
        let mut web = container();
        web.healthcheck = Some(HealthCheck {
            test: vec!["CMD-SHELL".into(), "nc -z localhost 80".into()],
            interval: Some(std::time::Duration::from_millis(300)),
            retries: Some(2),
            ..HealthCheck::default()
        });
        let found = described(&web);
        assert_eq!(found["readinessProbe"]["periodSeconds"], 1);
        assert_eq!(found["livenessProbe"]["failureThreshold"], 2);
        let command = json!(["/bin/sh", "-c", "nc -z localhost 80"]);
        assert_eq!(found["livenessProbe"]["exec"]["command"], command);
    }
}
