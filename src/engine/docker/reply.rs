//! Converts replies of a real engine to the plain types of this layer.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bollard::models::{
    ContainerInspectResponse, ContainerState as ClientState,
    ContainerStateStatusEnum as InspectState, ContainerSummary as ClientSummary,
    ContainerSummaryStateEnum as ListState, EndpointSettings, Health as ClientHealth, HealthConfig,
    HealthStatusEnum, MountPoint, PortMap, PortSummary, PortSummaryTypeEnum,
};

use super::limits;
use crate::engine::{
    AnonymousVolume, ContainerDetail, ContainerState, ContainerSummary, EnvVar, Health,
    HealthCheck, HealthState, Labels, NetworkAddress, Protocol, PublishedPort,
};

/// A container of a list.
pub(super) fn summary(found: ClientSummary) -> ContainerSummary {
    let status = found.status.unwrap_or_default();
    let state = found.state.map_or(ContainerState::Created, list_state);
    let networks = found.network_settings.and_then(|settings| settings.networks);
    ContainerSummary {
        id: found.id.unwrap_or_default(),
        name: own_name(&found.names.unwrap_or_default()),
        image: found.image.unwrap_or_default(),
        image_id: found.image_id.unwrap_or_default(),
        state,
        health: health_in_words(&status),
        exit_code: code_in_words(&status).filter(|_| has_ended(state)),
        labels: labels(found.labels),
        ports: sorted(found.ports.unwrap_or_default().iter().filter_map(listed_port).collect()),
        networks: addresses(networks),
    }
}

/// A container of an inspection.
pub(super) fn detail(found: ContainerInspectResponse) -> ContainerDetail {
    // Every field of the API is optional; a missing one becomes the empty value. The engine
    // reports "never" as a time in the year 1, and an exit code of 0 for containers that have
    // not exited, so both are filtered.
    let state = found.state.unwrap_or_default();
    let config = found.config.unwrap_or_default();
    let settings = found.network_settings.unwrap_or_default();
    let health = state.health.clone().map(health).unwrap_or_default();
    let host = found.host_config.unwrap_or_default();
    let healthcheck = config.healthcheck.and_then(check);
    let shares_network_of =
        host.network_mode.as_deref().and_then(|mode| mode.strip_prefix("container:"));
    let shares_network_of = shares_network_of.map(str::to_owned);
    let aliases = aliases(settings.networks.as_ref());
    let doing = inspected_state(&state);
    ContainerDetail {
        summary: ContainerSummary {
            id: found.id.unwrap_or_default(),
            name: found.name.unwrap_or_default().trim_start_matches('/').to_owned(),
            image: config.image.unwrap_or_default(),
            image_id: found.image.unwrap_or_default(),
            state: doing,
            health: health.state,
            exit_code: state.exit_code.filter(|_| has_ended(doing)),
            labels: labels(config.labels),
            ports: inspected_ports(settings.ports.unwrap_or_default()),
            networks: addresses(settings.networks),
        },
        error: state.error.unwrap_or_default(),
        out_of_memory: state.oom_killed.unwrap_or_default(),
        restarts: found.restart_count.unwrap_or_default().try_into().unwrap_or_default(),
        started_at: state.started_at.filter(|time| !time.starts_with("0001-")).unwrap_or_default(),
        health,
        healthcheck,
        env: variables(config.env),
        limits: limits::limits(&host),
        other_limits: limits::other_limits(&host),
        aliases,
        shares_network_of,
        anonymous_volumes: anonymous(found.mounts.unwrap_or_default()),
    }
}

/// Variables, each `NAME=VALUE`.
fn variables(found: Option<Vec<String>>) -> Vec<EnvVar> {
    let split = |text: &String| text.split_once('=').map(|(name, value)| EnvVar::new(name, value));
    found.iter().flatten().filter_map(split).collect()
}

/// A health check; `None`: there is none, or it is disabled.
fn check(found: HealthConfig) -> Option<HealthCheck> {
    let test = found.test.filter(|test| test.first().is_some_and(|word| word != "NONE"))?;
    let time = |nanoseconds: Option<i64>| {
        let nanoseconds = u64::try_from(nanoseconds?).ok()?;
        (nanoseconds > 0).then(|| Duration::from_nanos(nanoseconds))
    };
    Some(HealthCheck {
        test,
        interval: time(found.interval),
        timeout: time(found.timeout),
        retries: found.retries.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
        start_period: time(found.start_period),
        start_interval: time(found.start_interval),
    })
}

fn anonymous(mounts: Vec<MountPoint>) -> Vec<AnonymousVolume> {
    let volume = |mount: MountPoint| {
        let name = mount.name.filter(|name| AnonymousVolume::is_generated(name))?;
        Some(AnonymousVolume { name, target: mount.destination? })
    };
    sorted(mounts.into_iter().filter_map(volume).collect())
}

/// The DNS names of a container, by network.
fn aliases(networks: Option<&HashMap<String, EndpointSettings>>) -> BTreeMap<String, Vec<String>> {
    let names = |endpoint: &EndpointSettings| endpoint.aliases.clone().unwrap_or_default();
    let networks = networks.into_iter().flatten();
    networks.map(|(network, endpoint)| (network.clone(), names(endpoint))).collect()
}

