//! The compile-time part of overload resolution: which overloads a call can mean, before any argument is evaluated.
//! See docs/language/yaql.md#call-resolution.

use std::rc::Rc;

use super::objection::Objection;
use super::plan::{ArgumentKind, Candidate, Fill, Plan, Shape};
use super::{CallKind, Collect, Default, Parameter, Signature, Type};
use crate::syntax::Text;

/// Why overload resolution fails at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// There is no function, or no method, of that name.
    Unknown,
    /// No overload accepts these arguments.
    NoneMatches,
    /// The overloads disagree on which arguments are evaluated.
    Ambiguous,
    /// An argument `key => value` whose key is not a bare word, where only keyword arguments are allowed.
    MappingTranslation,
}

/// Matches a call against the overloads of its name, innermost layer first. `kind` is the syntax of the call.
/// Candidates must agree on which arguments are lazy, because arguments are evaluated before the choice among them.
pub(crate) fn matches(
    overloads: &[Rc<Signature>],
    kind: CallKind,
    shape: &Shape,
) -> Result<Plan, Mismatch> {
    // All candidates that can be called by this syntax must agree on rules and on laziness,
    // because that decides how the arguments are evaluated, before their types are known. Types
    // are the run time's part.
    let callable = layered(overloads, kind);
    let Some(&(first, _)) = callable.first() else { return Err(Mismatch::Unknown) };
    let rules = overloads[first].no_kwargs;
    if callable.iter().any(|(i, _)| overloads[*i].no_kwargs != rules) {
        return Err(Mismatch::Ambiguous);
    }
    if !rules && shape.mappings.iter().any(|mapping| mapping.word.is_none()) {
        return Err(Mismatch::MappingTranslation);
    }
    let arguments = SplitArguments::of(shape, rules);
    let candidates: Vec<Candidate> = callable
        .into_iter()
        .filter_map(|(overload, layer)| {
            let fill = fill(&overloads[overload], &arguments).ok()?;
            Some(Candidate { overload, layer, fill })
        })
        .collect();
    let count = shape.positional.len() + shape.mappings.len();
    let lazy = |c: &Candidate| lazy_arguments(&overloads[c.overload], &c.fill, count);
    let Some(lazy_first) = candidates.first().map(lazy) else { return Err(Mismatch::NoneMatches) };
    if candidates.iter().any(|candidate| lazy(candidate) != lazy_first) {
        return Err(Mismatch::Ambiguous);
    }
    Ok(Plan { candidates, lazy: lazy_first, rules })
}

/// The objection of each overload that can be called by this syntax, where none of them matches.
#[must_use]
pub(crate) fn objections(
    overloads: &[Rc<Signature>],
    kind: CallKind,
    shape: &Shape,
) -> Vec<(Rc<Signature>, Objection)> {
    let callable = layered(overloads, kind);
    let rules = callable.first().is_some_and(|(first, _)| overloads[*first].no_kwargs);
    let arguments = SplitArguments::of(shape, rules);
    let objection = |(overload, _): &(usize, usize)| {
        let signature = &overloads[*overload];
        Some((Rc::clone(signature), fill(signature, &arguments).err()?))
    };
    callable.iter().filter_map(objection).collect()
}

/// The overloads that can be called by this syntax, as (index, layer); an exclusive one hides the layers below its own.
fn layered(overloads: &[Rc<Signature>], kind: CallKind) -> Vec<(usize, usize)> {
    let mut callable = Vec::new();
    let mut hidden = false;
    for (i, signature) in overloads.iter().enumerate() {
        if signature.kind != kind && signature.kind != CallKind::Both || hidden && !signature.legacy
        {
            continue;
        }
        hidden |= signature.exclusive;
        callable.push((i, usize::from(!signature.legacy)));
    }
    callable
}

/// The arguments split into positional and named ones, each with its number.
struct SplitArguments {
    positional: Vec<(usize, KnownArgument)>,
    named: Vec<(Text, usize, KnownArgument)>,
}

/// What is known of an argument: as [`ArgumentKind`], or a rule.
#[derive(Clone, Copy, PartialEq)]
enum KnownArgument {
    Plain(ArgumentKind),
    Rule,
}

impl SplitArguments {
    fn of(shape: &Shape, rules: bool) -> Self {
        let mut positional: Vec<(usize, KnownArgument)> =
            shape.positional.iter().map(|a| KnownArgument::Plain(*a)).enumerate().collect();
        let mut named: Vec<(Text, usize, KnownArgument)> = Vec::new();
        for (i, mapping) in shape.mappings.iter().enumerate() {
            let number = shape.positional.len() + i;
            match &mapping.word {
                Some(word) if !rules => {
                    // The last argument of a repeated name wins.
                    named.retain(|(name, _, _)| name != word);
                    named.push((Rc::clone(word), number, KnownArgument::Plain(mapping.value)));
                }
                _ => positional.push((number, KnownArgument::Rule)),
            }
        }
        Self { positional, named }
    }
}

