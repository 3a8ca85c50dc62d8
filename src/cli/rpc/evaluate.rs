//! `evaluate`: evaluates an expression outside any session.

use crate::cli::memory;
use serde_json::{Map, Value as Json, json};

use super::error::RpcError;
use super::params::Params;
use super::values::{RpcResult, value};
use crate::Value;
use crate::diag::Diagnostic;
use crate::session::wire;
use crate::session::{Evaluator, Flavour, YaqlOptions, exception_of};
use crate::syntax::Text;

/// The limits where a client asks for none: an infinite sequence must not take all memory.
const MAX_ELEMENTS: usize = 50_000_000;
const MAX_MEMORY: usize = 1 << 31;

/// Evaluates an expression.
pub(super) fn evaluate(params: &Params<'_>) -> RpcResult {
    let text = params.text("expression")?;
    let flavour = dialect(params.find_text("dialect")?.unwrap_or("yaql"))?;
    let nothing = Map::new();
    let given = Params(params.find_object("options")?.unwrap_or(&nothing));
    let evaluator = Evaluator::new(flavour, options(&given, flavour)?);
    memory::limit();
    let session = evaluator.session();
    let data = value(params.find("data").unwrap_or(&Json::Null), session)?;
    let variables = params.find_object("variables")?.unwrap_or(&nothing);
    let names: Vec<Text> = variables.keys().map(|name| name.as_str().into()).collect();
    let values = variables.values().map(|json| value(json, session));
    let values = values.collect::<Result<Vec<Value>, RpcError>>()?;
    let read = evaluator.read("<expression>", text, &names);
    let expression = read.map_err(|found| syntax_error(&found))?;
    let found = evaluator.evaluate(&expression, data, &values);
    match found.and_then(|value| wire::to_json(&value, session.runtime())) {
        Ok(value) => Ok(json!({ "value": value })),
        Err(fault) => Err(RpcError::raised(&fault, session)),
    }
}

/// A dialect of YAQL. The language of `.murano` files is not one.
fn dialect(name: &str) -> Result<Flavour, RpcError> {
    let found = Flavour::named(name).filter(|flavour| *flavour != Flavour::Murano);
    found.ok_or_else(|| RpcError::params(format!("there is no dialect `{name}`")))
}

fn options(given: &Params<'_>, flavour: Flavour) -> Result<YaqlOptions, RpcError> {
    let defaults = YaqlOptions::of(flavour);
    let limit = |name: &str, default: Option<usize>, ceiling: usize| {
        let limit = match given.find_integer(name)? {
            Some(limit) => usize::try_from(limit).ok(),
            None => default,
        };
        Ok::<_, RpcError>(Some(limit.unwrap_or(ceiling)))
    };
    let flag =
        |name: &str, default: bool| Ok::<_, RpcError>(given.find_flag(name)?.unwrap_or(default));
    Ok(YaqlOptions {
        limit_iterators: limit("limitIterators", defaults.limit_iterators, MAX_ELEMENTS)?,
        memory_quota: limit("memoryQuota", defaults.memory_quota, MAX_MEMORY)?,
        convert_tuples_to_lists: flag("convertTuplesToLists", defaults.convert_tuples_to_lists)?,
        convert_sets_to_lists: flag("convertSetsToLists", defaults.convert_sets_to_lists)?,
        delegates: flag("delegates", defaults.delegates)?,
    })
}

/// The exception for an expression that cannot be parsed.
fn syntax_error(found: &[Diagnostic]) -> RpcError {
    let first = found.iter().find(|d| d.is_error());
    let name = first.map_or("yaql.language.exceptions.YaqlGrammarException", exception_of);
    let message =
        first.map_or("", |found| found.compat_message.as_deref().unwrap_or(&found.message));
    RpcError::named(name, message)
}
