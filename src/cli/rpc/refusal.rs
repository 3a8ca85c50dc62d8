//! Errors as JSON-RPC has them.

use serde_json::{Value as Json, json};

use crate::runtime::value::fault::Fault;
use crate::session::Session;
use crate::session::wire;

/// The text is no JSON.
pub(super) const PARSE_ERROR: i64 = -32700;
/// The JSON is no request, or comes at the wrong time.
pub(super) const INVALID_REQUEST: i64 = -32600;
/// There is no such method.
pub(super) const METHOD_NOT_FOUND: i64 = -32601;
/// The parameters are wrong.
pub(super) const INVALID_PARAMS: i64 = -32602;
/// A mistake of the interpreter.
pub(super) const INTERNAL_ERROR: i64 = -32603;
/// There is no such session.
pub(super) const NO_SESSION: i64 = -32001;
/// The program raised an exception.
pub(super) const RAISED: i64 = -32000;

/// A request that is not done.
#[derive(Debug)]
pub(super) struct Refusal {
    code: i64,
    message: String,
    data: Option<Json>,
}

impl Refusal {
    /// With a code of the protocol.
    pub(super) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// The parameters are wrong.
    pub(super) fn params(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    /// An exception that came out of the program.
    pub(super) fn raised(fault: &Fault, session: &Session) -> Self {
        let (message, data) = wire::fault_to_json(fault, session.runtime());
        Self { code: RAISED, message, data: Some(data) }
    }

    /// An exception of the interpreter, by its name.
    pub(super) fn named(name: &str, message: impl Into<String>) -> Self {
        let data = json!({ "names": [name], "origin": "engine", "trace": "" });
        Self { code: RAISED, message: message.into(), data: Some(data) }
    }

    /// As the protocol writes it.
    pub(super) fn to_json(&self) -> Json {
        match &self.data {
            Some(data) => json!({ "code": self.code, "message": self.message, "data": data }),
            None => json!({ "code": self.code, "message": self.message }),
        }
    }
}