/// How the arguments fill the parameters of a signature, or its objection.
fn fill(signature: &Signature, arguments: &SplitArguments) -> Result<Vec<Fill>, Objection> {
    let mut positional = arguments.positional.iter();
    let mut used = vec![false; arguments.named.len()];
    let mut fills = Vec::with_capacity(signature.parameters.len());
    for (place, parameter) in signature.parameters.iter().enumerate() {
        let one = |by_position, used: &mut [bool]| {
            one((place, parameter), by_position, &arguments.named, used)
        };
        let fill = match parameter.collect {
            Collect::One => one(positional.next(), &mut used)?,
            Collect::Rest => Fill::Rest(rest((place, parameter), positional.by_ref())?),
            // Filled last, with the arguments that the others leave.
            Collect::Named => Fill::Named(Vec::new()),
        };
        fills.push(fill);
    }
    if let Some((argument, _)) = positional.next() {
        return Err(Objection::Surplus { argument: *argument });
    }
    let left =
        arguments.named.iter().zip(&used).filter(|(_, used)| !**used).map(|(named, _)| named);
    named(signature, &mut fills, left)?;
    Ok(fills)
}

/// Fills a parameter that takes one argument, by position or by name.
fn one(
    (at, parameter): (usize, &Parameter),
    by_position: Option<&(usize, KnownArgument)>,
    named: &[(Text, usize, KnownArgument)],
    used: &mut [bool],
) -> Result<Fill, Objection> {
    let skipped =
        by_position.is_none_or(|(_, known)| *known == KnownArgument::Plain(ArgumentKind::Skipped));
    if let Some(place) = named.iter().position(|(name, _, _)| *name == parameter.name) {
        let (_, number, known) = &named[place];
        // A position that was skipped cannot be passed by name as well.
        if by_position.is_some() {
            return Err(Objection::Twice { parameter: at, argument: *number });
        }
        used[place] = true;
        return admitted((at, parameter), *number, *known);
    }
    match by_position {
        Some((number, known)) if !skipped => admitted((at, parameter), *number, *known),
        _ if parameter.default != Default::Required => Ok(Fill::Default),
        _ => Err(Objection::Missing { parameter: at }),
    }
}

fn admitted(
    (at, parameter): (usize, &Parameter),
    argument: usize,
    known: KnownArgument,
) -> Result<Fill, Objection> {
    if admits(parameter, known) {
        Ok(Fill::Argument(argument))
    } else {
        Err(Objection::Refused { parameter: at, argument })
    }
}

/// Fills `*rest` with the remaining positional arguments.
fn rest<'a>(
    (at, parameter): (usize, &Parameter),
    positional: impl Iterator<Item = &'a (usize, KnownArgument)>,
) -> Result<Vec<usize>, Objection> {
    let takes = |known: KnownArgument| match known {
        // A skipped argument is passed on as a missing value, which has no type.
        KnownArgument::Plain(ArgumentKind::Skipped) => {
            matches!(parameter.ty, Type::Any | Type::Lambda)
        }
        known => admits(parameter, known),
    };
    let refused = |argument: usize| Objection::Refused { parameter: at, argument };
    positional
        .map(|(number, known)| takes(*known).then_some(*number).ok_or(refused(*number)))
        .collect()
}

/// Fills `**named` with the remaining named arguments.
fn named<'a>(
    signature: &Signature,
    fills: &mut [Fill],
    left: impl Iterator<Item = &'a (Text, usize, KnownArgument)>,
) -> Result<(), Objection> {
    let place = signature.parameters.iter().position(|p| p.collect == Collect::Named);
    for (name, number, known) in left {
        let argument = *number;
        let Some(place) = place else { return Err(Objection::Unknown { argument }) };
        admitted((place, &signature.parameters[place]), argument, *known)?;
        if let Fill::Named(entries) = &mut fills[place] {
            entries.push((Rc::clone(name), argument));
        }
    }
    Ok(())
}

