//! `murano convert`: converts MuranoPL's YAML classes to `.murano`, and back.

use std::path::PathBuf;

use clap::Args;

use crate::diag::Diagnostic;
use crate::session::Session;
use crate::session::text_file::{read_text, too_large};
use crate::source::Sources;
use crate::syntax::convert;

use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::packages::{self, PackageArgs};
use super::terminal::{Terminal, print_document};

/// `convert`.
#[derive(Debug, Args)]
#[command(after_help = "\
The result is printed on standard output. Comments keep their positions.

Examples:
  murano convert Classes/App.yaml > App.murano
  murano convert App.murano > Classes/App.yaml
  murano convert Classes/App.yaml --name com.example.App    of a class without a `Name`")]
pub(super) struct ConvertArgs {
    /// The class file: YAML is converted to `.murano`, and `.murano` to YAML.
    pub file: PathBuf,
    /// The name of a class that has none in its file.
    #[arg(long, value_name = "CLASS")]
    pub name: Option<String>,
    /// Packages whose classes it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
}

/// Converts a file in the direction that its extension implies.
pub(super) fn run(args: &ConvertArgs, terminal: &Terminal) -> CommandResult {
    if args.file.extension().is_some_and(|e| e == "murano") {
        return to_yaml(args, terminal);
    }
    let sources = Sources::new();
    let name = args.file.display().to_string();
    let unreadable = |found: &Diagnostic| {
        terminal.report(found, &sources);
        CommandError::reported(Exit::Source)
    };
    let text = read_text(&args.file).map_err(|found| unreadable(&found))?;
    let source = sources.add(name.clone(), text).ok_or_else(|| unreadable(&too_large(&name)))?;
    match convert::to_murano(&source, args.name.as_deref()) {
        Ok(converted) => {
            print_document(&converted);
            Ok(Exit::Done)
        }
        Err(found) => {
            terminal.report_all(&found, &sources);
            Err(CommandError::reported(Exit::Source))
        }
    }
}

/// Converts the classes of a `.murano` file to YAML.
fn to_yaml(args: &ConvertArgs, terminal: &Terminal) -> CommandResult {
    let session = Session::new();
    packages::add_to(&session, &args.packages, Some(&args.file), terminal)?;
    match session.to_yaml(&args.file) {
        Ok(converted) => {
            print_document(&converted);
            Ok(Exit::Done)
        }
        Err(found) => {
            terminal.report_all(&found, session.sources());
            Err(CommandError::reported(Exit::Source))
        }
    }
}
