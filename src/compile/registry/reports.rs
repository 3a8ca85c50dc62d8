//! The diagnostics of a registry: what was found since they were last taken, each once.

use indexmap::IndexMap;

use super::Registry;
use crate::diag::levels::WarningLevels;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// What makes two diagnostics the same.
type DiagnosticKey = (Code, Span, String);

/// Diagnostics that wait to be taken, in the order in which they were found.
#[derive(Default)]
pub(super) struct Reports(IndexMap<DiagnosticKey, Diagnostic>);

impl Reports {
    /// The first error found since there were `before` of them that makes a class unusable.
    pub(super) fn first_failure(&self, before: usize) -> Option<&Diagnostic> {
        self.0.values().skip(before).find(|found| found.is_error() && !found.late)
    }
}

impl Registry {
    /// Sets the levels of warnings.
    pub(crate) fn set_levels(&self, levels: WarningLevels) {
        *self.levels.borrow_mut() = levels;
    }

    /// A diagnostic at its level; `None` if it is allowed.
    #[must_use]
    pub fn at_level(&self, found: Diagnostic) -> Option<Diagnostic> {
        self.levels.borrow().apply(found)
    }

    /// Stores a diagnostic until it is taken; equal ones are stored once.
    pub fn report(&self, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.shortened();
        let key = (diagnostic.code, diagnostic.span, diagnostic.message.clone());
        self.reports.borrow_mut().0.entry(key).or_insert(diagnostic);
    }

    /// Takes the diagnostics that were stored after there were `count`.
    pub(in crate::compile) fn take_since(&self, count: usize) -> Vec<Diagnostic> {
        self.reports.borrow_mut().0.split_off(count).into_values().collect()
    }

    /// Whether a diagnostic of a code is waiting.
    pub(in crate::compile) fn has_reported(&self, code: Code) -> bool {
        self.reports.borrow().0.keys().any(|(found, ..)| *found == code)
    }

    /// How many diagnostics are waiting.
    pub(in crate::compile) fn diagnostic_count(&self) -> usize {
        self.reports.borrow().0.len()
    }

    /// Takes the diagnostics of one code; the others stay.
    pub fn take_of(&self, code: Code) -> Vec<Diagnostic> {
        let all = std::mem::take(&mut self.reports.borrow_mut().0);
        let (found, others) = all.into_iter().partition(|(_, found)| found.code == code);
        self.reports.borrow_mut().0 = others;
        let found: IndexMap<DiagnosticKey, Diagnostic> = found;
        found.into_values().collect()
    }

    /// Takes all diagnostics, in order of position.
    pub fn take_diagnostics(&self) -> Vec<Diagnostic> {
        let all = std::mem::take(&mut self.reports.borrow_mut().0);
        let mut found: Vec<Diagnostic> = all.into_values().collect();
        found.sort_by_key(|d| d.span);
        found
    }
}
