//! Binding of arguments to parameters: positions, names, defaults, contracts.
//! See docs/language/declarations.md#arguments.

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::{Argument, CallSite};
use crate::diag::{FaultKind, codes, suggest};
use crate::runtime::contract::target::ContractTarget;
use crate::runtime::object::method::{Method, Param};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::PathStep;
use crate::runtime::value::fault::{Argued, Fault, Outcome};
use crate::syntax::ParamKind;

/// Positional and named arguments.
pub(super) type Arguments = (Vec<Value>, Vec<(Rc<str>, Value)>);

impl Vm<'_> {
    /// Binds arguments in the caller's registers: plain arguments for plain parameters are not
    /// copied.
    pub(super) fn bind_in_place(
        &mut self,
        method: &Rc<Method>,
        site: &CallSite,
        at: usize,
    ) -> Outcome<()> {
        let count = site.arguments.len();
        // The callee's window starts at the receiver (see [`Vm`]), so arguments by position are
        // already in the right registers. They are only frozen and converted there; anything
        // else (names, `*rest`, lazily passed arguments) is bound by `bind_sorted`.
        let simple = method.plain
            && count <= method.params.len()
            && site.arguments.iter().all(|a| *a == Argument::Value);
        if !simple {
            return self.bind_sorted(method, site, at);
        }
        let (given, left_out) = method.params.split_at(count);
        for (n, param) in given.iter().enumerate() {
            let register = at + 1 + n;
            if self.lazy {
                let value = std::mem::take(&mut self.stack[register]);
                self.stack[register] = self.freeze(value)?;
            }
            if !param.contract.accepts_unchanged(&self.stack[register]) {
                let value = std::mem::take(&mut self.stack[register]);
                let this = self.stack[at].clone();
                self.stack[register] = self.convert_argument(method, param, &this, value)?;
            }
        }
        if left_out.is_empty() {
            Ok(())
        } else {
            self.bind_defaults(method, left_out, at + 1 + count, at)
        }
    }

    /// Evaluates defaults above the caller's registers: code of a default must not find another
    /// default in its registers.
    fn bind_defaults(
        &mut self,
        method: &Rc<Method>,
        left_out: &[Param],
        from: usize,
        at: usize,
    ) -> Outcome<()> {
        let this = self.stack[at].clone();
        let values = left_out.iter().map(|param| self.default_argument(method, param, &this));
        let values: Vec<Value> = values.collect::<Outcome<_>>()?;
        for (register, value) in self.stack[from..].iter_mut().zip(values) {
            *register = value;
        }
        Ok(())
    }

    fn bind_sorted(&mut self, method: &Rc<Method>, site: &CallSite, at: usize) -> Outcome<()> {
        let values = self.take_range(at + 1, site.arguments.len());
        let this = self.stack[at].clone();
        let (args, named) = self.sorted(site, values)?;
        let bound = self.bind(method, &this, args, named)?;
        for (n, value) in bound.into_iter().enumerate() {
            self.stack[at + 1 + n] = value;
        }
        Ok(())
    }

    /// Positional and named arguments in the order of the call; evaluates those that were left
    /// unevaluated.
    pub(super) fn sorted(&mut self, site: &CallSite, values: Vec<Value>) -> Outcome<Arguments> {
        let (mut args, mut named) = (Vec::new(), Vec::new());
        for (argument, value) in site.arguments.iter().zip(values) {
            match argument {
                Argument::Value => match value.as_rule() {
                    // `k => v`, which the library would have taken as a rule.
                    Some((Value::Str(key), value)) => {
                        let value = self.call(&value.clone(), &[])?;
                        named.push((key.as_str().into(), self.freeze(value)?));
                    }
                    _ => args.push(self.freeze(value)?),
                },
                Argument::Lambda => {
                    let value = self.call(&value, &[])?;
                    args.push(self.freeze(value)?);
                }
                Argument::Named(name) => named.push((name.clone(), self.freeze(value)?)),
                Argument::NamedLambda(name) => {
                    let value = self.call(&value, &[])?;
                    named.push((name.clone(), self.freeze(value)?));
                }
                Argument::Skipped => args.push(Value::Missing),
            }
        }
        Ok((args, named))
    }

    /// One value for each parameter, checked and converted.
    pub(super) fn bind(
        &mut self,
        method: &Rc<Method>,
        this: &Value,
        args: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Outcome<Vec<Value>> {
        // Parameters take their arguments in the order of declaration, which is also the order
        // in which contracts run: a name wins over a skipped position, `*rest` takes what is
        // left of the positions, `**named` of the names. Whatever is still left is an error.
        let mut args = args.into_iter().peekable();
        let mut named = named;
        let mut bound = Vec::with_capacity(method.params.len());
        for param in &method.params {
            bound.push(match param.kind {
                ParamKind::Standard => {
                    let by_name = take_named(&mut named, &param.name);
                    match (args.next(), by_name) {
                        (Some(Value::Missing) | None, None) => {
                            self.default_argument(method, param, this)?
                        }
                        (Some(Value::Missing) | None, Some(value)) | (Some(value), None) => {
                            self.convert_argument(method, param, this, value)?
                        }
                        (Some(_), Some(_)) => return Err(twice(method, param)),
                    }
                }
                ParamKind::VarArgs => {
                    let mut rest = Vec::new();
                    for value in args.by_ref() {
                        let step = PathStep::Item(rest.len());
                        let made = self.convert_argument(method, param, this, value);
                        rest.push(made.map_err(|fault| one_of_several(fault, step))?);
                    }
                    Value::list(rest)
                }
                ParamKind::KwArgs => {
                    let mut rest = Dict::with_capacity(named.len());
                    for (name, value) in std::mem::take(&mut named) {
                        let made = self.convert_argument(method, param, this, value);
                        let step = PathStep::Member(name.clone());
                        let value = made.map_err(|fault| one_of_several(fault, step))?;
                        rest.insert(Value::str(&name), value);
                    }
                    Value::dict(rest)
                }
            });
        }
        match (args.peek(), named.first()) {
            (Some(_), _) => Err(too_many(method)),
            (None, Some((name, _))) => Err(unknown_name(method, name)),
            (None, None) => Ok(bound),
        }
    }

    pub(super) fn convert_argument(
        &mut self,
        method: &Rc<Method>,
        param: &Param,
        this: &Value,
        value: Value,
    ) -> Outcome<Value> {
        if param.contract.accepts_unchanged(&value) {
            return Ok(value);
        }
        let place = ContractTarget::Argument(method.clone(), param.name.clone(), param.span);
        self.convert(&param.contract, value, this, place).map_err(|mut fault| {
            let place = method.params.iter().position(|p| p.name == param.name);
            fault.argument = place.map(|place| Argued { place, steps: 1 });
            fault
        })
    }

    fn default_argument(
        &mut self,
        method: &Rc<Method>,
        param: &Param,
        this: &Value,
    ) -> Outcome<Value> {
        let value = match &param.default {
            Some(default) => {
                let runtime = self.runtime.clone();
                let function = default.get(&runtime)?;
                self.run_code(&function, std::slice::from_ref(this))?
            }
            None => Value::Null,
        };
        self.convert_argument(method, param, this, value).map_err(|fault| {
            if param.default.is_none() && fault.is(FaultKind::ContractViolation) {
                let text = format!("`{}` was not given", param.name);
                fault.hint(text)
            } else {
                fault
            }
        })
    }

    /// Applies the contract of a method's result.
    pub(super) fn check_result(
        &mut self,
        method: &Rc<Method>,
        this: &Value,
        value: Value,
    ) -> Outcome<Value> {
        match &method.returns {
            Some((contract, span)) if !contract.accepts_unchanged(&value) => {
                self.convert(contract, value, this, ContractTarget::Result(method.clone(), *span))
            }
            _ => Ok(value),
        }
    }
}

