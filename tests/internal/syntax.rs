//! The parsers of both notations, the printer and the converter.

mod conversion;
mod expressions;
mod hard;
mod messages;
mod modules;
mod printing;
mod properties;
mod vectors;

use crate::diag::Diagnostic;
use crate::source::Sources;
use crate::syntax::{self, Dialect, Module, dump};

/// A parsed file with its errors.
fn module(text: &str) -> (Module, Vec<Diagnostic>) {
    let sources = Sources::new();
    let source = sources.add("test.murano", text).expect("it fits");
    syntax::parse_module(&source)
}

/// The dump of a file that must have no errors.
fn tree(text: &str) -> String {
    let (module, found) = module(text);
    assert_eq!(found, [], "{text}");
    dump::module(&module)
}

/// The dump of an expression.
fn read(text: &str, dialect: Dialect) -> Result<String, Diagnostic> {
    let sources = Sources::new();
    let source = sources.add("test", text).expect("it fits");
    syntax::parse_expression(&source, dialect).map(|expr| dump::expression(&expr))
}

/// Checks pairs of text and dump.
fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    for (text, tree) in cases {
        assert_eq!(read(text, dialect).as_deref(), Ok(*tree), "{text}");
    }
}
