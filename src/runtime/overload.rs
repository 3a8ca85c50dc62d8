//! Calling a library function: which overload the values mean, then conversion, defaults and the call itself
//! (YAQL "Call resolution", steps 7 and 8). What is known before evaluation the compiler has settled in a [`Plan`].

mod accept;
mod refuse;

use std::rc::Rc;

pub use self::accept::accepts;
pub use self::refuse::{mismatched, shown};
use super::dict::Dict;
use super::fault::{Fault, Outcome};
use super::iterate;
use super::native::Builtin;
use super::other::Other;
use super::quota;
use super::value::Value;
use super::vm::Vm;
use crate::compile::signature::{
    self, Argument, CallKind, Default, Fill, Mapping, Parameter, Plan, Shape, Signature, Type,
};

/// A call of the library in a program: the compiler's plan with the functions themselves.
pub struct Call {
    name: Rc<str>,
    kind: CallKind,
    choices: Box<[Choice]>,
    /// All arguments are values, none a closure: a lambda that is null was not given.
    by_value: bool,
    /// The functions of YAQL 0.2 lie over the others.
    legacy: bool,
}

/// An overload that may be meant.
struct Choice {
    builtin: &'static Builtin,
    signature: Rc<Signature>,
    layer: usize,
    fill: Vec<Fill>,
    /// Parameter *i* is argument *i*, and there are no others.
    direct: bool,
}

/// The overloads of a name with their functions.
pub trait Overloads {
    /// The signatures, innermost layer first.
    fn signatures(&self, name: &str) -> Rc<[Rc<Signature>]>;

    /// Do the functions of YAQL 0.2 lie over the others?
    fn has_legacy(&self) -> bool;

    /// The same with those functions.
    fn over_legacy(&self) -> Rc<dyn Overloads>;

    /// The function of one of them.
    fn builtin(&self, name: &str, overload: usize) -> Option<&'static Builtin>;
}

impl Call {
    /// Joins a plan with the library.
    #[must_use]
    pub fn new(name: &str, kind: CallKind, plan: Plan, library: &dyn Overloads) -> Self {
        let signatures = library.signatures(name);
        let choices = plan.candidates.into_iter().filter_map(|candidate| {
            let signature = Rc::clone(&signatures[candidate.overload]);
            let direct = plan.lazy.len() == candidate.fill.len()
                && candidate.fill.iter().enumerate().all(|(i, fill)| *fill == Fill::Argument(i));
            let builtin = library.builtin(name, candidate.overload)?;
            Some(Choice {
                builtin,
                signature,
                layer: candidate.layer,
                fill: candidate.fill,
                direct,
            })
        });
        let legacy = library.has_legacy();
        Self { name: name.into(), kind, choices: choices.collect(), by_value: false, legacy }
    }

    /// The name that is called.
    #[must_use]
    pub fn name(&self) -> &Rc<str> {
        &self.name
    }

    /// Calls with the arguments in the order of the plan: evaluated, or closures where it says lazy; rules as
    /// `Other::Rule`. The arguments are used up.
    pub fn run(&self, vm: &mut Vm<'_>, arguments: &mut [Value]) -> Outcome<Value> {
        if self.legacy && self.kind == CallKind::Method {
            apply_to_receiver(arguments);
        }
        let result = match &*self.choices {
            [only] if only.direct => {
                for (parameter, value) in only.signature.parameters.iter().zip(arguments.iter_mut())
                {
                    if !accepts(vm, parameter, value) {
                        return Err(refuse::refused(vm, self, arguments));
                    }
                    convert(vm, parameter, value)?;
                }
                if self.by_value {
                    nulls_are_missing(&only.signature, arguments)?;
                }
                (only.builtin.run)(vm, arguments)?
            }
            _ => {
                let choice = self.choose(vm, arguments)?;
                self.run_choice(vm, choice, arguments)?
            }
        };
        quota::check(vm, &result)?;
        Ok(result)
    }

