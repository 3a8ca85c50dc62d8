//! Wrong command lines: their reports.

use super::Place;

/// The command line, and what is said about it.
const WRONG: &[(&[&str], &[&str])] = &[
    (
        &["rnu", "a.murano"],
        &["there is no command `rnu`", "did you mean `run`?", "`murano --help`"],
    ),
    (
        &["run", "a.murano", "--engin", "simulated"],
        &["`run` has no option `--engin`", "did you mean `--engine`?", "`murano run --help`"],
    ),
    (&["run", "a.murano", "--quite"], &["did you mean `--quiet`?"]),
    (&["run", "a.murano", "--zzz"], &["`run` has no option `--zzz`"]),
    (&["run"], &["`run` needs `<FILE>`"]),
    (&["ps", "--format", "jsn"], &["`--format` cannot be `jsn`", "did you mean `json`?"]),
    (&["ps", "--format", "xml"], &["`--format` cannot be `xml`", "it can be `table`, `json`"]),
    (&["run", "a.murano", "--var", "x"], &["`--var` cannot be `x`: expected NAME=TEXT"]),
    (&["run", "a.murano", "--env"], &["`--env` needs a value"]),
    (&["-q", "-v", "ps"], &["exclude each other"]),
    (&["run", "a.murano", "--env", "a", "--env", "b"], &["`--env` may be given only once"]),
    (&["explain", "E0001", "more"], &["`explain` takes no further argument `more`"]),
];

#[test]
fn wrong_command_lines_have_a_code_and_a_remedy() {
    let place = Place::new();
    for (args, texts) in WRONG {
        let mut did = place.murano(args).ends(2).says("error[E0009]");
        for text in *texts {
            did = did.says(text);
        }
        assert_eq!(did.out, "", "{args:?}");
    }
}

#[test]
fn they_are_json_on_request() {
    let place = Place::new();
    for args in [
        &["run", "a.murano", "--engin", "x", "--message-format", "json"] as &[&str],
        &["ps", "--format=json", "--engin"],
    ] {
        let did = place.murano(args).ends(2);
        let found: serde_json::Value = serde_json::from_str(&did.err).expect("one JSON object");
        assert_eq!(
            (&found["code"], &found["hints"][0]),
            (&"E0009".into(), &"did you mean `--engine`?".into())
        );
    }
}

#[test]
fn help_and_version_are_results() {
    let place = Place::new();
    for args in [&["--help"] as &[&str], &["run", "--help"], &["--version"], &["help", "run"]] {
        let did = place.murano(args).ends(0);
        assert!(!did.out.is_empty() && did.err.is_empty(), "{args:?}: {}", did.err);
    }
}
