//! What `deploy` and `call` share: an object model in an environment, from the record of the last deployment to the next record.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value as Json, json};

use crate::Value;
use crate::compile::package::{Fixations, Version};
use crate::deploy::{EnvironmentState, Identity, RecordedModel};
use crate::diag::mask::MASK;
use crate::diag::{Diagnostic, FaultKind, codes};
use crate::hosts::natives::Bridge;
use crate::hosts::{Interrupt, Progress, SilentProgress};
use crate::runtime::object::class::Found;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::session::data::{self, DataFormat, Layout, Notation};
use crate::session::model::source::ModelSource;
use crate::session::model::{ExternalReferences, Model, ModelSession};
use crate::session::text_file;
use crate::source::{Sources, Span};

use super::command_error::CommandError;
use super::deployment::{Deployment, Purpose, services};
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::packages::PackageArgs;
use super::progress::ProgressDisplay;
use super::stopwatch::Stopwatch;
use super::summary::{changed_applications, print_left_running, print_warnings};
use super::terminal::Terminal;
use super::{memory, packages, program};

/// The method that deploys.
const DEPLOY: &str = "deploy";

/// The hint for a class that no package has.
const NO_PACKAGE_HINT: &str = "give the directory of the package that has it with `--packages`, or a file with the class with `--classes`";

/// Where the classes of a model come from.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct SourceArgs {
    /// The packages.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// A program that declares classes of the model.
    #[arg(long, value_name = "FILE")]
    pub classes: Vec<PathBuf>,
}

/// The file of a model.
struct ModelFile {
    model: Model,
    text: String,
}

/// The model that a command was given: what reports point into.
struct GivenModel {
    /// Its objects, each with an id.
    objects: Value,
    source: ModelSource,
}

/// How a model is deployed, or rehearsed.
pub(super) struct ModelRun<'a> {
    /// The model's file; `-`: standard input.
    pub file: &'a Path,
    /// The text that takes the place of the file's: `check --fix` has repaired it, and not written it yet.
    pub changed: Option<String>,
    /// The environment.
    pub environment: &'a EnvironmentArgs,
    /// The classes.
    pub sources: &'a SourceArgs,
    /// The engine.
    pub engine: &'a EngineArgs,
    /// Whether it is deployed or only planned.
    pub purpose: Purpose,
}

impl ModelRun<'_> {
    /// Opens the environment and completes the model with what the previous deployment recorded. Nothing is created yet.
    pub(super) fn open(
        &self,
        terminal: &Terminal,
    ) -> Result<(ModelDeployment, Model), CommandError> {
        let file = match &self.changed {
            Some(text) => parse_file(self.file, text.clone())?,
            None => read_file(self.file)?,
        };
        let identity = self.environment.of_file(self.file);
        let name = identity.name.clone();
        let mut open = ModelDeployment::open(
            identity,
            self.file,
            self.sources,
            self.engine,
            self.purpose,
            terminal,
        )?;
        let with_ids = file.model.with_ids(&name);
        let is_masked = with_ids.is_masked();
        let model = open.unmasked(&with_ids)?;
        if !is_masked {
            open.file = (self.file != Path::new("-")).then(|| self.file.to_owned());
        }
        let title = self.file.display().to_string();
        let source = ModelSource::add(open.session.session().sources(), &title, &file.text);
        let objects = model.objects.clone();
        open.given = source.map(|source| GivenModel { objects, source });
        let model = match open.previous()? {
            Some(previous) => model.with_previous(previous, open.session.session()),
            None => model,
        };
        Ok((open, model))
    }

    /// Creates the objects and deploys them where nothing is changed: on a copy of what is deployed, or in memory.
    pub(super) fn rehearse(&self, terminal: &Terminal) -> Result<ModelDeployment, CommandError> {
        let (open, model) = self.open(terminal)?;
        open.refuse_errors(terminal)?;
        let outcome = open.session.load(&model).and_then(|_| open.finish(open.deploy()).0);
        outcome.map_err(|fault| open.failed(&fault, terminal))?;
        Ok(open)
    }
}

