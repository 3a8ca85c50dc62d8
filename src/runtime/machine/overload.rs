//! Calls of library functions: overload resolution by the values, then conversion, defaults and
//! the call itself. See docs/language/yaql.md#call-resolution. The compiler has resolved what
//! is known before evaluation in a [`Plan`].

mod accept;
mod refuse;
mod site_cache;

use std::rc::Rc;

pub(crate) use self::accept::accepts;
pub(crate) use self::refuse::mismatched;
use self::site_cache::{Kinds, SiteCache};
use crate::compile::signature::{
    self, ArgumentKind, CallKind, Default, Fill, Mapping, Parameter, Plan, Shape, Signature, Type,
};
use crate::runtime::machine::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;

/// A call of the library in a program: the compiler's plan with the functions themselves.
pub struct LibraryCall {
    name: Rc<str>,
    kind: CallKind,
    choices: Box<[Choice]>,
    /// All arguments are values and no closures, so a lambda that is null was not passed.
    by_value: bool,
    /// The functions of YAQL 0.2 shadow the others.
    legacy: bool,
    /// The overload of the last call.
    cache: SiteCache,
    /// Most parameters of any candidate.
    most: usize,
}

/// One overload of a called function, prepared for the shape of the call.
struct Choice {
    builtin: &'static Builtin,
    signature: Rc<Signature>,
    layer: usize,
    fill: Vec<Fill>,
    /// Parameter *i* is argument *i*, and those after the arguments have these defaults.
    in_order: Option<Box<[Value]>>,
    /// Some argument has a size limit, or needs conversion to the usual kind of list.
    converts: bool,
}

/// The overloads of a name with their functions.
pub trait Overloads {
    /// The signatures, innermost layer first.
    fn signatures(&self, name: &str) -> Rc<[Rc<Signature>]>;

    /// Whether the functions of YAQL 0.2 shadow the others.
    fn has_legacy(&self) -> bool;

    /// The same, with the functions of YAQL 0.2 in front.
    fn over_legacy(&self) -> Rc<dyn Overloads>;

    /// The library function of an overload.
    fn builtin(&self, name: &str, overload: usize) -> Option<&'static Builtin>;
}

impl LibraryCall {
    /// Joins a plan with the library.
    #[must_use]
    pub fn new(name: &str, kind: CallKind, plan: Plan, library: &dyn Overloads) -> Self {
        let signatures = library.signatures(name);
        let choices = plan.candidates.into_iter().filter_map(|candidate| {
            let signature = Rc::clone(&signatures[candidate.overload]);
            let builtin = library.builtin(name, candidate.overload)?;
            let in_order = in_order(&signature, &candidate.fill, plan.lazy.len());
            let converts = signature.parameters.iter().any(|p| is_converted(p.ty));
            Some(Choice {
                builtin,
                signature,
                layer: candidate.layer,
                fill: candidate.fill,
                in_order,
                converts,
            })
        });
        let choices: Box<[Choice]> = choices.collect();
        let most = choices.iter().map(|c| c.signature.parameters.len()).max().unwrap_or(0);
        let legacy = library.has_legacy();
        let cache = SiteCache::default();
        Self { name: name.into(), kind, choices, by_value: false, legacy, cache, most }
    }

    /// Number of values that [`Call::run`] needs at least.
    #[must_use]
    #[inline]
    pub fn places(&self) -> usize {
        self.most
    }

    /// The name that is called.
    #[must_use]
    pub fn name(&self) -> &Rc<str> {
        &self.name
    }

