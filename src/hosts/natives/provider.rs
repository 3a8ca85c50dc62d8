//! The interface of the native methods to the session: engines for hosts, and a receiver of
//! warnings.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::engine::{Engine, Protocol};
use crate::hosts::error::HostError;
use crate::hosts::outcome::Warning;
use crate::hosts::scope::PortScope;
use crate::hosts::site::Site;

/// The engine that a host asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EngineRequest {
    /// A container engine.
    Docker {
        /// Its address; `None`: the session's default engine.
        address: Option<String>,
        /// The directory of its TLS certificates.
        certificates: Option<String>,
    },
    /// A simulated engine.
    Simulated {
        /// Hosts that ask for the same name share the engine.
        name: String,
    },
}

/// The real engine behind a site, if there is one.
pub(crate) type RealEngine = Result<Option<Arc<dyn Engine>>, HostError>;

/// Provides hosts with the sites they are on.
pub(crate) trait SiteProvider {
    /// The site of an engine. The future may run on another thread.
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>>;

    /// The real engine behind that site, which is asked what there is; `None`: there is none, all is simulated.
    ///
    /// # Errors
    /// When its address is invalid.
    fn real_engine(&self, request: &EngineRequest) -> RealEngine;

    /// Whether that future is ready at the first poll.
    fn is_immediate(&self, request: &EngineRequest) -> bool;

    /// Takes a warning for the user.
    fn warn(&self, warning: &Warning);

    /// Takes note that an application was given a connection to another. `ends` are the ids of both objects: the names in `link`
    /// are those that are known before the deployment.
    fn connected(&self, _link: ApplicationLink, _ends: LinkEnds) {}

    /// Takes note of how many applications the program has.
    fn announced(&self, _applications: usize) {}

    /// Takes note that the object of this id deploys under the name of an application.
    fn claimed(&self, _application: &str, _object: &str) {}
}

/// The ids of two connected application objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkEnds {
    /// The one that connects.
    pub from: String,
    /// The one that listens.
    pub to: String,
}

/// A connection from one application to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApplicationLink {
    /// The application that connects.
    pub from: String,
    /// The application that listens.
    pub to: String,
    /// The port inside the container of the one that listens.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The scope of the chosen endpoint.
    pub scope: PortScope,
}
