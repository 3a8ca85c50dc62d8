//! Reconciles a container: compares the actual container with the desired one and changes what differs.
//!
//! Same specification and running: unchanged. Stopped: started. Different: replaced; the previous container is
//! renamed and kept until the new one runs and is healthy, and restored if it does not. Absent: created.
//! Leftovers of a killed run are recognised by labels and name and cleaned up first. The steps are ordered so
//! that at every moment labels and names alone tell what to do next: whatever [`tidy`] finds, it can finish or undo.

mod assess;
mod build;
mod image;
mod pull_progress;
mod replace;
mod tidy;
mod volumes;
mod wait;

use crate::diag::codes;
use std::time::Duration;

use crate::engine::{ContainerDetail, ContainerSummary, EngineErrorKind};

use super::action::Action;
use super::container::{Container, PullPolicy};
use super::deployed::Deployed;
use super::endpoints::Endpoint;
use super::error::HostError;
use super::fingerprint::{Difference, Fingerprint};
use super::journal::ChangeKind;
use super::outcome::{Reconciled, Warning};
use super::progress::Event;
use super::scope::PortScope;
use super::settings::HostSettings;
use super::site::Site;

use assess::{Verdict, assess};

/// How often a container is tried that other runs create and remove meanwhile.
const MOST_ATTEMPTS: usize = 5;
/// The pauses between inspections of a container that another run is creating.
const CREATION_PAUSES: [Duration; 6] = [
    Duration::from_millis(20),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
];

/// One container to reconcile.
struct Reconciliation<'a> {
    site: &'a Site,
    host: &'a HostSettings,
    /// The desired container.
    container: &'a Container,
    /// The fingerprint of the desired container.
    desired: Fingerprint,
    /// Its name at the engine.
    name: String,
}

/// Brings `container` into its desired state.
pub(super) async fn reconcile(
    site: &Site,
    host: &HostSettings,
    container: &Container,
) -> Result<Reconciled, HostError> {
    container.check()?;
    site.load().await?;
    let _lock = site.lock(&container.name).await;
    site.ledger().claim(&container.name, &host.name, None)?;
    let done = Reconciliation::new(site, host, container).run().await;
    site.ledger().report(&container.name, &last_event(&done));
    done
}

/// Returns what [`reconcile`] would do, as far as the last observation tells. An image that is always pulled may
/// have changed, so it counts as a difference.
pub(super) async fn plan(
    site: &Site,
    host: &HostSettings,
    container: &Container,
) -> Result<Action, HostError> {
    site.load().await?;
    let job = Reconciliation::new(site, host, container);
    let differs_in = |field: &str| Action::Replaced {
        differences: vec![Difference { field: field.to_owned(), from: None, to: None }],
    };
    let action = match job.assess().0 {
        Verdict::Absent | Verdict::Broken => Action::Created,
        Verdict::Different(differences) => Action::Replaced { differences },
        Verdict::Stopped | Verdict::Settling => Action::Started,
        Verdict::Current if container.pull_policy == PullPolicy::Always => differs_in("image"),
        // A previous container that a killed run left behind is still to be removed.
        Verdict::Current if site.inventory().containers_of(&container.name).len() > 1 => {
            differs_in("previous container")
        }
        Verdict::Current => Action::Unchanged,
    };
    Ok(action)
}