    /// Calls with the first `count` of `places` as arguments in the order of the plan:
    /// evaluated, or closures where the plan says lazy; rules as `Extended::Rule`. `places` has
    /// at least [`Call::places`] values, null after the arguments, and all are consumed.
    #[inline]
    pub fn run(&self, vm: &mut Vm<'_>, places: &mut [Value], count: usize) -> Outcome<Value> {
        let arguments = &mut places[..count];
        if self.legacy && self.kind == CallKind::Method {
            apply_to_receiver(arguments);
        }
        let kinds = Kinds::of(arguments);
        let choice = match self.cache.choice(kinds) {
            Some(choice) => &self.choices[choice],
            None => &self.choices[self.choose_and_learn(vm, arguments, kinds)?],
        };
        let outcome = match &choice.in_order {
            Some(defaults) => self.run_in_order(vm, choice, defaults, places, count),
            None => self.run_choice(vm, choice, arguments),
        };
        // The result is passed on as it is: checking costs less than a copy.
        if let Ok(result) = &outcome
            && let Err(fault) = quota::check(vm.options(), result)
        {
            return Err(fault);
        }
        outcome
    }

    /// Calls with arguments in the order of the parameters.
    #[inline]
    fn run_in_order(
        &self,
        vm: &mut Vm<'_>,
        choice: &Choice,
        defaults: &[Value],
        places: &mut [Value],
        count: usize,
    ) -> Outcome<Value> {
        if choice.converts || vm.options().original {
            convert_all(vm, &choice.signature, places)?;
        }
        let places = &mut places[..count + defaults.len()];
        for (place, default) in places[count..].iter_mut().zip(defaults) {
            place.put(default.clone());
        }
        if self.by_value {
            nulls_are_missing(&choice.signature, &mut places[..count])?;
        }
        (choice.builtin.run)(vm, places)
    }

    /// Refuses a receiver that no candidate accepts, before the arguments are evaluated.
    pub fn check_receiver(&self, vm: &Vm<'_>, receiver: &Value) -> Outcome<()> {
        let takes = |choice: &Choice| {
            choice.signature.parameters.first().is_none_or(|first| accepts(vm, first, receiver))
        };
        let context =
            matches!(receiver, Value::Extended(other) if matches!(**other, Extended::Context(_)));
        let applied = context && vm.options().legacy;
        if applied || self.choices.iter().any(takes) {
            return Ok(());
        }
        Err(refuse::refused_receiver(vm, self, receiver))
    }

    #[inline(never)]
    fn choose_and_learn(&self, vm: &Vm<'_>, arguments: &[Value], kinds: Kinds) -> Outcome<usize> {
        let choice = self.choose(vm, arguments)?;
        self.cache.learn(kinds, choice);
        Ok(choice)
    }

    /// Chooses the candidate that the values mean.
    fn choose(&self, vm: &Vm<'_>, arguments: &[Value]) -> Outcome<usize> {
        // Usually one candidate fits, and no list of candidates is needed.
        let mut first: Option<usize> = None;
        for (n, choice) in self.choices.iter().enumerate() {
            if first.is_some_and(|first| self.choices[first].layer < choice.layer) {
                break;
            }
            if choice.fits(vm, arguments) {
                if first.is_some() {
                    return self.most_special(vm, arguments);
                }
                first = Some(n);
            }
        }
        first.ok_or_else(|| refuse::refused(vm, self, arguments))
    }

    /// The candidate that is a special case of all others that fit.
    fn most_special(&self, vm: &Vm<'_>, arguments: &[Value]) -> Outcome<usize> {
        let all = || self.choices.iter().enumerate().filter(|(_, c)| c.fits(vm, arguments));
        let layer = all().map(|(_, choice)| choice.layer).min();
        let fitting: Vec<(usize, &Choice)> =
            all().filter(|(_, choice)| Some(choice.layer) == layer).collect();
        let special = fitting.iter().find(|(n, choice)| {
            fitting.iter().all(|(m, other)| n == m || choice.is_special_case_of(other))
        });
        special.map(|(n, _)| *n).ok_or_else(|| refuse::ambiguous(self, arguments))
    }

