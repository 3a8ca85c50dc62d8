//! Converts errors of hosts to exceptions of the program.

use std::rc::Rc;

use crate::diag::{FaultKind, codes};
use crate::engine::EngineErrorKind;
use crate::hosts::error::HostError;
use crate::hosts::error::wording::missing_program;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Origin, PathStep};

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
        HostError::Unhealthy { check: Some(check), .. } => {
            about(fault, &["healthcheck", "test"], None, check)
        }
        HostError::Engine { error, .. } if error.kind == EngineErrorKind::BadCommand => {
            match missing_program(&error.message) {
                // A command that is one text becomes a list of it.
                Some(program) if program.contains(' ') => {
                    about(fault, &["commands"], None, program)
                }
                Some(program) => about(fault, &["commands"], Some(0), program),
                None => fault,
            }
        }
        _ => fault,
    }
}

/// Notes which part of a container a fault is about: where its value was written is shown.
fn about(mut fault: Fault, keys: &[&str], item: Option<usize>, value: &str) -> Fault {
    let keys = keys.iter().map(|key| PathStep::Member((*key).into()));
    fault.path = keys.chain(item.map(PathStep::Item)).collect();
    fault.whole = true;
    fault.value = Some(Value::str(value));
    fault
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
