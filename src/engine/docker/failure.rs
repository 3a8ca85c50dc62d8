//! Classifies errors of a real engine as kinds of [`EngineError`].
//!
//! The engine distinguishes most errors by their messages only, and its status codes are unreliable; the table of
//! messages is here and nowhere else. Requests are never part of an error: they may contain secrets.

use bollard::errors::Error as ClientError;

use super::connection_error::connection_error;
use crate::engine::{EngineError, EngineErrorKind as Kind};

/// Classifies the error of any request but a pull.
pub(super) fn request_failed(error: ClientError) -> EngineError {
    fail(error, classify)
}

/// Classifies the error of a pull, where a network error is one between the engine and a registry.
pub(super) fn pull_failed(error: ClientError) -> EngineError {
    fail(error, |status, message| match classify(status, message) {
        Kind::Other if speaks_of_network(&message.to_lowercase()) => Kind::RegistryUnreachable,
        kind => kind,
    })
}

fn fail(error: ClientError, classify: fn(u16, &str) -> Kind) -> EngineError {
    match error {
        ClientError::DockerResponseServerError { status_code, message } => {
            let message = message.trim_end().to_owned();
            EngineError::new(classify(status_code, &message), message)
        }
        ClientError::DockerStreamError { error } => {
            EngineError::new(classify(200, &error), error.trim_end())
        }
        other => connection_error(&other),
    }
}

/// Classifies an error reply of the engine.
fn classify(status: u16, message: &str) -> Kind {
    let text = message.to_lowercase();
    by_words(&text).unwrap_or(match status {
        400 if text.contains("http request to an https server") => Kind::Unreachable,
        400 => Kind::BadRequest,
        401 => Kind::Unauthorized,
        403 | 409 => Kind::Conflict,
        501 => Kind::Unsupported,
        _ => Kind::Other,
    })
}

/// Classifies an error message, most specific phrases first.
fn by_words(text: &str) -> Option<Kind> {
    // The words are those of Docker Engine 20.10 to 28, in lower case. "Address already in use"
    // has two meanings: of a port, when something listens, and otherwise of a container's fixed
    // address; that is decided before the table.
    let listens = ["bind", "listen", "proxy", "port"].iter().any(|word| text.contains(word));
    if text.contains("address already in use") && !listens {
        return Some(Kind::AddressTaken);
    }
    if text.contains("port is already allocated") || text.contains("address already in use") {
        return Some(Kind::PortTaken { port: taken_port(text) });
    }
    // What an engine that was killed left of a start: the name is not that of a container.
    if text.contains("task ") && text.contains("already exists") {
        return Some(Kind::Other);
    }
    let table: &[(&[&str], Kind)] = &[
        (
            &["no space left on device", "could not find an available, non-overlapping"],
            Kind::NoSpace,
        ),
        (
            &["no such image", "manifest unknown", "name unknown", "pull access denied"],
            Kind::NoSuchImage,
        ),
        (
            &["no basic auth credentials", "authentication required", "unauthorized", "denied: "],
            Kind::Unauthorized,
        ),
        (&["is already in use by container", "already exists"], Kind::NameTaken),
        (&["no such container"], Kind::NoSuchContainer),
        (&["no such network"], Kind::NoSuchNetwork),
        (&["no such volume"], Kind::NoSuchVolume),
        (&["executable file not found", "exec: \""], Kind::BadCommand),
        (
            &[
                "is ambiguous",
                "not belong to any of this network's subnets",
                "no configured subnet",
            ],
            Kind::NetworkMismatch,
        ),
        (&["cannot assign requested address"], Kind::BadRequest),
    ];
    let found = table.iter().find(|(words, _)| words.iter().any(|word| text.contains(word)));
    if let Some((_, kind)) = found {
        return Some(*kind);
    }
    let network = text.contains("network ") && text.ends_with("not found");
    let image = text.starts_with("manifest for ") && text.contains("not found");
    network.then_some(Kind::NoSuchNetwork).or(image.then_some(Kind::NoSuchImage))
}