    #[inline(never)]
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

/// The defaults of the parameters after the arguments, if arguments and parameters are in the
/// same order.
fn in_order(signature: &Signature, fill: &[Fill], arguments: usize) -> Option<Box<[Value]>> {
    let (given, rest) = fill.split_at_checked(arguments)?;
    let lie_right = given.iter().enumerate().all(|(i, fill)| *fill == Fill::Argument(i))
        && rest.iter().all(|fill| *fill == Fill::Default);
    let after = signature.parameters.iter().skip(arguments);
    lie_right.then(|| after.map(|parameter| default(&parameter.default)).collect())
}

/// Calls a function of the library by name, or with a receiver, a method.
pub(crate) fn call_by_name(
    vm: &mut Vm<'_>,
    library: &dyn Overloads,
    name: &str,
    receiver: Option<Value>,
    arguments: Vec<Value>,
    named: Vec<(Rc<str>, Value)>,
) -> Outcome<Value> {
    // Does at run time what the compiler does for a call in code: describes the arguments
    // (`Shape`), matches them with the signatures to a plan, and runs the plan. Named arguments
    // become rules if the function takes rules.
    let kind = if receiver.is_some() { CallKind::Method } else { CallKind::Function };
    let mut values: Vec<Value> = receiver.into_iter().chain(arguments).collect();
    let known = |value: &Value| {
        if value.is_missing() { ArgumentKind::Skipped } else { ArgumentKind::Expression }
    };
    let shape = Shape {
        positional: values.iter().map(known).collect(),
        mappings: named
            .iter()
            .map(|(word, _)| Mapping {
                word: Some(Rc::clone(word)),
                value: ArgumentKind::Expression,
            })
            .collect(),
    };
    let signatures = library.signatures(name);
    let plan = signature::matches(&signatures, kind, &shape)
        .map_err(|why| mismatched(why, name, kind, &signatures, &shape))?;
    if plan.rules {
        let rule = |(word, value): (Rc<str>, Value)| {
            Value::extended(Extended::Rule(Value::str(&word), value))
        };
        values.extend(named.into_iter().map(rule));
    } else {
        values.extend(named.into_iter().map(|(_, value)| value));
    }
    let mut call = LibraryCall::new(name, kind, plan, library);
    call.by_value = true;
    let count = values.len();
    values.resize(count.max(call.places()), Value::Null);
    call.run(vm, &mut values, count)
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

    /// Whether some argument's type is narrower here, and none narrower there.
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

    /// The parameter type of each argument.
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

/// Takes the value of one parameter out of the arguments.
fn filled(
    vm: &Vm<'_>,
    parameter: &Parameter,
    fill: &Fill,
    arguments: &mut [Value],
) -> Outcome<Value> {
    // Each argument is moved, not copied; the plan uses each once.
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

/// Whether [`convert`] looks at arguments of this type.
fn is_converted(ty: Type) -> bool {
    matches!(ty, Type::Iterable | Type::Ordered | Type::List)
}

#[inline(never)]
fn convert_all(vm: &Vm<'_>, signature: &Signature, places: &mut [Value]) -> Outcome<()> {
    let pairs = signature.parameters.iter().zip(places);
    pairs.into_iter().try_for_each(|(parameter, value)| convert(vm, parameter, value))
}

/// Checks the limits on an argument, and converts the second kind of list where a list is
/// expected.
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
    if vm.options().original { quota::check(vm.options(), value) } else { Ok(()) }
}

fn default(default: &Default) -> Value {
    match default {
        Default::Required | Default::Missing => Value::Missing,
        Default::Null => Value::Null,
        Default::Bool(b) => Value::bool(*b),
        Default::Int(i) => Value::Int(*i),
        Default::Str(s) => Value::str(s),
    }
}

/// In YAQL 0.2 a method of a result of `as` applies to the receiver of `as`.
#[inline(never)]
fn apply_to_receiver(arguments: &mut [Value]) {
    let Some(Value::Extended(other)) = arguments.first() else { return };
    let Extended::Context(context) = &**other else { return };
    if let Some(receiver) = context.variables.get_str("0").cloned() {
        arguments[0] = receiver;
    }
}

/// In a call by value, a null for a lambda means that it was not passed.
#[inline(never)]
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