    /// Refuses a receiver that no overload takes, before the arguments are known.
    pub fn check_receiver(&self, vm: &Vm<'_>, receiver: &Value) -> Outcome<()> {
        let takes = |choice: &Choice| {
            choice.signature.parameters.first().is_none_or(|first| accepts(vm, first, receiver))
        };
        let context =
            matches!(receiver, Value::Other(other) if matches!(**other, Other::Context(_)));
        let applied = context && vm.options().legacy;
        if applied || self.choices.iter().any(takes) {
            return Ok(());
        }
        Err(refuse::refused_receiver(vm, self, receiver))
    }

    /// The overload the values mean.
    fn choose(&self, vm: &Vm<'_>, arguments: &[Value]) -> Outcome<&Choice> {
        // Most often one overload fits, and nothing need be gathered.
        let mut first: Option<&Choice> = None;
        for choice in &self.choices {
            if first.is_some_and(|first| first.layer < choice.layer) {
                break;
            }
            if choice.fits(vm, arguments) {
                if first.is_some() {
                    return self.most_special(vm, arguments);
                }
                first = Some(choice);
            }
        }
        first.ok_or_else(|| refuse::refused(vm, self, arguments))
    }

    /// The overload that is a special case of all others that fit.
    fn most_special(&self, vm: &Vm<'_>, arguments: &[Value]) -> Outcome<&Choice> {
        let all = || self.choices.iter().filter(|choice| choice.fits(vm, arguments));
        let layer = all().map(|choice| choice.layer).min();
        let fitting: Vec<&Choice> = all().filter(|choice| Some(choice.layer) == layer).collect();
        let special = fitting.iter().find(|choice| {
            fitting
                .iter()
                .all(|other| std::ptr::eq(**choice, *other) || choice.is_special_case_of(other))
        });
        special.copied().ok_or_else(|| refuse::ambiguous(self, arguments))
    }

    fn run_choice(
        &self,
        vm: &mut Vm<'_>,
        choice: &Choice,
        arguments: &mut [Value],
    ) -> Outcome<Value> {
        const FEW: usize = 6;
        let parameters = &choice.signature.parameters;
        let mut few: [Value; FEW] = std::default::Default::default();
        let mut many = Vec::new();
        let slots = if parameters.len() <= FEW {
            &mut few[..parameters.len()]
        } else {
            many.resize(parameters.len(), Value::Null);
            &mut many[..]
        };
        for ((slot, parameter), fill) in slots.iter_mut().zip(parameters).zip(&choice.fill) {
            *slot = filled(vm, parameter, fill, arguments)?;
        }
        if self.by_value {
            nulls_are_missing(&choice.signature, slots)?;
        }
        (choice.builtin.run)(vm, slots)
    }
}

/// Calls a function (or, with a receiver, a method) of the library by its name.
pub fn call_by_name(
    vm: &mut Vm<'_>,
    library: &dyn Overloads,
    name: &str,
    receiver: Option<Value>,
    arguments: Vec<Value>,
    named: Vec<(Rc<str>, Value)>,
) -> Outcome<Value> {
    let kind = if receiver.is_some() { CallKind::Method } else { CallKind::Function };
    let mut values: Vec<Value> = receiver.into_iter().chain(arguments).collect();
    let known =
        |value: &Value| if value.is_missing() { Argument::Skipped } else { Argument::Expression };
    let shape = Shape {
        positional: values.iter().map(known).collect(),
        mappings: named
            .iter()
            .map(|(word, _)| Mapping { word: Some(Rc::clone(word)), value: Argument::Expression })
            .collect(),
    };
    let signatures = library.signatures(name);
    let plan = signature::matches(&signatures, kind, &shape)
        .map_err(|why| mismatched(why, name, kind, &signatures))?;
    if plan.rules {
        let rule =
            |(word, value): (Rc<str>, Value)| Value::other(Other::Rule(Value::str(&word), value));
        values.extend(named.into_iter().map(rule));
    } else {
        values.extend(named.into_iter().map(|(_, value)| value));
    }
    let mut call = Call::new(name, kind, plan, library);
    call.by_value = true;
    call.run(vm, &mut values)
}

