//! Converts errors of hosts to exceptions of the program.

use std::rc::Rc;

use crate::diag::{FaultKind, codes};
use crate::hosts::error::HostError;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Origin};

/// The base class of all exceptions of hosts.
const BASE_CLASS: &str = "com.mirantis.docker.HostError";

/// An error of a host as an exception, with hints and the container's last log lines.
#[must_use]
pub(crate) fn fault(error: &HostError) -> Fault {
    let mut fault = Fault::named(error.name(), error.code(), error.to_string());
    fault.names.push(BASE_CLASS.into());
    if error.is_interrupt() {
        fault.origin = Origin::Uncatchable;
    }
    fault.diagnostic.hints = error.hints();
    let log = error.log_lines();
    if !log.is_empty() {
        fault.diagnostic.hints.push(format!("its last log lines:\n    {}", log.join("\n    ")));
    }
    let mut extra = Dict::new();
    extra.insert_str("code", Value::str(error.code().0));
    extra.insert_str("log", Value::list(log.iter().map(|line| Value::str(line)).collect()));
    fault.extra = Value::dict(extra);
    match error {
        HostError::ImageMissing { image, .. } => fault.of_property("image", Value::str(image)),
        HostError::InvalidContainer(invalid) if invalid.field == "name" => {
            fault.of_property("name", Value::str(&invalid.container))
        }
        _ => fault,
    }
}

/// The exception for a property that contracts accept but hosts do not.
pub(super) fn bad_property(object: &Rc<Object>, property: &str, reason: &str) -> Fault {
    let owner = application_name(&Value::Object(object.clone()));
    let message = format!("`{property}` of `{owner}`: {reason}");
    Fault::new(FaultKind::ValueError, codes::BAD_VALUE, message)
        .of_property(property, object.declared(property))
}

/// The name of an application, for messages and for choices: its `name`, else its class.
pub(super) fn application_name(value: &Value) -> String {
    let Value::Object(object) = value else { return String::new() };
    let name = object.declared("name").as_str().map(str::to_owned);
    name.unwrap_or_else(|| object.class.name.to_string())
}
