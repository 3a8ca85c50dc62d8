//! Converts plain data to the language's values.

use crate::hosts::endpoints::{Endpoint, protocol_name};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;

/// Endpoints as dictionaries; see `applicationEndpoints` in `DockerApplication.murano`.
pub(super) fn endpoints(endpoints: &[Endpoint]) -> Vec<Value> {
    endpoints.iter().map(endpoint).collect()
}

fn endpoint(endpoint: &Endpoint) -> Value {
    let mut dict = Dict::new();
    dict.insert_str("address", Value::str(&endpoint.address));
    dict.insert_str("port", Value::Int(endpoint.port.into()));
    dict.insert_str("scope", Value::str(endpoint.scope.name()));
    dict.insert_str("portScope", Value::str(endpoint.port_scope.name()));
    dict.insert_str("containerPort", Value::Int(endpoint.container_port.into()));
    dict.insert_str("protocol", Value::str(protocol_name(endpoint.protocol)));
    dict.insert_str("applicationName", Value::str(&endpoint.application_name));
    Value::dict(dict)
}
