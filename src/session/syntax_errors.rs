//! The syntax errors of a text alone: no names are resolved, nothing is declared, nothing runs.

use crate::diag::Diagnostic;
use crate::source::Sources;
use crate::syntax;

/// Parses a program, or class files in YAML if `name` ends in `.yaml` or `.yml`, and returns its syntax errors. It is what an
/// editor asks after each key, before anything is compiled.
///
/// ```
/// assert!(muranopl::syntax_errors("a.murano", "$x = 1").is_empty());
/// assert_eq!(muranopl::syntax_errors("a.murano", "$x = ").len(), 1);
/// ```
#[must_use]
pub fn syntax_errors(name: &str, text: &str) -> Vec<Diagnostic> {
    let sources = Sources::new();
    // A text that is too large for the offset space is reported where programs are read.
    let Some(source) = sources.add(name, text) else { return Vec::new() };
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        syntax::yaml::parse_classes(&source).1
    } else {
        syntax::parse_module(&source).1
    }
}
