//! What `deploy` and `call` share: an object model in an environment, from its record to its record.

#![expect(clippy::disallowed_methods, reason = "models are files")]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::compile::package::{Fixations, Version};
use crate::deploy::{RecordedModel, State};
use crate::diag::{Diagnostic, codes};
use crate::hosts::Interrupt;
use crate::hosts::natives::Bridge;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::session::data::{self, Kind, Layout, Notation};
use crate::session::model::{Model, ModelSession, Told};

use super::arguments::{EngineArgs, SourceArgs};
use super::deployment::{Deployment, services};
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Show;
use super::run::{changed, left_behind, warn};
use super::terminal::Terminal;
use super::{interrupt, packages, session};

/// What it is when a model's class is in no package.
const NO_PACKAGE: &str = "murano.dsl.exceptions.NoPackageForClassFound";

/// Where classes come from.
const WHERE_CLASSES_ARE: &str = "give the folder of the package that has it with `--packages`, or a file with the class with `--classes`";

/// How long work under way is waited for before a failed run ends.
const SETTLE: Duration = Duration::from_secs(30);

/// An object model in an environment.
pub(super) struct Deployable {
    /// The session.
    pub session: ModelSession,
    /// What it is deployed into.
    pub deployment: Rc<Deployment>,
    sources: SourceArgs,
    show: Arc<Show>,
    bridge: Bridge,
}

impl Deployable {
    /// Opens the environment and reads the classes: those that are given, else those of the record.
    pub(super) fn open(
        name: String,
        origin: &Path,
        sources: &SourceArgs,
        engine: &EngineArgs,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let session = ModelSession::new(ModelSession::settings(), None, Told::default());
        let flag = session.session().runtime().limits.interrupt();
        interrupt::obey(&flag);
        session.session().runtime().name_environment(&name);
        let show = Arc::new(Show::new(*terminal));
        let services = services(show.clone(), Interrupt::from(flag));
        let deployment = Deployment::new(name, origin, &engine.engine, false, services);
        let runtime = session.session();
        let bridge = session::bind(runtime, session.attributes(), &show, &deployment, *terminal);
        let sources = sources.clone();
        let mut open = Self { session, deployment, sources, show, bridge };
        open.read_classes(origin, terminal)?;
        Ok(open)
    }

    fn read_classes(&mut self, origin: &Path, terminal: &Terminal) -> Result<(), Failure> {
        let session = self.session.session();
        if let Some(recorded) = self.recorded()? {
            if self.sources.classes.is_empty() && self.sources.packages.packages.is_empty() {
                let paths = |list: &[String]| list.iter().map(PathBuf::from).collect();
                self.sources.classes = paths(&recorded.classes);
                self.sources.packages.packages = paths(&recorded.packages);
            }
            session.packages().import_fixations(fixations(&recorded.model));
        }
        packages::give(session, &self.sources.packages, Some(origin), terminal)?;
        for path in &self.sources.classes {
            if let Err(found) = session.read_file(path) {
                found.iter().for_each(|d| terminal.report(d, session.sources()));
                return Err(Failure::said(Exit::Source));
            }
        }
        Ok(())
    }

    fn state(&self) -> Result<Option<State>, Failure> {
        Ok(self.deployment.open()?.environment().state())
    }

    fn recorded(&self) -> Result<Option<RecordedModel>, Failure> {
        Ok(self.state()?.and_then(|state| state.model).map(|model| *model))
    }

    /// The model as the last deployment left it.
    pub(super) fn previous(&self) -> Result<Option<Model>, Failure> {
        let Some(recorded) = self.recorded()? else { return Ok(None) };
        let value = data::from_json(&recorded.model, Notation::Exact);
        let model = value.and_then(|value| Model::of(&value));
        model.map(Some).map_err(|why| {
            let message = format!("the recorded model cannot be used: {why}");
            Failure::new(codes::BAD_DATA, message)
        })
    }

    /// Records a model.
    pub(super) fn record(&self, model: Option<&Model>) -> Result<(), Failure> {
        let recorded = match model {
            Some(model) => Some(RecordedModel {
                model: self.as_json(model)?,
                classes: whole(&self.sources.classes),
                packages: whole(&self.sources.packages.packages),
            }),
            None => None,
        };
        self.deployment.open()?.environment().record_model(recorded)?;
        Ok(())
    }

