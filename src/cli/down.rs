//! `murano down`: removes an environment.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;

use crate::deploy::{
    DeployError, DownRequest, ExplicitEngine, Identity, Removed, StateStore, down, preview,
};
use crate::diag::codes;
use crate::hosts::Interrupt;
use crate::session::named_engines::{self, NamedEngines};
use crate::session::{ScriptArgs, Session};

use super::command_error::{CommandError, CommandResult};
use super::deployment::services;
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::interrupt;
use super::model;
use super::output_format::OutputFormat;
use super::packages::{self, PackageArgs};
use super::progress::ProgressDisplay;
use super::stopwatch::Stopwatch;
use super::style::{Style, StyledText, Tone, counted, duration};
use super::terminal::{Terminal, print_json, print_styled};
use super::variables::parse_pair;
use super::wording::ContainerChange;

/// The extensions of models.
const MODEL_EXTENSIONS: &[&str] = &["json", "yaml", "yml"];

/// `down`.
#[derive(Debug, Args)]
#[command(after_help = "\
The engines to check are those that the environment's record names, and those that the program names: it is evaluated on the
simulated engine for that. An engine that does not answer is reported, and stays recorded.

Examples:
  murano down app.murano
  murano down --env staging
  murano down app.murano --env staging --dry-run    what would be removed; nothing is changed
  murano down --env staging --forget tcp://old:2376    that engine is gone for good")]
pub(super) struct DownArgs {
    /// The program or model whose environment is removed.
    #[arg(required_unless_present = "env")]
    pub file: Option<PathBuf>,
    /// The environment [default: named after the file]
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Show what would be removed instead of removing it.
    #[arg(long)]
    pub dry_run: bool,
    /// Remove the environment although another file deployed it, for example before the file was moved.
    #[arg(long, requires = "file")]
    pub adopt: bool,
    /// Drop a recorded engine that is gone, at this address; what it may still hold is not removed.
    #[arg(long, value_name = "ENGINE")]
    pub forget: Vec<String>,
    /// Packages the program uses.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// A variable that the program uses.
    #[arg(long = "var", value_name = "NAME=TEXT", value_parser = parse_pair)]
    pub vars: Vec<(String, String)>,
    /// An engine to check besides the recorded ones.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The format of the summary.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Removes an environment.
pub(super) fn run(args: &DownArgs, terminal: &Terminal) -> CommandResult {
    let session = named_engines::session();
    let flag = session.runtime().limits.interrupt();
    // While something is removed, requests are in flight; an engine that does not answer is noticed below.
    let is_removing = Arc::new(AtomicBool::new(false));
    let removing = is_removing.clone();
    interrupt::install_handler(&flag, move || removing.load(Ordering::Relaxed));
    let identity = identity(args)?;
    let store = args.engine.engine.store();
    let is_recorded = store.load(&identity.name)?.is_some();
    let named = match &args.file {
        Some(file) => named_by(file, args, &session, terminal),
        None => NamedEngines::default(),
    };
    // An interrupted evaluation of the program looks like one that names no engine.
    if flag.load(Ordering::Relaxed) {
        return Err(CommandError::new(
            codes::INTERRUPTED,
            "interrupted before anything was removed",
        ));
    }
    let request = DownRequest {
        identity,
        engines: engines_to_look_at(args, &named, is_recorded),
        forgotten: args.forget.clone(),
    };
    is_removing.store(!args.dry_run, Ordering::Relaxed);
    let work = DownWork { args, request: &request, store: &store, flag: &flag };
    work.finish(&named, is_recorded, terminal)
}

/// A removal, or its rehearsal.
struct DownWork<'a> {
    args: &'a DownArgs,
    request: &'a DownRequest,
    store: &'a StateStore,
    /// Set when the command is interrupted.
    flag: &'a Arc<AtomicBool>,
}