/// Returns whether an argument may have the parameter's type, as far as is known at compile time.
fn admits(parameter: &Parameter, known: KnownArgument) -> bool {
    let known = match known {
        // The value of a rule is unknown until it is evaluated; only a bare word is decided by syntax.
        KnownArgument::Rule => return parameter.ty != Type::Word,
        KnownArgument::Plain(known) => known,
    };
    match (parameter.ty, known) {
        (Type::LazyRule, _) => false,
        (Type::Word, known) => known == ArgumentKind::Word,
        (Type::Lambda | Type::Any, _) => {
            known != ArgumentKind::Null || parameter.nullable || parameter.ty == Type::Lambda
        }
        (_, ArgumentKind::Expression | ArgumentKind::Skipped) => true,
        (_, ArgumentKind::Null) => parameter.nullable,
        (Type::Bool, known) => known == ArgumentKind::Bool,
        (Type::Int, known) => matches!(known, ArgumentKind::Int | ArgumentKind::Bool),
        (Type::StrictInt, known) => known == ArgumentKind::Int,
        (Type::Number, known) => matches!(known, ArgumentKind::Int | ArgumentKind::Float),
        (Type::Str, known) => matches!(known, ArgumentKind::Str | ArgumentKind::Word),
        _ => false,
    }
}

fn lazy_arguments(signature: &Signature, fills: &[Fill], count: usize) -> Vec<bool> {
    let mut lazy = vec![false; count];
    for (parameter, fill) in signature.parameters.iter().zip(fills) {
        if !parameter.ty.is_lazy() {
            continue;
        }
        match fill {
            Fill::Argument(i) => lazy[*i] = true,
            Fill::Rest(places) => places.iter().for_each(|i| lazy[*i] = true),
            Fill::Named(entries) => entries.iter().for_each(|(_, i)| lazy[*i] = true),
            Fill::Default => {}
        }
    }
    lazy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overloads(texts: &[&str]) -> Vec<Rc<Signature>> {
        texts.iter().map(|text| Rc::new(super::super::parse(text, "f"))).collect()
    }

    fn shape(positional: &[ArgumentKind], names: &[&str]) -> Shape {
        let mapping = |name: &&str| super::super::Mapping {
            word: Some(Text::from(*name)),
            value: ArgumentKind::Expression,
        };
        Shape { positional: positional.to_vec(), mappings: names.iter().map(mapping).collect() }
    }

    use ArgumentKind::{Expression as E, Float, Int, Null, Skipped, Str, Word};

    #[test]
    fn arguments_find_their_parameters() {
        let f = overloads(&["fn f(a: int, b: str = 'x', *c: any, **d: any)"]);
        let plan = matches(&f, CallKind::Function, &shape(&[Int, Skipped, E, E], &["z"]))
            .expect("matches");
        assert_eq!(
            plan.candidates[0].fill,
            [
                Fill::Argument(0),
                Fill::Default,
                Fill::Rest(vec![2, 3]),
                Fill::Named(vec![(Text::from("z"), 4)])
            ]
        );
        let named =
            matches(&f, CallKind::Function, &shape(&[], &["b", "a", "b"])).expect("matches");
        assert_eq!(named.candidates[0].fill[..2], [Fill::Argument(1), Fill::Argument(2)]);
    }

    #[test]
    fn constants_are_checked_by_their_kind() {
        let f = overloads(&["both f(a: int, b: num? = null)"]);
        let none = |args: &[ArgumentKind]| matches(&f, CallKind::Function, &shape(args, &[])).err();
        assert_eq!(none(&[Int]), None);
        assert_eq!(none(&[E, Null]), None);
        for bad in [&[Float][..], &[Str], &[Null], &[], &[Int, Str], &[Int, Int, Int], &[Skipped]] {
            assert_eq!(none(bad), Some(Mismatch::NoneMatches), "{bad:?}");
        }
        assert_eq!(
            matches(&f, CallKind::Function, &shape(&[Int], &["a"])).err(),
            Some(Mismatch::NoneMatches)
        );
        assert_eq!(
            matches(&f, CallKind::Function, &shape(&[Int], &["c"])).err(),
            Some(Mismatch::NoneMatches)
        );
    }

    #[test]
    fn kinds_layers_and_laziness() {
        let f = overloads(&["legacy exclusive both f(a: lambda)", "fn f(a: any)"]);
        let plan = matches(&f, CallKind::Function, &shape(&[Word], &[])).expect("matches");
        assert_eq!((plan.candidates.len(), &plan.lazy[..]), (1, &[true][..]));
        let f = overloads(&["legacy both f(a: lambda)", "fn f(a: any)"]);
        assert_eq!(
            matches(&f, CallKind::Function, &shape(&[E], &[])).err(),
            Some(Mismatch::Ambiguous)
        );
        let f = overloads(&["fn f()"]);
        assert_eq!(matches(&f, CallKind::Method, &shape(&[E], &[])).err(), Some(Mismatch::Unknown));
    }
}
