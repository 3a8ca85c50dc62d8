//! How far parse errors spoil the rest of a file: those within the body of a method spoil nothing else.

use super::NAMES;
use crate::compile::registry::Registry;
use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::Span;

/// What the parser could make of a file.
pub(super) enum ParseState {
    /// There is no error.
    Whole,
    /// All errors are within these methods: their statements may be missing, the declarations of the file are all known.
    Contained(Vec<Span>),
    /// Declarations may be missing, or be where they do not belong.
    Broken,
}

impl ParseState {
    /// Judges the parser's diagnostics of a script, whose declarations are in the registry.
    pub(super) fn of_script(registry: &Registry, parsed: &[Diagnostic]) -> Self {
        if !has_errors(parsed) {
            return Self::Whole;
        }
        let entries = registry.declared();
        let methods = entries.iter().flat_map(|entry| &entry.tree.methods);
        let methods: Vec<(Span, Span)> =
            methods.filter_map(|method| Some((method.span, method.body.as_ref()?.span))).collect();
        let errors = parsed.iter().filter(|found| found.is_error());
        let containing = errors.map(|error| {
            let is_inside = |(_, body): &&(Span, Span)| is_within(error.span, *body);
            let method = methods.iter().find(is_inside)?.0;
            (!takes_more(registry, error)).then_some(method)
        });
        match containing.collect::<Option<Vec<Span>>>() {
            Some(methods) => Self::Contained(methods),
            None => Self::Broken,
        }
    }

    /// The same for other units, whose errors are not looked at.
    pub(super) fn of_unit(parsed: &[Diagnostic]) -> Self {
        if has_errors(parsed) { Self::Broken } else { Self::Whole }
    }

    /// Whether the checker has anything to say.
    pub(super) fn is_checked(&self) -> bool {
        !matches!(self, Self::Broken)
    }

    /// Whether the file was checked as a whole.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }

    /// Whether what the compiler found is reported. A statement or declaration that did not parse may have declared the name.
    pub(super) fn keeps(&self, found: &Diagnostic) -> bool {
        match self {
            Self::Whole => true,
            Self::Contained(methods) => {
                !(NAMES.contains(&found.code) && methods.iter().any(|m| is_within(found.span, *m)))
            }
            Self::Broken => !NAMES.contains(&found.code),
        }
    }

    /// Whether what the checker found is reported. Warnings say what a program does nowhere, and part of it was not seen.
    pub(super) fn keeps_checked(&self, found: &Diagnostic) -> bool {
        match self {
            Self::Whole => true,
            Self::Contained(methods) => {
                found.is_error() && !methods.iter().any(|m| is_within(found.span, *m))
            }
            Self::Broken => false,
        }
    }
}

/// Whether more text than the statement may belong to an error: a brace, string or comment without its end takes what follows.
fn takes_more(registry: &Registry, error: &Diagnostic) -> bool {
    let source = registry.sources.find(error.span);
    let text = source.as_ref().map_or("", |source| source.slice(error.span));
    error.code == codes::UNFINISHED && !matches!(text, "[" | "(")
}

fn is_within(span: Span, whole: Span) -> bool {
    whole.start <= span.start && span.end <= whole.end
}
