//! `murano eval`: one expression over data.

use clap::Args;

use super::Exit;
use super::screen::Screen;
use crate::runtime::notation::display;
use crate::runtime::value::Value;
use crate::session::{Flavour, Session};

/// What `eval` takes.
#[derive(Args)]
#[command(after_help = "Examples:\n  murano eval '1 + 1'")]
pub(super) struct Arguments {
    /// The expression; `$` is the data.
    expression: String,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let session = Session::new();
    let Some(source) = session.sources().add("<expression>", arguments.expression.clone()) else {
        return Exit::Mistakes;
    };
    let expression = match session.expression(&source, Flavour::Plain, false, &[]) {
        Ok(expression) => expression,
        Err(found) => {
            screen.report(&found, session.sources());
            return Exit::Mistakes;
        }
    };
    match session.evaluate(&expression, Value::Null, &[]) {
        Ok(value) => {
            screen.result(&(display(&value) + "\n"));
            Exit::Done
        }
        Err(fault) => {
            screen.report(&[session.explain(&fault)], session.sources());
            Exit::Failed
        }
    }
}
