//! The engine and the environment that host classes of a session deploy to, opened when the first host is used.

use std::rc::Rc;
use std::sync::Arc;

use clap::Args;
use futures_util::future::BoxFuture;
use serde_json::Value as Json;

use super::pipe::Pipe;
use crate::Level;
use crate::cli::deployment::{Deployment, Purpose, services};
use crate::cli::engine_choice::{EngineArgs, EngineChoice};
use crate::cli::environment::EnvironmentArgs;
use crate::hosts::natives;
use crate::hosts::natives::provider::{EngineRequest, RealEngine, SiteProvider};
use crate::hosts::{HostError, Interrupt, SilentProgress, Site, Warning};
use crate::session::Session;

/// Where host classes deploy.
#[derive(Debug, Args)]
pub(in super::super) struct DeploymentArgs {
    /// The environment that host classes deploy into; by default named after a model's root object.
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    /// The engine of hosts that name none.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// The origin of an environment that a session over `rpc` deploys.
const SESSION: &str = "<rpc>";

/// The logger of warnings.
const LOGGER: &str = "murano.hosts";

/// The engines of one session. Warnings go to the client's log.
struct SessionEngines {
    deployment: Rc<Deployment>,
    pipe: Rc<Pipe>,
}

/// Connects the host classes of a session to the engines. The environment is that of `--env`, or named after the root object.
pub(super) fn bind(
    session: &Session,
    args: &DeploymentArgs,
    model: &Json,
    pipe: &Rc<Pipe>,
) -> OpenEnvironment {
    let identity = args.environment.of_session(root_name(model), SESSION);
    let runtime = session.runtime();
    runtime.name_environment(&identity.name);
    let services = services(Arc::new(SilentProgress), Interrupt::from(runtime.limits.interrupt()));
    // Sessions over `rpc` come and go, several at once: one does not find what another simulated.
    let engine = match &args.engine.engine {
        EngineChoice::Simulated(_) => &EngineChoice::InMemory,
        chosen => chosen,
    };
    let deployment = Deployment::new(identity, engine, Purpose::Deploy, services);
    let engines = SessionEngines { deployment: deployment.clone(), pipe: pipe.clone() };
    natives::bind(runtime, Rc::new(engines));
    OpenEnvironment(deployment)
}

/// The environment of a session. Dropping it releases the environment's lock.
pub(super) struct OpenEnvironment(Rc<Deployment>);

impl Drop for OpenEnvironment {
    fn drop(&mut self) {
        if let Some(run) = self.0.opened() {
            run.environment().close();
        }
    }
}

/// The name or id of a model's root object.
fn root_name(model: &Json) -> &str {
    let root = &model["Objects"];
    let named = root["name"].as_str().or_else(|| root["?"]["id"].as_str());
    named.unwrap_or("rpc")
}

impl SiteProvider for SessionEngines {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        self.deployment.site(request)
    }

    fn real_engine(&self, request: &EngineRequest) -> RealEngine {
        self.deployment.real_engine(request)
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.deployment.is_immediate(request)
    }

    fn warn(&self, warning: &Warning) {
        self.pipe.log(Level::Warning, LOGGER, &format!("{}; {}", warning.message, warning.hint));
    }
}
