//! Errors of engines, in kinds that a caller can act on.
//!
//! Both engines return the same kinds; only the messages differ. No secret is ever part of an error.

use std::fmt;

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EngineErrorKind {
    /// No engine answers at that address.
    Unreachable,
    /// The connection broke during the request: whether it was carried out is unknown.
    ConnectionLost,
    /// The engine did not answer in time: whether the request was carried out is unknown.
    Timeout,
    /// The image is neither local nor in the registry.
    NoSuchImage,
    /// The registry of an image does not answer the engine.
    RegistryUnreachable,
    /// A registry rejects the credentials, or requires some.
    Unauthorized,
    /// A container, network or volume of that name exists.
    NameTaken,
    /// A published port is in use.
    PortTaken {
        /// The port, when the engine says which.
        port: Option<u16>,
    },
    /// The fixed address of a container is in use.
    AddressTaken,
    /// There is no such container.
    NoSuchContainer,
    /// There is no such file in the container.
    NoSuchFile,
    /// There is no such network.
    NoSuchNetwork,
    /// Several networks have the name, or the fixed address of a container is outside of the network's subnet.
    NetworkMismatch,
    /// There is no such volume.
    NoSuchVolume,
    /// The object's state or its users do not allow this.
    Conflict,
    /// The request is invalid: it will never succeed unchanged.
    BadRequest,
    /// The command of a container cannot be run in its image.
    BadCommand,
    /// A disk or an address pool is full.
    NoSpace,
    /// This engine, or this program, does not support it.
    Unsupported,
    /// Anything else.
    Other,
}

/// The error of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EngineError {
    /// The kind, by which callers decide.
    pub kind: EngineErrorKind,
    /// The engine's message.
    pub message: String,
    /// Its causes, nearest first; often empty.
    pub causes: Vec<String>,
}

impl EngineError {
    /// An error without further causes.
    pub(crate) fn new(kind: EngineErrorKind, message: impl Into<String>) -> Self {
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