    /// A model as JSON, without the copy, which is the same.
    fn as_json(&self, model: &Model) -> Result<Json, Failure> {
        let text = json_of(&shown(&model.to_value()))?;
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

    /// The end, whatever came before: what nothing reaches is destroyed, and the model is recorded.
    pub(super) fn finish<T>(&self, outcome: Outcome<T>) -> (Outcome<T>, Option<Model>) {
        let finished = self.session.finish();
        if outcome.is_err() && !self.bridge.settle(SETTLE) {
            super::terminal::complain(
                "some work at the engine is still under way; the next run finds what became of it\n",
            );
        }
        self.show.finish();
        match finished {
            Ok(model) => (outcome, model),
            // The first failure counts.
            Err(fault) => (outcome.and(Err(fault)), None),
        }
    }

    /// Shows why it failed; how the command ends.
    pub(super) fn failed(&self, fault: &Fault, terminal: &Terminal) -> Failure {
        self.show.finish();
        let mut failure = match self.deployment.failure() {
            Some(error) => error.into(),
            None => {
                let mut diagnostic = self.session.session().explain(fault);
                if fault.is(NO_PACKAGE) {
                    diagnostic = diagnostic.hint(WHERE_CLASSES_ARE);
                }
                terminal.report(&diagnostic, self.session.session().sources());
                Failure::said(Exit::of_error(diagnostic.code))
            }
        };
        let Some(run) = self.deployment.opened() else { return failure };
        warn(run, terminal);
        let changed = changed(run);
        if !changed.is_empty() {
            left_behind(run, &changed, terminal);
            if failure.exit != Exit::Interrupted {
                failure.exit = Exit::Partly;
            }
        }
        failure
    }
}

/// Paths that hold from every folder.
fn whole(paths: &[PathBuf]) -> Vec<String> {
    let whole = |path: &PathBuf| std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    paths.iter().map(|path| whole(path).display().to_string()).collect()
}

/// Which versions of packages an earlier deployment chose.
fn fixations(model: &Json) -> Fixations {
    let chosen = model["SystemData"]["Packages"].as_object();
    let versions = |listed: &Json| {
        let listed = listed.as_array().into_iter().flatten();
        listed.filter_map(|version| Version::coerce(version.as_str()?)).collect()
    };
    let all = chosen.into_iter().flatten();
    all.map(|(name, listed)| (name.as_str().into(), versions(listed))).collect()
}

/// Properties that are neither shown nor recorded.
const SECRETS: &[&str] = &["registryPassword"];

/// A model without its secrets: they are given anew with each model.
pub(super) fn shown(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::list(items.iter().map(shown).collect()),
        Value::Dict(dict) => {
            let entry = |(key, value): (&Value, &Value)| {
                let secret = key.as_str().is_some_and(|key| SECRETS.contains(&key));
                (key.clone(), if secret { Value::Null } else { shown(value) })
            };
            Value::dict(dict.iter().map(entry).collect())
        }
        other => other.clone(),
    }
}

/// A value as JSON that can be read again.
pub(super) fn json_of(value: &Value) -> Result<String, Failure> {
    data::json_text(value, Notation::Exact, Layout::Pretty)
        .map_err(|fault| Failure::new(fault.code, fault.text()))
}

/// Reads a model: a dictionary with `Objects`, or the object itself.
pub(super) fn read(path: &Path) -> Result<Model, Failure> {
    let wrong = |why: String| {
        let message = format!("`{}` is no object model: {why}", path.display());
        let hint = "a model has `Objects`: an object with its class under `?`, or null";
        Failure::of(Diagnostic::error(codes::BAD_DATA, crate::source::Span::NONE, message))
            .hint(hint)
            .ending(Exit::Source)
    };
    let text = read_text(path)?;
    let read = data::read(&text, Kind::of_path(path));
    let value = read.map_err(|bad| wrong(format!("{} (line {})", bad.message, bad.line)))?;
    let value = match &value {
        Value::Dict(dict) if dict.get_str("?").is_some() => {
            return Ok(Model { objects: value.clone(), ..Model::default() });
        }
        _ => value,
    };
    Model::of(&value).map_err(wrong)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match path == Path::new("-") {
        true => std::io::stdin().lock().read_to_string(&mut text).map(|_| text),
        false => std::fs::read_to_string(path),
    };
    read.map_err(|error| {
        let message = format!("cannot read `{}`: {error}", path.display());
        Failure::new(codes::UNREADABLE, message).hint("check the path; `-` reads standard input")
    })
}
