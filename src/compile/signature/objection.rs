//! Why an overload does not match a call, as text; and signatures as text.

use super::plan::{ArgumentKind, Shape};
use super::{CallKind, Collect, Default, Parameter, Signature, Type};

/// Why an overload does not match. Parameters and arguments are numbered, arguments as in a [`Shape`]: mappings come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objection {
    /// The argument cannot have the parameter's type.
    Refused {
        /// The parameter's index.
        parameter: usize,
        /// The argument's number.
        argument: usize,
    },
    /// A required parameter has no argument.
    Missing {
        /// The parameter's index.
        parameter: usize,
    },
    /// A parameter has a positional and a named argument.
    Twice {
        /// The parameter's index.
        parameter: usize,
        /// The number of the named argument.
        argument: usize,
    },
    /// There is no parameter for the positional argument.
    Surplus {
        /// The argument's number.
        argument: usize,
    },
    /// There is no parameter of the argument's name.
    Unknown {
        /// The argument's number.
        argument: usize,
    },
}

impl Objection {
    /// The argument that is rejected.
    #[must_use]
    pub(crate) fn argument(self) -> Option<usize> {
        match self {
            Self::Refused { argument, .. }
            | Self::Twice { argument, .. }
            | Self::Surplus { argument }
            | Self::Unknown { argument } => Some(argument),
            Self::Missing { .. } => None,
        }
    }

    /// The objection as text: "`count` cannot be a string".
    #[must_use]
    pub(crate) fn text(self, signature: &Signature, shape: &Shape) -> String {
        let name = |n: usize| signature.parameters.get(n).map_or("", |p| &*p.name);
        match self {
            Self::Refused { parameter, argument } => {
                let parameter = &signature.parameters[parameter];
                refused(parameter, given(shape, argument))
            }
            Self::Missing { parameter } => format!("`{}` is missing", name(parameter)),
            Self::Twice { parameter, .. } => format!("`{}` is given twice", name(parameter)),
            Self::Surplus { .. } => match own_parameters(signature) {
                0 => "it takes no arguments".to_owned(),
                1 => "it takes 1 argument".to_owned(),
                n => format!("it takes {n} arguments"),
            },
            Self::Unknown { argument } => {
                let place = argument.saturating_sub(shape.positional.len());
                let word = shape.mappings.get(place).and_then(|m| m.word.as_deref());
                format!("it has no parameter `{}`", word.unwrap_or(""))
            }
        }
    }
}

/// Number of parameters, without a method's receiver.
fn own_parameters(signature: &Signature) -> usize {
    signature.parameters.len().saturating_sub(usize::from(signature.kind == CallKind::Method))
}

/// The compile-time kind of an argument.
fn given(shape: &Shape, argument: usize) -> ArgumentKind {
    let place = argument.saturating_sub(shape.positional.len());
    let mapping = || shape.mappings.get(place).map(|mapping| mapping.value);
    let positional = shape.positional.get(argument).copied();
    positional.or_else(mapping).unwrap_or(ArgumentKind::Expression)
}

fn refused(parameter: &Parameter, given: ArgumentKind) -> String {
    let name = &parameter.name;
    match parameter.ty {
        Type::Word => format!("`{name}` must be a bare word"),
        Type::LazyRule | Type::Rule => format!("`{name}` must be `key => value`"),
        _ => {
            let kind = match given {
                ArgumentKind::Null => "null",
                ArgumentKind::Bool => "a boolean",
                ArgumentKind::Int => "an integer",
                ArgumentKind::Float => "a float",
                ArgumentKind::Str | ArgumentKind::Word => "a string",
                ArgumentKind::Skipped => "left out",
                ArgumentKind::Expression => "that",
            };
            format!("`{name}` cannot be {kind}")
        }
    }
}

/// A signature as diagnostics show it.
#[must_use]
pub(crate) fn shown(signature: &Signature) -> String {
    let parameters: Vec<String> = signature.parameters.iter().map(shown_parameter).collect();
    match (signature.kind, parameters.split_first()) {
        (CallKind::Method, Some((receiver, rest))) => {
            format!("`({receiver}).{}({})`", signature.name, rest.join(", "))
        }
        _ => format!("`{}({})`", signature.name, parameters.join(", ")),
    }
}

fn shown_parameter(parameter: &Parameter) -> String {
    let stars = match parameter.collect {
        Collect::One => "",
        Collect::Rest => "*",
        Collect::Named => "**",
    };
    let null = if parameter.nullable && parameter.ty != Type::Any { "?" } else { "" };
    let default = match &parameter.default {
        Default::Required => String::new(),
        Default::Missing => " = …".to_owned(),
        Default::Null => " = null".to_owned(),
        Default::Bool(b) => format!(" = {b}"),
        Default::Int(i) => format!(" = {i}"),
        Default::Str(s) => format!(" = '{s}'"),
    };
    format!("{stars}{}: {}{null}{default}", parameter.name, parameter.ty.name())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::{Mapping, objections, parse};
    use super::*;

    /// What the only overload says of arguments by position and by name.
    fn said(signature: &str, positional: &[ArgumentKind], names: &[&str]) -> String {
        let mapping =
            |name: &&str| Mapping { word: Some((*name).into()), value: ArgumentKind::Expression };
        let shape = Shape {
            positional: positional.to_vec(),
            mappings: names.iter().map(mapping).collect(),
        };
        let overloads = [Rc::new(parse(signature, "f"))];
        let found = objections(&overloads, CallKind::Function, &shape);
        found.iter().map(|(s, objection)| objection.text(s, &shape)).collect()
    }

    #[test]
    fn each_objection_has_words() {
        use ArgumentKind::{Expression, Float, Int, Null, Str};
        assert_eq!(said("fn f(a: int)", &[Str], &[]), "`a` cannot be a string");
        assert_eq!(said("fn f(a: int)", &[Null], &[]), "`a` cannot be null");
        assert_eq!(said("fn f(a: int)", &[], &[]), "`a` is missing");
        assert_eq!(said("fn f(a: int)", &[Int, Int], &[]), "it takes 1 argument");
        assert_eq!(said("fn f()", &[Int], &[]), "it takes no arguments");
        assert_eq!(said("fn f(a: int)", &[Int], &["a"]), "`a` is given twice");
        assert_eq!(said("fn f(a: int)", &[Int], &["z"]), "it has no parameter `z`");
        assert_eq!(said("fn f(a: word)", &[Expression], &[]), "`a` must be a bare word");
        assert_eq!(said("fn f(*a: str)", &[Str, Float], &[]), "`a` cannot be a float");
        assert_eq!(said("fn f(a: int)", &[Int], &[]), "");
    }
}
