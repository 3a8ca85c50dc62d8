//! `murano convert`: converts MuranoPL's YAML classes to `.murano`, and back: files and whole packages.

#![expect(clippy::disallowed_methods, reason = "converted files may be written to a directory")]

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value as Json, json};

use crate::diag::{Diagnostic, codes};
use crate::session::Session;
use crate::session::source_kind::SourceKind;
use crate::session::text_file::{read_text, too_large};
use crate::source::Span;
use crate::syntax::{ClassNotation, convert};

use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::packages::{self, PackageArgs};
use super::terminal::{Terminal, print_document, print_json};

/// `convert`.
#[derive(Debug, Args)]
#[command(after_help = "\
The result is printed on standard output; that of several files with a comment of its name before each. Comments keep their
positions.

Examples:
  murano convert Classes/App.yaml > App.murano
  murano convert App.murano > Classes/App.yaml
  murano convert Classes/App.yaml --name com.example.App    of a class without a `Name`
  murano convert Classes/*.yaml --output converted
  murano convert com.example.App/ --output converted        a package, with its manifest and resources")]
pub(super) struct ConvertArgs {
    /// Class files and packages: YAML is converted to `.murano`, and `.murano` to YAML.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The name of a class that has none in its file.
    #[arg(long, value_name = "CLASS")]
    pub name: Option<String>,
    /// Write the converted files below this directory instead of standard output; packages as a whole.
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The format of the result: the converted text, or JSON with the path of each file.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
    /// Packages whose classes they use.
    #[command(flatten)]
    pub packages: PackageArgs,
}

/// A converted file.
struct ConvertedFile {
    /// The file or package it was converted from.
    origin: PathBuf,
    /// Its path below the directory of `--output`.
    path: PathBuf,
    bytes: Vec<u8>,
    /// Whether it declares classes, which are printed without `--output`.
    is_class: bool,
}

/// Converts files in the direction that their extensions imply.
pub(super) fn run(args: &ConvertArgs, terminal: &Terminal) -> CommandResult {
    let (mut converted, mut failed) = (Vec::new(), false);
    for path in &args.files {
        let kind = SourceKind::of(path);
        let session = Session::new();
        packages::add_to(&session, &args.packages, Some(path), terminal)?;
        let found = match kind {
            kind if kind.is_package() => convert_package(&session, &kind.package_path(path)),
            _ => convert_file(&session, path, args.name.as_deref()).map(|file| vec![file]),
        };
        match found {
            Ok(files) => converted.extend(files),
            Err(found) => {
                terminal.report_all(&found, session.sources());
                failed = true;
            }
        }
    }
    if failed {
        return Err(CommandError::reported(Exit::Source));
    }
    if let Some(directory) = &args.output {
        write_below(directory, &converted)?;
    }
    match &args.output {
        _ if args.format == OutputFormat::Json => {
            print_json(&converted.iter().map(|file| as_json(file, args)).collect::<Vec<Json>>());
        }
        Some(directory) => {
            terminal.note(&format!(
                "wrote {} files below {}",
                converted.len(),
                directory.display()
            ));
        }
        None => print_document(&document_of(&converted)),
    }
    Ok(Exit::Done)
}

fn convert_file(
    session: &Session,
    path: &Path,
    name: Option<&str>,
) -> Result<ConvertedFile, Vec<Diagnostic>> {
    let origin = path.to_owned();
    let title = path.display().to_string();
    let text = read_text(path).map_err(|found| vec![*found])?;
    let is_murano = ClassNotation::of(&title, &text) == ClassNotation::Murano;
    let text = if is_murano {
        session.to_yaml(path)?
    } else {
        let source = session.sources().add(title.clone(), text);
        let source = source.ok_or_else(|| vec![too_large(&title)])?;
        convert::to_murano(&source, name)?
    };
    let stem = Path::new(path.file_stem().unwrap_or_default());
    let path = stem.with_extension(if is_murano { "yaml" } else { "murano" });
    Ok(ConvertedFile { origin, path, bytes: text.into_bytes(), is_class: true })
}

fn convert_package(
    session: &Session,
    origin: &Path,
) -> Result<Vec<ConvertedFile>, Vec<Diagnostic>> {
    let added = session.packages().add(origin);
    if crate::diag::has_errors(&added.problems) {
        return Err(added.problems);
    }
    let (mut converted, mut found) = (Vec::new(), Vec::new());
    for package in &added.packages {
        let directory = PathBuf::from(&*package.manifest.name);
        match session.packages().converted(package) {
            Ok(files) => converted.extend(files.into_iter().map(|(path, bytes)| ConvertedFile {
                origin: origin.to_owned(),
                is_class: path.starts_with("Classes/"),
                path: directory.join(path),
                bytes,
            })),
            Err(errors) => found.extend(errors),
        }
    }
    if found.is_empty() { Ok(converted) } else { Err(found) }
}

/// A converted file: where it was written, or its text.
fn as_json(file: &ConvertedFile, args: &ConvertArgs) -> Json {
    let mut whole = json!({
        "from": file.origin.display().to_string(),
        "path": file.path.display().to_string(),
    });
    match &args.output {
        Some(directory) => {
            whole["written"] = json!(directory.join(&file.path).display().to_string());
        }
        None => whole["text"] = json!(String::from_utf8_lossy(&file.bytes)),
    }
    whole
}

/// The classes one after another; of several files with a comment before each.
fn document_of(converted: &[ConvertedFile]) -> String {
    let classes: Vec<&ConvertedFile> = converted.iter().filter(|file| file.is_class).collect();
    let text = |file: &ConvertedFile| String::from_utf8_lossy(&file.bytes).into_owned();
    if let [only] = classes.as_slice() {
        return text(only);
    }
    let titled = |file: &&ConvertedFile| {
        let comment = if file.path.extension().is_some_and(|e| e == "murano") { "//" } else { "#" };
        format!("{comment} {}\n\n{}", file.path.display(), text(file))
    };
    classes.iter().map(titled).collect::<Vec<_>>().join("\n")
}

/// Writes files below a directory, which must not contain any of them: nothing is replaced.
fn write_below(directory: &Path, converted: &[ConvertedFile]) -> Result<(), CommandError> {
    let mut seen = std::collections::HashSet::new();
    let taken = |file: &&ConvertedFile| {
        !seen.insert(file.path.clone()) || directory.join(&file.path).symlink_metadata().is_ok()
    };
    if let Some(file) = converted.iter().find(taken) {
        let path = directory.join(&file.path);
        let message = format!("`{}` exists already, or is written twice", path.display());
        return Err(CommandError::usage(message).hint("name an empty directory with `--output`"));
    }
    for file in converted {
        let path = directory.join(&file.path);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        written.and_then(|()| std::fs::write(&path, &file.bytes)).map_err(|error| {
            let message = format!("cannot write `{}`: {error}", path.display());
            let found = Diagnostic::error(codes::UNREADABLE, Span::NONE, message);
            CommandError::from_diagnostic(found)
        })?;
    }
    Ok(())
}
