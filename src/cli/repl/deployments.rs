//! What a session deploys into: its environment, and after `:down` a new one of the same name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use indexmap::IndexSet;

use crate::cli::deployment::{Deployment, Purpose, services};
use crate::cli::engine_choice::EngineChoice;
use crate::cli::memory;
use crate::cli::program::bind_hosts;
use crate::cli::progress::ProgressDisplay;
use crate::cli::stopwatch::Stopwatch;
use crate::cli::summary::print_endpoints;
use crate::cli::terminal::{Terminal, print_error};
use crate::deploy::{
    ApplicationLink, Bridge, DeployError, EngineRequest, EnvironmentOrigin, HostError, HostWarning,
    Identity, Interrupt, LinkEnds, Progress, ProgressEvent, RealEngine, Site, SiteProvider,
    Takeover,
};
use crate::session::Session;

/// The environments that a session deploys into, one after another.
pub(super) struct SessionDeployments {
    /// The engine of hosts that name none.
    pub engine: EngineChoice,
    progress: Arc<WatchedProgress>,
    identity: RefCell<Identity>,
    /// The environments that were left for another one, in which something was deployed.
    former: RefCell<IndexSet<String>>,
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
    let stopwatch = Stopwatch::on_engine(&engine);
    let display = Arc::new(ProgressDisplay::new(*terminal, stopwatch));
    let progress = Arc::new(WatchedProgress { display, last: Mutex::default() });
    let interrupt = Interrupt::from(session.runtime().limits.interrupt());
    let deployments = Rc::new(SessionDeployments {
        current: RefCell::new(new(&identity, &engine, &progress, &interrupt)),
        bridge: RefCell::default(),
        is_traced: Arc::default(),
        engine,
        progress,
        identity: RefCell::new(identity),
        former: RefCell::default(),
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
    /// The last event of each application.
    last: Mutex<BTreeMap<String, ProgressEvent>>,
}

impl Progress for WatchedProgress {
    fn report(&self, container: &str, event: &ProgressEvent) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(container.to_owned(), event.clone());
        drop(last);
        self.display.report(container, event);
    }

    fn announce(&self, applications: usize) {
        self.display.announce(applications);
    }
}

impl SessionDeployments {
    /// Ends the progress of an input, and prints the endpoints of what it deployed.
    pub(super) fn finish_input(&self, terminal: &Terminal) {
        self.progress.display.finish();
        let mut last = self.progress.last.lock().unwrap_or_else(PoisonError::into_inner);
        let last = std::mem::take(&mut *last);
        let deployment = self.current();
        let Some(run) = deployment.opened().filter(|_| !last.is_empty()) else { return };
        // What depends on what is recorded for `murano stop`; without it that command still works.
        let _recorded = deployment.record_connections();
        let (unchanged, changed): (Vec<_>, Vec<_>) =
            last.iter().partition(|(_, event)| **event == ProgressEvent::Unchanged);
        if changed.is_empty() {
            let names: Vec<&str> = unchanged.iter().map(|(name, _)| name.as_str()).collect();
            terminal.note(&format!("nothing to do: {} unchanged", names.join(", ")));
        }
        let has_failed = |event: &ProgressEvent| matches!(event, ProgressEvent::Failed { .. });
        let is_new = |name: &str| changed.iter().any(|(n, e)| *n == name && !has_failed(e));
        print_endpoints(run, is_new, terminal);
    }

    /// Prints what a program prints, above the lines of progress.
    pub(super) fn above_progress(&self, print: impl FnOnce()) {
        self.progress.display.suspended(print);
    }

    /// The environments that this session has deployed into, each with its applications that stay; none if it used no host.
    pub(super) fn left(&self) -> Vec<(String, Vec<String>)> {
        let deployment = self.current();
        let state = deployment.opened().and_then(|run| run.environment().state());
        let names = state.iter().flat_map(|state| state.application_names());
        let current = (self.environment(), names.map(str::to_owned).collect());
        let mut left = self.left_in_others();
        left.push(current);
        left.retain(|(_, applications)| !applications.is_empty());
        left
    }

    /// The same of the environments that were left for another one.
    pub(super) fn left_in_others(&self) -> Vec<(String, Vec<String>)> {
        let store = self.engine.store();
        let applications = |name: &String| {
            // A record that cannot be read is reported by the commands that need it.
            let state = store.load(name).ok().flatten();
            let names = state.iter().flat_map(|state| state.application_names());
            (name.clone(), names.map(str::to_owned).collect::<Vec<_>>())
        };
        let mut left: Vec<_> = self.former.borrow().iter().map(applications).collect();
        left.retain(|(_, applications)| !applications.is_empty());
        left
    }

    /// The deployment into the current environment.
    pub(super) fn current(&self) -> Rc<Deployment> {
        self.current.borrow().clone()
    }

    /// The name of the environment.
    pub(super) fn environment(&self) -> String {
        self.identity.borrow().name.clone()
    }

    /// Deploys into another environment from now on. What is deployed stays where it is.
    ///
    /// # Errors
    /// The name is not one of an environment.
    pub(super) fn switch(&self, name: &str) -> Result<(), DeployError> {
        let former = self.identity.borrow().clone();
        let origin = match former.origin {
            EnvironmentOrigin::Session(_) => EnvironmentOrigin::Named,
            ref origin => origin.clone(),
        };
        let takeover = Takeover::WithinDirectory;
        let identity = Identity { name: name.to_owned(), origin, takeover };
        identity.check()?;
        let has_deployed = self.current().opened().is_some();
        self.identity.replace(identity);
        self.release();
        let mut left = self.former.borrow_mut();
        left.shift_remove(name);
        if has_deployed && former.name != name {
            left.insert(former.name);
        }
        Ok(())
    }

    /// Traces requests to engines, or stops to.
    pub(super) fn trace_engines(&self, is_on: bool) {
        self.is_traced.store(is_on, Ordering::Relaxed);
    }

    /// Releases the environment, so that it can be removed, and begins anew: hosts connect again when they are used.
    pub(super) fn release(&self) {
        let identity = self.identity.borrow().clone();
        let deployment = new(&identity, &self.engine, &self.progress, &self.interrupt);
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

    fn real_engine(&self, request: &EngineRequest) -> RealEngine {
        self.current().real_engine(request)
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

    fn announced(&self, applications: usize) {
        self.current().announced(applications);
    }

    fn claimed(&self, application: &str, object: &str) {
        self.current().claimed(application, object);
    }
}
