//! Reconciles a container: compares the actual container with the desired one and changes what differs.
//!
//! Same specification and running: unchanged. Stopped, paused, disconnected, changed by hand: repaired. Different:
//! replaced; the previous container is renamed and kept until the new one runs and is healthy, and restored if it does
//! not. Absent: created.
//! Leftovers of a killed run are recognised by labels and name and cleaned up first. The steps are ordered so
//! that at every moment labels and names alone tell what to do next: whatever [`tidy`] finds, it can finish or undo.

mod assess;
mod build;
mod image;
mod probe;
mod pull_progress;
mod repairs;
mod replace;
mod tidy;
mod volumes;
mod wait;

use std::time::Duration;

use crate::diag::codes;
use crate::engine::{ContainerDetail, ContainerState, ContainerSummary, EngineErrorKind};

use super::action::Action;
use super::container::{Container, PullPolicy};
use super::deployed::Deployed;
use super::endpoints::Endpoint;
use super::error::HostError;
use super::fingerprint::{Difference, Fingerprint};
use super::inventory::Inspection;
use super::journal::ChangeKind;
use super::outcome::{Reconciled, Warning};
use super::progress::Event;
use super::scope::PortScope;
use super::settings::HostSettings;
use super::site::Site;

use assess::{Desired, Existing, Verdict, assess};
pub(super) use image::candidates as image_names;

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
    site.ledger().report(&container.name, &Event::Begun { image: container.image.clone() });
    let done = Reconciliation::new(site, host, container).run().await;
    site.ledger().report(&container.name, &last_event(container, &done));
    done
}

/// Returns what [`reconcile`] would do, as far as the engine tells without a change. An image that is always pulled
/// may have changed, so it counts as a difference.
pub(super) async fn plan(
    site: &Site,
    host: &HostSettings,
    container: &Container,
) -> Result<Action, HostError> {
    site.load().await?;
    let job = Reconciliation::new(site, host, container);
    let replaced = |differences| Action::Replaced { differences, volumes: Vec::new() };
    let differs_in =
        |field: &str| replaced(vec![Difference { field: field.to_owned(), from: None, to: None }]);
    let found = match site.inventory().find(&job.name) {
        Some(_) => site.inventory().inspect_ahead(&job.name).await?,
        None => None,
    };
    let action = match job.assess(found.as_ref()) {
        Verdict::Absent | Verdict::Broken(_) => Action::Created,
        Verdict::Different(differences) => replaced(differences),
        Verdict::Repairable(repairs) => Action::of_repairs(repairs),
        Verdict::Current if container.pull_policy == PullPolicy::Always => differs_in("image"),
        // A previous container that a killed run left behind is still to be removed.
        Verdict::Current if site.inventory().containers_of(&container.name).len() > 1 => {
            differs_in("previous container")
        }
        Verdict::Settling | Verdict::Current => Action::Unchanged,
    };
    Ok(action)
}

/// The last event of a container's reconciliation.
pub(super) fn last_event(container: &Container, done: &Result<Reconciled, HostError>) -> Event {
    match done {
        Ok(outcome) => match outcome.action {
            Action::Unchanged => Event::Unchanged,
            Action::Started => Event::Started,
            Action::Repaired { .. } => Event::Repaired,
            Action::Created => Event::Created,
            Action::Replaced { .. } => Event::Replaced,
        },
        // Engines quote the command that they cannot run.
        Err(error) => Event::Failed { message: container.without_secrets(&error.to_string()) },
    }
}

impl<'a> Reconciliation<'a> {
    fn new(site: &'a Site, host: &'a HostSettings, container: &'a Container) -> Self {
        let desired = Fingerprint::of(container, &host.fingerprint_context(container));
        let name = site.inventory().container_name(&container.name);
        Self { site, host, container, desired, name }
    }

    /// Compares an inspected container with the desired one.
    fn assess(&self, found: Option<&Inspection>) -> Verdict {
        let inventory = self.site.inventory();
        let deployed = found.and_then(|found| inventory.owned(&found.detail.summary));
        let Some((found, deployed)) = found.zip(deployed) else { return Verdict::Absent };
        let existing = Existing {
            detail: &found.detail,
            deployed: &deployed,
            image_id: found.image_id.as_deref(),
        };
        let desired = Desired {
            container: self.container,
            fingerprint: &self.desired,
            network: &inventory.network_name(),
            being_stopped: self.site.is_being_stopped(&self.name),
        };
        assess(&existing, &desired)
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
        let found = match self.site.inventory().find(&self.name) {
            Some(_) => self.site.inventory().take_inspection(&self.name).await?,
            None => None,
        };
        match (self.assess(found.as_ref()), found) {
            (Verdict::Absent, _) | (_, None) => self.create().await,
            (Verdict::Broken(state), _) => self.create_anew(state).await,
            (Verdict::Different(differences), _) => self.replace(differences).await,
            (Verdict::Repairable(repairs), Some(found)) => self.repair(repairs, &found).await,
            (Verdict::Settling, _) => self.settle().await,
            (Verdict::Current, Some(found)) => self.keep(&found.detail.summary).await,
        }
    }

    /// Keeps a container in its desired state, unless its registry has another image of that name.
    async fn keep(&self, found: &ContainerSummary) -> Result<Reconciled, HostError> {
        if self.container.pull_policy == PullPolicy::Always {
            let image = self.image().await?;
            if !image.id.is_empty() && image.id != found.image_id {
                let (from, to) = (Some(found.image_id.clone()), Some(image.id));
                return self.replace(vec![Difference { field: "image".into(), from, to }]).await;
            }
        }
        self.done(Action::Unchanged, found)
    }

    /// Removes an unusable container and creates it anew.
    async fn create_anew(&self, state: ContainerState) -> Result<Reconciled, HostError> {
        self.clear(&self.name).await?;
        if state == ContainerState::Created {
            // It never ran: a killed run left it.
            return self.create().await;
        }
        let found = self.build(None).await?;
        let field = "state".to_owned();
        let (from, to) = (Some(state.name().to_owned()), Some("running".to_owned()));
        let differences = vec![Difference { field, from, to }];
        self.done(Action::Replaced { differences, volumes: Vec::new() }, &found)
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

    async fn start(&self, name: &str) -> Result<(), HostError> {
        self.site.change(ChangeKind::Start, name, self.site.engine().start(name)).await?;
        self.site.settle_stop(name);
        Ok(())
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
