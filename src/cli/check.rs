//! `murano check`: prints all diagnostics of programs, packages, class files and models without deploying anything.

mod as_json;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value as Json;

use crate::diag::Diagnostic;
use crate::session::Session;
use crate::session::requests::{HostRequest, host_requests};
use crate::session::source_kind::SourceKind;
use crate::source::Sources;

use self::as_json::{diagnostic_json, request_json};
use super::command_error::{CommandError, CommandResult};
use super::deployment::Purpose;
use super::engine_choice::{EngineArgs, EngineChoice};
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::model::{ModelRun, SourceArgs};
use super::output_format::OutputFormat;
use super::packages;
use super::source_kind::require_program;
use super::terminal::{Terminal, print_json};

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
A program is checked with what it reaches: of the packages that it may use, only the classes that it needs. Packages that are
given together see each other.

Examples:
  murano check app.murano lib/*.murano
  murano check com.example.App/      a package: its manifest and all its classes
  murano check apps/                 all packages in a directory
  murano check Classes/App.yaml      a class file of a package
  murano check shop.json --packages apps/    an object model
  murano check --format json app.murano

Besides diagnostics, what the text asks of the machine is listed: mounted directories, privileges, engines, addresses that other
machines reach, registries; in JSON with the severity `request`.")]
pub(super) struct CheckArgs {
    /// Programs, packages (directories or zip files), class files and object models.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The packages that they use, and the classes of models.
    #[command(flatten)]
    pub sources: SourceArgs,
    /// The format of the diagnostics; JSON goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Checks files.
pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> CommandResult {
    let mut findings = Findings {
        format: args.format,
        terminal,
        all: Vec::new(),
        requests: String::new(),
        counts: Counts::default(),
    };
    let kinds = args.files.iter().map(|file| (SourceKind::of(file), file));
    let (packages, others): (Vec<_>, Vec<_>) = kinds.partition(|(kind, _)| kind.is_package());
    let packages: Vec<PathBuf> =
        packages.into_iter().map(|(kind, file)| kind.package_path(file)).collect();
    if !packages.is_empty() {
        check_packages(&packages, args, &mut findings)?;
    }
    for (kind, file) in others {
        // A session each: programs that are checked together may declare the same names.
        findings.counts.files += 1;
        match kind {
            SourceKind::Model => check_model(file, args, &mut findings)?,
            SourceKind::OtherData => require_program(kind, file)?,
            _ => check_code(kind, file, &packages, args, &mut findings)?,
        }
    }
    if args.format == OutputFormat::Json {
        print_json(&findings.all);
    }
    if !findings.requests.is_empty() {
        let requests = findings.requests.trim_end();
        terminal.note(&format!("What is asked of the machine:\n{requests}"));
    }
    terminal.note(&findings.counts.summary());
    Ok(if findings.counts.errors > 0 { Exit::Source } else { Exit::Done })
}

/// Checks packages in one session, in which they see each other.
fn check_packages(
    paths: &[PathBuf],
    args: &CheckArgs,
    findings: &mut Findings<'_>,
) -> Result<(), CommandError> {
    let session = Session::new();
    for path in paths {
        packages::add_to(&session, &args.sources.packages, Some(path), findings.terminal)?;
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut checked = indexmap::IndexMap::new();
    for path in paths {
        let added = session.packages().add(path);
        found.extend(added.problems);
        // A package that cannot be read was checked, too.
        findings.counts.packages += usize::from(added.packages.is_empty());
        checked.extend(added.packages.into_iter().map(|package| (package.id, package)));
    }
    findings.counts.packages += checked.len();
    for package in checked.values() {
        found.extend(session.packages().check(package));
    }
    findings.report(found, session.sources());
    Ok(())
}

/// Checks a program or a class file, which may use the packages that are checked with it.
fn check_code(
    kind: SourceKind,
    file: &Path,
    packages: &[PathBuf],
    args: &CheckArgs,
    findings: &mut Findings<'_>,
) -> Result<(), CommandError> {
    let session = Session::new();
    packages::add_to(&session, &args.sources.packages, Some(file), findings.terminal)?;
    packages.iter().for_each(|path| drop(session.packages().add_available(path)));
    let found = match kind {
        SourceKind::ClassFile => session.packages().check_class_file(file),
        _ => match session.read_file(file) {
            Ok(program) => program.warnings,
            Err(found) => found.into_diagnostics(),
        },
    };
    findings.report(found, session.sources());
    Ok(())
}

/// Checks a model: its objects are created on the engine in memory, and nothing is deployed.
fn check_model(
    file: &Path,
    args: &CheckArgs,
    findings: &mut Findings<'_>,
) -> Result<(), CommandError> {
    let engine = EngineArgs::from(EngineChoice::InMemory);
    let purpose = Purpose::Plan;
    let (sources, environment) = (&args.sources, &EnvironmentArgs::default());
    let run = ModelRun { file, environment, sources, engine: &engine, purpose };
    let (open, model) = run.open(findings.terminal)?;
    let found = open.session.load(&model).err().map(|fault| open.explain(&fault));
    findings.report(found.into_iter().collect(), open.report_sources());
    Ok(())
}

/// What was found so far.
struct Findings<'t> {
    format: OutputFormat,
    terminal: &'t Terminal,
    /// The diagnostics as JSON, in that format.
    all: Vec<Json>,
    /// What is asked of the machine, a line each, in the other format.
    requests: String,
    counts: Counts,
}

impl Findings<'_> {
    /// Prints diagnostics, each once, and counts them; collects what the sources ask of the machine.
    fn report(&mut self, found: Vec<Diagnostic>, sources: &Sources) {
        let mut reported = std::collections::HashSet::new();
        for diagnostic in found {
            if !reported.insert((diagnostic.code, diagnostic.span, diagnostic.message.clone())) {
                continue;
            }
            let counts = &mut self.counts;
            *if diagnostic.is_error() { &mut counts.errors } else { &mut counts.warnings } += 1;
            match self.format {
                OutputFormat::Table => self.terminal.report(&diagnostic, sources),
                OutputFormat::Json => self.all.push(diagnostic_json(&diagnostic, sources)),
            }
        }
        for request in host_requests(sources) {
            match self.format {
                OutputFormat::Table => self.requests += &request_line(&request, sources),
                OutputFormat::Json => self.all.push(request_json(&request, sources)),
            }
        }
    }
}

/// A request as a line: where it stands, and what it is.
fn request_line(request: &HostRequest, sources: &Sources) -> String {
    let Some(source) = sources.find(request.span) else { return String::new() };
    let line = source.location(request.span.start).line;
    format!("  {}:{line}: {}\n", source.name, request.text)
}

/// How many packages and files were checked, and what was found.
#[derive(Default)]
struct Counts {
    packages: usize,
    files: usize,
    errors: usize,
    warnings: usize,
}

impl Counts {
    /// "2 packages, 1 file: 1 error, no warnings".
    fn summary(&self) -> String {
        let counted = |n: usize, word: &str| match n {
            0 => format!("no {word}s"),
            1 => format!("1 {word}"),
            _ => format!("{n} {word}s"),
        };
        let checked = [(self.packages, "package"), (self.files, "file")];
        let checked: Vec<String> =
            checked.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect();
        let (errors, warnings) = (counted(self.errors, "error"), counted(self.warnings, "warning"));
        format!("{}: {errors}, {warnings}", checked.join(", "))
    }
}
