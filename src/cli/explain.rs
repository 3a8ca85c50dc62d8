//! `murano explain`: what a code means, and what to do about it.

use serde_json::json;

use crate::diag::codes::{ALL, Explanation, explain};
use crate::diag::suggest;

use super::Ending;
use super::arguments::{ExplainArgs, Format};
use super::exit::Exit;
use super::failure::Failure;
use super::table::table;
use super::terminal::{Terminal, answer, answer_json};

/// Explains a code, or lists all.
pub(super) fn run(args: &ExplainArgs, _: &Terminal) -> Ending {
    let Some(code) = &args.code else {
        list(args.format);
        return Ok(Exit::Done);
    };
    let Some(found) = explain(code) else { return Err(unknown(code)) };
    match args.format {
        Format::Json => answer_json(&as_json(found)),
        Format::Table => answer(&format!("{}: {}\n\n{}\n", found.code, found.title, found.text)),
    }
    Ok(Exit::Done)
}

fn list(format: Format) {
    match format {
        Format::Json => answer_json(&ALL.iter().map(as_json).collect::<Vec<_>>()),
        Format::Table => {
            let row = |e: &Explanation| [e.code.to_string(), e.title.to_owned()];
            answer(&table(["CODE", "MEANING"], &ALL.iter().map(row).collect::<Vec<_>>()));
        }
    }
}

fn unknown(code: &str) -> Failure {
    let upper = code.to_ascii_uppercase();
    let failure = Failure::usage(format!("there is no code `{code}`"));
    match suggest::nearest(&upper, ALL.iter().map(|e| e.code.0)) {
        Some(near) => failure.hint(format!("did you mean `{near}`? `murano explain` lists all")),
        None => failure.hint("`murano explain` lists all codes"),
    }
}

fn as_json(found: &Explanation) -> serde_json::Value {
    json!({ "code": found.code.0, "title": found.title, "text": found.text })
}
