//! Parses messages: a line is a request, a reply to a request of ours, or invalid.

use serde_json::{Map, Value as Json};

use super::error::{INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, RpcError};
use crate::session::data;

/// A message of the client.
pub(super) enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// The reply of a host function: the id of our request, and `result` or `error`.
    Reply(String, Result<Json, Json>),
    /// An invalid message: the id and the error to answer with.
    Invalid(Json, RpcError),
}

/// A request of the client.
pub(super) struct Request {
    /// The id of the answer; `None`: a notification, which is not answered.
    pub(super) id: Option<Json>,
    /// The method, such as `load`.
    pub(super) method: String,
    /// The parameters, by name.
    pub(super) params: Map<String, Json>,
}

/// Parses a line of input as a message.
pub(super) fn parse(line: &[u8]) -> Incoming {
    let Ok(text) = std::str::from_utf8(line) else {
        return Incoming::Invalid(
            Json::Null,
            RpcError::new(PARSE_ERROR, "the message is not UTF-8"),
        );
    };
    match data::parse(text) {
        Ok(Json::Object(fields)) => message(fields),
        Ok(_) => Incoming::Invalid(Json::Null, invalid("a message must be one object")),
        Err(bad) => Incoming::Invalid(Json::Null, RpcError::new(PARSE_ERROR, bad.message)),
    }
}

fn message(mut fields: Map<String, Json>) -> Incoming {
    let id = fields.remove("id");
    let shown = match &id {
        Some(id @ (Json::String(_) | Json::Number(_))) => id.clone(),
        _ => Json::Null,
    };
    // The ids of the server's own requests are strings, so a message without `method` and with
    // such an id is a reply; everything else is checked as a request, in the order of JSON-RPC
    // 2.0, sections 4 and 5.
    if !fields.contains_key("method")
        && let Some(Json::String(id)) = &id
        && let Some(reply) = reply(&mut fields)
    {
        return Incoming::Reply(id.clone(), reply);
    }
    if matches!(id, Some(Json::Bool(_) | Json::Array(_) | Json::Object(_))) {
        return Incoming::Invalid(shown, invalid("`id` must be a string, a number or null"));
    }
    if fields.get("jsonrpc").and_then(Json::as_str) != Some("2.0") {
        return Incoming::Invalid(shown, invalid("`jsonrpc` must be \"2.0\""));
    }
    let Some(Json::String(method)) = fields.remove("method") else {
        return Incoming::Invalid(shown, invalid("`method` must be a string"));
    };
    match fields.remove("params") {
        None => Incoming::Request(Request { id, method, params: Map::new() }),
        Some(Json::Object(params)) => Incoming::Request(Request { id, method, params }),
        Some(Json::Array(_)) if id.is_some() => {
            Incoming::Invalid(shown, RpcError::new(INVALID_PARAMS, "parameters are given by name"))
        }
        Some(_) => Incoming::Invalid(shown, invalid("`params` must be an object")),
    }
}

fn reply(fields: &mut Map<String, Json>) -> Option<Result<Json, Json>> {
    let error = fields.remove("error").filter(|error| !error.is_null());
    error.map(Err).or_else(|| fields.remove("result").map(Ok))
}

fn invalid(message: &str) -> RpcError {
    RpcError::new(INVALID_REQUEST, message)
}
