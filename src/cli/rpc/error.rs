//! Errors of JSON-RPC, with the codes of its specification and ours.

use serde_json::{Value as Json, json};

use crate::runtime::value::fault::Fault;
use crate::session::Session;
use crate::session::wire;

/// Invalid JSON.
pub(super) const PARSE_ERROR: i64 = -32700;
/// Not a valid request, or one at the wrong time.
pub(super) const INVALID_REQUEST: i64 = -32600;
/// An unknown method.
pub(super) const METHOD_NOT_FOUND: i64 = -32601;
/// Invalid parameters.
pub(super) const INVALID_PARAMS: i64 = -32602;
/// A bug in the interpreter.
pub(super) const INTERNAL_ERROR: i64 = -32603;
/// An unknown session.
pub(super) const NO_SESSION: i64 = -32001;
/// The program raised an exception that nothing caught.
pub(super) const RAISED: i64 = -32000;

/// The error that a request is answered with.
#[derive(Debug)]
pub(super) struct RpcError {
    code: i64,
    message: String,
    data: Option<Json>,
}

impl RpcError {
    /// An error with a code and a message.
    pub(super) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// An error about the parameters.
    pub(super) fn params(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    /// An exception of the program.
    pub(super) fn raised(fault: &Fault, session: &Session) -> Self {
        let (message, data) = wire::fault_to_json(fault, session.runtime());
        Self { code: RAISED, message, data: Some(data) }
    }

    /// An exception of the interpreter, by its name.
    pub(super) fn named(name: &str, message: impl Into<String>) -> Self {
        let data = json!({ "names": [name], "origin": "engine", "trace": "" });
        Self { code: RAISED, message: message.into(), data: Some(data) }
    }

    /// The error as JSON-RPC writes it.
    pub(super) fn to_json(&self) -> Json {
        match &self.data {
            Some(data) => json!({ "code": self.code, "message": self.message, "data": data }),
            None => json!({ "code": self.code, "message": self.message }),
        }
    }
}
