//! What a session deploys into: its environment, and after `:down` a new one of the same name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use crate::cli::deployment::{Deployment, Purpose, services};
use crate::cli::engine_choice::EngineChoice;
use crate::cli::memory;
use crate::cli::program::bind_hosts;
use crate::cli::progress::ProgressDisplay;
use crate::cli::stopwatch::Stopwatch;
use crate::cli::terminal::{Terminal, print_error};
use crate::deploy::{
    ApplicationLink, Bridge, EngineRequest, HostError, HostWarning, Identity, Interrupt, LinkEnds,
    PortScope, Progress, ProgressEvent, Site, SiteProvider,
};
use crate::session::Session;

/// The environments that a session deploys into, one after another.
pub(super) struct SessionDeployments {
    /// The engine of hosts that name none.
    pub engine: EngineChoice,
    progress: Arc<WatchedProgress>,
    identity: Identity,
    interrupt: Interrupt,
    current: RefCell<Rc<Deployment>>,
    bridge: RefCell<Option<Bridge>>,
    is_traced: Arc<AtomicBool>,
}

/// A session for the REPL, which sets its output and handles interrupts itself, and what it deploys into.
pub(super) fn open(
    identity: Identity,
    engine: EngineChoice,
    terminal: &Terminal,
) -> (Session, Rc<SessionDeployments>) {
    let session = Session::new();
    memory::limit();
    session.runtime().name_environment(&identity.name);
    // The line editor redraws the terminal itself: progress comes in plain lines.
    let stopwatch = Stopwatch::on_engine(&engine);
    let display = Arc::new(ProgressDisplay::new(terminal.without_live_lines(), stopwatch));
    let progress = Arc::new(WatchedProgress { display, last: Mutex::default() });
    let interrupt = Interrupt::from(session.runtime().limits.interrupt());
    let deployments = Rc::new(SessionDeployments {
        current: RefCell::new(new(&identity, &engine, &progress, &interrupt)),
        bridge: RefCell::default(),
        is_traced: Arc::default(),
        engine,
        progress,
        identity,
        interrupt,
    });
    let secrets = session.runtime().secrets.clone();
    deployments.trace_with(Arc::new(move |line: &str| {
        print_error(&format!("{:<8} {}\n", "engine", secrets.mask(line)));
    }));
    let bridge =
        bind_hosts(&session, &deployments.progress.display, deployments.clone(), *terminal);
    deployments.bridge.replace(Some(bridge));
    (session, deployments)
}

fn new(
    identity: &Identity,
    engine: &EngineChoice,
    progress: &Arc<WatchedProgress>,
    interrupt: &Interrupt,
) -> Rc<Deployment> {
    let services = services(progress.clone(), interrupt.clone());
    Deployment::new(identity.clone(), engine, Purpose::Deploy, services)
}

/// Shows progress, and remembers what became of each application since the last input.
#[derive(Debug)]
struct WatchedProgress {
    display: Arc<ProgressDisplay>,
    /// Whether the last event of an application changed it.
    last: Mutex<BTreeMap<String, ProgressEvent>>,
}

impl Progress for WatchedProgress {
    fn report(&self, container: &str, event: &ProgressEvent) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(container.to_owned(), event.clone());
        drop(last);
        self.display.report(container, event);
    }
}

/// An endpoint of an application that an input deployed.
pub(super) struct DeployedEndpoint {
    /// The application.
    pub application: String,
    /// The port inside the container.
    pub port: u16,
    /// How far it is visible.
    pub scope: &'static str,
    /// Where it answers.
    pub address: String,
}

/// What an input deployed.
#[derive(Default)]
pub(super) struct DeployedByInput {
    /// The applications that were already as they should be.
    pub unchanged: Vec<String>,
    /// The endpoints of the others that are reachable from outside of the engine.
    pub endpoints: Vec<DeployedEndpoint>,
}

impl SessionDeployments {
    /// Ends the progress of an input; returns what it deployed.
    pub(super) fn finish_input(&self) -> DeployedByInput {
        self.progress.display.finish();
        let mut last = self.progress.last.lock().unwrap_or_else(PoisonError::into_inner);
        let last = std::mem::take(&mut *last);
        let mut found = DeployedByInput::default();
        let deployment = self.current();
        let Some(run) = deployment.opened().filter(|_| !last.is_empty()) else { return found };
        // What depends on what is recorded for `murano stop`; without it that command still works.
        let _recorded = deployment.record_connections();
        for deployed in run.environment().deployed() {
            match last.get(&deployed.application) {
                Some(ProgressEvent::Unchanged) => found.unchanged.push(deployed.application),
                Some(ProgressEvent::Failed { .. }) | None => {}
                Some(_) => found.endpoints.extend(
                    deployed.endpoints.iter().filter(|e| e.scope > PortScope::Host).map(|e| {
                        DeployedEndpoint {
                            application: deployed.application.clone(),
                            port: e.container_port,
                            scope: e.scope.name(),
                            address: e.location(),
                        }
                    }),
                ),
            }
        }
        found
    }

    /// The applications that this session has deployed into and that stay; empty if it used no host.
    pub(super) fn left(&self) -> Vec<String> {
        let deployment = self.current();
        let state = deployment.opened().and_then(|run| run.environment().state());
        let names = state.iter().flat_map(|state| state.application_names());
        names.map(str::to_owned).collect()
    }

    /// The deployment into the current environment.
    pub(super) fn current(&self) -> Rc<Deployment> {
        self.current.borrow().clone()
    }

    /// The name of the environment.
    pub(super) fn environment(&self) -> &str {
        &self.identity.name
    }

    /// Traces requests to engines, or stops to.
    pub(super) fn trace_engines(&self, is_on: bool) {
        self.is_traced.store(is_on, Ordering::Relaxed);
    }

    /// Releases the environment, so that it can be removed, and begins anew: hosts connect again when they are used.
    pub(super) fn release(&self) {
        let deployment = new(&self.identity, &self.engine, &self.progress, &self.interrupt);
        let former = self.current.replace(deployment);
        if let Some(run) = former.opened() {
            run.environment().close();
        }
        if let Some(bridge) = &*self.bridge.borrow() {
            bridge.forget_hosts();
        }
    }

    fn trace_with(&self, print: Arc<dyn Fn(&str) + Send + Sync>) {
        let is_traced = self.is_traced.clone();
        self.current().engines.trace(Arc::new(move |line: &str| {
            if is_traced.load(Ordering::Relaxed) {
                print(line);
            }
        }));
    }
}

impl SiteProvider for SessionDeployments {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        self.current().site(request)
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.current().is_immediate(request)
    }

    fn warn(&self, warning: &HostWarning) {
        self.current().warn(warning);
    }

    fn connected(&self, link: ApplicationLink, ends: LinkEnds) {
        self.current().connected(link, ends);
    }

    fn claimed(&self, application: &str, object: &str) {
        self.current().claimed(application, object);
    }
}
