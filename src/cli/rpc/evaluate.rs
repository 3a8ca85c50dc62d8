//! `evaluate`: an expression outside of any session.

use serde_json::{Map, Value as Json, json};

use super::params::Params;
use super::refusal::Refusal;
use super::service::Answer;
use crate::diag::Diagnostic;
use crate::runtime::value::Value;
use crate::session::wire::{self, Unread};
use crate::session::{Evaluator, Flavour, Session, YaqlOptions, exception_of};
use crate::syntax::Text;

/// "Any number" ends here, lest a sequence without an end take all memory: elements, and bytes.
const RUNAWAY: (usize, usize) = (50_000_000, 1 << 31);

/// Evaluates an expression.
pub(super) fn evaluate(params: &Params<'_>) -> Answer {
    let text = params.text("expression")?;
    let flavour = dialect(params.find_text("dialect")?.unwrap_or("yaql"))?;
    let nothing = Map::new();
    let given = Params(params.find_object("options")?.unwrap_or(&nothing));
    let evaluator = Evaluator::new(flavour, options(&given, flavour)?);
    let session = evaluator.session();
    let data = value(params.find("data").unwrap_or(&Json::Null), session)?;
    let variables = params.find_object("variables")?.unwrap_or(&nothing);
    let names: Vec<Text> = variables.keys().map(|name| name.as_str().into()).collect();
    let values = variables.values().map(|json| value(json, session));
    let values = values.collect::<Result<Vec<Value>, Refusal>>()?;
    let read = evaluator.read("<expression>", text, &names);
    let expression = read.map_err(|found| unreadable(&found))?;
    let found = evaluator.evaluate(&expression, data, &values);
    match found.and_then(|value| wire::to_json(&value, session.runtime())) {
        Ok(value) => Ok(json!({ "value": value })),
        Err(fault) => Err(Refusal::raised(&fault, session)),
    }
}

/// A dialect of YAQL; that of `.murano` is none.
fn dialect(name: &str) -> Result<Flavour, Refusal> {
    let found = Flavour::named(name).filter(|flavour| *flavour != Flavour::Murano);
    found.ok_or_else(|| Refusal::params(format!("there is no dialect `{name}`")))
}

/// A value of the request.
fn value(json: &Json, session: &Session) -> Result<Value, Refusal> {
    wire::from_json(json, session.runtime()).map_err(|unread| match unread {
        Unread::Malformed(message) => Refusal::params(message),
        Unread::Fault(fault) => Refusal::raised(&fault, session),
    })
}

fn options(given: &Params<'_>, flavour: Flavour) -> Result<YaqlOptions, Refusal> {
    let usual = YaqlOptions::of(flavour);
    let limit = |name: &str, usual: Option<usize>, runaway: usize| {
        let limit = match given.find_integer(name)? {
            Some(limit) => usize::try_from(limit).ok(),
            None => usual,
        };
        Ok::<_, Refusal>(Some(limit.unwrap_or(runaway)))
    };
    let flag = |name: &str, usual: bool| given.flag(name, usual);
    Ok(YaqlOptions {
        limit_iterators: limit("limitIterators", usual.limit_iterators, RUNAWAY.0)?,
        memory_quota: limit("memoryQuota", usual.memory_quota, RUNAWAY.1)?,
        convert_tuples_to_lists: flag("convertTuplesToLists", usual.convert_tuples_to_lists)?,
        convert_sets_to_lists: flag("convertSetsToLists", usual.convert_sets_to_lists)?,
        delegates: flag("delegates", usual.delegates)?,
    })
}

/// What reading an expression raises.
fn unreadable(found: &[Diagnostic]) -> Refusal {
    let first = found.iter().find(|d| d.is_error());
    let name = first.map_or("yaql.language.exceptions.YaqlGrammarException", exception_of);
    Refusal::named(name, first.map_or("", |found| &*found.message))
}
