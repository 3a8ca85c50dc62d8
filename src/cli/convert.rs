//! `murano convert`: MuranoPL's YAML classes as `.murano`, and back.

use crate::diag::Diagnostic;
use crate::session::Session;
use crate::session::text_file::{read_text, too_large};
use crate::source::Sources;
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
    let wrong = |found: &Diagnostic| {
        terminal.report(found, &sources);
        Failure::said(Exit::Source)
    };
    let text = read_text(&args.file).map_err(|found| wrong(&found))?;
    let source = sources.add(name.clone(), text).ok_or_else(|| wrong(&too_large(&name)))?;
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
