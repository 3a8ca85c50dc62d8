//! Values that contracts accept and hosts refuse, for the checker: the same functions that read them when a container is deployed.

use super::{container, read};
use crate::hosts::container::{check_image, check_name};
use crate::runtime::value::Value;

/// The namespace of the classes of hosts.
const NAMESPACE: &str = "com.mirantis.docker.";

/// What is expected in place of a value of a property; `None` if a host takes it.
#[must_use]
pub(crate) fn refusal(class: &str, property: &str, value: &Value) -> Option<&'static str> {
    let text = value.as_str();
    let class = class.strip_prefix(NAMESPACE)?;
    match (class, property) {
        ("DockerContainer", "name") => check_name(text?).err(),
        ("DockerContainer", "image") => check_image(text?).err(),
        ("DockerContainer", "restart") => container::restart_of(text?).err(),
        ("DockerContainer", "memory") => read::bytes_of(value).err(),
        ("DockerContainer", "cpus") => read::number_of(value).err(),
        ("DockerContainer", "stopTimeout" | "startTimeout" | "pullTimeout")
        | ("HealthCheck", "interval" | "startInterval" | "timeout" | "startPeriod")
        | ("DockerStandaloneHost", "startTimeout" | "pullTimeout" | "settleTime") => {
            read::time_of(value).err()
        }
        ("ApplicationPort", "hostPort") => container::host_port_of(value).err(),
        _ => None,
    }
}
