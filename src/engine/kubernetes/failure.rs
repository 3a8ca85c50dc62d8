//! Classifies errors of the API server and of the connection to it.

use std::error::Error as _;
use std::time::Duration;

use kube::core::Status;

use crate::engine::{EngineError, EngineErrorKind};

/// The error of an exceeded deadline.
pub(super) fn too_late(limit: Duration, doing: &str) -> EngineError {
    let message = format!("the cluster did not answer within {} s while {doing}", limit.as_secs());
    EngineError::new(EngineErrorKind::Timeout, message)
}

/// Converts an error of a request.
pub(super) fn request_failed(error: kube::Error) -> EngineError {
    match error {
        kube::Error::Api(status) => refused(&status),
        other => unreachable_server(&other),
    }
}

/// A refusal, by the reason that the API gives (RFC 9110 has the codes; the API's conventions the reasons).
pub(super) fn refused(status: &Status) -> EngineError {
    let kind = match status.reason.as_str() {
        "NotFound" => EngineErrorKind::NoSuchContainer,
        "AlreadyExists" | "Conflict" => EngineErrorKind::Conflict,
        "Invalid" | "BadRequest" => EngineErrorKind::BadRequest,
        "Timeout" | "ServerTimeout" => EngineErrorKind::Timeout,
        _ if matches!(status.code, 502..=504) => EngineErrorKind::Unreachable,
        _ => EngineErrorKind::Other,
    };
    let message = match (status.reason.as_str(), status.code) {
        ("Unauthorized", _) | (_, 401) => {
            "the cluster does not accept these credentials (401 Unauthorized)".to_owned()
        }
        _ if status.message.trim().is_empty() => {
            format!("the cluster refused with code {}", status.code)
        }
        _ => status.message.trim().to_owned(),
    };
    EngineError::new(kind, message)
}

/// The client library's own words are one line about layers; the innermost cause says what happened.
fn unreachable_server(error: &kube::Error) -> EngineError {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        causes.push(inner.to_string());
        cause = inner.source();
    }
    let kind = match error {
        kube::Error::SerdeError(_) | kube::Error::FromUtf8(_) | kube::Error::BuildRequest(_) => {
            EngineErrorKind::Other
        }
        _ => EngineErrorKind::Unreachable,
    };
    let innermost = causes.pop().unwrap_or_else(|| error.to_string());
    EngineError::new(kind, format!("the API server cannot be reached: {innermost}"))
}
