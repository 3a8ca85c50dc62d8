//! Why an engine did not do what was asked, in kinds that a caller can act on.
//!
//! Both engines give the same kinds; only the words differ. No secret is ever part of an error.

use std::fmt;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EngineErrorKind {
    /// No engine answers at that address.
    Unreachable,
    /// The connection broke while the engine worked: whether it did what was asked is unknown.
    ConnectionLost,
    /// The engine did not answer in time: whether it did what was asked is unknown.
    Timeout,
    /// The image is neither here nor in the registry.
    NoSuchImage,
    /// The registry of an image does not answer the engine.
    RegistryUnreachable,
    /// A registry refuses the credentials, or wants some.
    Unauthorized,
    /// A container, network or volume of that name is there already.
    NameTaken,
    /// A published port is in use.
    PortTaken {
        /// The port, when the engine says which.
        port: Option<u16>,
    },
    /// The address a container was given on its network is in use.
    AddressTaken,
    /// There is no such container.
    NoSuchContainer,
    /// There is no such network.
    NoSuchNetwork,
    /// There is no such volume.
    NoSuchVolume,
    /// The thing is in a state or in a use that does not allow this.
    Conflict,
    /// The request makes no sense to the engine: it will never succeed unchanged.
    BadRequest,
    /// The command of a container cannot be run in its image.
    BadCommand,
    /// A disk or an address pool is full.
    NoSpace,
    /// This engine, or this program, cannot do that at all.
    Unsupported,
    /// Anything else.
    Other,
}

/// One failure of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineError {
    /// What a caller can act on.
    pub kind: EngineErrorKind,
    /// What the engine said.
    pub message: String,
    /// What lies behind it, nearest first; often empty.
    pub causes: Vec<String>,
}

impl EngineError {
    /// A failure without further causes.
    pub fn new(kind: EngineErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), causes: Vec::new() }
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for EngineError {}
