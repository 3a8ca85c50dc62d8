//! Makes an engine agree with what an application wants, and changes nothing when it already does.
//!
//! Same specification and running: untouched. Stopped: started. Different: replaced, the former container
//! set aside under another name and kept until the new one runs and is healthy, and put back if it does
//! not. Not there: created. Leftovers of a run that was killed are recognised by their labels and cleared
//! first. The order of steps is such that at every moment the labels alone tell what to do next:
//! whatever [`tidy`] finds, it can finish or undo.

mod assess;
mod build;
mod image;
mod replace;
mod tidy;
mod volumes;
mod wait;

use crate::diag::{Code, codes};
use crate::engine::{ContainerSummary, EngineErrorKind};

use super::container::{Container, PullPolicy};
use super::endpoints::Endpoint;
use super::error::HostError;
use super::fingerprint::{Difference, Fingerprint};
use super::journal::{ChangeKind, Step};
use super::labels::Deployed;
use super::progress::Event;
use super::scope::Scope;
use super::site::{Site, held_ports};
use super::standalone::HostSettings;

use assess::{Verdict, assess};

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Nothing.
    Unchanged,
    /// It was stopped and runs again.
    Started,
    /// It is new.
    Created,
    /// It took the place of a former one.
    Replaced {
        /// In what the two differ.
        differences: Vec<Difference>,
    },
}

/// A container as the program wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What was done.
    pub action: Action,
    /// Where it answers.
    pub endpoints: Vec<Endpoint>,
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

/// Something the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its code.
    pub code: Code,
    /// What it is.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// One container to be brought about.
struct Job<'a> {
    site: &'a Site,
    host: &'a HostSettings,
    container: &'a Container,
    /// What it shall be made from.
    wanted: Fingerprint,
    /// Its name at the engine.
    name: String,
}

/// Makes the engine run `container`.
pub(super) async fn reconcile(
    site: &Site,
    host: &HostSettings,
    container: &Container,
    claimant: Option<&str>,
) -> Result<Outcome, HostError> {
    container.check()?;
    site.load().await?;
    let _turn = site.turn(&container.name).await;
    site.claim(&container.name, &host.name, claimant)?;
    let done = Job::new(site, host, container).run().await;
    site.tell(&container.name, &last_event(&done));
    done
}

/// Whether [`reconcile`] would change nothing, as far as is known without asking the engine.
pub(super) fn is_current(site: &Site, host: &HostSettings, container: &Container) -> bool {
    let job = Job::new(site, host, container);
    let alone = site.containers_of(&container.name).len() == 1;
    let verdict = assess(site.find(&job.name).as_ref(), site.environment(), &job.wanted);
    alone && verdict == Verdict::Current && container.pull_policy != PullPolicy::Always
}

fn last_event(done: &Result<Outcome, HostError>) -> Event {
    match done {
        Ok(outcome) => match outcome.action {
            Action::Unchanged => Event::Unchanged,
            Action::Started => Event::Started,
            Action::Created => Event::Created,
            Action::Replaced { .. } => Event::Replaced,
        },
        Err(error) => Event::Failed { message: error.to_string() },
    }
}

impl<'a> Job<'a> {
    fn new(site: &'a Site, host: &'a HostSettings, container: &'a Container) -> Self {
        let context = [("host", host.name.clone()), ("bindAddress", host.bind_address.to_string())];
        // The address matters only to what is published on it.
        let published = container.ports.iter().any(|port| port.scope >= Scope::Cloud);
        let context = if published { &context[..] } else { &context[..1] };
        let wanted = Fingerprint::of(container, context);
        Self { site, host, container, wanted, name: site.container_name(&container.name) }
    }

    /// The application's name.
    fn application(&self) -> &str {
        &self.container.name
    }

    async fn run(&self) -> Result<Outcome, HostError> {
        match self.attempt().await {
            // A container of ours that the list did not show: somebody made it since.
            Err(error) if self.is_stale(&error).await? => self.attempt().await,
            done => done,
        }
    }

    async fn attempt(&self) -> Result<Outcome, HostError> {
        self.tidy().await?;
        let found = self.site.find(&self.name);
        match assess(found.as_ref(), self.site.environment(), &self.wanted) {
            Verdict::Absent => self.create().await,
            Verdict::Broken => {
                self.clear(&self.name).await?;
                self.create().await
            }
            Verdict::Different(differences) => self.replace(differences).await,
            Verdict::Stopped => self.start_again().await,
            Verdict::Settling => self.settle().await,
            Verdict::Current => self.keep(found).await,
        }
    }

