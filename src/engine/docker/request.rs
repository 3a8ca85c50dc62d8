//! Converts a [`ContainerSpec`] to the body of the engine's create request.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use bollard::models::{
    ContainerCreateBody, EndpointIpamConfig, EndpointSettings, HealthConfig, HostConfig,
    Mount as ClientMount, MountType, NetworkingConfig, PortBinding, PortMap, RestartPolicy,
    RestartPolicyNameEnum,
};

use crate::engine::{
    ContainerSpec, HealthCheck, Labels, Mount, MountSource, Network, PortSpec, Restart,
};

/// The body of the create request for `spec`.
pub(super) fn container(spec: &ContainerSpec) -> ContainerCreateBody {
    ContainerCreateBody {
        image: Some(spec.image.clone()),
        cmd: some_list(&spec.command),
        entrypoint: some_list(&spec.entrypoint),
        env: Some(spec.env.iter().map(|var| format!("{}={}", var.name, var.value)).collect()),
        // Without this the engine silently publishes nothing.
        exposed_ports: Some(exposed(&spec.ports)),
        labels: Some(hash_labels(&spec.labels)),
        healthcheck: spec.healthcheck.as_ref().map(health),
        user: spec.user.clone(),
        working_dir: spec.working_dir.clone(),
        hostname: spec.hostname.clone(),
        stop_timeout: spec.stop_timeout.map(whole_seconds),
        host_config: Some(host_config(spec)),
        networking_config: networking(&spec.network),
        ..ContainerCreateBody::default()
    }
}

/// Labels in the client library's type.
pub(super) fn hash_labels(labels: &Labels) -> HashMap<String, String> {
    labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// A duration in seconds, rounded up so that none is shortened.
pub(super) fn whole_seconds(time: Duration) -> i64 {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn host_config(spec: &ContainerSpec) -> HostConfig {
    HostConfig {
        port_bindings: Some(bindings(&spec.ports)),
        mounts: Some(spec.mounts.iter().filter_map(mount).collect()),
        binds: Some(spec.mounts.iter().filter_map(bind).collect()),
        network_mode: network_mode(&spec.network),
        privileged: Some(spec.privileged),
        restart_policy: Some(restart(spec.restart)),
        memory: spec.memory.map(bytes),
        nano_cpus: spec.cpus.map(nano_cpus),
        readonly_rootfs: Some(spec.read_only),
        init: spec.init.then_some(true),
        ..HostConfig::default()
    }
}

/// A size in the engine's type.
pub(super) fn bytes(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Processors in billionths.
pub(super) fn nano_cpus(cpus: f64) -> i64 {
    (cpus * 1e9).round() as i64
}

fn some_list(list: &[String]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| list.to_vec())
}

fn port_key(port: &PortSpec) -> String {
    format!("{}/{}", port.container_port, port.protocol.name())
}

fn exposed(ports: &[PortSpec]) -> Vec<String> {
    ports.iter().map(port_key).collect()
}

fn bindings(ports: &[PortSpec]) -> PortMap {
    let mut map = PortMap::new();
    for port in ports {
        let Some(host) = &port.host else { continue };
        let binding = PortBinding {
            host_ip: host.address.map(|address| address.to_string()),
            host_port: Some(if host.port == 0 { String::new() } else { host.port.to_string() }),
        };
        map.entry(port_key(port)).or_default().get_or_insert_default().push(binding);
    }
    map
}

/// A mount in the older `Binds` notation, the only one with which every engine creates a missing directory.
fn bind(mount: &Mount) -> Option<String> {
    let MountSource::BindOrCreate(path) = &mount.source else { return None };
    Some(format!("{path}:{}:{}", mount.target, if mount.read_only { "ro" } else { "rw" }))
}

fn mount(mount: &Mount) -> Option<ClientMount> {
    let (typ, source) = match &mount.source {
        MountSource::BindOrCreate(_) => return None,
        MountSource::Bind(path) => (MountType::BIND, Some(path.clone())),
        MountSource::Volume(name) => (MountType::VOLUME, Some(name.clone())),
        MountSource::Tmpfs => (MountType::TMPFS, None),
    };
    Some(ClientMount {
        typ: Some(typ),
        source,
        target: Some(mount.target.clone()),
        read_only: Some(mount.read_only),
        ..ClientMount::default()
    })
}

fn network_mode(network: &Network) -> Option<String> {
    match network {
        Network::Default => None,
        Network::Named { name, .. } => Some(name.clone()),
        Network::Container(name) => Some(format!("container:{name}")),
        Network::Host => Some("host".to_owned()),
        Network::None => Some("none".to_owned()),
    }
}

fn networking(network: &Network) -> Option<NetworkingConfig> {
    let Network::Named { name, aliases, address } = network else { return None };
    let endpoint = endpoint(aliases, *address);
    Some(NetworkingConfig { endpoints_config: Some(HashMap::from([(name.clone(), endpoint)])) })
}

/// A container's place on a network: its DNS names and its fixed address.
pub(super) fn endpoint(aliases: &[String], address: Option<Ipv4Addr>) -> EndpointSettings {
    let fixed = address.map(|address| EndpointIpamConfig {
        ipv4_address: Some(address.to_string()),
        ..EndpointIpamConfig::default()
    });
    EndpointSettings {
        aliases: Some(aliases.to_vec()),
        ipam_config: fixed,
        ..EndpointSettings::default()
    }
}

/// A restart policy.
pub(super) fn restart(restart: Restart) -> RestartPolicy {
    let (name, retries) = match restart {
        Restart::No => (RestartPolicyNameEnum::NO, None),
        Restart::Always => (RestartPolicyNameEnum::ALWAYS, None),
        Restart::UnlessStopped => (RestartPolicyNameEnum::UNLESS_STOPPED, None),
        Restart::OnFailure(retries) => (RestartPolicyNameEnum::ON_FAILURE, retries),
    };
    RestartPolicy { name: Some(name), maximum_retry_count: retries.map(i64::from) }
}

fn health(check: &HealthCheck) -> HealthConfig {
    let nanoseconds = |time: Duration| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
    HealthConfig {
        test: some_list(&check.test),
        interval: check.interval.map(nanoseconds),
        timeout: check.timeout.map(nanoseconds),
        retries: check.retries.map(i64::from),
        start_period: check.start_period.map(nanoseconds),
        start_interval: check.start_interval.map(nanoseconds),
    }
}
