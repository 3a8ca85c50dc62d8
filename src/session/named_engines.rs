//! The engines that a program or a model names: `murano down` checks them where the record of an environment is lost.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::model::Model;
use super::{Program, ScriptArgs, Session};
use crate::corelib::{self, AttributeStore};
use crate::deploy::{Engines, Environment, EnvironmentSettings, Identity, Run, RunMode};
use crate::engine::context::{ExplicitEngine, UserConfig};
use crate::hosts::natives::provider::{EngineRequest, RealEngine, SiteProvider};
use crate::hosts::{HostError, Services, Site, Warning, natives};
use crate::runtime::options::Options;
use crate::runtime::value::Value;

/// How many steps the evaluation may take: one that only names engines takes far fewer.
const MAX_STEPS: u64 = 50_000_000;
/// The environment in which a program is evaluated; it is not recorded.
const EVALUATED: &str = "down";
/// The property of a host that names its engine.
const ENGINE_PROPERTY: &str = "engine";
/// The property of a host that names the directory of its engine's certificates.
const CERTIFICATES_PROPERTY: &str = "certificates";

/// The engines of a program's hosts.
#[derive(Debug, Default)]
pub(crate) struct NamedEngines {
    /// The engines; `None` is the default one.
    pub engines: Vec<Option<ExplicitEngine>>,
    /// Why some of them may be missing.
    pub failure: Option<String>,
}

impl NamedEngines {
    /// Runs a program on simulated engines and takes note of the real ones that its hosts ask for. Nothing is printed.
    #[must_use]
    pub(crate) fn of_program(session: &Session, program: &Program, args: &ScriptArgs) -> Self {
        let requests = Rc::new(RefCell::default());
        let failure = evaluate(session, program, args, &requests).err();
        let mut found = Self { failure, ..Self::default() };
        for request in requests.borrow().iter() {
            if let EngineRequest::Docker { address, certificates } = request {
                found.add(address.as_deref(), certificates.as_deref());
            }
        }
        found
    }

    /// Reads the addresses in a model. Without its classes, a model does not say which of its objects are hosts: one without
    /// an address may be on the default engine.
    #[must_use]
    pub(crate) fn of_model(model: &Model) -> Self {
        let mut found = Self::default();
        found.add(None, None);
        add_hosts(&model.objects, &mut found);
        found
    }

    /// No engines, for a reason.
    #[must_use]
    pub(crate) fn unknown(reason: impl Into<String>) -> Self {
        Self { failure: Some(reason.into()), ..Self::default() }
    }

    fn add(&mut self, address: Option<&str>, certificates: Option<&str>) {
        let engine = address.map(|address| ExplicitEngine {
            address: address.to_owned(),
            certificates: certificates.map(PathBuf::from),
        });
        if !self.engines.contains(&engine) {
            self.engines.push(engine);
        }
    }
}

/// A session for [`NamedEngines::of_program`]: it is limited in its steps.
#[must_use]
pub(crate) fn session() -> Session {
    Session::with(Options { max_steps: Some(MAX_STEPS), ..Options::default() })
}

/// The engines that the hosts of a program asked for so far.
type EngineRequests = Rc<RefCell<Vec<EngineRequest>>>;

/// Runs a program on simulated engines; the error says why it failed.
fn evaluate(
    session: &Session,
    program: &Program,
    args: &ScriptArgs,
    requests: &EngineRequests,
) -> Result<(), String> {
    let runtime = session.runtime();
    runtime.set_output(Box::new(|_| {}));
    corelib::bind(runtime, &AttributeStore::default(), Rc::new(|_| {}));
    runtime.registry.prefer_built_in();
    let identity = Identity::named(EVALUATED);
    let settings = EnvironmentSettings { identity, store: None, services: Services::default() };
    let environment = Environment::open(settings).map_err(|error| error.to_string())?;
    // The addresses of hosts are mere names here: no engine is asked.
    let engines = Arc::new(Engines::new(UserConfig::default()));
    let run = Run::new(Arc::new(environment), engines, RunMode::Simulate, None);
    let provider = RecordingProvider { run, requests: requests.clone() };
    let _bridge = natives::bind(runtime, Rc::new(provider));
    session.outcome(program, args).map(drop).map_err(|fault| fault.text())
}

/// Records which engines the hosts of a program ask for.
struct RecordingProvider {
    run: Run,
    requests: EngineRequests,
}

impl SiteProvider for RecordingProvider {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        self.requests.borrow_mut().push(request.clone());
        self.run.site(request)
    }

    fn real_engine(&self, request: &EngineRequest) -> RealEngine {
        self.run.real_engine(request)
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.run.is_immediate(request)
    }

    fn warn(&self, _: &Warning) {}
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