/// An object model in an environment.
pub(super) struct ModelDeployment {
    /// The session.
    pub session: ModelSession,
    /// The environment.
    pub deployment: Rc<Deployment>,
    given: Option<GivenModel>,
    /// The file that has the values which the record masks, once it is known.
    pub file: Option<PathBuf>,
    sources: SourceArgs,
    /// The progress of its containers.
    pub progress: Arc<ProgressDisplay>,
    bridge: Bridge,
}

impl ModelDeployment {
    /// Opens the environment and compiles the classes: those of `sources`, or if there are none those that are recorded.
    pub(super) fn open(
        identity: Identity,
        origin: &Path,
        sources: &SourceArgs,
        engine: &EngineArgs,
        purpose: Purpose,
        terminal: &Terminal,
    ) -> Result<Self, CommandError> {
        let session =
            ModelSession::new(ModelSession::settings(), None, ExternalReferences::default());
        memory::limit();
        let flag = session.session().runtime().limits.interrupt();
        session.session().runtime().name_environment(&identity.name);
        let stopwatch = Stopwatch::on_engine(&engine.engine);
        let progress = Arc::new(ProgressDisplay::new(*terminal, stopwatch));
        let events: Arc<dyn Progress> = match purpose {
            Purpose::Deploy => progress.clone(),
            Purpose::Plan => Arc::new(SilentProgress),
        };
        let services = services(events, Interrupt::from(flag.clone()));
        let deployment = Deployment::new(identity, &engine.engine, purpose, services);
        let attributes = session.attributes();
        let bridge =
            program::bind(session.session(), attributes, &progress, &deployment, *terminal);
        program::heed_interrupts(&flag, &bridge);
        let sources = sources.clone();
        let (given, file) = (None, None);
        let mut open = Self { session, deployment, given, file, sources, progress, bridge };
        open.compile_classes(origin, terminal)?;
        Ok(open)
    }

    fn compile_classes(&mut self, origin: &Path, terminal: &Terminal) -> Result<(), CommandError> {
        let session = self.session.session();
        if let Some(recorded) = self.recorded()? {
            if self.sources.classes.is_empty() && self.sources.packages.packages.is_empty() {
                let paths = |list: &[String]| list.iter().map(PathBuf::from).collect();
                self.sources.classes = paths(&recorded.classes);
                self.sources.packages.packages = paths(&recorded.packages);
            }
            session.packages().import_fixations(fixations(&recorded.model));
            self.file = recorded.file.map(PathBuf::from);
        }
        packages::add_to(session, &self.sources.packages, Some(origin), terminal)?;
        for path in &self.sources.classes {
            if let Err(found) = session.read_file(path) {
                terminal.report_all(found.diagnostics(), session.sources());
                return Err(CommandError::reported(Exit::Source));
            }
        }
        Ok(())
    }

    /// What is wrong with the model that was given, as far as the declarations of its classes tell.
    pub(super) fn check(&self) -> Vec<Diagnostic> {
        let hinted = |found: Diagnostic| match found.code {
            codes::UNKNOWN_CLASS => found.hint(NO_PACKAGE_HINT),
            _ => found,
        };
        let check = |given: &GivenModel| given.source.check(self.session.session(), &given.objects);
        let found = self.given.as_ref().map(check).unwrap_or_default();
        found.into_iter().map(hinted).collect()
    }

    /// Refuses a model with errors before any of its objects is created.
    pub(super) fn refuse_errors(&self, terminal: &Terminal) -> Result<(), CommandError> {
        let found = self.check();
        let Some(error) = found.iter().find(|found| found.is_error()) else { return Ok(()) };
        terminal.report_all(&found, self.report_sources());
        Err(CommandError::reported(Exit::of_error(error.code)))
    }

    fn state(&self) -> Result<Option<EnvironmentState>, CommandError> {
        Ok(self.deployment.open()?.environment().state())
    }

    fn recorded(&self) -> Result<Option<RecordedModel>, CommandError> {
        Ok(self.state()?.and_then(|state| state.model).map(|model| *model))
    }

    /// The model that the last deployment recorded.
    pub(super) fn previous(&self) -> Result<Option<Model>, CommandError> {
        let Some(recorded) = self.recorded()? else { return Ok(None) };
        let value = data::from_json(&recorded.model, Notation::Exact);
        let model = value.and_then(|value| Model::of(&value));
        model.map(Some).map_err(|why| {
            let message = format!("the recorded model cannot be used: {why}");
            CommandError::new(codes::BAD_DATA, message)
        })
    }

