//! Hints within the text: of which class a dictionary becomes an object, and for which parameter an argument is.

use super::analysis::{Analysis, SourceForm};
use super::symbols;
use crate::compile::walk;
use crate::syntax::{Arg, Block, Expr, ExprKind, Module, ParamKind};

/// What a hint tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InlayKind {
    /// The class that a dictionary becomes.
    Class,
    /// The name of a parameter.
    Parameter,
}

/// A hint before a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InlineHint {
    /// The position, in the space of all sources.
    pub position: u32,
    /// The text that is shown.
    pub label: String,
    /// What it tells.
    pub kind: InlayKind,
}

/// The hints of the main file between two offsets.
pub(crate) fn hints(analysis: &Analysis, (start, end): (usize, usize)) -> Vec<InlineHint> {
    let file = analysis.main();
    let mut found = Vec::new();
    all_expressions(&file.module, &mut |expr| {
        // The mappings of YAML begin with their first key, before which a name would be read as one.
        if analysis.form == SourceForm::Program {
            of_dictionary(analysis, expr, &mut found);
        }
        of_arguments(analysis, expr, &mut found);
    });
    let offset = |hint: &InlineHint| file.offset(hint.position).unwrap_or(usize::MAX);
    found.retain(|hint| (start..=end).contains(&offset(hint)));
    found.sort_by_key(offset);
    found
}

fn of_dictionary(analysis: &Analysis, expr: &Expr, found: &mut Vec<InlineHint>) {
    let class = match expr.kind {
        ExprKind::Map(_) => analysis.facts().object_at(expr.span),
        _ => None,
    };
    let Some(class) = class else { return };
    let name = analysis.registry().entry(class).name.clone();
    let label = symbols::short(&name).to_owned();
    found.push(InlineHint { position: expr.span.start, label, kind: InlayKind::Class });
}

/// Names of parameters before literals, which do not tell themselves what they are for.
fn of_arguments(analysis: &Analysis, expr: &Expr, found: &mut Vec<InlineHint>) {
    let (ExprKind::Call { args, .. }
    | ExprKind::MethodCall { args, .. }
    | ExprKind::Super { args, .. }) = &expr.kind
    else {
        return;
    };
    let Some(method) = analysis.facts().call_at(expr.span) else { return };
    let params = method.tree.params.iter().filter(|param| param.kind == ParamKind::Standard);
    for (param, arg) in params.zip(args) {
        let Arg::Positional(value) = arg else { continue };
        if is_literal(value) {
            let label = format!("{}:", param.name.text);
            let position = value.span.start;
            found.push(InlineHint { position, label, kind: InlayKind::Parameter });
        }
    }
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Interpolated(_)
        | ExprKind::List(_) => true,
        ExprKind::Unary(_, operand) => is_literal(operand),
        _ => false,
    }
}

/// Calls `f` for every expression of a file.
fn all_expressions<'t>(module: &'t Module, f: &mut dyn FnMut(&'t Expr)) {
    let classes = module.classes.iter();
    let methods = classes.flat_map(|class| &class.methods).chain(&module.functions);
    let bodies: Vec<&Block> = methods.clone().filter_map(|method| method.body.as_ref()).collect();
    let params = methods.flat_map(|method| &method.params);
    let properties = module.classes.iter().flat_map(|class| &class.properties);
    let defaults = properties.filter_map(|property| property.default.as_ref());
    for expr in params.filter_map(|param| param.default.as_ref()).chain(defaults) {
        walk::expressions(expr, f);
    }
    for body in bodies.into_iter().chain([&module.body]) {
        walk::all_expressions(body, f);
    }
}
