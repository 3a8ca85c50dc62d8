//! Bodies and expressions to code.
//!
//! [`builder`] emits instructions and hands out registers; [`names`] knows what each variable is; [`free`] finds what a
//! lambda needs from outside. The others lower one family of forms each. One [`Lowering`] serves one body, lambdas included:
//! each lambda gets a builder of its own on the stack of builders.

mod arguments;
mod arrow;
mod assign;
mod bare_words;
mod builder;
mod calls;
mod control;
mod data;
mod deferred;
mod exceptions;
mod expr;
mod free;
mod lambda;
mod loops;
mod names;
mod objects;
mod operators;
mod parallel;
mod statements;

use std::rc::Rc;

use self::builder::Builder;
use super::ir::{ClassId, Code, CodeKind, Instr};
use super::registry::Registry;
use super::scope::Scope;
use super::signature::Catalogue;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::{Block, Dialect, Expr, Text};

/// What surrounds a piece of code.
#[derive(Clone)]
pub(crate) struct Surroundings {
    /// The class whose code it is.
    pub class: Option<ClassId>,
    /// Where type names are looked up.
    pub scope: Rc<Scope>,
    /// The rules of its expressions.
    pub dialect: Dialect,
    /// The class that holds the file's own functions.
    pub functions: Option<ClassId>,
    /// Variables are checked: reading one that is never set is an error.
    pub checked: bool,
}

impl Surroundings {
    /// Code of no class, in the dialect of its scope, whose variables are not checked.
    pub(crate) fn of_scope(scope: Rc<Scope>) -> Self {
        let dialect = scope.dialect();
        Self { class: None, scope, dialect, functions: None, checked: false }
    }
}

/// Lowers one body.
pub(crate) struct Lowering<'r> {
    registry: &'r Registry,
    /// The library's functions, as the code's edition of the language has them.
    catalogue: Rc<dyn Catalogue>,
    around: Surroundings,
    builders: Vec<Builder>,
    /// The body tells when it begins and ends.
    traced: bool,
    data: DataUse,
}

/// How an expression over data uses `$`, outside of lambdas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DataUse {
    /// How often it is read.
    pub reads: usize,
    /// Its items are asked for by place.
    pub indexed: bool,
}

impl<'r> Lowering<'r> {
    fn new(registry: &'r Registry, around: Surroundings) -> Self {
        let catalogue = if around.scope.legacy { registry.catalogue.with_legacy() } else { None };
        let catalogue = catalogue.unwrap_or_else(|| registry.catalogue.clone());
        let data = DataUse::default();
        Self { registry, catalogue, around, builders: Vec::new(), data, traced: false }
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.registry.report(diagnostic);
    }

    fn strict(&self) -> bool {
        self.around.dialect == Dialect::Murano
    }
}

/// A method's body: `params` get registers from 1 on.
pub(crate) fn method(
    registry: &Registry,
    around: &Surroundings,
    name: &Text,
    params: &[Text],
    body: &Block,
) -> Rc<Code> {
    let mut lowering = Lowering::new(registry, around.clone());
    lowering.begin(CodeKind::Method, name.clone());
    lowering.declare_this();
    for param in params {
        lowering.declare_local(param);
    }
    lowering.declare_assigned(body);
    if registry.traces_calls() {
        lowering.traced = true;
        lowering.emit(Instr::TraceEntered { arguments: params.len() as u16 }, body.span);
    }
    lowering.block(body);
    lowering.finish(body.span)
}

/// An expression as a function: register 0 is `$this`, and within contracts 1 is `$`, the value.
pub(crate) fn function_of(
    registry: &Registry,
    around: &Surroundings,
    kind: CodeKind,
    name: &Text,
    expr: &Expr,
) -> Rc<Code> {
    let mut lowering = Lowering::new(registry, around.clone());
    lowering.begin(kind, name.clone());
    lowering.declare_this();
    if kind == CodeKind::Contract {
        lowering.declare_item();
    }
    lowering.result(expr);
    lowering.finish(expr.span)
}

/// The variables that a script finds set: the words after its name, and the named values it was started with.
pub(crate) const GIVEN: [&str; 2] = ["args", "vars"];

/// A script: statements whose variables are locals, or, with `globals`, shared variables that outlive it.
/// Without `globals`, registers 1 and 2 are [`GIVEN`].
/// The value of a last expression is its result.
pub(crate) fn script(
    registry: &Registry,
    around: &Surroundings,
    body: &Block,
    globals: Option<&[Text]>,
) -> Rc<Code> {
    let mut lowering = Lowering::new(registry, around.clone());
    lowering.begin(CodeKind::Script, "script".into());
    lowering.declare_this();
    match globals {
        Some(globals) => lowering.declare_globals(globals, body),
        None => {
            for name in GIVEN {
                lowering.declare_local(&name.into());
            }
        }
    }
    lowering.declare_assigned(body);
    lowering.script_block(body);
    lowering.finish(body.span)
}

/// One expression over data: register 0 is `$this` (null), 1 is `$`; `variables` are further parameters.
pub(crate) fn expression(
    registry: &Registry,
    around: &Surroundings,
    expr: &Expr,
    variables: &[Text],
) -> (Rc<Code>, DataUse) {
    let mut lowering = Lowering::new(registry, around.clone());
    lowering.begin(CodeKind::Expression, "eval".into());
    lowering.declare_this();
    lowering.declare_item();
    for variable in variables {
        lowering.declare_local(variable);
    }
    lowering.result_unfrozen(expr);
    let code = lowering.finish(expr.span);
    (code, lowering.data)
}

/// A literal's value; with `words`, a bare word is its spelling.
pub(crate) fn literal(expr: &Expr, words: bool) -> Option<super::ir::Const> {
    data::constant(expr, words)
}

/// The values of literal arguments.
pub(crate) fn literals(args: &[crate::syntax::Arg], words: bool) -> Option<Vec<super::ir::Const>> {
    data::constants(args, words)
}

/// The nearest place to blame: the end of a span.
fn end_of(span: Span) -> Span {
    if span.is_none() { span } else { Span::new(span.end.saturating_sub(1), span.end) }
}
