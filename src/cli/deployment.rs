//! A program connected to engines: its environment is opened when the first host needs one, so that programs that
//! deploy nothing leave nothing behind.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::progress::Shown;
use super::screen::Screen;
use super::surroundings::{engines, given, store, surroundings};
use crate::corelib::{self, Attributes, Report};
use crate::deploy::{DeployError, Environment, Mode, Run, Settings, SystemClock, UserCredentials};
use crate::hosts::natives::{self, Bridge, Sites, Wanted};
use crate::hosts::{HostError, Interrupt, JournalError, Services, Site, Warning};
use crate::session::Session;

/// How a program deploys.
pub(super) struct Choices {
    /// The environment's name.
    pub(super) environment: String,
    /// For real, for a plan, or in memory.
    pub(super) mode: Mode,
    /// The engine of hosts that do not say one.
    pub(super) engine: Option<String>,
    /// The script, for the record.
    pub(super) script: Option<PathBuf>,
}

/// A program's deployment.
pub(super) struct Deployment {
    lazy: Rc<Lazy>,
    bridge: Bridge,
    interrupt: Interrupt,
}

/// The run, opened when first needed.
struct Lazy {
    choices: Choices,
    shown: Arc<Shown>,
    interrupt: Interrupt,
    run: OnceCell<Result<Run, DeployError>>,
}

impl Deployment {
    /// Connects a session's programs.
    pub(super) fn connect(session: &Session, choices: Choices, screen: &Screen) -> Self {
        let interrupt = Interrupt::default();
        let shown = Arc::new(Shown::new(screen));
        session.world().name_environment(&choices.environment);
        let lazy = Rc::new(Lazy {
            choices,
            shown: shown.clone(),
            interrupt: interrupt.clone(),
            run: OnceCell::new(),
        });
        let show: Rc<dyn Fn(&Report)> =
            Rc::new(move |r| shown.say(&format!("{}  {}", r.object, r.message)));
        corelib::bind(session.world(), &Attributes::default(), show);
        let bridge = natives::bind(session.world(), lazy.clone());
        Self { lazy, bridge, interrupt }
    }

    /// What ends the work of hosts.
    pub(super) fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }

    /// The run, if any host was used.
    pub(super) fn run(&self) -> Option<&Run> {
        self.lazy.run.get().and_then(|run| run.as_ref().ok())
    }

    /// Why the environment could not be opened, if it could not.
    pub(super) fn refusal(&self) -> Option<&DeployError> {
        self.lazy.run.get().and_then(|run| run.as_ref().err())
    }

    /// Waits until the work of hosts has come to a state that can be left.
    pub(super) fn settle(&self) {
        // After that the record still shows what was being done, and the next run goes on from there.
        let _ = self.bridge.settle(Duration::from_secs(30));
    }
}

impl Lazy {
    fn open(&self) -> Result<&Run, HostError> {
        let run = self.run.get_or_init(|| self.opened());
        run.as_ref().map_err(|error| HostError::Journal(JournalError(error.to_string())))
    }

    fn opened(&self) -> Result<Run, DeployError> {
        let choices = &self.choices;
        let services = Services {
            progress: self.shown.clone(),
            clock: Arc::new(SystemClock::default()),
            interrupt: self.interrupt.clone(),
            credentials: Some(Arc::new(UserCredentials(surroundings()))),
            ..Services::default()
        };
        let recorded = choices.mode != Mode::Simulate;
        let environment = Environment::open(Settings {
            name: choices.environment.clone(),
            store: recorded.then(store),
            script: choices.script.as_ref().map(|s| s.display().to_string()),
            services,
        })?;
        let usual = given(choices.engine.as_deref());
        Ok(Run::new(Arc::new(environment), engines(), choices.mode, usual))
    }
}

impl Sites for Lazy {
    fn site(&self, wanted: &Wanted) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        match self.open() {
            Ok(run) => run.site(wanted),
            Err(error) => ready(Err(error)).boxed(),
        }
    }

    fn is_immediate(&self, wanted: &Wanted) -> bool {
        wanted.simulated.is_some() || self.choices.mode == Mode::Simulate
    }

    fn warn(&self, warning: &Warning) {
        if let Ok(run) = self.open() {
            run.warn(warning);
        }
    }
}
