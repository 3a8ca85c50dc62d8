#![expect(clippy::disallowed_methods, reason = "converting reads files")]
//! `murano convert`: MuranoPL's YAML classes as `.murano`, and back.

use crate::diag::{Diagnostic, codes};
use crate::session::Session;
use crate::source::{Sources, Span};
use crate::syntax::convert;

use super::Ending;
use super::arguments::ConvertArgs;
use super::exit::Exit;
use super::failure::Failure;
use super::packages;
use super::terminal::{Terminal, answer};

/// Converts a file; its name says which notation it has.
pub(super) fn run(args: &ConvertArgs, terminal: &Terminal) -> Ending {
    if args.file.extension().is_some_and(|e| e == "murano") {
        return to_yaml(args, terminal);
    }
    let sources = Sources::new();
    let name = args.file.display().to_string();
    let wrong = |message: String| {
        terminal.report(&Diagnostic::error(codes::UNREADABLE, Span::NONE, message), &sources);
        Failure::said(Exit::Source)
    };
    let text = std::fs::read_to_string(&args.file)
        .map_err(|error| wrong(format!("cannot read `{name}`: {error}")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let source = sources.add(name.clone(), text);
    let source = source.ok_or_else(|| wrong(format!("`{name}` is too large")))?;
    match convert::to_murano(&source, args.name.as_deref()) {
        Ok(converted) => {
            answer(&converted);
            Ok(Exit::Done)
        }
        Err(found) => {
            found.iter().for_each(|d| terminal.report(d, &sources));
            Err(Failure::said(Exit::Source))
        }
    }
}

/// Classes of `.murano` in YAML.
fn to_yaml(args: &ConvertArgs, terminal: &Terminal) -> Ending {
    let session = Session::new();
    packages::give(&session, &args.packages, Some(&args.file), terminal)?;
    match session.to_yaml(&args.file) {
        Ok(converted) => {
            answer(&converted);
            Ok(Exit::Done)
        }
        Err(found) => {
            found.iter().for_each(|d| terminal.report(d, session.sources()));
            Err(Failure::said(Exit::Source))
        }
    }
}
