//! The host seam: what every kind of container host does.
//!
//! Native methods, connections and plans use hosts only through [`ContainerHost`]. A kind of host is a module that
//! implements it (as [`super::standalone`]) and a row in the table of [`super::natives::kinds`].

use std::fmt;

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::action::Action;
use super::container::Container;
use super::endpoints::Endpoint;
use super::error::HostError;
use super::outcome::Reconciled;

/// The result of work at a host, which may take time and may run on another thread.
pub(crate) type HostWork<'a, T> = BoxFuture<'a, Result<T, HostError>>;

/// A container host: it brings containers into their desired state and knows their endpoints.
pub(crate) trait ContainerHost: Send + Sync + fmt::Debug {
    /// Connects to the host and observes what is deployed; later calls return at once.
    fn connect(&self) -> HostWork<'_, ()>;

    /// Claims the name of an application for one object of the program.
    ///
    /// # Errors
    /// When another object has claimed it: the two would replace each other in every run.
    fn claim(&self, application: &str, claimant: &str) -> Result<(), HostError>;

    /// Returns what [`Self::reconcile`] would do, without doing it.
    fn plan<'a>(&'a self, container: &'a Container) -> HostWork<'a, Action>;

    /// Brings a container into its desired state. On failure, a container that ran before runs again.
    fn reconcile<'a>(&'a self, container: &'a Container) -> HostWork<'a, Reconciled>;

    /// Removes the container of an application with its temporary volumes; returns whether there was one.
    fn remove<'a>(&'a self, application: &'a str) -> HostWork<'a, bool>;

    /// Sets the number of pods; only pods of a cluster have one.
    fn scale(&self, _: u32) -> HostWork<'_, ()> {
        ready(Err(HostError::not_a_pod())).boxed()
    }

    /// Replaces all pods by new ones; only hosts that are pods of a cluster do.
    fn recreate(&self) -> HostWork<'_, ()> {
        ready(Err(HostError::not_a_pod())).boxed()
    }

    /// The endpoints of a deployed application; `None`: it has no container here.
    fn endpoints(&self, application: &str) -> Option<Vec<Endpoint>>;

    /// The connection scope: containers of hosts with the same one reach each other's `internal` endpoints.
    fn connection_scope(&self) -> String;

    /// Whether all work is done at the first poll, as on a simulated engine.
    fn is_immediate(&self) -> bool;
}
