//! Messages: a line as a request, as an answer to one of ours, or as something that is neither.

use serde_json::{Map, Value as Json};

use super::refusal::{INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, Refusal};
use crate::session::data;

/// What a line says.
pub(super) enum Incoming {
    /// Something to do.
    Request(Request),
    /// What a host function gave: the id of our request, and `result` or `error`.
    Reply(String, Result<Json, Json>),
    /// No message; what to answer under which id.
    Wrong(Json, Refusal),
}

/// Something to do.
pub(super) struct Request {
    /// Under which id it is answered; none: not at all.
    pub(super) id: Option<Json>,
    /// What to do.
    pub(super) method: String,
    /// With what.
    pub(super) params: Map<String, Json>,
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Incoming {
    let Ok(text) = std::str::from_utf8(line) else {
        return Incoming::Wrong(Json::Null, Refusal::new(PARSE_ERROR, "the message is not UTF-8"));
    };
    match data::parse(text) {
        Ok(Json::Object(fields)) => message(fields),
        Ok(_) => Incoming::Wrong(Json::Null, invalid("a message is one object")),
        Err(bad) => Incoming::Wrong(Json::Null, Refusal::new(PARSE_ERROR, bad.message)),
    }
}

fn message(mut fields: Map<String, Json>) -> Incoming {
    let id = fields.remove("id");
    let shown = match &id {
        Some(id @ (Json::String(_) | Json::Number(_))) => id.clone(),
        _ => Json::Null,
    };
    if !fields.contains_key("method")
        && let Some(Json::String(id)) = &id
        && let Some(reply) = reply(&mut fields)
    {
        return Incoming::Reply(id.clone(), reply);
    }
    if matches!(id, Some(Json::Bool(_) | Json::Array(_) | Json::Object(_))) {
        return Incoming::Wrong(shown, invalid("`id` is a string, a number or null"));
    }
    if fields.get("jsonrpc").and_then(Json::as_str) != Some("2.0") {
        return Incoming::Wrong(shown, invalid("`jsonrpc` must be \"2.0\""));
    }
    let Some(Json::String(method)) = fields.remove("method") else {
        return Incoming::Wrong(shown, invalid("`method` must be a string"));
    };
    match fields.remove("params") {
        None => Incoming::Request(Request { id, method, params: Map::new() }),
        Some(Json::Object(params)) => Incoming::Request(Request { id, method, params }),
        Some(Json::Array(_)) if id.is_some() => {
            Incoming::Wrong(shown, Refusal::new(INVALID_PARAMS, "parameters are given by name"))
        }
        Some(_) => Incoming::Wrong(shown, invalid("`params` must be an object")),
    }
}

fn reply(fields: &mut Map<String, Json>) -> Option<Result<Json, Json>> {
    let error = fields.remove("error").filter(|error| !error.is_null());
    error.map(Err).or_else(|| fields.remove("result").map(Ok))
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(INVALID_REQUEST, message)
}
