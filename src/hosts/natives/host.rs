//! Reads the settings of a host object, and lists its containers in the object's `out` properties.

use std::rc::Rc;
use std::time::Duration;

use crate::diag::mask::MASK;
use crate::engine::{Credentials, Secret};
use crate::hosts::settings::HostSettings;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

use super::exception::bad_property;
use super::read;

/// Reads the settings of a host on a container engine.
pub(super) fn settings(object: &Rc<Object>) -> Outcome<HostSettings> {
    let default = HostSettings::default();
    // Addresses of IPv6 are written in brackets where a port follows.
    let bare = |text: String| match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(inner) => inner.to_owned(),
        None => text,
    };
    let address = |name: &str| read::filled(object, name).map(bare);
    let bind = address("bindAddress").unwrap_or_else(|| "127.0.0.1".into());
    let bind_address = bind.parse().map_err(|_| {
        bad_property(
            object,
            "bindAddress",
            "expected a numeric address, as '127.0.0.1', '0.0.0.0' or '::1'",
        )
    })?;
    let limit = |name: &str, default: Duration| Ok(read::time(object, name)?.unwrap_or(default));
    Ok(HostSettings {
        name: read::property_text(object, "name").unwrap_or(default.name),
        bind_address,
        address: address("address"),
        public_address: address("publicAddress"),
        registry: read::filled(object, "dockerRegistry"),
        mirror: read::filled(object, "dockerMirror"),
        credentials: credentials(object),
        start_limit: limit("startTimeout", default.start_limit)?,
        pull_limit: limit("pullTimeout", default.pull_limit)?,
        settle_time: limit("settleTime", default.settle_time)?,
        cluster: None,
    })
}

/// The credentials that an object sets for its registry.
pub(super) fn credentials(object: &Rc<Object>) -> Option<Credentials> {
    let username = read::filled(object, "registryUser")?;
    let password = read::property_text(object, "registryPassword").unwrap_or_default();
    if password == MASK {
        // A model that was written has no password: the user's configuration may have one.
        return None;
    }
    Some(Credentials {
        registry: read::filled(object, "dockerRegistry").unwrap_or_default(),
        username,
        password: Secret::new(password),
        identity_token: None,
    })
}

/// Lists a container with its endpoints among those of the host, in place of an earlier entry of its name.
pub(super) fn show_container(object: &Rc<Object>, name: &str, endpoints: &[Value]) {
    hide_container(object, name);
    let mut containers = read::list(&object.declared("containers"));
    containers.push(Value::str(name));
    set(object, "containers", Value::list(containers));
    let mut all = read::list(&object.declared("applicationEndpoints"));
    all.extend_from_slice(endpoints);
    set(object, "applicationEndpoints", Value::list(all));
}

/// Removes a container from the lists of the host.
pub(super) fn hide_container(object: &Rc<Object>, name: &str) {
    let remove = |property: &str, name_of: fn(&Value) -> Option<String>| {
        let mut items = read::list(&object.declared(property));
        items.retain(|item| name_of(item).as_deref() != Some(name));
        set(object, property, Value::list(items));
    };
    remove("containers", read::text);
    remove("applicationEndpoints", application_of);
}

fn application_of(endpoint: &Value) -> Option<String> {
    let Value::Dict(dict) = endpoint else { return None };
    read::text(dict.get_str("applicationName")?)
}

/// Sets a property, if the class declares it: host classes of a program need not.
fn set(object: &Rc<Object>, property: &str, value: Value) {
    if let Some(found) = object.class.properties().get(property) {
        object.set_slot(found.slot, value);
    }
}
