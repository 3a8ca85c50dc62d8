//! Hints for errors of engines and registries: what their users can do.

use crate::engine::{EngineError, EngineErrorKind};

use super::wording::missing_program;

/// What to do about an engine that failed or refused.
pub(super) fn engine_hints(engine: &str, error: &EngineError) -> Vec<String> {
    // Only errors that users can do something about have a hint.
    let one = |text: String| vec![text];
    match error.kind {
        EngineErrorKind::Unreachable if error.message.contains("permission denied") => {
            one(format!(
                "let this user use {engine}: on most systems, add the user to the group `docker` and log in again"
            ))
        }
        EngineErrorKind::Unreachable => one(format!(
            "is the engine running? `--engine`, `DOCKER_HOST` or a Docker context selects another than {engine}"
        )),
        EngineErrorKind::ConnectionLost | EngineErrorKind::Timeout => {
            one("everything done so far is recorded: run again once the engine answers".into())
        }
        EngineErrorKind::BadCommand => one(command_hint(&error.message)),
        EngineErrorKind::NoSpace => {
            one("free some space on the engine's machine, for example with `docker system prune`"
                .into())
        }
        EngineErrorKind::BadRequest if error.message.contains("bind source path") => {
            one("the host directory must exist; `create: true` on the volume creates it".into())
        }
        _ => Vec::new(),
    }
}

/// What to do about a command that cannot be run. A program with blanks is most often a whole command line.
fn command_hint(message: &str) -> String {
    let words: Vec<&str> = missing_program(message).unwrap_or("").split_whitespace().collect();
    match words.as_slice() {
        [] | [_] => "is the program in the image? see `commands` and `entrypoint`".into(),
        words => {
            let list: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            format!("a command is a list of the program and its arguments: [{}]", list.join(", "))
        }
    }
}

/// What to do about an image that is missing.
pub(super) fn image_hints(image: &str, error: &EngineError, pulled: bool) -> Vec<String> {
    if !pulled {
        return vec![format!(
            "its `pullPolicy` is 'never': build or load `{image}` on the host first"
        )];
    }
    let text = match error.kind {
        EngineErrorKind::RegistryUnreachable => {
            format!("check the network of the engine's machine, or build or load `{image}` there")
        }
        EngineErrorKind::Unauthorized => {
            "log in with `docker login`, or give the host `registryUser` and `registryPassword`"
                .into()
        }
        // Registries do not say whether an image is private or missing.
        _ if error.message.contains("access denied") => format!(
            "check the name and tag of `{image}`; if it is private, log in with `docker login`, or give the host \
             `registryUser` and `registryPassword`"
        ),
        _ => format!("check the name and tag of `{image}`, or build it on the host first"),
    };
    vec![text]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_permissions_have_a_hint() {
        let error = |kind, message: &str| EngineError::new(kind, message);
        let denied = error(
            EngineErrorKind::Unreachable,
            "permission denied: this user may not use the socket",
        );
        assert!(engine_hints("unix:///e.sock", &denied)[0].contains("the group `docker`"));
        let away = error(EngineErrorKind::Unreachable, "the connection was refused");
        assert!(engine_hints("unix:///e.sock", &away)[0].contains("is the engine running?"));
        let private = error(EngineErrorKind::NoSuchImage, "pull access denied for a/b");
        assert!(image_hints("a/b", &private, true)[0].contains("docker login"));
        let unauthorized = error(EngineErrorKind::Unauthorized, "unauthorized: bad password");
        assert!(image_hints("a/b", &unauthorized, true)[0].starts_with("log in"));
    }
}
