//! The engines that a program or a model names, for `murano down` without a complete record.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::Options;
use crate::Value;
use crate::corelib::{self, AttributeStore};
use crate::deploy::{Engines, Environment, EnvironmentSettings, Identity, Run, RunMode};
use crate::engine::context::ExplicitEngine;
use crate::hosts::natives::provider::{EngineRequest, SiteProvider};
use crate::hosts::{HostError, Services, Site, Warning, natives};
use crate::session::{ScriptArgs, Session};

use super::DownArgs;
use crate::cli::engine_choice::surroundings;
use crate::cli::model;
use crate::cli::packages;
use crate::cli::terminal::Terminal;

/// How many steps the evaluation may take: one that only names engines takes far fewer.
const MAX_STEPS: u64 = 50_000_000;
/// The environment in which a program is evaluated; it is not recorded.
const EVALUATED: &str = "down";
/// The extensions of models.
const MODEL_EXTENSIONS: &[&str] = &["json", "yaml", "yml"];
/// The property of a host that names its engine.
const ENGINE_PROPERTY: &str = "engine";
/// The property of a host that names the directory of its engine's certificates.
const CERTIFICATES_PROPERTY: &str = "certificates";

/// The engines of a program's hosts.
#[derive(Debug, Default)]
pub(super) struct NamedEngines {
    /// Those with an address of their own.
    pub explicit: Vec<ExplicitEngine>,
    /// Whether a host uses the default one.
    pub default_engine: bool,
    /// Why the program could not be evaluated.
    pub failure: Option<String>,
}

impl NamedEngines {
    fn add(&mut self, address: Option<&str>, certificates: Option<&str>) {
        let Some(address) = address else {
            self.default_engine = true;
            return;
        };
        let certificates = certificates.map(PathBuf::from);
        let engine = ExplicitEngine { address: address.to_owned(), certificates };
        if !self.explicit.contains(&engine) {
            self.explicit.push(engine);
        }
    }
}

/// Finds the engines that a program asks for by running it on simulated ones, and those of a model by reading it.
pub(super) fn find(
    file: &Path,
    args: &DownArgs,
    session: &Session,
    terminal: &Terminal,
) -> NamedEngines {
    let extension = file.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|extension| MODEL_EXTENSIONS.contains(&extension)) {
        return of_model(file);
    }
    let requests = Rc::new(RefCell::default());
    let failure = evaluate(file, args, session, &requests, terminal).err();
    let mut found = NamedEngines { failure, ..NamedEngines::default() };
    for request in requests.borrow().iter() {
        if let EngineRequest::Docker { address, certificates } = request {
            found.add(address.as_deref(), certificates.as_deref());
        }
    }
    found
}

/// A session for [`find`]: silent, and limited in its steps.
pub(super) fn session() -> Session {
    Session::with(Options { max_steps: Some(MAX_STEPS), ..Options::default() })
}

type Requests = Rc<RefCell<Vec<EngineRequest>>>;

/// Runs a program on simulated engines; the error says why it failed.
fn evaluate(
    file: &Path,
    args: &DownArgs,
    session: &Session,
    requests: &Requests,
    terminal: &Terminal,
) -> Result<(), String> {
    let runtime = session.runtime();
    runtime.set_output(Box::new(|_| {}));
    corelib::bind(runtime, &AttributeStore::default(), Rc::new(|_| {}));
    runtime.registry.prefer_built_in();
    let identity = Identity::named(EVALUATED);
    let settings = EnvironmentSettings { identity, store: None, services: Services::default() };
    let environment = Environment::open(settings).map_err(|error| error.to_string())?;
    let engines = Arc::new(Engines::new(surroundings()));
    let run = Run::new(Arc::new(environment), engines, RunMode::Simulate, None);
    let _bridge =
        natives::bind(runtime, Rc::new(RecordingProvider { run, requests: requests.clone() }));
    let failed = |reason: String| format!("`{}` cannot be evaluated: {reason}", file.display());
    packages::add_to(session, &args.packages, Some(file), terminal)
        .map_err(|_| failed("a package has errors".into()))?;
    let program = session.read_file(file).map_err(|found| {
        let first = found.diagnostics().first().map(|first| first.message.clone());
        failed(first.unwrap_or_default())
    })?;
    let script_args = ScriptArgs { args: Vec::new(), vars: args.vars.clone() };
    session.outcome(&program, &script_args).map(drop).map_err(|fault| failed(fault.text()))
}

/// Records which engines the hosts of a program ask for.
struct RecordingProvider {
    run: Run,
    requests: Requests,
}

impl SiteProvider for RecordingProvider {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        self.requests.borrow_mut().push(request.clone());
        self.run.site(request)
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.run.is_immediate(request)
    }

    fn warn(&self, _: &Warning) {}
}

/// The engines of a model's hosts.
fn of_model(file: &Path) -> NamedEngines {
    // A model does not say which of its objects are hosts without its classes: one without an address may be on the default
    // engine.
    let mut found = NamedEngines { default_engine: true, ..NamedEngines::default() };
    match model::read(file) {
        Ok(model) => add_hosts(&model.objects, &mut found),
        Err(_) => found.failure = Some(format!("`{}` cannot be read as a model", file.display())),
    }
    found
}

/// Adds the engine of every object that has one. Recursion ends: models are limited in depth when they are read.
fn add_hosts(value: &Value, found: &mut NamedEngines) {
    match value {
        Value::List(items) => items.iter().for_each(|item| add_hosts(item, found)),
        Value::Dict(dict) => {
            let text = |key: &str| dict.get_str(key).and_then(Value::as_str);
            if let Some(address) = text(ENGINE_PROPERTY).filter(|text| text.contains("://")) {
                found.add(Some(address), text(CERTIFICATES_PROPERTY));
            }
            dict.iter().for_each(|(_, item)| add_hosts(item, found));
        }
        _ => {}
    }
}
