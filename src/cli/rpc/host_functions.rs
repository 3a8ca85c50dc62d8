//! Host functions: functions of the client that programs call while the client waits for a request's answer.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::error::RpcError;
use super::params::Params;
use super::pipe::Pipe;
use crate::Dict;
use crate::Value;
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::host::Host;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::fault::Foreign;
use crate::runtime::value::fault::{Fault, Origin, Outcome};
use crate::session::model::ExternalReferences;
use crate::session::wire::{self, Unread};

/// How a host function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CallMode {
    /// Without waiting for a result, which is null.
    Notify,
    /// The program waits for the client's result.
    Call,
}

/// The host functions of one session.
pub(super) struct HostFunctions {
    pipe: Rc<Pipe>,
    session: u64,
    modes: IndexMap<String, CallMode>,
    references: ExternalReferences,
}

impl HostFunctions {
    /// The functions that the parameters of `load` name.
    pub(super) fn from_params(
        params: &Params<'_>,
        pipe: &Rc<Pipe>,
        session: u64,
        references: &ExternalReferences,
    ) -> Result<Option<Rc<Self>>, RpcError> {
        let Some(given) = params.find_object("hostFunctions")? else { return Ok(None) };
        // All names are checked at `load`, so that a call of the program fails for no reason
        // but the client's answer.
        let mut modes = IndexMap::new();
        for (name, mode) in given {
            if !is_name(name) {
                return Err(RpcError::params(format!("`{name}` is not a valid function name")));
            }
            let mode = match mode.as_str() {
                Some("notify") => CallMode::Notify,
                Some("call") => CallMode::Call,
                _ => {
                    let message = format!("the mode of `{name}` must be \"notify\" or \"call\"");
                    return Err(RpcError::params(message));
                }
            };
            modes.insert(name.clone(), mode);
        }
        Ok(Some(Rc::new(Self {
            pipe: pipe.clone(),
            session,
            modes,
            references: references.clone(),
        })))
    }

    fn call_params(&self, vm: &Vm<'_>, name: &str, args: &[Value], named: &Dict) -> Outcome<Json> {
        let runtime = vm.runtime();
        let mut list = Vec::with_capacity(args.len());
        for value in args {
            self.references.retain(value);
            list.push(wire::to_json(value, runtime)?);
        }
        let mut kwargs = Map::new();
        for (key, value) in named.iter() {
            self.references.retain(value);
            let key = key.as_str().unwrap_or_default().to_owned();
            kwargs.insert(key, wire::to_json(value, runtime)?);
        }
        Ok(json!({ "session": self.session, "function": name, "args": list, "kwargs": kwargs }))
    }

    fn ask(&self, vm: &mut Vm<'_>, name: &str, params: &Json) -> Outcome<Value> {
        let answer = self.pipe.request("hostCall", params);
        let answer = vm.wait_for(answer)?;
        match answer {
            Ok(Ok(result)) => {
                let value = result.get("value").unwrap_or(&Json::Null);
                wire::from_json(value, vm.runtime()).map_err(|unread| match unread {
                    Unread::Malformed(message) => Fault::value_error(format!(
                        "the result of `{name}` is not a valid value: {message}"
                    )),
                    Unread::Fault(fault) => fault,
                })
            }
            Ok(Err(error)) => Err(exception(name, &error)),
            Err(_) => Err(disconnected(name)),
        }
    }
}

impl Host for HostFunctions {
    fn functions(&self) -> Vec<String> {
        self.modes.keys().cloned().collect()
    }

    fn call(
        &self,
        vm: &mut Vm<'_>,
        function: &str,
        args: &[Value],
        named: &Dict,
    ) -> Outcome<Value> {
        let params = self.call_params(vm, function, args, named)?;
        match self.modes.get(function) {
            Some(CallMode::Call) => self.ask(vm, function, &params),
            Some(CallMode::Notify) | None => {
                self.pipe.notify("hostNotify", &params);
                Ok(Value::Null)
            }
        }
    }
}

/// The exception for an error that the client replied with.
fn exception(name: &str, error: &Json) -> Fault {
    let message = error.get("message").and_then(Json::as_str);
    let message = message.map_or_else(|| format!("`{name}` failed"), str::to_owned);
    let data = error.get("data");
    let names: Vec<Rc<str>> = data
        .and_then(|data| data.get("names"))
        .and_then(Json::as_array)
        .map(|names| names.iter().filter_map(Json::as_str).map(Rc::from).collect())
        .unwrap_or_default();
    let mut fault = Fault::named("Exception", codes::RAISED, message);
    if !names.is_empty() {
        fault.names = names;
    }
    fault.origin = Origin::Host;
    let trace = data.and_then(|data| data.get("trace"));
    fault.foreign = Some(Box::new(Foreign {
        trace: lines(trace),
        data: data.map(Json::to_string).unwrap_or_default(),
    }));
    fault
}

/// The lines of a trace: one string, or a list of strings.
fn lines(trace: Option<&Json>) -> Vec<String> {
    match trace {
        Some(Json::String(text)) => text.lines().map(str::to_owned).collect(),
        Some(Json::Array(lines)) => {
            lines.iter().filter_map(Json::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The fault of a call whose client is gone.
fn disconnected(name: &str) -> Fault {
    let message = format!("`{name}` was not answered: the client has ended");
    let mut fault = Fault::new(FaultKind::EndOfFile, codes::INTERRUPTED, message);
    fault.origin = Origin::Uncatchable;
    fault
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}
