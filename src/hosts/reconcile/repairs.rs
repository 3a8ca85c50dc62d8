//! Repairs a container that has the desired specification. One that cannot be repaired is replaced.

use crate::engine::{
    ContainerState, EngineError, EngineErrorKind, NetworkConnection, ResourceLimits,
};
use crate::hosts::action::Action;
use crate::hosts::error::HostError;
use crate::hosts::fingerprint::Difference;
use crate::hosts::inventory::Inspection;
use crate::hosts::journal::ChangeKind;
use crate::hosts::outcome::Reconciled;
use crate::hosts::progress::Event;
use crate::hosts::removal;
use crate::hosts::repair::Repair;

use super::Reconciliation;

impl Reconciliation<'_> {
    /// Makes the repairs in their order, then waits until the container runs and is healthy.
    pub(super) async fn repair(
        &self,
        repairs: Vec<Repair>,
        found: &Inspection,
    ) -> Result<Reconciled, HostError> {
        self.site.check_interrupt(self.application(), "repairing")?;
        let action = Action::of_repairs(repairs.clone());
        let event = match action {
            Action::Started => Event::Starting,
            _ => Event::Repairing { repairs: repairs.clone() },
        };
        self.site.ledger().report(self.application(), &event);
        // A repair that the engine refuses may work on a new container, so the container is
        // replaced then; other errors end the deployment.
        for repair in &repairs {
            match self.make(repair, found).await {
                Ok(()) => {}
                Err(HostError::Engine { error, .. }) if may_succeed_anew(error.kind) => {
                    return self.renew(error, found.detail.summary.state).await;
                }
                Err(error) => return Err(error),
            }
        }
        let starts = |repair: &Repair| matches!(repair, Repair::Start | Repair::Restart { .. });
        let restarts = repairs.iter().any(starts).then_some(0);
        let found = self.wait(&self.name, restarts).await?;
        self.done(action, &found)
    }

    async fn make(&self, repair: &Repair, found: &Inspection) -> Result<(), HostError> {
        let (site, name) = (self.site, self.name.as_str());
        match repair {
            Repair::Unpause => {
                site.change(ChangeKind::Unpause, name, site.engine().unpause(name)).await
            }
            Repair::Reconnect => self.reconnect(found).await,
            Repair::Update { .. } => {
                let container = self.container;
                let limits = ResourceLimits {
                    memory: container.memory,
                    cpus: container.cpus,
                    restart: container.restart,
                };
                site.change(ChangeKind::Update, name, site.engine().update(name, &limits)).await
            }
            // Only pods of a cluster are scaled.
            Repair::Scale { .. } => Ok(()),
            Repair::Start => self.start(name).await,
            Repair::Restart { .. } => {
                removal::stop(site, name, None).await?;
                self.start(name).await
            }
        }
    }

    /// Connects the container to the environment's network with its DNS name and its address. The engine changes neither
    /// of a container that is connected, so that one is disconnected first.
    async fn reconnect(&self, found: &Inspection) -> Result<(), HostError> {
        self.site.ensure_network().await?;
        let (engine, name) = (self.site.engine(), self.name.as_str());
        let network = self.site.inventory().network_name();
        let detail = &found.detail;
        if detail.summary.networks.iter().any(|at| at.network == network) {
            let work = engine.disconnect(&network, name);
            self.site.change(ChangeKind::Disconnect, name, work).await?;
        }
        let connection = NetworkConnection {
            network,
            container: name.to_owned(),
            aliases: vec![self.container.dns_name()],
            address: self.site.inventory().owned(&detail.summary).and_then(|own| own.address),
        };
        self.site.change(ChangeKind::Connect, name, engine.connect(&connection)).await
    }

    /// Creates a container anew that the engine cannot repair: its port, address or network is gone, or the engine
    /// itself was ended while it started the container. One that never ran has no data and is removed first.
    async fn renew(
        &self,
        error: EngineError,
        state: ContainerState,
    ) -> Result<Reconciled, HostError> {
        self.learn_taken(error.kind);
        if state == ContainerState::Created {
            self.clear(&self.name).await?;
            return self.create().await;
        }
        let field =
            if lost_its_resources(error.kind) { "port, address or network" } else { "state" };
        let from = Some(error.to_string());
        self.replace(vec![Difference { field: field.to_owned(), from, to: None }]).await
    }
}

/// Whether a repair failed for a reason that a new container may not have.
fn may_succeed_anew(kind: EngineErrorKind) -> bool {
    lost_its_resources(kind)
        || matches!(
            kind,
            EngineErrorKind::NameTaken
                | EngineErrorKind::NoSuchContainer
                | EngineErrorKind::Conflict
                | EngineErrorKind::Other
        )
}

/// Whether the container's port, address or network is gone.
fn lost_its_resources(kind: EngineErrorKind) -> bool {
    matches!(
        kind,
        EngineErrorKind::PortTaken { .. }
            | EngineErrorKind::AddressTaken
            | EngineErrorKind::NoSuchNetwork
            | EngineErrorKind::NetworkMismatch
    )
}
