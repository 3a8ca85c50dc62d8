//! The names of exceptions: what `throw` and `catch` mean by them, and which names code throws.

use rustc_hash::FxHashSet;

use super::scope::{Scope, UnknownPrefix};
use super::walk;
use crate::source::Span;
use crate::syntax::{Block, Class, Expr, ExprKind, StmtKind, Text, TypeName};

/// The name of an exception as a program writes it.
pub(super) enum WrittenName {
    /// The name of a class, or a name that stands for itself.
    Type(TypeName),
    /// A full name.
    Full(Text),
    /// An expression that gives the name when it runs.
    Computed,
}

/// Reads the name of an exception.
pub(super) fn written(name: &Expr, scope: &Scope) -> WrittenName {
    match &name.kind {
        ExprKind::Word(text) => {
            WrittenName::Type(TypeName { prefix: None, name: text.clone(), span: name.span })
        }
        ExprKind::TypeName(written) => WrittenName::Type(written.clone()),
        ExprKind::Str(text) if !scope.strict => WrittenName::Type(split_prefix(text, name.span)),
        _ => match dotted(name).filter(|_| scope.strict) {
            Some(full) => WrittenName::Full(full.into()),
            None => WrittenName::Computed,
        },
    }
}

/// `p:Name` in a string.
fn split_prefix(text: &Text, span: Span) -> TypeName {
    match text.split_once(':') {
        Some((prefix, name)) => TypeName { prefix: Some(prefix.into()), name: name.into(), span },
        None => TypeName { prefix: None, name: text.clone(), span },
    }
}

/// `a.b.C` of bare words.
fn dotted(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Word(word) => Some(word.to_string()),
        ExprKind::Member { target, name, safe: false } => {
            Some(format!("{}.{}", dotted(target)?, name.text))
        }
        _ => None,
    }
}

/// The name by which an exception of a written name is thrown and caught: the full name of the class if there is one, else the
/// name itself, in YAML qualified by the namespace.
pub(super) fn full_name(
    written: &TypeName,
    scope: &Scope,
    is_class: impl Fn(&str) -> bool,
) -> Result<Text, UnknownPrefix> {
    let mut names = scope.candidates(written)?;
    Ok(match names.iter().position(|name| is_class(name)) {
        Some(n) => names.swap_remove(n),
        // Without a class the name stays as written, because built-in exceptions have no namespace.
        None if scope.strict && written.prefix.is_none() => written.name.clone(),
        None => names.swap_remove(0),
    })
}

/// The names that some code throws.
#[derive(Default)]
pub(super) struct ThrownNames {
    /// The names, with every meaning that their scopes allow.
    pub names: FxHashSet<Text>,
    /// A name is computed when it runs, so it can be any.
    pub any: bool,
}

impl ThrownNames {
    /// Adds what the methods of a class throw.
    pub(super) fn add_class(&mut self, class: &Class, scope: &Scope) {
        for body in class.methods.iter().filter_map(|method| method.body.as_ref()) {
            self.add_block(body, scope);
        }
    }

    /// Adds what a block throws.
    pub(super) fn add_block(&mut self, block: &Block, scope: &Scope) {
        walk::statements(block, &mut |statement| {
            let StmtKind::Throw { names, .. } = &statement.kind else { return };
            for name in names {
                match written(name, scope) {
                    // Each meaning that the name may have counts: looking up classes here would read files.
                    WrittenName::Type(name) => {
                        self.names.extend(scope.candidates(&name).unwrap_or_default());
                        self.names.insert(name.name);
                    }
                    WrittenName::Full(name) => drop(self.names.insert(name)),
                    WrittenName::Computed => self.any = true,
                }
            }
        });
    }
}
