//! The keys of labels that engines themselves read: where a cluster keeps what a container engine keeps with the container.
//! `hosts::labels` says what all labels mean.

/// The environment.
pub(crate) const ENVIRONMENT: &str = "io.murano.environment";
/// The application: the name of the container within its environment.
pub(crate) const APPLICATION: &str = "io.murano.application";
/// The hash of the specification.
pub(crate) const HASH: &str = "io.murano.hash";
/// The ports with scopes and published numbers, as JSON.
pub(crate) const PORTS: &str = "io.murano.ports";
