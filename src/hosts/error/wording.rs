//! What engines and registries say, in plain words: their own contain parts of the engine's implementation.

use crate::engine::reference::Reference;

/// The program that the engine did not find in an image, from `exec: "redis-sever": executable file not found in $PATH`.
pub(in crate::hosts) fn missing_program(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("exec: \"")?;
    let (program, reason) = rest.split_once('"')?;
    let is_missing = ["not found", "no such file"].iter().any(|words| reason.contains(words));
    (is_missing && !program.is_empty()).then_some(program)
}

/// Why a registry did not answer the engine.
pub(super) fn unreachable_registry(image: &str, message: &str) -> String {
    let registry = Reference::parse(image).registry;
    let text = message.to_lowercase();
    // The most specific words first: those of Go's network library, which engines hand on.
    let reasons: [(&[&str], &str); 6] = [
        (&["no such host", "server misbehaving", "lookup "], "its name is not known there"),
        (&["connection refused"], "the connection was refused"),
        (&["timeout", "canceled"], "it does not answer in time"),
        (&["x509", "certificate"], "its certificate is not trusted there"),
        (&["server gave http response"], "it does not use TLS"),
        (&["network is unreachable", "no route"], "there is no network to it"),
    ];
    let known = reasons.iter().find(|(words, _)| words.iter().any(|word| text.contains(word)));
    match known {
        Some((_, reason)) => {
            format!("the engine cannot reach the registry `{registry}`: {reason}")
        }
        None => format!("the engine cannot reach the registry `{registry}`: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_programs_have_their_names() {
        let start = "failed to create shim task: OCI runtime create failed: runc create failed: ";
        let says = |end: &str| format!("{start}{end}");
        let path = says("exec: \"sleep 100\": executable file not found in $PATH: unknown");
        assert_eq!(missing_program(&path), Some("sleep 100"));
        let absolute = says("exec: \"/nosuch\": stat /nosuch: no such file or directory: unknown");
        assert_eq!(missing_program(&absolute), Some("/nosuch"));
        assert_eq!(missing_program(&says("exec: \"/etc\": permission denied")), None);
    }

    #[test]
    fn registries_have_reasons_in_words() {
        let said = unreachable_registry(
            "nginx",
            "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host",
        );
        assert_eq!(
            said,
            "the engine cannot reach the registry `docker.io`: its name is not known there"
        );
        let said = unreachable_registry(
            "r:5000/a",
            "Get \"https://r:5000/v2/\": dial tcp 10.0.0.1:5000: connect: connection refused",
        );
        assert!(said.ends_with("`r:5000`: the connection was refused"), "{said}");
    }
}
