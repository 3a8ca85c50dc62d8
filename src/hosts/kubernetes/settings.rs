//! The settings of a pod and of its cluster.

use crate::engine::Labels;
use crate::hosts::settings::HostSettings;

/// How a pod is set up.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PodSettings {
    /// What it has in common with other hosts: its name, registry and limits.
    pub host: HostSettings,
    /// The number of pods; 0: one pod that is part of no deployment.
    pub replicas: u32,
    /// The program's labels of its pods.
    pub labels: Labels,
    /// Whether the cluster resolves the names of services.
    pub has_dns: bool,
    /// Addresses outside of the cluster that lead to its nodes; empty: a load balancer provides one.
    pub external_addresses: Vec<String>,
}
