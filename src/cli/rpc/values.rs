//! Values and outcomes as JSON, as the protocol has them.

use serde_json::Value as Json;

use super::error::RpcError;
use crate::Value;
use crate::runtime::value::fault::Outcome;
use crate::session::Session;
use crate::session::wire::{self, Unread};

/// The result of a request.
pub(super) type RpcResult = Result<Json, RpcError>;

/// A value of a request.
pub(super) fn value(json: &Json, session: &Session) -> Result<Value, RpcError> {
    wire::from_json(json, session.runtime()).map_err(|unread| match unread {
        Unread::Malformed(message) => RpcError::params(message),
        Unread::Fault(fault) => RpcError::raised(&fault, session),
    })
}

/// A value of an answer.
pub(super) fn json(value: &Value, session: &Session) -> RpcResult {
    outcome(session, wire::to_json(value, session.runtime()))
}

/// What the program returned, or its exception as an error of the protocol.
pub(super) fn outcome<T>(session: &Session, outcome: Outcome<T>) -> Result<T, RpcError> {
    outcome.map_err(|fault| RpcError::raised(&fault, session))
}
