//! Lowers bodies and expressions to code for the register machine.
//!
//! [`builder`] emits instructions and allocates registers; [`names`] resolves variables; [`free`] finds free variables. Each of the
//! other files lowers one family of syntax. One [`Lowering`] serves one body with its lambdas: each lambda has a builder of its own
//! on the stack of builders.

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

use self::builder::CodeBuilder;
use super::ir::{Chunk, ClassId, CodeKind, Instr};
use super::registry::Registry;
use super::scope::Scope;
use super::signature::Catalogue;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::{Block, Dialect, Expr, Text};

/// The context that code is compiled in.
#[derive(Clone)]
pub(crate) struct CodeContext {
    /// The class that the code belongs to.
    pub class: Option<ClassId>,
    /// The scope in which type names are resolved.
    pub scope: Rc<Scope>,
    /// The dialect of its expressions.
    pub dialect: Dialect,
    /// The class that holds the file's own functions.
    pub functions: Option<ClassId>,
    /// Reading a variable that is never assigned is an error.
    pub checked: bool,
}

impl CodeContext {
    /// Code of no class, in the dialect of its scope, whose variables are not checked.
    pub(crate) fn of_scope(scope: Rc<Scope>) -> Self {
        let dialect = scope.dialect();
        Self { class: None, scope, dialect, functions: None, checked: false }
    }
}

/// The state of lowering one body.
pub(crate) struct Lowering<'r> {
    registry: &'r Registry,
    /// The library's signatures, in the edition of the language that the code is written in.
    catalogue: Rc<dyn Catalogue>,
    context: CodeContext,
    builders: Vec<CodeBuilder>,
    /// The body traces its call and its result.
    traced: bool,
    data: DataUse,
    /// How many `try` with a `catch` are around: what fails there is expected to.
    expected_failures: usize,
    /// The words before `=>` of the arguments of an unknown method, which another language's lambda would take as parameters.
    parameters: Vec<Text>,
}

/// How an expression over data uses `$` outside of lambdas; decides whether the data may be a sequence that is read once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DataUse {
    /// How often it is read.
    pub reads: usize,
    /// An index is applied to it.
    pub indexed: bool,
}

impl<'r> Lowering<'r> {
    fn new(registry: &'r Registry, context: CodeContext) -> Self {
        let catalogue = if context.scope.legacy { registry.catalogue.with_legacy() } else { None };
        let catalogue = catalogue.unwrap_or_else(|| registry.catalogue.clone());
        let data = DataUse::default();
        let (builders, traced, expected_failures) = (Vec::new(), false, 0);
        let parameters = Vec::new();
        Self { registry, catalogue, context, builders, data, traced, expected_failures, parameters }
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.registry.report(diagnostic);
    }

    fn strict(&self) -> bool {
        self.context.dialect == Dialect::Murano
    }

    fn bare_words(&self) -> BareWords {
        BareWords::refused_if(self.strict())
    }
}

/// Compiles a method's body. Register 0 is `$this`; the parameters have registers from 1 on.
pub(crate) fn method(
    registry: &Registry,
    context: &CodeContext,
    name: &Text,
    params: &[Text],
    body: &Block,
) -> Rc<Chunk> {
    let mut lowering = Lowering::new(registry, context.clone());
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

/// Compiles an expression as a function: register 0 is `$this`, and within contracts 1 is `$`, the value.
pub(crate) fn function_of(
    registry: &Registry,
    context: &CodeContext,
    kind: CodeKind,
    name: &Text,
    expr: &Expr,
) -> Rc<Chunk> {
    let mut lowering = Lowering::new(registry, context.clone());
    lowering.begin(kind, name.clone());
    lowering.declare_this();
    if kind == CodeKind::Contract {
        lowering.declare_item();
    }
    lowering.result(expr);
    lowering.finish(expr.span)
}

/// The variables that are set when a script begins: its command-line arguments, and its named values.
pub(crate) const SCRIPT_VARIABLES: [&str; 2] = ["args", "vars"];

/// Compiles a script. Its variables are locals, with [`SCRIPT_VARIABLES`] in registers 1 and 2; or, with `globals`, shared cells that
/// outlive it. A last statement that is an expression is its result.
pub(crate) fn script(
    registry: &Registry,
    context: &CodeContext,
    body: &Block,
    globals: Option<&[Text]>,
) -> Rc<Chunk> {
    let mut lowering = Lowering::new(registry, context.clone());
    lowering.begin(CodeKind::Script, "script".into());
    lowering.declare_this();
    match globals {
        Some(globals) => lowering.declare_globals(globals, body),
        None => {
            for name in SCRIPT_VARIABLES {
                lowering.declare_local(&name.into());
            }
        }
    }
    lowering.declare_assigned(body);
    match globals {
        Some(_) => lowering.input_block(body),
        None => lowering.script_block(body),
    }
    lowering.finish(body.span)
}

/// Compiles one expression over data: register 0 is `$this` (null), 1 is `$`; `variables` are further parameters.
pub(crate) fn expression(
    registry: &Registry,
    context: &CodeContext,
    expr: &Expr,
    variables: &[Text],
) -> (Rc<Chunk>, DataUse) {
    let mut lowering = Lowering::new(registry, context.clone());
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

/// Whether a bare word is a literal: in YAQL it stands for its spelling, in `.murano` for a class, function or constant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum BareWords {
    Spelled,
    Refused,
}

impl BareWords {
    pub(crate) fn refused_if(strict: bool) -> Self {
        if strict { Self::Refused } else { Self::Spelled }
    }
}

pub(crate) use self::arguments::shape;

/// The value of a literal.
pub(crate) fn literal(expr: &Expr, words: BareWords) -> Option<super::ir::Const> {
    data::constant(expr, words)
}

/// The values of literal arguments.
pub(crate) fn literals(
    args: &[crate::syntax::Arg],
    words: BareWords,
) -> Option<Vec<super::ir::Const>> {
    data::constants(args, words)
}

/// The last byte of a span: where a body that falls off its end is reported.
fn end_of(span: Span) -> Span {
    if span.is_none() { span } else { Span::new(span.end.saturating_sub(1), span.end) }
}
