//! What only a real engine finds out: said in plain words, at the literal in the program.

use super::Place;
use super::environments::real;
use crate::docker::{IMAGE, on_docker};

/// Runs a program whose container has these lines, and gives what `run` says.
fn failing(lines: &str) -> String {
    let mut said = String::new();
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        place.file(
            &name,
            format!(
                "class Web extends DockerApplication {{
    getContainer() {{
        return {{
            name: 'web',
{lines}
        }}
    }}
}}
new Web {{ host: new DockerStandaloneHost {{ name: 'local' }} }}.deploy()
"
            ),
        );
        let did = real(&place, place.path(), &["run", &name]);
        assert_ne!(did.code, Some(0), "{}", did.err);
        said = did.err.replace(&docker.environment, "ENV");
    });
    said
}

/// Without an engine nothing is said, and the test counts as skipped.
fn says(said: &str, parts: &[&str]) {
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(said.is_empty() || flat.contains(part), "no {part:?} in\n{said}");
    }
    for jargon in ["dial tcp", "OCI", "runc", "shim"] {
        assert!(!said.contains(jargon), "{jargon} in\n{said}");
    }
}

#[test]
fn a_command_in_one_text_is_a_list() {
    let said =
        failing(&format!("            image: '{IMAGE}',\n            commands: 'sleep 100',"));
    let hint = "a command is a list of the program and its arguments: ['sleep', '100']";
    says(&said, &["ENV.murano:6:23", "its image has no program `sleep 100`", hint]);
    let said =
        failing(&format!("            image: '{IMAGE}',\n            commands: ['slep', '9'],"));
    says(
        &said,
        &["ENV.murano:6:24", "its image has no program `slep`", "is the program in the image?"],
    );
}

#[test]
fn a_failed_health_check_is_shown_where_it_was_written() {
    let lines = format!(
        "            image: '{IMAGE}',
            commands: ['sleep', '100'],
            healthcheck: {{ test: 'echo not ready; exit 1', interval: '200ms', retries: 1 }},"
    );
    says(&failing(&lines), &["E0506", "ENV.murano:7:34", "not ready"]);
}

#[test]
fn a_registry_that_does_not_answer_has_a_reason() {
    let said = failing("            image: '127.0.0.1:1/nothing:1',");
    let why = "the engine cannot reach the registry `127.0.0.1:1`: the connection was refused";
    says(&said, &["E0503", "ENV.murano:5:20", why]);
}