/// Adds to a fault which of the values of `*rest` or `**named` it is about.
fn one_of_several(mut fault: Fault, step: PathStep) -> Fault {
    if let Some(argued) = &mut fault.argument {
        argued.steps = 2;
        if let PathStep::Item(n) = step {
            argued.place += n;
        }
    }
    if !fault.path.is_empty() {
        fault.path.insert(1, step);
    }
    fault
}

fn take_named(named: &mut Vec<(Rc<str>, Value)>, name: &str) -> Option<Value> {
    // The last of several wins, as in YAQL.
    let at = named.iter().rposition(|(n, _)| **n == *name)?;
    let value = named.remove(at).1;
    named.retain(|(n, _)| **n != *name);
    Some(value)
}

fn mismatch(method: &Method, message: String) -> Fault {
    Fault::new(FaultKind::NoMatchingMethod, codes::NO_MATCHING_ARGUMENTS, message)
        .label(method.span(), format!("`{}`", outline(method)))
}

fn too_many(method: &Method) -> Fault {
    let most = method.params.len();
    let message =
        format!("`{}` takes {most} argument{}", method.name, if most == 1 { "" } else { "s" });
    mismatch(method, message).hint("the call has more")
}

fn twice(method: &Method, param: &Param) -> Fault {
    let message = format!("the argument `{}` of `{}` is given twice", param.name, method.name);
    mismatch(method, message)
}

fn unknown_name(method: &Method, name: &str) -> Fault {
    let message = format!("`{}` has no parameter `{name}`", method.name);
    let names = method.params.iter().map(|p| &*p.name);
    mismatch(method, message).hint_if(suggest::did_you_mean(name, names))
}

/// A method's name and parameters, for messages.
fn outline(method: &Method) -> String {
    let param = |p: &Param| match p.kind {
        ParamKind::Standard => p.name.to_string(),
        ParamKind::VarArgs => format!("*{}", p.name),
        ParamKind::KwArgs => format!("**{}", p.name),
    };
    let params: Vec<String> = method.params.iter().map(param).collect();
    format!("{}({})", method.name, params.join(", "))
}
