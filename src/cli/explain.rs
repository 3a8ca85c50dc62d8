//! `murano explain`: teaches an error.

use clap::Args;

use super::Exit;
use super::screen::Screen;
use crate::diag::{codes, suggest};

/// What `explain` takes.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano explain E0201\n  murano explain        lists all codes"
)]
pub(super) struct Arguments {
    /// A code as reports show it; without one, all are listed.
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let Some(code) = &arguments.code else {
        let line = |e: &codes::Explanation| format!("{}  {}\n", e.code, e.title);
        screen.result(&codes::ALL.iter().map(line).collect::<String>());
        return Exit::Done;
    };
    match codes::explain(code) {
        Some(found) => {
            screen.result(&format!("{}: {}\n\n{}\n", found.code, found.title, found.text));
            Exit::Done
        }
        None => {
            let known = codes::ALL.iter().map(|e| e.code.0);
            let hint = suggest::did_you_mean(code, known)
                .unwrap_or_else(|| "`murano explain` lists all codes".into());
            screen.fail(codes::BAD_VALUE, &format!("no report has the code `{code}`"), vec![hint]);
            Exit::Failed
        }
    }
}
