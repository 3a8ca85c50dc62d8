//! A simulated engine with a host on it, and a record of all its events.

use std::sync::{Arc, Mutex};

use crate::engine::simulated::{EngineOperation, Simulated};
use crate::engine::{ContainerState, ContainerSummary, Engine, EnvVar, LabelFilter, Protocol};
use crate::hosts::{
    Action, Container, ContainerHost, Deployed, Event, HostError, HostSettings, Interrupt, Journal,
    JournalEntry, JournalError, Port, PortScope, Progress, Reconciled, Recorded, Services, Site,
    StandaloneHost,
};
use futures_util::FutureExt;

/// The environment of these tests.
pub(crate) const ENVIRONMENT: &str = "shop";

/// Keeps every event.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    steps: Mutex<Vec<JournalEntry>>,
    events: Mutex<Vec<(String, Event)>>,
    /// Set when this kind of event occurs.
    pub(crate) interrupt_at: Mutex<Option<(Event, Interrupt)>>,
}

impl Recorder {
    pub(crate) fn steps(&self) -> Vec<JournalEntry> {
        self.steps.lock().expect("no panic").clone()
    }

    /// The events of one container.
    pub(crate) fn events(&self, application: &str) -> Vec<Event> {
        let events = self.events.lock().expect("no panic");
        events.iter().filter(|(name, _)| name == application).map(|(_, e)| e.clone()).collect()
    }
}

impl Journal for Recorder {
    fn append(&self, step: &JournalEntry) -> Result<(), JournalError> {
        self.steps.lock().expect("no panic").push(step.clone());
        Ok(())
    }

    fn record_observed(&self, _: &str, _: &[Deployed]) -> Result<(), JournalError> {
        Ok(())
    }
}

impl Progress for Recorder {
    fn report(&self, container: &str, event: &Event) {
        if let Some((wanted, interrupt)) = &*self.interrupt_at.lock().expect("no panic")
            && wanted == event
        {
            interrupt.set();
        }
        self.events.lock().expect("no panic").push((container.to_owned(), event.clone()));
    }
}

/// A simulated engine with its events.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    engine: Option<Simulated>,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) interrupt: Interrupt,
    pub(crate) settings: HostSettings,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { engine: Some(Simulated::new("test")), ..Self::default() }
    }

    pub(crate) fn engine(&self) -> &Simulated {
        self.engine.as_ref().expect("made by new")
    }

    /// A host of a new run without a record.
    pub(crate) fn host(&self) -> StandaloneHost {
        self.host_with(Recorded::default())
    }

    /// A host of a new run with this record.
    pub(crate) fn host_with(&self, recorded: Recorded) -> StandaloneHost {
        let services = Services {
            journal: self.recorder.clone(),
            progress: self.recorder.clone(),
            interrupt: self.interrupt.clone(),
            ..Services::default()
        };
        let engine: Arc<dyn Engine> = Arc::new(self.engine().clone());
        let site = Arc::new(Site::new(engine, ENVIRONMENT, services, recorded));
        StandaloneHost::new(self.settings.clone(), site)
    }

    /// One run that deploys one container.
    pub(crate) fn deploy(&self, container: &Container) -> Result<Reconciled, HostError> {
        now(self.host().reconcile(container))
    }

    /// The number of requests that some work makes.
    pub(crate) fn requests_of<T>(&self, work: impl FnOnce() -> T) -> (T, Vec<EngineOperation>) {
        let before = self.engine().requests().len();
        let done = work();
        (done, self.engine().requests().split_off(before))
    }

    /// Everything on the engine, whoever owns it, sorted by name.
    pub(crate) fn all(&self) -> Vec<ContainerSummary> {
        now(self.engine().list(&LabelFilter::any())).expect("a list")
    }

    /// Names and states of everything on the engine.
    pub(crate) fn states(&self) -> Vec<(String, ContainerState)> {
        self.all().into_iter().map(|c| (c.name, c.state)).collect()
    }

    /// The only container of a name.
    pub(crate) fn find(&self, name: &str) -> ContainerSummary {
        self.all().into_iter().find(|c| c.name == name).expect("it is there")
    }
}

/// The result of work that never has to wait.
pub(crate) fn now<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("the engine in memory answers at the first poll")
}

/// A container with the least possible specification.
pub(crate) fn container(name: &str) -> Container {
    Container { name: name.into(), image: "redis:7".into(), ..Container::default() }
}

/// A container with one TCP port.
pub(crate) fn serving(name: &str, port: u16, scope: PortScope) -> Container {
    Container { ports: vec![tcp(port, scope)], ..container(name) }
}

pub(crate) fn tcp(port: u16, scope: PortScope) -> Port {
    Port { port, protocol: Protocol::Tcp, scope, host_port: None }
}

pub(crate) fn var(name: &str, value: &str) -> EnvVar {
    EnvVar::new(name, value)
}

/// The action of a deployment, or the code of its error.
pub(crate) fn action(done: &Result<Reconciled, HostError>) -> Result<Action, &'static str> {
    match done {
        Ok(outcome) => Ok(outcome.action.clone()),
        Err(error) => Err(error.code().0),
    }
}
