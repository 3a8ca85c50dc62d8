//! Diagnostics and results as JSON.

use serde_json::Value as Json;

use super::{Did, Place};

/// The diagnostics on standard error: other lines are progress.
fn messages(did: &Did) -> Vec<Json> {
    let lines = did.err.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[test]
fn a_diagnostic_has_offsets_and_edits() {
    let place = Place::new();
    place.file("a.murano", "// é\n$total = 1\nprint($totla)\n");
    let found = place.murano(&["check", "--format", "json", "a.murano"]).ends(3).json();
    let found = &found[0];
    assert_eq!(found["title"], "variable is never assigned");
    assert_eq!(found["rule"], "docs/language/statements.md#variables");
    assert_eq!((&found["start"], &found["end"]), (&23.into(), &29.into()), "{found}");
    let edit = &found["suggestions"][0];
    assert_eq!(
        (&edit["replaced"], &edit["replacement"], &edit["applicability"], &edit["start"]),
        (&"$totla".into(), &"$total".into(), &"sure".into(), &23.into()),
    );
}

#[test]
fn errors_of_every_command_are_json_on_demand() {
    let place = Place::new();
    place.file("a.murano", "function half(n) { return 1 / $n }\nprint(half(0))\n");
    place.file("data.txt", "{");
    for (arguments, exit, code) in [
        (&["run", "a.murano", "--engine", "simulated"][..], 1, "E0306"),
        (&["plan", "a.murano", "--engine", "simulated"], 1, "E0306"),
        (&["eval", "1 / 0"], 1, "E0306"),
        (&["fmt", "none.murano"], 3, "E0007"),
        (&["convert", "none.yaml"], 3, "E0007"),
        (&["logs", "web", "--engine", "simulated"], 2, "E0514"),
        (&["explain", "E9999"], 2, "E0009"),
        (&["down", "--env", "none", "--engine", "simulated"], 2, "E0514"),
    ] {
        let did = place.murano(&[arguments, &["--message-format", "json"]].concat()).ends(exit);
        let found = messages(&did);
        assert_eq!(found.len(), 1, "{arguments:?}: {}", did.err);
        assert_eq!(found[0]["code"], code, "{arguments:?}");
    }
    // Results in JSON have errors in JSON.
    let run = ["run", "a.murano", "--engine", "simulated", "--format", "json"];
    let found = messages(&place.murano(&run).ends(1));
    assert_eq!(found[0]["trace"][1]["method"], "half", "{found:?}");
}

#[test]
fn fmt_lists_files_as_json() {
    let place = Place::new();
    place.file("good.murano", "$x = 1\n");
    place.file("bad.murano", "$x   =1\n");
    let files = ["fmt", "--check", "--format", "json", "good.murano", "bad.murano", "none.murano"];
    let found = place.murano(&files).ends(3).json();
    let formatted: Vec<&Json> = (0..3).map(|n| &found[n]["formatted"]).collect();
    assert_eq!(formatted, [&Json::Bool(true), &Json::Bool(false), &Json::Null]);
}
