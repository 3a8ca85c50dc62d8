//! Errors that the compiler finds but MuranoPL raises only when the code runs, and the names
//! under which they are caught.

use super::Lowering;
use crate::compile::ir::{Const, Instr, Reg};
use crate::compile::signature::Mismatch;
use crate::diag::Diagnostic;
use crate::source::Span;

/// The exception of a function that does not exist.
pub(super) const NO_FUNCTION: &str = "yaql.language.exceptions.NoFunctionRegisteredException";

/// The exception of a call whose arguments fit no overload.
pub(super) const NO_MATCHING_FUNCTION: &str =
    "yaql.language.exceptions.NoMatchingFunctionException";

/// The exception of a `key => value` argument whose key is not a bare word.
pub(super) const MAPPING_TRANSLATION: &str = "yaql.language.exceptions.MappingTranslationException";

/// The exception of `break` and `continue` outside of a loop.
pub(super) const OUTSIDE_LOOP: &str = "murano.dsl.exceptions.DslInvalidOperationError";

/// The exception of a class that does not exist.
pub(super) const NO_CLASS: &str = "murano.dsl.exceptions.NoClassFound";

/// The exception that a failed overload resolution raises.
pub(super) fn mismatch_name(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Unknown => NO_FUNCTION,
        Mismatch::NoneMatches => NO_MATCHING_FUNCTION,
        Mismatch::Ambiguous => "yaql.language.exceptions.AmbiguousFunctionException",
        Mismatch::MappingTranslation => MAPPING_TRANSLATION,
    }
}

impl Lowering<'_> {
    /// Emits an instruction that raises an error the compiler found. Its constant holds the exception's name, the code, the
    /// message, hints, labels and the reference implementation's message, so that the run-time report equals a compile-time one.
    pub(super) fn raise_at_run_time(&mut self, name: &str, diagnostic: &Diagnostic) {
        let hints = diagnostic.hints.iter().map(|hint| Const::str(hint)).collect();
        let labels = diagnostic.labels.iter().map(|label| {
            let Span { start, end } = label.span;
            let place = [start, end].map(|at| Const::Int(i64::from(at)));
            Const::List(place.into_iter().chain([Const::str(&label.text)]).collect())
        });
        let labels = labels.collect();
        let (code, message) = (diagnostic.code.0, &diagnostic.message);
        let texts = [name, code, message].map(Const::str);
        let known = diagnostic.compat_message.as_deref().map(Const::str);
        let lists = [Const::List(hints), Const::List(labels)];
        let parts = texts.into_iter().chain(lists).chain(known).collect();
        let fault = self.near_constant(Const::List(parts), diagnostic.span);
        self.emit(Instr::Fail { fault }, diagnostic.span);
    }

    /// Reports an error now in `.murano`; in YAQL and MuranoPL, where it is raised only if the code runs, defers it to run
    /// time. `dst` becomes null in either case.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic, name: &str, dst: Reg) {
        let span = diagnostic.span;
        if self.strict() {
            self.report(diagnostic);
        } else {
            // The diagnostic itself may name the exception.
            let name = diagnostic.kind.map_or(name, |kind| kind.name());
            self.raise_at_run_time(name, &diagnostic);
            self.report_deferred(diagnostic);
        }
        self.emit(Instr::Null { dst }, span);
    }

    /// Reports what is raised at run time, if the class is compiled to be checked.
    pub(super) fn report_deferred(&self, diagnostic: Diagnostic) {
        if self.registry.reports_deferred() && self.expected_failures == 0 {
            self.report(diagnostic.late());
        }
    }
}