/// Extracts the port from `Bind for 127.0.0.1:8080 failed` and from `listen tcp4 0.0.0.0:8080: bind`.
fn taken_port(text: &str) -> Option<u16> {
    let after =
        ["bind for ", "listen tcp4 ", "listen tcp6 ", "listen tcp ", "listen udp4 ", "listen udp "]
            .iter()
            .find_map(|words| Some(text.rsplit_once(words)?.1))?;
    let address = after.split_whitespace().next()?.trim_end_matches(':');
    address.rsplit_once(':')?.1.parse().ok()
}

/// Whether a message reports a connection that failed or broke.
fn speaks_of_network(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "dial tcp",
        "no such host",
        "connection refused",
        "network is unreachable",
        "i/o timeout",
        "client.timeout",
        "handshake",
        "x509",
        "server gave http response",
        "connection reset",
        ": eof",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use bollard::errors::Error as ClientError;

    use super::{classify, pull_failed};
    use crate::engine::EngineErrorKind as Kind;

    #[test]
    fn words_decide_before_status_codes() {
        // Replies recorded from real engines: the status alone would give another kind for most
        // of them.
        let cases = [
            (404, "No such image: nosuch/thing:9", Kind::NoSuchImage),
            (
                409,
                "Conflict. The container name \"/a\" is already in use by container \"b5\". You have to remove",
                Kind::NameTaken,
            ),
            (400, "Invalid container name (x), only [a-z] are allowed", Kind::BadRequest),
            (
                500,
                "driver failed programming external connectivity on endpoint p2 (f): Bind for 127.0.0.1:18090 failed: port is already allocated",
                Kind::PortTaken { port: Some(18090) },
            ),
            (
                500,
                "endpoint p: Error starting userland proxy: listen tcp4 0.0.0.0:18092: bind: address already in use",
                Kind::PortTaken { port: Some(18092) },
            ),
            (
                400,
                "failed to create shim task: OCI runtime create failed: runc create failed: exec: \"/nosuch\": stat /nosuch: no such file or directory: unknown",
                Kind::BadCommand,
            ),
            (403, "Address already in use", Kind::AddressTaken),
            (404, "network nonet not found", Kind::NoSuchNetwork),
            (400, "network murano-a is ambiguous (2 matches found on name)", Kind::NetworkMismatch),
            (
                400,
                "Invalid address 10.99.0.4: It does not belong to any of this network's subnets",
                Kind::NetworkMismatch,
            ),
            (409, "network with name n already exists", Kind::NameTaken),
            (
                403,
                "error while removing network: network n id 1 has active endpoints",
                Kind::Conflict,
            ),
            (404, "could not find an available, non-overlapping IPv4 address pool", Kind::NoSpace),
            (404, "No such container: nosuch", Kind::NoSuchContainer),
            (409, "You cannot remove a running container 1. Stop or force remove", Kind::Conflict),
            (500, "write x/layer.tar: no space left on device", Kind::NoSpace),
            (400, "Client sent an HTTP request to an HTTPS server.", Kind::Unreachable),
            (500, "invalid character 'b'", Kind::Other),
            (500, "failed to create task: task 4f1c already exists: unknown", Kind::Other),
        ];
        for (status, message, kind) in cases {
            assert_eq!(classify(status, message), kind, "{message}");
        }
    }

    #[test]
    fn errors_of_a_pull_are_those_of_the_registry() {
        let cases = [
            ("Get \"https://r/v2/\": dial tcp: lookup r: no such host", Kind::RegistryUnreachable),
            ("Head \"http://r/v2/\": no basic auth credentials", Kind::Unauthorized),
            ("unauthorized: authentication required", Kind::Unauthorized),
            ("unauthorized: incorrect username or password", Kind::Unauthorized),
            (
                "manifest for r/redis:8 not found: manifest unknown: manifest unknown",
                Kind::NoSuchImage,
            ),
            ("net/http: request canceled (Client.Timeout exceeded)", Kind::RegistryUnreachable),
            ("filesystem layer verification failed for digest sha256:1", Kind::Other),
        ];
        for (message, kind) in cases {
            let told = ClientError::DockerResponseServerError {
                status_code: 500,
                message: message.into(),
            };
            assert_eq!(pull_failed(told).kind, kind, "{message}");
            let streamed = ClientError::DockerStreamError { error: message.into() };
            assert_eq!(pull_failed(streamed).kind, kind, "{message}");
        }
    }
}
