//! Functions of the client: code calls them, the client answers while a request is under way.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::params::Params;
use super::pipe::Pipe;
use super::refusal::Refusal;
use crate::diag::codes;
use crate::runtime::machine::host::Host;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Foreign;
use crate::runtime::value::fault::{Fault, Origin, Outcome};
use crate::session::model::Told;
use crate::session::wire::{self, Unread};

/// How a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Nobody waits for what it gives: that is null.
    Notify,
    /// The client answers.
    Call,
}

/// The client's functions in one session.
pub(super) struct Functions {
    pipe: Rc<Pipe>,
    session: u64,
    modes: IndexMap<String, Mode>,
    told: Told,
}

impl Functions {
    /// As `load` names them.
    pub(super) fn of(
        params: &Params<'_>,
        pipe: &Rc<Pipe>,
        session: u64,
        told: &Told,
    ) -> Result<Option<Rc<Self>>, Refusal> {
        let Some(given) = params.find_object("hostFunctions")? else { return Ok(None) };
        let mut modes = IndexMap::new();
        for (name, mode) in given {
            if !is_name(name) {
                return Err(Refusal::params(format!("`{name}` cannot be called: it is no word")));
            }
            let mode = match mode.as_str() {
                Some("notify") => Mode::Notify,
                Some("call") => Mode::Call,
                _ => {
                    let message = format!("the mode of `{name}` is \"notify\" or \"call\"");
                    return Err(Refusal::params(message));
                }
            };
            modes.insert(name.clone(), mode);
        }
        Ok(Some(Rc::new(Self { pipe: pipe.clone(), session, modes, told: told.clone() })))
    }

    fn described(&self, vm: &Vm<'_>, name: &str, args: &[Value], named: &Dict) -> Outcome<Json> {
        let runtime = vm.runtime();
        let mut list = Vec::with_capacity(args.len());
        for value in args {
            self.told.note(value);
            list.push(wire::to_json(value, runtime)?);
        }
        let mut kwargs = Map::new();
        for (key, value) in named.iter() {
            self.told.note(value);
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
                    Unread::Malformed(message) => {
                        Fault::value_error(format!("what `{name}` gave is no value: {message}"))
                    }
                    Unread::Fault(fault) => fault,
                })
            }
            Ok(Err(error)) => Err(failed(name, &error)),
            Err(_) => Err(gone(name)),
        }
    }
}

impl Host for Functions {
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
        let params = self.described(vm, function, args, named)?;
        match self.modes.get(function) {
            Some(Mode::Call) => self.ask(vm, function, &params),
            Some(Mode::Notify) | None => {
                self.pipe.notify("hostNotify", &params);
                Ok(Value::Null)
            }
        }
    }
}

/// An error that the client answered with, as an exception.
fn failed(name: &str, error: &Json) -> Fault {
    let message = error.get("message").and_then(Json::as_str);
    let message = message.map_or_else(|| format!("`{name}` failed"), str::to_owned);
    let data = error.get("data");
    let names: Vec<Rc<str>> = data
        .and_then(|data| data.get("names"))
        .and_then(Json::as_array)
        .map(|names| names.iter().filter_map(Json::as_str).map(Rc::from).collect())
        .unwrap_or_default();
    let mut fault = Fault::new("Exception", codes::RAISED, message);
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

/// The lines of a trace: one text, or a list of texts.
fn lines(trace: Option<&Json>) -> Vec<String> {
    match trace {
        Some(Json::String(text)) => text.lines().map(str::to_owned).collect(),
        Some(Json::Array(lines)) => {
            lines.iter().filter_map(Json::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn gone(name: &str) -> Fault {
    let message = format!("`{name}` was not answered: the client has ended");
    let mut fault = Fault::new("EOFError", codes::INTERRUPTED, message);
    fault.origin = Origin::Uncatchable;
    fault
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}
