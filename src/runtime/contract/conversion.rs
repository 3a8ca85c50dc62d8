//! Conversion of values by contracts, and of dictionaries to objects.
//! See docs/language/contracts.md#overview and docs/language/contracts.md#conversion-of-dictionaries.
//!
//! Objects are built straight from dictionary entries. A failure says which part of the value (its path), what was wrong,
//! and where the contract stands.

mod compat_message;
mod objects;
mod path;
mod scalars;
mod structures;
mod template;
mod traced;

use std::rc::Rc;

use self::path::Path;
use crate::compile::ir::ClassId;
use crate::compile::package::VersionSpec;
use crate::diag::{FaultKind, codes};
use crate::runtime::contract::Contract;
use crate::runtime::contract::target::ContractTarget;
use crate::runtime::machine::parts::{ConditionScope, describe_parts};
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::describe;
use crate::runtime::value::equality;
use crate::runtime::value::fault::{Fault, Outcome, PathStep, path_text};
use crate::runtime::value::lazy::Lazy;

/// What is said of a condition of whose parts nothing is known.
const MUST_HOLD: &str = "must be true, `$` being the value";

/// The class a contract names.
#[derive(Clone, Copy)]
struct RequiredClass<'a> {
    /// The class.
    class: ClassId,
    /// Versions of it that will do; none: those that the contract's package requires.
    version: Option<&'a VersionSpec>,
}

/// The context of a conversion.
#[derive(Clone, Copy)]
pub(crate) struct Conversion<'a> {
    /// `$this` of predicates.
    this: &'a Value,
    /// What the contract constrains.
    place: &'a ContractTarget,
    /// Only validates: a value that would change violates the contract.
    strict: bool,
}

impl Conversion<'_> {
    /// Who owns objects made on the way: the object whose property is set.
    fn owner(&self) -> Option<Rc<Object>> {
        match (self.place, self.this) {
            (ContractTarget::Property(_), Value::Object(object)) => Some(object.clone()),
            _ => None,
        }
    }
}

