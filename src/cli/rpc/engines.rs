//! The engines that host classes of a session use: those of the command line, opened when the first host is used.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::Value as Json;

use super::pipe::Pipe;
use crate::cli::arguments::RpcArgs;
use crate::cli::deployment::{Deployment, environment_named, services};
use crate::hosts::natives;
use crate::hosts::natives::provider::{EngineRequest, SiteProvider};
use crate::hosts::{HostError, Interrupt, SilentProgress, Site, Warning};
use crate::runtime::machine::log::Level;
use crate::session::Session;

/// What the log calls the one who warns.
const LOGGER: &str = "murano.hosts";

/// The engines of one session.
struct Engines {
    deployment: Rc<Deployment>,
    pipe: Rc<Pipe>,
}

/// Binds the host classes. The environment has the name of the command line, else that of the model's top object.
pub(super) fn bind(session: &Session, args: &RpcArgs, model: &Json, pipe: &Rc<Pipe>) -> Opened {
    let name = args.env.clone().unwrap_or_else(|| environment_of(model));
    let runtime = session.runtime();
    runtime.name_environment(&name);
    let services = services(Arc::new(SilentProgress), Interrupt::from(runtime.limits.interrupt()));
    let origin = Path::new("<rpc>");
    let deployment = Deployment::new(name, origin, &args.engine.engine, false, services);
    natives::bind(runtime, Rc::new(Engines { deployment: deployment.clone(), pipe: pipe.clone() }));
    Opened(deployment)
}

/// The environment of a session; others may work on it when the session is over.
pub(super) struct Opened(Rc<Deployment>);

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(run) = self.0.opened() {
            run.environment().close();
        }
    }
}

/// The name of the environment that a model is deployed into.
fn environment_of(model: &Json) -> String {
    let root = &model["Objects"];
    let named = root["name"].as_str().or_else(|| root["?"]["id"].as_str());
    environment_named(named.unwrap_or("rpc"))
}

impl SiteProvider for Engines {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        self.deployment.site(request)
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.deployment.is_immediate(request)
    }

    fn warn(&self, warning: &Warning) {
        self.pipe.log(Level::Warning, LOGGER, &format!("{}; {}", warning.message, warning.hint));
    }
}