    /// The model with its secrets as [`Self::file`] has them.
    pub(super) fn unmasked(&self, model: &Model) -> Result<Model, CommandError> {
        if !model.is_masked() {
            return Ok(model.clone());
        }
        let session = self.session.session();
        let find_class = |name: &str| session.class(name).ok();
        let file = self.file.as_deref().filter(|path| path.is_file());
        let source = file.map(read).transpose()?;
        let source = source.map(|source| source.with_ids(&self.deployment.identity.name));
        model
            .unmasked(source.as_ref(), &find_class)
            .map_err(|missing| masked(&missing, self.file.as_deref()))
    }

    /// The model with its secrets masked; `given` is the model that was loaded.
    pub(super) fn masked(&self, model: &Model, given: &Model) -> Model {
        let session = self.session.session();
        let find_class = |name: &str| session.class(name).ok();
        model.masked(given, &session.runtime().secrets, &find_class)
    }

    /// Records a masked model; `None` removes the record of one.
    pub(super) fn record(&self, model: Option<&Model>) -> Result<(), CommandError> {
        let recorded = match model {
            Some(model) => Some(RecordedModel {
                model: self.as_json(model)?,
                file: self.file.as_deref().and_then(|file| absolute(&[file.to_owned()]).pop()),
                classes: absolute(&self.sources.classes),
                packages: absolute(&self.sources.packages.packages),
            }),
            None => None,
        };
        self.deployment.open()?.environment().record_model(recorded)?;
        Ok(())
    }

    /// A model as it is recorded: without `ObjectsCopy`, which would repeat `Objects`, and with the chosen package versions.
    fn as_json(&self, model: &Model) -> Result<Json, CommandError> {
        let text = json_of(&model.to_value())?;
        let mut json: Json = serde_json::from_str(&text).unwrap_or_else(|_| json!({}));
        let chosen = self.session.session().packages().fixations();
        let chosen = chosen.iter().map(|(name, versions)| {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            (name.to_string(), json!(versions))
        });
        let chosen: serde_json::Map<String, Json> = chosen.collect();
        if let Json::Object(fields) = &mut json {
            fields.remove("ObjectsCopy");
            fields.insert("SystemData".into(), json!({ "Packages": chosen }));
        }
        Ok(json)
    }

    /// Destroys the objects that nothing references any more, and returns the model as it is afterwards. Call it after success and
    /// after failure alike. The first fault is returned.
    pub(super) fn finish<T>(&self, outcome: Outcome<T>) -> (Outcome<T>, Option<Model>) {
        let finished = self.session.finish();
        if outcome.is_err() {
            let flag = self.session.session().runtime().limits.interrupt();
            program::settle(&self.bridge, &self.deployment.engines, &flag);
        }
        self.progress.finish();
        match finished {
            Ok(model) => (outcome, model),
            Err(fault) => (outcome.and(Err(fault)), None),
        }
    }

    /// Calls `deploy` of the root object, if it has that method.
    pub(super) fn deploy(&self) -> Outcome<()> {
        let Some(root) = self.session.root() else { return Ok(()) };
        if matches!(root.class.find(DEPLOY), Found::Nothing) {
            return Ok(());
        }
        self.session.call(&root.id(), DEPLOY).outcome().map(|_| ())
    }

    /// The report of a fault: at the object of the model that it is about.
    pub(super) fn explain(&self, fault: &Fault) -> Diagnostic {
        let mut report = self.session.session().explain(fault);
        if fault.is(FaultKind::NoPackageForClass) {
            report = report.hint(NO_PACKAGE_HINT);
        }
        match &self.given {
            Some(given) => given.source.explain(fault, &given.objects, report),
            None => report,
        }
    }

    /// The sources that reports refer to.
    pub(super) fn report_sources(&self) -> &Sources {
        self.session.session().sources()
    }