impl Vm<'_> {
    /// Converts a value by a contract.
    pub fn convert(
        &mut self,
        contract: &Contract,
        value: Value,
        this: &Value,
        place: ContractTarget,
    ) -> Outcome<Value> {
        let context = Conversion { this, place: &place, strict: false };
        if self.is_making() || !matches!(value, Value::List(_) | Value::Dict(_)) {
            return self.conform(contract, value, context, &Path::Root);
        }
        self.graph(|vm| {
            let made = vm.conform(contract, value, context, &Path::Root)?;
            if !vm.take_open() {
                return Ok(made);
            }
            vm.complete_links();
            vm.conform(contract, made, context, &Path::Root)
        })
    }

    /// Returns whether a value satisfies a contract without being converted.
    pub fn satisfies(&mut self, contract: &Contract, value: &Value) -> Outcome<bool> {
        self.satisfies_for(contract, value, &Value::Null)
    }

    /// Like [`Vm::satisfies`], with `$this` for the contract's predicates.
    pub fn satisfies_for(
        &mut self,
        contract: &Contract,
        value: &Value,
        this: &Value,
    ) -> Outcome<bool> {
        if contract.accepts_unchanged(value) {
            return Ok(true);
        }
        let context = Conversion { this, place: &ContractTarget::Value, strict: true };
        match self.conform(contract, value.clone(), context, &Path::Root) {
            Ok(converted) => Ok(equality::equal(&converted, value)),
            Err(fault) if fault.is(FaultKind::ContractViolation) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    pub(crate) fn conform(
        &mut self,
        contract: &Contract,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        if contract.accepts_unchanged(&value) {
            return Ok(value);
        }
        if self.runtime().trace.conversions() && !context.strict {
            return self.convert_traced(contract, value, context, path);
        }
        self.convert_untraced(contract, value, context, path)
    }

    fn convert_untraced(
        &mut self,
        contract: &Contract,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        if value.is_passed() {
            return Ok(value);
        }
        match contract {
            Contract::Any => Ok(if value.is_missing() { Value::Null } else { value }),
            Contract::String => scalars::string(value, context, path),
            Contract::Int => scalars::int(value, context, path),
            Contract::Bool => scalars::bool(value, context, path),
            Contract::NotNull(base) => {
                let value = self.conform(base, value, context, path)?;
                if value.is_null() { Err(null(context, path)) } else { Ok(value) }
            }
            Contract::Then(pair) => {
                let value = self.conform(&pair.0, value, context, path)?;
                self.conform(&pair.1, value, context, path)
            }
            Contract::Check { base, condition, test, message, span } => {
                let value = self.conform(base, value, context, path)?;
                if test.as_ref().is_some_and(|t| t.holds(&value)) {
                    return Ok(value);
                }
                if self.is_open() && value.as_str().is_some() && !base.accepts_unchanged(&value) {
                    // An object that is not made yet: the conversion is repeated once it is,
                    // with its predicate.
                    return Ok(value);
                }
                let runtime = self.runtime().clone();
                let function = condition.get(&runtime)?;
                let holds = self.run_code(&function, &[context.this.clone(), value.clone()])?;
                if holds.truth() {
                    return Ok(value);
                }
                let message = match message {
                    Some(message) => {
                        let function = message.get(&runtime)?;
                        let text =
                            self.run_code(&function, &[context.this.clone(), value.clone()])?;
                        Some(crate::runtime::value::repr::text(&text)?)
                    }
                    None => None,
                };
                Err(self.unchecked(&value, *span, message, context, path))
            }
            Contract::Class { class, default, version } => {
                let wanted = RequiredClass { class: *class, version: version.as_deref() };
                self.object_for(wanted, *default, value, context, path)
            }
            Contract::Template { class, default, exclude } => {
                let wanted = RequiredClass { class: *class, version: None };
                self.template_for(wanted, *default, exclude, value, context, path)
            }
            Contract::Owned { base, owned } => {
                let value = self.conform(base, value, context, path)?;
                self.check_owned(value, *owned, context, path)
            }
            Contract::List { items, min, max } => {
                self.list_for(items, *min, *max, value, context, path)
            }
            Contract::Dict { fixed, pattern } => {
                self.dict_for(fixed, pattern.as_deref(), value, context, path)
            }
            Contract::Literal(literal) => same_as(literal, value, context, path),
            Contract::Else { base, otherwise } => {
                let made = self.conform(base, value.clone(), context, path)?;
                if made.truth() { Ok(made) } else { self.computed(otherwise, value, context) }
            }
            Contract::Expr(code) => self.computed(code, value, context),
            Contract::Absent(found) => Err(Fault::of_diagnostic(found)),
            Contract::Invalid(why) => {
                let message = format!("invalid contract: {why}");
                Err(Fault::new(FaultKind::ContractSyntax, codes::CONTRACT_SYNTAX, message)
                    .label(context.place.span(), "the contract"))
            }
        }
    }

    /// Evaluates an expression on a value.
    fn computed(&mut self, code: &Lazy, value: Value, context: Conversion<'_>) -> Outcome<Value> {
        let runtime = self.runtime().clone();
        let function = code.get(&runtime)?;
        let made = self.run_code(&function, &[context.this.clone(), value])?;
        self.freeze(made)
    }

    fn unchecked(
        &mut self,
        value: &Value,
        span: crate::source::Span,
        message: Option<String>,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Fault {
        let known = message.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| {
            format!("Value {} doesn't match predicate", compat_message::scalar(value))
        });
        let source = self.runtime().registry.sources.find(span);
        let condition = source.map(|s| s.slice(span).to_owned()).unwrap_or_default();
        let text = match message {
            Some(message) => format!("is refused: {message}; found {}", describe::value(value)),
            None => format!("does not pass its check, found {}", describe::value(value)),
        };
        let fault = Fault::new(FaultKind::ContractViolation, codes::CONTRACT_CHECK, text)
            .compat_message(known);
        let mut fault = placed(fault, context, path);
        fault.value = Some(value.clone());
        if condition.is_empty() {
            return fault;
        }
        // The condition is the part of the contract that matters.
        fault.diagnostic.labels.clear();
        let scope = ConditionScope { item: value, this: context.this, variables: &[] };
        let parts = describe_parts(self, span, scope);
        fault.label(
            span,
            parts
                .map_or_else(|| MUST_HOLD.to_owned(), |parts| format!("must be true, but {parts}")),
        )
    }
}

/// "must be an integer, found the string 'http'".
fn violation(
    wanted: &str,
    known: String,
    found: &Value,
    context: Conversion<'_>,
    path: &Path<'_>,
) -> Fault {
    let message = format!("{wanted}, found {}", describe::value(found));
    let fault = Fault::new(FaultKind::ContractViolation, codes::CONTRACT, message);
    let mut fault = placed(fault.compat_message(known), context, path);
    fault.value = Some(found.clone());
    fault
}

fn null(context: Conversion<'_>, path: &Path<'_>) -> Fault {
    let message = "is required, but there is no value";
    let known = "null value violates notNull() contract";
    placed(
        Fault::new(FaultKind::ContractViolation, codes::CONTRACT_NULL, message)
            .compat_message(known),
        context,
        path,
    )
}

/// Adds the path of the value and the span of the contract to a fault.
fn placed(mut fault: Fault, context: Conversion<'_>, path: &Path<'_>) -> Fault {
    let mut steps = vec![PathStep::Member(context.place.name())];
    path.steps(&mut steps);
    fault.path = steps;
    fault.owner = context.place.owner();
    if fault.is(FaultKind::ContractViolation)
        && let Some(reason) = fault.diagnostic.compat_message.take()
    {
        fault.diagnostic.compat_message =
            Some(compat_message::placed(&reason, context, path).into());
    }
    let what = match context.place {
        ContractTarget::Property(_) => "the contract",
        ContractTarget::Argument(..) => "the argument's contract",
        ContractTarget::Result(..) => "the contract of the result",
        ContractTarget::Value => "",
    };
    fault.label(context.place.span(), what)
}

/// Returns the value if it equals a literal.
fn same_as(
    literal: &Value,
    value: Value,
    context: Conversion<'_>,
    path: &Path<'_>,
) -> Outcome<Value> {
    if equality::equal(literal, &value) {
        return Ok(value);
    }
    let wanted = describe::value(literal);
    let known = format!(
        "Value {} is not equal to {}",
        compat_message::scalar(&value),
        compat_message::bare(literal)
    );
    Err(violation(&format!("must be {wanted}"), known, &value, context, path))
}
