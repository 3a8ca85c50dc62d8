//! The services that outer layers provide to hosts: a journal, progress, a clock, interrupts,
//! credentials.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::engine::{Credentials, EngineError};

use super::clock::{Clock, Interrupt, VirtualClock};
use super::journal::{Journal, SilentJournal};
use super::progress::{Progress, SilentProgress};

/// Finds registry credentials of the user.
pub(crate) trait CredentialSource: Send + Sync + std::fmt::Debug {
    /// The credentials for a registry, if the user has any.
    fn find<'a>(
        &'a self,
        registry: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, EngineError>>;
}

/// The services for the hosts of a run.
#[derive(Clone, Debug)]
pub(crate) struct Services {
    /// Journals every change.
    pub journal: Arc<dyn Journal>,
    /// Receives progress events.
    pub progress: Arc<dyn Progress>,
    /// Tells time and sleeps.
    pub clock: Arc<dyn Clock>,
    /// Set when the run must end.
    pub interrupt: Interrupt,
    /// Finds registry credentials; `None`: there are none.
    pub credentials: Option<Arc<dyn CredentialSource>>,
}

impl Default for Services {
    /// The services for a simulated engine: no journal, no progress, virtual time.
    fn default() -> Self {
        Self {
            journal: Arc::new(SilentJournal),
            progress: Arc::new(SilentProgress),
            clock: Arc::new(VirtualClock::default()),
            interrupt: Interrupt::default(),
            credentials: None,
        }
    }
}