/// Labels sorted by key.
pub(super) fn labels(labels: Option<HashMap<String, String>>) -> Labels {
    labels.unwrap_or_default().into_iter().collect()
}

/// Parses `80/tcp`.
pub(super) fn port_key(key: &str) -> Option<(u16, Protocol)> {
    let (number, protocol) = key.split_once('/').unwrap_or((key, "tcp"));
    let protocol = match protocol {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        _ => return None,
    };
    Some((number.parse().ok()?, protocol))
}

/// The container's own name among `/name` and the names that links add, as `/other/alias`.
fn own_name(names: &[String]) -> String {
    let own = names.iter().find(|name| !name.trim_start_matches('/').contains('/'));
    own.map(|name| name.trim_start_matches('/').to_owned()).unwrap_or_default()
}

fn list_state(state: ListState) -> ContainerState {
    match state {
        ListState::EMPTY | ListState::CREATED => ContainerState::Created,
        ListState::RUNNING => ContainerState::Running,
        ListState::PAUSED => ContainerState::Paused,
        ListState::RESTARTING => ContainerState::Restarting,
        ListState::EXITED | ListState::STOPPING => ContainerState::Exited,
        ListState::REMOVING => ContainerState::Removing,
        ListState::DEAD => ContainerState::Dead,
    }
}

fn inspected_state(state: &ClientState) -> ContainerState {
    match state.status.unwrap_or(InspectState::EMPTY) {
        InspectState::EMPTY | InspectState::CREATED => ContainerState::Created,
        InspectState::RUNNING => ContainerState::Running,
        InspectState::PAUSED => ContainerState::Paused,
        InspectState::RESTARTING => ContainerState::Restarting,
        InspectState::EXITED | InspectState::STOPPING => ContainerState::Exited,
        InspectState::REMOVING => ContainerState::Removing,
        InspectState::DEAD => ContainerState::Dead,
    }
}

fn has_ended(state: ContainerState) -> bool {
    matches!(state, ContainerState::Exited | ContainerState::Dead | ContainerState::Restarting)
}

/// Parses the health from a list's `Up 2 minutes (healthy)`: older engines have no field for it.
fn health_in_words(status: &str) -> HealthState {
    if status.ends_with("(unhealthy)") {
        HealthState::Unhealthy
    } else if status.ends_with("(healthy)") {
        HealthState::Healthy
    } else if status.ends_with("(health: starting)") {
        HealthState::Starting
    } else {
        HealthState::None
    }
}

/// Parses the exit code from a list's `Exited (3) 2 seconds ago`.
fn code_in_words(status: &str) -> Option<i64> {
    let (_, rest) = status.split_once('(')?;
    rest.split_once(')')?.0.parse().ok()
}

fn listed_port(port: &PortSummary) -> Option<PublishedPort> {
    let protocol = match port.typ? {
        PortSummaryTypeEnum::TCP => Protocol::Tcp,
        PortSummaryTypeEnum::UDP => Protocol::Udp,
        PortSummaryTypeEnum::EMPTY | PortSummaryTypeEnum::SCTP => return None,
    };
    Some(PublishedPort {
        container_port: port.private_port,
        protocol,
        host_address: port.ip.as_deref().and_then(|address| address.parse().ok()),
        host_port: port.public_port,
    })
}

fn inspected_ports(map: PortMap) -> Vec<PublishedPort> {
    let mut ports = Vec::new();
    for (key, bindings) in map.into_iter().collect::<std::collections::BTreeMap<_, _>>() {
        let Some((container_port, protocol)) = port_key(&key) else { continue };
        let bare = PublishedPort { container_port, protocol, host_address: None, host_port: None };
        let bindings = bindings.unwrap_or_default();
        if bindings.is_empty() {
            ports.push(bare.clone());
        }
        ports.extend(bindings.into_iter().map(|binding| PublishedPort {
            host_address: binding.host_ip.and_then(|address| address.parse().ok()),
            host_port: binding.host_port.and_then(|port| port.parse().ok()),
            ..bare.clone()
        }));
    }
    sorted(ports)
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}

fn addresses(networks: Option<HashMap<String, EndpointSettings>>) -> Vec<NetworkAddress> {
    let place = |(network, endpoint): (String, EndpointSettings)| NetworkAddress {
        network,
        address: endpoint.ip_address.and_then(|address| address.parse().ok()),
    };
    sorted(networks.unwrap_or_default().into_iter().map(place).collect())
}

fn health(health: ClientHealth) -> Health {
    let last = health.log.unwrap_or_default().pop();
    Health {
        state: match health.status {
            None | Some(HealthStatusEnum::EMPTY | HealthStatusEnum::NONE) => HealthState::None,
            Some(HealthStatusEnum::STARTING) => HealthState::Starting,
            Some(HealthStatusEnum::HEALTHY) => HealthState::Healthy,
            Some(HealthStatusEnum::UNHEALTHY) => HealthState::Unhealthy,
        },
        failing_streak: health.failing_streak.unwrap_or_default().try_into().unwrap_or_default(),
        last_output: last.and_then(|check| check.output).unwrap_or_default(),
    }
}