    /// Prints why the deployment or call failed, and what it leaves running.
    pub(super) fn failed(&self, fault: &Fault, terminal: &Terminal) -> CommandError {
        self.progress.finish();
        let mut error = match self.deployment.failure() {
            Some(error) => error.into(),
            None => {
                let report = self.explain(fault);
                self.progress.print_failures(Some(&report));
                terminal.report(&report, self.report_sources());
                CommandError::reported(Exit::of_error(report.code))
            }
        };
        let deployed = self.deployment.opened();
        let Some(run) = deployed.filter(|_| self.deployment.purpose == Purpose::Deploy) else {
            return error;
        };
        print_warnings(run, self.session.session(), terminal);
        if error.exit == Exit::Failed {
            // A container may have exited since the last inspection; without an answer, that one counts.
            let _ = wait(run.environment().refresh());
        }
        let changed = changed_applications(run);
        if !changed.is_empty() {
            print_left_running(run, &changed, terminal);
            if error.exit != Exit::Interrupted {
                error.exit = Exit::PartlyDeployed;
            }
        }
        error
    }
}

/// The error for values that are masked and in no file.
fn masked(missing: &[String], file: Option<&Path>) -> CommandError {
    let list: Vec<String> = missing.iter().map(|path| format!("`{path}`")).collect();
    let message = format!("the model has `{MASK}` in place of secrets: {}", list.join(", "));
    let hint = match file {
        Some(file) => format!(
            "secrets are never printed or recorded, and `{}` does not have these: deploy a model that has them",
            file.display()
        ),
        None => "secrets are never printed or recorded: deploy a model that has them, from a file"
            .to_owned(),
    };
    CommandError::new(codes::BAD_DATA, message).hint(hint).with_exit(Exit::Source)
}

/// Paths that are valid in every working directory.
fn absolute(paths: &[PathBuf]) -> Vec<String> {
    let absolute = |path: &PathBuf| std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    paths.iter().map(|path| absolute(path).display().to_string()).collect()
}

/// The package versions that an earlier deployment chose.
fn fixations(model: &Json) -> Fixations {
    let chosen = model["SystemData"]["Packages"].as_object();
    let versions = |listed: &Json| {
        let listed = listed.as_array().into_iter().flatten();
        listed.filter_map(|version| Version::coerce(version.as_str()?)).collect()
    };
    let all = chosen.into_iter().flatten();
    all.map(|(name, listed)| (name.as_str().into(), versions(listed))).collect()
}

/// A value as JSON from which the same value can be read.
pub(super) fn json_of(value: &Value) -> Result<String, CommandError> {
    data::json_text(value, Notation::Exact, Layout::Pretty)
        .map_err(|fault| CommandError::new(fault.diagnostic.code, fault.text()))
}

/// Reads a model: a dictionary with `Objects`, or the root object itself. `-` is standard input.
pub(super) fn read(path: &Path) -> Result<Model, CommandError> {
    Ok(read_file(path)?.model)
}

fn read_file(path: &Path) -> Result<ModelFile, CommandError> {
    parse_file(path, read_model(path)?)
}

fn parse_file(path: &Path, text: String) -> Result<ModelFile, CommandError> {
    let invalid = |why: String| {
        let message = format!("`{}` is not an object model: {why}", path.display());
        let hint = "a model needs `Objects`: an object with its class under `?`, or null";
        CommandError::from_diagnostic(Diagnostic::error(codes::BAD_DATA, Span::NONE, message))
            .hint(hint)
            .with_exit(Exit::Source)
    };
    let read = data::read(&text, DataFormat::of_path(path));
    let value = read.map_err(|bad| invalid(format!("{} (line {})", bad.message, bad.line)))?;
    let is_root = matches!(&value, Value::Dict(dict) if dict.get_str("?").is_some());
    let model = match is_root {
        true => Model { objects: value, ..Model::default() },
        false => Model::of(&value).map_err(invalid)?,
    };
    Ok(ModelFile { model, text })
}

fn read_model(path: &Path) -> Result<String, CommandError> {
    if path != Path::new("-") {
        let error = |found: Box<Diagnostic>| CommandError::from_diagnostic(*found);
        return text_file::read_text(path)
            .map_err(|found| error(found).hint("`-` reads standard input"));
    }
    let mut text = String::new();
    match std::io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(CommandError::from_diagnostic(text_file::unreadable("<stdin>", &error))),
    }
}
