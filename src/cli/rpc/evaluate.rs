//! `evaluate`: an expression outside of any session.

use serde_json::{Map, Value as Json, json};

use super::params::Params;
use super::refusal::Refusal;
use super::service::Answer;
use crate::diag::{Code, Diagnostic, codes};
use crate::runtime::finalize::finalize;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::session::wire::{self, Unread};
use crate::session::{Flavour, Session};
use crate::syntax::Text;

/// A version of YAQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// YAQL 3.
    Yaql,
    /// With the functions of YAQL 0.2.
    LegacyFunctions,
    /// YAQL 0.2.
    Legacy,
    /// MuranoPL 1.2 and later.
    MuranoPl,
    /// MuranoPL 1.0 and 1.1.
    MuranoPlOld,
}

impl Dialect {
    fn of(name: &str) -> Result<Self, Refusal> {
        Ok(match name {
            "yaql" => Self::Yaql,
            "yaql-legacy-functions" => Self::LegacyFunctions,
            "yaql-legacy" => Self::Legacy,
            "muranopl" => Self::MuranoPl,
            "muranopl-1.0" => Self::MuranoPlOld,
            _ => return Err(Refusal::params(format!("there is no dialect `{name}`"))),
        })
    }

    fn is_muranopl(self) -> bool {
        matches!(self, Self::MuranoPl | Self::MuranoPlOld)
    }

    fn flavour(self) -> Flavour {
        if self.is_muranopl() { Flavour::MuranoPl } else { Flavour::Plain }
    }

    fn has_legacy_functions(self) -> bool {
        matches!(self, Self::LegacyFunctions | Self::Legacy | Self::MuranoPlOld)
    }

    fn iterates_dicts(self) -> bool {
        matches!(self, Self::Legacy | Self::MuranoPlOld)
    }
}

/// Evaluates an expression.
pub(super) fn evaluate(params: &Params<'_>) -> Answer {
    let text = params.text("expression")?;
    let dialect = Dialect::of(params.find_text("dialect")?.unwrap_or("yaql"))?;
    let nothing = Map::new();
    let given = Params(params.find_object("options")?.unwrap_or(&nothing));
    let session = Session::with(options(&given, dialect)?);
    let delegates = given.flag("delegates", false)?;
    let data = value(params.find("data").unwrap_or(&Json::Null), &session)?;
    let variables = params.find_object("variables")?.unwrap_or(&nothing);
    let names: Vec<Text> = variables.keys().map(|name| name.as_str().into()).collect();
    let values = variables.values().map(|json| value(json, &session));
    let values = values.collect::<Result<Vec<Value>, Refusal>>()?;
    let source = session.sources().add("<expression>", text);
    let source = source.ok_or_else(|| Refusal::params("the expression is too long"))?;
    let expression = session
        .expression(&source, dialect.flavour(), delegates, &names)
        .map_err(|found| unreadable(&found))?;
    let outcome = session.in_task(|vm| {
        let value = session.evaluate_in(vm, &expression, data, &values)?;
        let value = finalize(vm, &value)?;
        wire::to_json(&value)
    });
    match outcome {
        Ok(value) => Ok(json!({ "value": value })),
        Err(fault) => Err(Refusal::raised(&fault, &session)),
    }
}

/// A value of the request.
fn value(json: &Json, session: &Session) -> Result<Value, Refusal> {
    wire::from_json(json, session).map_err(|unread| match unread {
        Unread::Malformed(message) => Refusal::params(message),
        Unread::Fault(fault) => Refusal::raised(&fault, session),
    })
}

/// "Any number" ends here, lest a sequence without an end take all memory: elements, and bytes.
const RUNAWAY: (usize, usize) = (50_000_000, 1 << 31);

fn options(given: &Params<'_>, dialect: Dialect) -> Result<Options, Refusal> {
    let muranopl = dialect.is_muranopl();
    let limit = |name: &str, default: i64, runaway: usize| {
        let limit = given.find_integer(name)?.unwrap_or(if muranopl { default } else { -1 });
        Ok::<_, Refusal>(Some(usize::try_from(limit).unwrap_or(runaway)))
    };
    Ok(Options {
        limit_iterators: limit("limitIterators", 2000, RUNAWAY.0)?,
        memory_quota: limit("memoryQuota", 524_288, RUNAWAY.1)?,
        sets_to_lists: given.flag("convertSetsToLists", muranopl)?,
        iterable_dicts: dialect.iterates_dicts(),
        legacy: dialect.has_legacy_functions(),
        ..Options::default()
    })
}

/// What reading an expression raises.
fn unreadable(found: &[Diagnostic]) -> Refusal {
    let first = found.iter().find(|d| d.is_error());
    let (code, message) = first.map_or((codes::SYNTAX, ""), |d| (d.code, &*d.message));
    Refusal::named(exception_of(code), message)
}

fn exception_of(code: Code) -> &'static str {
    match code {
        codes::LEXICAL => "yaql.language.exceptions.YaqlLexicalException",
        codes::BAD_ESCAPE => "UnicodeDecodeError",
        _ => "yaql.language.exceptions.YaqlGrammarException",
    }
}