impl Choice {
    fn fits(&self, vm: &Vm<'_>, arguments: &[Value]) -> bool {
        let parameters = self.signature.parameters.iter();
        parameters.zip(&self.fill).all(|(parameter, fill)| match fill {
            Fill::Argument(i) => accepts(vm, parameter, &arguments[*i]),
            Fill::Default => true,
            Fill::Rest(places) => places.iter().all(|i| accepts(vm, parameter, &arguments[*i])),
            Fill::Named(entries) => {
                entries.iter().all(|(_, i)| accepts(vm, parameter, &arguments[*i]))
            }
        })
    }

    /// Is some argument's type narrower here, and none narrower there?
    fn is_special_case_of(&self, other: &Self) -> bool {
        let mut narrower = false;
        for (argument, ty) in self.types() {
            let Some((_, their)) = other.types().find(|(a, _)| *a == argument) else { continue };
            if their.is_narrower_than(ty) {
                return false;
            }
            narrower |= ty.is_narrower_than(their);
        }
        narrower
    }

    /// The type each argument is wanted to have.
    fn types(&self) -> impl Iterator<Item = (usize, Type)> {
        self.signature.parameters.iter().zip(&self.fill).flat_map(|(parameter, fill)| {
            let places: Vec<usize> = match fill {
                Fill::Argument(i) => vec![*i],
                Fill::Default => Vec::new(),
                Fill::Rest(places) => places.clone(),
                Fill::Named(entries) => entries.iter().map(|(_, i)| *i).collect(),
            };
            places.into_iter().map(|place| (place, parameter.ty))
        })
    }
}

/// The value of one parameter.
fn filled(
    vm: &Vm<'_>,
    parameter: &Parameter,
    fill: &Fill,
    arguments: &mut [Value],
) -> Outcome<Value> {
    let mut take = |i: usize| {
        convert(vm, parameter, &mut arguments[i])?;
        Ok(std::mem::take(&mut arguments[i]))
    };
    match fill {
        Fill::Argument(i) => take(*i),
        Fill::Default => Ok(default(&parameter.default)),
        Fill::Rest(places) => {
            let items = places.iter().map(|i| take(*i)).collect::<Outcome<Vec<Value>>>()?;
            Ok(Value::list(items))
        }
        Fill::Named(entries) => {
            let mut dict = Dict::with_capacity(entries.len());
            for (name, i) in entries {
                dict.insert(Value::str(name), take(*i)?);
            }
            Ok(Value::dict(dict))
        }
    }
}

/// The limits that hold when a value becomes an argument; natives see one kind of list where a list is wanted.
#[inline]
fn convert(vm: &Vm<'_>, parameter: &Parameter, value: &mut Value) -> Outcome<()> {
    match (parameter.ty, &*value) {
        (Type::Iterable | Type::Ordered, _) => iterate::check_size(vm, value)?,
        (Type::List, Value::Seq(seq)) => {
            if let Some(items) = seq.as_list() {
                *value = Value::List(Rc::clone(items));
            }
        }
        _ => {}
    }
    if vm.options().original { quota::check(vm, value) } else { Ok(()) }
}

fn default(default: &Default) -> Value {
    match default {
        Default::Required | Default::Missing => Value::Missing,
        Default::Null => Value::Null,
        Default::Bool(b) => Value::Bool(*b),
        Default::Int(i) => Value::Int(*i),
        Default::Str(s) => Value::str(s),
    }
}

/// In YAQL 0.2 a method of what `as` made applies to the receiver `as` had.
fn apply_to_receiver(arguments: &mut [Value]) {
    let Some(Value::Other(other)) = arguments.first() else { return };
    let Other::Context(context) = &**other else { return };
    if let Some(receiver) = context.variables.get_str("0").cloned() {
        arguments[0] = receiver;
    }
}

/// Among values a lambda that is null was not given.
fn nulls_are_missing(signature: &Signature, slots: &mut [Value]) -> Outcome<()> {
    for (parameter, slot) in signature.parameters.iter().zip(slots) {
        if parameter.ty != Type::Lambda || !slot.is_null() {
            continue;
        }
        if parameter.default == Default::Required {
            let message = format!("`{}` cannot be null", parameter.name);
            return Err(Fault::type_error(message));
        }
        *slot = Value::Missing;
    }
    Ok(())
}