impl DownWork<'_> {
    /// Does the work, and prints what was done.
    fn finish(
        &self,
        named: &NamedEngines,
        is_recorded: bool,
        terminal: &Terminal,
    ) -> CommandResult {
        let stopwatch = Stopwatch::on_engine(&self.args.engine.engine);
        let progress = Arc::new(ProgressDisplay::new(*terminal, stopwatch));
        let removed = self.work(progress.clone())?;
        progress.finish();
        let Some(removed) = removed else { return Err(CommandError::reported(Exit::Interrupted)) };
        let (removed, taken) = (removed?, progress.elapsed());
        let outcome = DownOutcome { removed: &removed, named, is_recorded, taken };
        let result = finish(self.args, &outcome, self.store, terminal);
        let reported = result.as_ref().err().and_then(|error| error.diagnostic.as_deref());
        progress.print_failures(reported);
        result
    }

    /// Removes the environment, or finds out what would be removed. `None`: the engine does not answer, and the command was
    /// interrupted.
    fn work(
        &self,
        progress: Arc<ProgressDisplay>,
    ) -> Result<Option<Result<Removed, DeployError>>, CommandError> {
        let Self { args, request, store, flag } = self;
        let engines = args.engine.engine.engines();
        let services = services(progress, Interrupt::from((*flag).clone()));
        let work = async {
            match args.dry_run {
                true => preview(request, store, &engines, services).await,
                false => down(request, store, &engines, services).await,
            }
        };
        wait(interrupt::while_answering(flag, &engines, work))
    }
}

/// The environment of the file, or, without a file, the one that `--env` names, whatever deployed it.
fn identity(args: &DownArgs) -> Result<Identity, CommandError> {
    match (&args.env, &args.file) {
        (env, Some(file)) => {
            Ok(EnvironmentArgs { env: env.clone(), adopt: args.adopt }.of_file(file))
        }
        (Some(name), None) => Ok(DownRequest::of(name).identity),
        (None, None) => Err(CommandError::usage("a program or `--env` is needed")),
    }
}

/// The engines that the program or model in a file names.
fn named_by(file: &Path, args: &DownArgs, session: &Session, terminal: &Terminal) -> NamedEngines {
    let extension = file.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|extension| MODEL_EXTENSIONS.contains(&extension)) {
        return match model::read(file) {
            Ok(model) => NamedEngines::of_model(&model),
            Err(_) => NamedEngines::unknown("it cannot be read as a model"),
        };
    }
    if packages::add_to(session, &args.packages, Some(file), terminal).is_err() {
        return NamedEngines::unknown("a package has errors");
    }
    match session.read_file(file) {
        Ok(program) => {
            let script_args = ScriptArgs { args: Vec::new(), vars: args.vars.clone() };
            NamedEngines::of_program(session, &program, &script_args)
        }
        Err(found) => {
            let first = found.diagnostics().first().map(|first| first.message.clone());
            NamedEngines::unknown(first.unwrap_or_default())
        }
    }
}

/// The engines to check besides the recorded ones: the one of `--engine`, and those the program names. Without a record,
/// the default one is checked too.
fn engines_to_look_at(
    args: &DownArgs,
    named: &NamedEngines,
    is_recorded: bool,
) -> Vec<Option<ExplicitEngine>> {
    let chosen = args.engine.engine.address();
    let mut found = Vec::new();
    if chosen.is_some() || !is_recorded {
        found.push(chosen.clone());
    }
    for engine in &named.engines {
        match engine {
            // `--engine` selects the engine of hosts that name none.
            None => found.push(chosen.clone()),
            explicit => found.push(explicit.clone()),
        }
    }
    found
}

/// What became of a removal, or of its rehearsal.
struct DownOutcome<'a> {
    removed: &'a Removed,
    /// The engines that the program names.
    named: &'a NamedEngines,
    /// Whether there was a record of the environment.
    is_recorded: bool,
    /// How long it took.
    taken: Option<Duration>,
}

