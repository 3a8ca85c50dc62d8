//! YAQL as a whole: every example of the library's tables, and tables of expressions with their results.

mod dialects;
mod examples;
mod json;
mod reference;
mod vectors;

use crate::diag::Diagnostic;
use crate::runtime::value::Value;
use crate::session::{Evaluator, Flavour, YaqlOptions, exception_of};

/// The name of the exception that parsing or evaluating raised, with its message.
type Raised = (String, String);

/// Evaluates an expression under a dialect's own options, with `data` as `$`.
fn evaluate(text: &str, data: Value, flavour: Flavour) -> Result<Value, Raised> {
    evaluate_with(text, data, flavour, YaqlOptions::of(flavour))
}

/// The same under other options.
fn evaluate_with(
    text: &str,
    data: Value,
    flavour: Flavour,
    options: YaqlOptions,
) -> Result<Value, Raised> {
    let evaluator = Evaluator::new(flavour, options);
    let expression = evaluator.read("vector", text, &[]).map_err(|found| {
        let first = &found[0];
        (last_part(exception_of(first)).to_owned(), message_of(first))
    })?;
    evaluator
        .evaluate(&expression, data, &[])
        .map_err(|fault| (fault.name().to_owned(), fault.diagnostic.message.clone()))
}

/// The message that programs see.
fn message_of(found: &Diagnostic) -> String {
    found.compat_message.as_deref().unwrap_or(&found.message).to_owned()
}

/// The name of an exception without its namespace.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