    /// A container that is as it should be, unless its image has changed behind its name.
    async fn keep(&self, found: Option<ContainerSummary>) -> Result<Outcome, HostError> {
        let Some(found) = found else { return self.create().await };
        if self.container.pull_policy == PullPolicy::Always {
            let image = self.image().await?;
            if !image.id.is_empty() && image.id != found.image_id {
                let (from, to) = (Some(found.image_id), Some(image.id));
                return self.replace(vec![Difference { field: "image".into(), from, to }]).await;
            }
        }
        self.done(Action::Unchanged, &found)
    }

    /// A container that runs, but has not yet been found healthy.
    async fn settle(&self) -> Result<Outcome, HostError> {
        let found = self.wait(&self.name, None).await?;
        self.done(Action::Unchanged, &found)
    }

    async fn create(&self) -> Result<Outcome, HostError> {
        let found = self.build(None).await?;
        self.done(Action::Created, &found)
    }

    /// Starts a container that was stopped; what it was given may be gone by now.
    async fn start_again(&self) -> Result<Outcome, HostError> {
        self.site.go_on(self.application(), "starting")?;
        self.site.tell(self.application(), &Event::Starting);
        match self.start(&self.name).await {
            Ok(()) => {}
            Err(HostError::Engine { error, .. }) if is_about_surroundings(error.kind) => {
                self.learn_taken(error.kind);
                let note = Some(error.message);
                let field = "surroundings".to_owned();
                return self.replace(vec![Difference { field, from: note, to: None }]).await;
            }
            Err(error) => return Err(error),
        }
        let found = self.wait(&self.name, Some(0)).await?;
        self.done(Action::Started, &found)
    }

    async fn start(&self, name: &str) -> Result<(), HostError> {
        self.site.change(ChangeKind::Start, name, self.site.engine().start(name)).await
    }

    /// The end of every way that succeeds.
    fn done(&self, action: Action, found: &ContainerSummary) -> Result<Outcome, HostError> {
        let (deployed, labelled) = self.deployed(found);
        self.site.did(self.application(), &action);
        // The host's own addresses may have changed: that needs no new container, but a new record.
        if action != Action::Unchanged || beyond_host(&labelled) != beyond_host(&deployed.endpoints)
        {
            self.site.note(&Step::Deployed {
                engine: self.site.engine().address().to_owned(),
                ports: held_ports(&deployed),
                deployed: Box::new(deployed.clone()),
            })?;
        }
        Ok(Outcome { action, warnings: self.warnings(), endpoints: deployed.endpoints })
    }

    /// A container of ours as it is now, with its present endpoints; beside it those it was labelled with.
    fn deployed(&self, found: &ContainerSummary) -> (Deployed, Vec<Endpoint>) {
        let mut deployed = Deployed::read(self.site.environment(), found).unwrap_or_default();
        let address = found.address_on(&self.site.network_name());
        let present = self.host.endpoints(self.application(), &deployed.ports, address);
        let labelled = std::mem::replace(&mut deployed.endpoints, present);
        (deployed, labelled)
    }

    fn warnings(&self) -> Vec<Warning> {
        let public = self.container.ports.iter().filter(|port| port.scope == Scope::Public);
        if self.host.public_address.is_some() {
            return Vec::new();
        }
        let warn = |port: &super::container::Port| Warning {
            code: codes::NO_PUBLIC_ADDRESS,
            message: format!(
                "port {} of `{}` is public, but host `{}` has no public address",
                port.port, self.container.name, self.host.name
            ),
            hint: format!(
                "set `publicAddress` of host `{}` to get the public endpoint",
                self.host.name
            ),
        };
        public.map(warn).collect()
    }

    /// Whether an error means that the list no longer tells the truth about our own container.
    async fn is_stale(&self, error: &HostError) -> Result<bool, HostError> {
        let HostError::Engine { error: said, .. } = error else { return Ok(false) };
        if said.kind != EngineErrorKind::NameTaken {
            return Ok(false);
        }
        let Ok(found) = self.site.engine().inspect(&self.name).await else { return Ok(false) };
        if Deployed::read(self.site.environment(), &found.summary).is_none() {
            return Err(self.site.foreign("container", &self.name));
        }
        self.site.saw(found.summary);
        Ok(true)
    }
}

/// The endpoints that are known before a container runs.
fn beyond_host(endpoints: &[Endpoint]) -> Vec<&Endpoint> {
    endpoints.iter().filter(|endpoint| endpoint.scope > Scope::Host).collect()
}

/// Whether a start failed for what is around the container, so that a new one may succeed.
fn is_about_surroundings(kind: EngineErrorKind) -> bool {
    matches!(
        kind,
        EngineErrorKind::PortTaken { .. }
            | EngineErrorKind::AddressTaken
            | EngineErrorKind::NoSuchNetwork
    )
}
