//! Errors of the connection to an engine in plain words: the client library's messages name its
//! internals.

use std::error::Error as StdError;
use std::io;

use bollard::errors::Error as ClientError;

use crate::diag::json_problem::json_problem;
use crate::engine::{EngineError, EngineErrorKind as Kind};

/// An error of the connection, or of reading a reply.
pub(super) fn connection_error(error: &ClientError) -> EngineError {
    // An error before the request was sent is `Unreachable`; after that the request may have had an
    // effect, which is `ConnectionLost`.
    let said = |kind: Kind, message: &str| EngineError::new(kind, message);
    match error {
        ClientError::HyperLegacyError { err } if err.is_connect() => {
            EngineError::new(Kind::Unreachable, refused(err))
        }
        ClientError::HyperLegacyError { err } => EngineError::new(Kind::ConnectionLost, lost(err)),
        ClientError::HyperResponseError { err } => {
            EngineError::new(Kind::ConnectionLost, lost(err))
        }
        ClientError::IOError { err } => match err.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                EngineError::new(Kind::Unreachable, io_words(err))
            }
            _ => EngineError::new(Kind::ConnectionLost, lost(err)),
        },
        ClientError::RequestTimeoutError => said(Kind::Timeout, "the engine did not answer"),
        ClientError::SocketNotFoundError(path) => {
            EngineError::new(Kind::Unreachable, format!("there is no socket `{path}`"))
        }
        ClientError::CertPathError { path } => {
            let message = format!("the certificate file `{}` cannot be read", path.display());
            EngineError::new(Kind::Unreachable, message)
        }
        ClientError::CertParseError { path } | ClientError::CertMultipleKeys { path, .. } => {
            let message = format!("`{}` does not hold one private key", path.display());
            EngineError::new(Kind::Unreachable, message)
        }
        ClientError::URLParseError { .. }
        | ClientError::InvalidURIError { .. }
        | ClientError::InvalidURIPartsError { .. }
        | ClientError::UnsupportedURISchemeError { .. } => {
            said(Kind::BadRequest, "the address is invalid")
        }
        ClientError::JsonSerdeError { err } => {
            EngineError::new(Kind::Other, format!("{MALFORMED} ({})", json_problem(err)))
        }
        _ => said(Kind::Other, MALFORMED),
    }
}

const MALFORMED: &str =
    "the engine's reply is malformed: is it a container engine that answers there?";

/// Why no connection was made.
fn refused(error: &(dyn StdError + 'static)) -> String {
    if let Some(found) = io_error(error) {
        return io_words(found);
    }
    let causes = causes(error).to_lowercase();
    if ["certificate", "tls", "handshake"].iter().any(|word| causes.contains(word)) {
        return "no secure connection: one side does not accept the other's certificate".to_owned();
    }
    "no connection can be made".to_owned()
}

/// Why a connection that was made did not carry the reply.
fn lost(error: &(dyn StdError + 'static)) -> String {
    const CLOSED: &str = "the engine closed the connection before its reply was complete";
    match io_error(error).map(io::Error::kind) {
        Some(io::ErrorKind::TimedOut) => "the connection timed out".to_owned(),
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            "the network became unreachable".to_owned()
        }
        None if causes(error).contains("invalid") => MALFORMED.to_owned(),
        _ => CLOSED.to_owned(),
    }
}

/// The system's error among the causes.
fn io_error<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e io::Error> {
    let mut next = Some(error);
    while let Some(cause) = next {
        match cause.downcast_ref::<io::Error>() {
            // One that wraps another error only passes it on.
            Some(found) if found.get_ref().is_none() => return Some(found),
            _ => next = cause.source(),
        }
    }
    None
}

fn io_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no socket at that address".to_owned(),
        io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "permission denied: this user may not use the socket".to_owned()
        }
        io::ErrorKind::TimedOut => "the connection timed out".to_owned(),
        // The system's own sentence, without its number.
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
    }
}

fn causes(error: &dyn StdError) -> String {
    let mut all = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        all.push_str(&cause.to_string());
        next = cause.source();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_errors_are_in_plain_words() {
        let cases = [
            (io::ErrorKind::NotFound, Kind::Unreachable, "there is no socket at that address"),
            (io::ErrorKind::ConnectionRefused, Kind::Unreachable, "the connection was refused"),
            (
                io::ErrorKind::BrokenPipe,
                Kind::ConnectionLost,
                "the engine closed the connection before its reply was complete",
            ),
        ];
        for (kind, found, said) in cases {
            let error = connection_error(&ClientError::IOError { err: kind.into() });
            assert_eq!((error.kind, error.message.as_str()), (found, said));
        }
        assert_eq!(io_words(&io::Error::from_raw_os_error(113)), "no route to host");
    }

    #[test]
    fn malformed_replies_name_no_library() {
        let err = serde_json::from_str::<u8>("{").expect_err("malformed");
        let errors = [
            ClientError::JsonSerdeError { err },
            ClientError::APIVersionParseError {},
            ClientError::HttpHeaderNotFoundError("x".into()),
        ];
        for error in errors {
            let said = connection_error(&error).to_string();
            assert!(said.starts_with("the engine's reply is malformed"), "{said}");
        }
    }
}