fn last_event(done: &Result<Reconciled, HostError>) -> Event {
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

impl<'a> Reconciliation<'a> {
    fn new(site: &'a Site, host: &'a HostSettings, container: &'a Container) -> Self {
        let context = [("host", host.name.clone()), ("bindAddress", host.bind_address.to_string())];
        // The bind address matters only to published ports.
        let published = container.ports.iter().any(|port| port.scope >= PortScope::Cloud);
        let context = if published { &context[..] } else { &context[..1] };
        let desired = Fingerprint::of(container, context);
        let name = site.inventory().container_name(&container.name);
        Self { site, host, container, desired, name }
    }

    /// Compares the last observation with the desired container.
    fn assess(&self) -> (Verdict, Option<ContainerSummary>) {
        let found = self.site.inventory().find(&self.name);
        let deployed = found.as_ref().and_then(|found| self.site.inventory().owned(found));
        (assess(found.as_ref().zip(deployed.as_ref()), &self.desired), found)
    }

    /// The application's name.
    fn application(&self) -> &str {
        &self.container.name
    }

    async fn run(&self) -> Result<Reconciled, HostError> {
        for _ in 1..MOST_ATTEMPTS {
            match self.attempt().await {
                // Another run has created our container since it was listed.
                Err(error) if self.is_stale(&error).await? => {}
                done => return done,
            }
        }
        self.attempt().await
    }

    async fn attempt(&self) -> Result<Reconciled, HostError> {
        self.tidy().await?;
        let (verdict, found) = self.assess();
        match verdict {
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

    /// Keeps a container in its desired state, unless its image's tag now means another image.
    async fn keep(&self, found: Option<ContainerSummary>) -> Result<Reconciled, HostError> {
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

    /// Waits for a running container to become healthy.
    async fn settle(&self) -> Result<Reconciled, HostError> {
        let found = self.wait(&self.name, None).await?;
        self.done(Action::Unchanged, &found)
    }

    async fn create(&self) -> Result<Reconciled, HostError> {
        let found = self.build(None).await?;
        self.done(Action::Created, &found)
    }

    /// Starts a stopped container. Its port, address or network may be gone by now: then it is replaced.
    async fn start_again(&self) -> Result<Reconciled, HostError> {
        self.site.check_interrupt(self.application(), "starting")?;
        self.site.ledger().report(self.application(), &Event::Starting);
        match self.start(&self.name).await {
            Ok(()) => {}
            Err(HostError::Engine { error, .. }) if lost_its_resources(error.kind) => {
                self.learn_taken(error.kind);
                let note = Some(error.message);
                let field = "port, address or network".to_owned();
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

    /// Records the action; every successful path ends here.
    fn done(&self, action: Action, found: &ContainerSummary) -> Result<Reconciled, HostError> {
        let (deployed, labelled) = self.deployed(found);
        self.site.ledger().record(self.application(), &action);
        // A changed address of the host needs no new container, but the record must have the new endpoints.
        if action != Action::Unchanged || beyond_host(&labelled) != beyond_host(&deployed.endpoints)
        {
            self.site.ledger().record_deployed(&deployed)?;
        }
        Ok(Reconciled { action, warnings: self.warnings(), endpoints: deployed.endpoints })
    }

    /// The deployed container with its present endpoints, and the endpoints in its labels.
    fn deployed(&self, found: &ContainerSummary) -> (Deployed, Vec<Endpoint>) {
        let mut deployed = self.site.inventory().owned(found).unwrap_or_default();
        let address = found.address_on(&self.site.inventory().network_name());
        let present = self.host.endpoints(self.application(), &deployed.ports, address);
        let labelled = std::mem::replace(&mut deployed.endpoints, present);
        (deployed, labelled)
    }

    fn warnings(&self) -> Vec<Warning> {
        let is_public = self.container.ports.iter().any(|port| port.scope == PortScope::Public);
        if self.host.public_address.is_some() || !is_public {
            return Vec::new();
        }
        // It names no port and no container: a run warns of each host once.
        let host = &self.host.name;
        vec![Warning {
            code: codes::NO_PUBLIC_ADDRESS,
            message: format!(
                "host `{host}` has no public address: its public ports have no public endpoint"
            ),
            hint: format!("set `publicAddress` of host `{host}` to get them"),
        }]
    }

    /// Whether an error means that the inventory is out of date about our own container.
    async fn is_stale(&self, error: &HostError) -> Result<bool, HostError> {
        let HostError::Engine { error: said, .. } = error else { return Ok(false) };
        if said.kind != EngineErrorKind::NameTaken {
            return Ok(false);
        }
        let Some(found) = self.inspect_taken_name().await else { return Ok(false) };
        if self.site.inventory().owned(&found.summary).is_none() {
            return Err(self.site.inventory().foreign("container", &self.name));
        }
        self.site.inventory().observe(found.summary);
        Ok(true)
    }

    /// Inspects the container that has the name. While an engine creates a container, its name is taken already, but
    /// there is nothing to inspect yet.
    async fn inspect_taken_name(&self) -> Option<ContainerDetail> {
        for pause in CREATION_PAUSES {
            match self.site.engine().inspect(&self.name).await {
                Ok(found) => return Some(found),
                Err(error) if error.kind == EngineErrorKind::NoSuchContainer => {}
                Err(_) => return None,
            }
            self.site.services().clock.sleep(pause).await;
        }
        None
    }
}

/// The endpoints that are known before a container runs: all but those of scope `host`.
fn beyond_host(endpoints: &[Endpoint]) -> Vec<&Endpoint> {
    endpoints.iter().filter(|endpoint| endpoint.scope > PortScope::Host).collect()
}

/// Whether a start failed because the container's port, address or network is gone, so that a new container
/// may succeed.
fn lost_its_resources(kind: EngineErrorKind) -> bool {
    matches!(
        kind,
        EngineErrorKind::PortTaken { .. }
            | EngineErrorKind::AddressTaken
            | EngineErrorKind::NoSuchNetwork
    )
}