/// Prints what was removed, or would be, and fails if an engine could not be checked.
fn finish(
    args: &DownArgs,
    outcome: &DownOutcome<'_>,
    store: &StateStore,
    terminal: &Terminal,
) -> CommandResult {
    let DownOutcome { removed, named, is_recorded, taken } = *outcome;
    // Finding nothing is an error only if that is certain: there is no record, every engine answered, and
    // the engines of the program are known.
    let is_found = is_recorded || !removed.is_empty();
    let file = args.file.as_deref().unwrap_or(Path::new(""));
    match args.format {
        OutputFormat::Json if is_found => print_json(removed),
        OutputFormat::Table if is_found && args.dry_run => {
            print_styled(&rehearsal(removed, terminal.results));
        }
        OutputFormat::Table if is_found => {
            let time = taken.map_or_else(String::new, |taken| format!(" in {}", duration(taken)));
            let text = terminal.text().plain(&summary(removed)).put(Tone::Faint, &time);
            terminal.say(&text);
        }
        OutputFormat::Json | OutputFormat::Table => {}
    }
    if !removed.unreached.is_empty() {
        return Err(not_reached(removed, terminal));
    }
    match &named.failure {
        None if !is_found => Err(unknown_environment(&removed.environment, &store.environments())),
        // A name that was misspelled; the labels on the default engine do not know it either.
        Some(_) if !is_found && !file.exists() => {
            Err(unknown_environment(&removed.environment, &store.environments()))
        }
        Some(reason) if !is_recorded => Err(not_evaluated(file, reason)),
        Some(reason) => {
            terminal.note(&format!(
                "only the recorded engines were checked: `{}` cannot be evaluated: {reason}",
                file.display()
            ));
            Ok(Exit::Done)
        }
        None => Ok(Exit::Done),
    }
}

/// The error for engines that could not be checked: the first one's, with the others as hints.
fn not_reached(removed: &Removed, terminal: &Terminal) -> CommandError {
    let mut unreached = removed.unreached.iter();
    let Some(first) = unreached.next() else { return CommandError::reported(Exit::Engine) };
    for other in unreached {
        terminal.note(&format!("engine {} could not be checked: {}", other.engine, other.error));
    }
    let hint = format!(
        "what environment `{}` has there stays; run `murano down` again when the engine answers, or with `--forget {}` if it is \
         gone for good",
        removed.environment, first.engine
    );
    CommandError::from(DeployError::from(first.error.clone())).hint(hint).with_exit(Exit::Engine)
}

/// The error for a program that could not be evaluated and has no record: its engines are not known.
fn not_evaluated(file: &Path, reason: &str) -> CommandError {
    let message =
        format!("`{}` cannot be evaluated, so its engines are not known: {reason}", file.display());
    CommandError::new(codes::UNKNOWN_ENVIRONMENT, message)
        .hint("only the default engine was checked; `--engine ADDRESS` checks another")
        .with_exit(Exit::Engine)
}

fn unknown_environment(name: &str, known: &[String]) -> CommandError {
    let message = format!("there is no environment `{name}`");
    let error = CommandError::new(codes::UNKNOWN_ENVIRONMENT, message);
    match known {
        [] => error.hint("nothing is deployed; `murano run` deploys"),
        _ => error.hint(format!("environments: {}", known.join(", "))),
    }
}

/// A line for everything that would be removed.
fn rehearsal(removed: &Removed, style: Style) -> StyledText {
    let mut text = style.text();
    let kinds = [
        ("", &removed.applications),
        ("volume ", &removed.volumes),
        ("network ", &removed.networks),
    ];
    for (kind, names) in kinds {
        for name in names {
            let change = ContainerChange::Remove;
            text = text.put(change.tone(), change.sign()).plain(" ").plain(kind);
            text = text.put(Tone::Strong, name).plain("\n");
        }
    }
    let parts = counts(removed);
    let parts = if parts.is_empty() { "only the record".to_owned() } else { parts.join(", ") };
    let what = ContainerChange::Remove.planned();
    text.plain(&format!("environment {}: {parts} {what}\n", removed.environment))
}

/// "2 containers", "1 network".
fn counts(removed: &Removed) -> Vec<String> {
    let counts = [
        (removed.applications.len(), "container"),
        (removed.volumes.len(), "volume"),
        (removed.networks.len(), "network"),
    ];
    counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect()
}

fn summary(removed: &Removed) -> String {
    let parts = counts(removed);
    let outcome = if removed.unreached.is_empty() { "removed" } else { "partly removed" };
    let parts = match (parts.is_empty(), removed.unreached.is_empty()) {
        (false, _) => parts.join(", "),
        (true, true) => "only the record".to_owned(),
        (true, false) => "nothing".to_owned(),
    };
    let mut text = format!("environment {} {outcome}: {parts}", removed.environment);
    if !removed.forgotten.is_empty() {
        text += &format!("; not checked: {}", removed.forgotten.join(", "));
    }
    text
}
