//! Faults of calls that no candidate accepts: they list the candidates and what each would
//! accept.

use std::rc::Rc;

use super::{Choice, LibraryCall, accepts};
use crate::compile::signature::{
    CallKind, Fill, Mismatch, Parameter, Shape, Signature, objections, shown,
};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Fault;

/// Most candidates a fault shows.
const SHOWN: usize = 4;

/// The fault of a call that no candidate can accept, whatever the values.
#[must_use]
#[cold]
pub(crate) fn mismatched(
    why: Mismatch,
    name: &str,
    kind: CallKind,
    overloads: &[Rc<Signature>],
    shape: &Shape,
) -> Fault {
    // The compiler found the mismatch from names and numbers of arguments. Only the case of no
    // match looks at the candidates again, to say for each why it was ruled out.
    let word = word(kind);
    match why {
        Mismatch::Unknown => unknown(name, kind, overloads),
        Mismatch::Ambiguous => {
            fault_ambiguous(kind, format!("the call of {word} `{name}` is ambiguous"))
        }
        Mismatch::MappingTranslation => Fault::mapping_translation(format!(
            "`{name}` takes `name => value` with a plain name only"
        )),
        Mismatch::NoneMatches => {
            let message = format!("no {word} `{name}` accepts these arguments");
            let found = objections(overloads, kind, shape).into_iter().take(SHOWN);
            found.fold(fault_none(kind, message), |fault, (signature, objection)| {
                let why = objection.text(&signature, shape);
                fault.hint(format!("{}: {why}", shown(&signature)))
            })
        }
    }
}

/// The fault of a call whose values no candidate accepts.
#[cold]
pub(super) fn refused(vm: &Vm<'_>, call: &LibraryCall, arguments: &[Value]) -> Fault {
    let given: Vec<&str> = arguments.iter().map(Value::kind).collect();
    let given = if given.is_empty() { "no arguments".to_owned() } else { given.join(", ") };
    let message = match arguments {
        [Value::Null, ..] if call.kind == CallKind::Method => {
            format!("null has no method `{}`", call.name)
        }
        _ => format!("no {} `{}` takes {given}", word(call.kind), call.name),
    };
    call.choices.iter().take(SHOWN).fold(fault_none(call.kind, message), |fault, choice| {
        let why = objection(vm, choice, arguments).map_or(String::new(), |why| format!(": {why}"));
        fault.hint(format!("{}{why}", shown(&choice.signature)))
    })
}

/// The fault of a receiver that no candidate accepts, whatever the arguments.
#[cold]
pub(super) fn refused_receiver(vm: &Vm<'_>, call: &LibraryCall, receiver: &Value) -> Fault {
    let message = format!("there is no method `{}` for {}", call.name, receiver.kind());
    call.choices.iter().take(SHOWN).fold(fault_none(call.kind, message), |fault, choice| {
        let why = choice.signature.parameters.first().filter(|first| !accepts(vm, first, receiver));
        let why = why.map_or(String::new(), |first| objected(first, receiver));
        fault.hint(format!("{}{why}", shown(&choice.signature)))
    })
}

fn objected(parameter: &Parameter, value: &Value) -> String {
    format!(": `{}` cannot be {}", parameter.name, value.kind())
}

/// The fault of a call that several candidates accept, none more special than the others.
#[cold]
pub(super) fn ambiguous(call: &LibraryCall, arguments: &[Value]) -> Fault {
    let given: Vec<&str> = arguments.iter().map(Value::kind).collect();
    let message = format!(
        "the call of {} `{}` is ambiguous for ({})",
        word(call.kind),
        call.name,
        given.join(", ")
    );
    call.choices.iter().take(SHOWN).fold(fault_ambiguous(call.kind, message), |fault, choice| {
        fault.hint(format!("there is {}", shown(&choice.signature)))
    })
}

/// The first argument that a candidate does not accept.
fn objection(vm: &Vm<'_>, choice: &Choice, arguments: &[Value]) -> Option<String> {
    choice.signature.parameters.iter().zip(&choice.fill).find_map(|(parameter, fill)| {
        let places: &[usize] = match fill {
            Fill::Argument(i) => std::slice::from_ref(i),
            Fill::Rest(places) => places,
            Fill::Default | Fill::Named(_) => &[],
        };
        let bad = places.iter().find(|i| !accepts(vm, parameter, &arguments[**i]))?;
        Some(format!("`{}` cannot be {}", parameter.name, arguments[*bad].kind()))
    })
}

fn unknown(name: &str, kind: CallKind, overloads: &[Rc<Signature>]) -> Fault {
    let elsewhere = !overloads.is_empty();
    match kind {
        CallKind::Method => Fault::no_method(format!("there is no method `{name}`"))
            .hint_if(elsewhere.then(|| format!("`{name}` is a function: `{name}(…)`"))),
        CallKind::Function | CallKind::Both => {
            Fault::no_function(format!("there is no function `{name}`"))
                .hint_if(elsewhere.then(|| format!("`{name}` is a method: `$x.{name}(…)`")))
        }
    }
}

fn word(kind: CallKind) -> &'static str {
    if kind == CallKind::Method { "method" } else { "function" }
}

fn fault_none(kind: CallKind, message: String) -> Fault {
    match kind {
        CallKind::Method => Fault::no_matching_method(message),
        CallKind::Function | CallKind::Both => Fault::no_matching_function(message),
    }
}

fn fault_ambiguous(kind: CallKind, message: String) -> Fault {
    match kind {
        CallKind::Method => Fault::ambiguous_method(message),
        CallKind::Function | CallKind::Both => Fault::ambiguous_function(message),
    }
}
