//! `murano doc`: the documentation of classes, from their `///` comments and contracts.
//!
//! What is documented comes from the compiler's registry as plain data (`ide::reference`). Markdown is made of it, and HTML of the
//! Markdown, so that both say the same.

mod examples;
mod html;
mod markdown;
mod site;
mod subject;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::ide::reference::ClassReference;
use crate::ide::symbols;

use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::packages::PackageArgs;
use super::repl;
use super::style::{Style, StyledText, Tone, counted};
use super::table::{TableCell, table};
use super::terminal::{Terminal, print_document, print_json, print_styled};

use self::subject::{DocumentedSet, Subject};

/// The format of documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum DocFormat {
    /// Text for the terminal.
    #[default]
    Text,
    /// Markdown.
    Markdown,
    /// Pages for a browser, with search.
    Html,
    /// Data.
    Json,
}

/// `doc`.
#[derive(Debug, Args)]
#[command(after_help = "\
Without SUBJECT: the built-in classes. A comment that begins with `///` documents what follows it, in Markdown.

Examples:
  murano doc DockerContainer                 a built-in class
  murano doc DockerContainer.ports           one of its members
  murano doc toUpper                         a function
  murano doc shop.murano                     the classes of a program
  murano doc shop.murano --format html --output site
  murano doc com.example.Shop --format markdown --output docs    a package, in its directory
  murano doc shop.murano --check             run the examples in its comments")]
pub(super) struct DocArgs {
    /// A class, a member as Class.name, a function, a program, or a package.
    #[arg(value_name = "SUBJECT")]
    pub subject: Option<String>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub format: DocFormat,
    /// Write a page for each class, and an index, into this directory.
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Run the examples in the documentation, and compare what they print.
    #[arg(long, conflicts_with_all = ["output", "format"])]
    pub check: bool,
    /// Packages that the classes use.
    #[command(flatten)]
    pub packages: PackageArgs,
}

/// Prints or writes documentation.
pub(super) fn run(args: &DocArgs, terminal: &Terminal) -> CommandResult {
    match Subject::find(args, terminal)? {
        Subject::Classes(set) if args.check => examples::check(&set, args, terminal),
        Subject::Classes(set) => classes(&set, args, terminal),
        Subject::Name { class: Some(class), .. } if args.check => {
            examples::check(&DocumentedSet::of_class(class), args, terminal)
        }
        Subject::Name { class: Some(class), .. } if args.format != DocFormat::Text => {
            classes(&DocumentedSet::of_class(class), args, terminal)
        }
        Subject::Name { name, .. } if args.check => {
            let error = CommandError::usage(format!("there is no class `{name}`"));
            Err(error.hint("`--check` takes a class, a program, a class file or a package"))
        }
        Subject::Name { name, .. } => {
            let packages = args.packages.clone();
            Ok(if repl::document(&name, packages, *terminal) { Exit::Done } else { Exit::Usage })
        }
    }
}

fn classes(set: &DocumentedSet, args: &DocArgs, terminal: &Terminal) -> CommandResult {
    if let Some(directory) = &args.output {
        let pages = match args.format {
            DocFormat::Html => html::pages(set),
            DocFormat::Markdown | DocFormat::Text => markdown::pages(set),
            DocFormat::Json => vec![("classes.json".to_owned(), json(set))],
        };
        site::write(directory, &pages)?;
        let written = counted(pages.len(), "file");
        terminal.note(&format!("{written} written to {}", directory.display()));
        return Ok(Exit::Done);
    }
    match args.format {
        DocFormat::Text => print_styled(&list(set, terminal.results)),
        DocFormat::Markdown => print_document(&markdown::whole(set)),
        DocFormat::Json => print_json(&set.classes.iter().map(as_json).collect::<Vec<_>>()),
        DocFormat::Html => {
            let error = CommandError::usage("HTML is written to a directory");
            return Err(error.hint("add `--output DIR`"));
        }
    }
    Ok(Exit::Done)
}

/// The classes and functions with the first lines of their documentation.
fn list(set: &DocumentedSet, style: Style) -> StyledText {
    let row = |name: String, doc: &str| {
        [TableCell::toned(Tone::Strong, name), symbols::first_line(doc).to_owned().into()]
    };
    let classes = set.classes.iter().map(|class| row(class.full.clone(), &class.doc));
    let functions = set.functions.iter().map(|f| row(format!("{}()", f.name), &f.doc));
    let rows: Vec<[TableCell; 2]> = classes.chain(functions).collect();
    table(["NAME", "ABOUT"], &rows, style)
}

fn json(set: &DocumentedSet) -> String {
    let all: Vec<_> = set.classes.iter().map(as_json).collect();
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}

fn as_json(class: &ClassReference) -> serde_json::Value {
    use serde_json::json;
    let member = |member: &symbols::Member| {
        json!({
            "name": member.name, "declaration": member.signature, "doc": member.doc, "class": member.class,
            "kind": if member.is_method { "method" } else { "property" }, "required": member.is_required,
        })
    };
    let own = class.properties.iter().chain(&class.methods).map(|own| {
        let mut data = member(&own.member);
        data["overrides"] = json!(own.overrides);
        data["conversion"] = json!(own.conversion);
        data["classes"] = json!(own.classes);
        data
    });
    json!({
        "name": class.full, "declaration": class.head, "doc": class.doc, "bases": class.bases,
        "subclasses": class.subclasses, "members": own.collect::<Vec<_>>(),
        "inherited": class.inherited.iter().flat_map(|(_, members)| members.iter().map(member)).collect::<Vec<_>>(),
    })
}
