//! A `DockerStandaloneHost` object as plain settings, and what it shows of its containers.

use std::rc::Rc;
use std::time::Duration;

use crate::engine::{Credentials, Secret};
use crate::hosts::standalone::HostSettings;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

use super::{NAMESPACE, Wanted, bad_property, read};

/// Which engine an object wants.
pub(super) fn wanted(object: &Rc<Object>, name: &str) -> Wanted {
    let simulated = format!("{NAMESPACE}.SimulatedHost");
    let mut lineage = object.class.lineage();
    Wanted {
        engine: read::filled(object, "engine"),
        certificates: read::filled(object, "certificates"),
        simulated: lineage.any(|class| *class.name == *simulated).then(|| name.to_owned()),
    }
}

/// Reads how a host is set up.
pub(super) fn settings(object: &Rc<Object>) -> Outcome<HostSettings> {
    let usual = HostSettings::default();
    let bind = read::filled(object, "bindAddress").unwrap_or_else(|| "127.0.0.1".into());
    let bind_address = bind.parse().map_err(|_| {
        bad_property(object, "bindAddress", "it is a numeric address as '127.0.0.1' or '0.0.0.0'")
    })?;
    let limit = |name: &str, usual: Duration| Ok(read::time(object, name)?.unwrap_or(usual));
    Ok(HostSettings {
        name: read::property_text(object, "name").unwrap_or(usual.name),
        bind_address,
        address: read::filled(object, "address"),
        public_address: read::filled(object, "publicAddress"),
        registry: read::filled(object, "dockerRegistry"),
        mirror: read::filled(object, "dockerMirror"),
        credentials: credentials(object),
        start_limit: limit("startTimeout", usual.start_limit)?,
        pull_limit: limit("pullTimeout", usual.pull_limit)?,
        settle_time: limit("settleTime", usual.settle_time)?,
    })
}

fn credentials(object: &Rc<Object>) -> Option<Credentials> {
    let username = read::filled(object, "registryUser")?;
    Some(Credentials {
        registry: read::filled(object, "dockerRegistry").unwrap_or_default(),
        username,
        password: Secret::new(read::property_text(object, "registryPassword").unwrap_or_default()),
        identity_token: None,
    })
}

/// Shows a container among those of the host; without endpoints it is gone.
pub(super) fn note(object: &Rc<Object>, name: &str, endpoints: Option<&[Value]>) {
    let others = |property: &str, of: fn(&Value) -> Option<String>| {
        let mut items = read::list(&object.declared(property));
        items.retain(|item| of(item).as_deref() != Some(name));
        items
    };
    let mut containers = others("containers", read::text);
    let mut all = others("applicationEndpoints", application_of);
    if let Some(endpoints) = endpoints {
        containers.push(Value::str(name));
        all.extend_from_slice(endpoints);
    }
    set(object, "containers", Value::list(containers));
    set(object, "applicationEndpoints", Value::list(all));
}

fn application_of(endpoint: &Value) -> Option<String> {
    let Value::Dict(dict) = endpoint else { return None };
    read::text(dict.get_str("applicationName")?)
}

fn set(object: &Rc<Object>, property: &str, value: Value) {
    if let Some(found) = object.class.properties().get(property) {
        object.set_slot(found.slot, value);
    }
}
