//! `murano explain`: prints what an error code means and what to do about it.

use clap::Args;
use serde_json::json;

use crate::diag::codes::{ALL, Explanation, explain};
use crate::diag::suggest;

use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::learn;
use super::output_format::OutputFormat;
use super::style::Tone;
use super::table::{TableCell, table};
use super::terminal::{Terminal, print_json, print_result, print_styled};

/// `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano explain E0201
  murano explain          list all codes")]
pub(super) struct ExplainArgs {
    /// The code, as `E0201` [default: list all codes]
    pub code: Option<String>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Explains a code, or lists all.
pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> CommandResult {
    let Some(code) = &args.code else {
        list(args.format, terminal);
        return Ok(Exit::Done);
    };
    let Some(found) = explain(code) else { return Err(unknown(code)) };
    match args.format {
        OutputFormat::Json => print_json(&as_json(found)),
        OutputFormat::Table => {
            let (code, title) = (found.code, found.title);
            let lesson = learn::lesson_about(code.0)
                .map(|name| format!("\nLesson: murano learn {name}\n"))
                .unwrap_or_default();
            print_result(&format!("{code}: {title}\n\n{}{lesson}", found.plain_text()));
        }
    }
    Ok(Exit::Done)
}

fn list(format: OutputFormat, terminal: &Terminal) {
    match format {
        OutputFormat::Json => print_json(&ALL.iter().map(as_json).collect::<Vec<_>>()),
        OutputFormat::Table => {
            let row = |e: &Explanation| {
                [TableCell::toned(Tone::Strong, e.code.to_string()), e.title.to_owned().into()]
            };
            let rows: Vec<_> = ALL.iter().map(row).collect();
            print_styled(&table(["CODE", "MEANING"], &rows, terminal.results));
        }
    }
}

fn unknown(code: &str) -> CommandError {
    let upper = code.to_ascii_uppercase();
    let error = CommandError::usage(format!("there is no code `{code}`"));
    match suggest::nearest(&upper, ALL.iter().map(|e| e.code.0)) {
        Some(near) => error.hint(format!("did you mean `{near}`? `murano explain` lists all")),
        None => error.hint("`murano explain` lists all codes"),
    }
}

fn as_json(found: &Explanation) -> serde_json::Value {
    let (code, title) = (found.code.0, found.title);
    let lesson = learn::lesson_about(code);
    let (text, rule) = (found.markdown(), found.rule());
    json!({ "code": code, "title": title, "text": text, "rule": rule, "lesson": lesson })
}
