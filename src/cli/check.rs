//! `murano check`: prints all diagnostics of programs, packages, class files and models without deploying anything.

mod as_json;
mod fix;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value as Json;

use crate::diag::levels::WarningLevels;
use crate::diag::{Diagnostic, has_errors};
use crate::session::Session;
use crate::session::requests::{HostRequest, host_requests};
use crate::session::source_kind::SourceKind;
use crate::source::Sources;

use self::as_json::{fix_json, request_json};
use self::fix::Fixes;
use super::command_error::{CommandError, CommandResult};
use super::deployment::Purpose;
use super::diagnostic_json::diagnostic_json;
use super::engine_choice::{EngineArgs, EngineChoice};
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::line_diff;
use super::model::{ModelRun, SourceArgs};
use super::output_format::OutputFormat;
use super::packages;
use super::source_kind::require_program;
use super::terminal::{Terminal, print_json, print_result};

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
  murano check --fix app.murano      repair what is certain: `prot` -> `port`
  murano check --fix --diff app.murano   show that, and change nothing
  murano check --deny warnings --allow W0008 app.murano
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
    /// Apply the suggestions that are sure, and report what is left.
    #[arg(long)]
    pub fix: bool,
    /// Show what `--fix` would change, and change nothing.
    #[arg(long, requires = "fix")]
    pub diff: bool,
}

/// How often `--fix` checks again: a repaired name may reveal a mistake that it hid.
const MOST_ROUNDS: usize = 8;

/// Checks files.
pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> CommandResult {
    let mut fixes = Fixes::default();
    if args.fix {
        for _ in 0..MOST_ROUNDS {
            let mut findings = Findings::new(args, terminal, CheckPass::Fix, fixes)?;
            check_all(args, &mut findings)?;
            fixes = findings.fixes;
            if !fixes.apply()? {
                break;
            }
        }
        for (path, old, new) in fixes.changes().filter(|_| args.diff) {
            print_result(&line_diff::unified(&path.display().to_string(), old, new));
        }
        if !args.diff {
            fixes.write()?;
        }
    }
    let mut findings = Findings::new(args, terminal, CheckPass::Report, fixes)?;
    findings.report_fixes();
    check_all(args, &mut findings)?;
    findings.finish();
    Ok(if findings.counts.errors > 0 { Exit::Source } else { Exit::Done })
}

fn check_all(args: &CheckArgs, findings: &mut Findings<'_>) -> Result<(), CommandError> {
    let kinds = args.files.iter().map(|file| (SourceKind::of(file), file));
    let (packages, others): (Vec<_>, Vec<_>) = kinds.partition(|(kind, _)| kind.is_package());
    let packages: Vec<PathBuf> =
        packages.into_iter().map(|(kind, file)| kind.package_path(file)).collect();
    if !packages.is_empty() {
        check_packages(&packages, args, findings)?;
    }
    for (kind, file) in others {
        // A session each: programs that are checked together may declare the same names.
        findings.counts.files += 1;
        match kind {
            SourceKind::Model => check_model(file, args, findings)?,
            SourceKind::OtherData => require_program(kind, file)?,
            _ => check_code(kind, file, &packages, args, findings)?,
        }
    }
    Ok(())
}

/// Checks packages in one session, in which they see each other.
fn check_packages(
    paths: &[PathBuf],
    args: &CheckArgs,
    findings: &mut Findings<'_>,
) -> Result<(), CommandError> {
    let session = findings.session();
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
    let session = findings.session();
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
    let changed = findings.fixes.changed(file).map(str::to_owned);
    let run = ModelRun { file, changed, environment, sources, engine: &engine, purpose };
    let (open, model) = run.open(findings.terminal)?;
    let mut found = open.check();
    // What only the code of the classes finds, is found if nothing else is wrong.
    if !has_errors(&found) {
        let fault = open.session.load(&model).err();
        found.extend(fault.map(|fault| open.explain(&fault)));
    }
    findings.report(found, open.report_sources());
    Ok(())
}

/// Why files are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CheckPass {
    /// To find edits.
    Fix,
    /// To report what is wrong.
    Report,
}

/// What was found so far.
struct Findings<'t> {
    pass: CheckPass,
    fixes: Fixes,
    format: OutputFormat,
    levels: WarningLevels,
    terminal: &'t Terminal,
    /// The diagnostics as JSON, in that format.
    all: Vec<Json>,
    /// What is asked of the machine, a line each, in the other format.
    requests: String,
    counts: Counts,
}

impl<'t> Findings<'t> {
    fn new(
        args: &CheckArgs,
        terminal: &'t Terminal,
        pass: CheckPass,
        fixes: Fixes,
    ) -> Result<Self, CommandError> {
        Ok(Self {
            pass,
            fixes,
            format: args.format,
            levels: args.sources.packages.levels.levels()?,
            terminal,
            all: Vec::new(),
            requests: String::new(),
            counts: Counts::default(),
        })
    }

    /// A session that sees the changed texts.
    fn session(&self) -> Session {
        let session = Session::new();
        self.fixes.show_to(&session);
        session
    }

    /// Reports what `--fix` has changed.
    fn report_fixes(&mut self) {
        for fix in &self.fixes.applied {
            let fix::AppliedFix { file, line, column, code, text } = fix;
            match self.format {
                OutputFormat::Table => {
                    self.terminal.note(&format!("{file}:{line}:{column}: {text} ({code})"));
                }
                OutputFormat::Json => self.all.push(fix_json(fix)),
            }
        }
    }

    /// Prints what is printed at the end.
    fn finish(&self) {
        if self.format == OutputFormat::Json {
            print_json(&self.all);
        }
        if !self.requests.is_empty() {
            let requests = self.requests.trim_end();
            self.terminal.note(&format!("What is asked of the machine:\n{requests}"));
        }
        self.terminal.note(&self.counts.summary());
    }

    /// Prints diagnostics, each once, and counts them; collects what the sources ask of the machine.
    fn report(&mut self, found: Vec<Diagnostic>, sources: &Sources) {
        if self.pass == CheckPass::Fix {
            let kept = found.into_iter().filter_map(|found| self.levels.apply(found));
            return kept.for_each(|found| self.fixes.note(&found, sources));
        }
        let mut reported = std::collections::HashSet::new();
        for diagnostic in found.into_iter().filter_map(|found| self.levels.apply(found)) {
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
