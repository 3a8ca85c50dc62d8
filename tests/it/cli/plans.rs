//! Deployments on the simulated engine, and their plans.

use super::{Place, SHOP};

#[test]
fn a_run_prints_its_changes_and_endpoints() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let did = place.murano(&["run", "shop.murano", "--engine", "simulated"]).ends(0);
    let did = did.says("web: created").says("2 created").says("127.0.0.1:");
    assert_eq!(did.out, "deployed\n");
    assert!(!place.path().join("state").exists(), "the simulated engine leaves nothing behind");
    let quiet = place.murano(&["run", "-q", "shop.murano", "--engine", "simulated"]).ends(0);
    assert_eq!(quiet.err, "");
}

#[test]
fn a_summary_can_be_json() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["run", "shop.murano", "--engine", "simulated", "--format", "json", "--env", "e"];
    let did = place.murano(&args).ends(0);
    let line = did.out.lines().last().expect("a line");
    let summary: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(summary["environment"], "e");
    assert_eq!(summary["applications"][1]["application"], "web");
    assert_eq!(summary["applications"][1]["action"], "created");
    assert_eq!(summary["applications"][1]["container"], "e-web");
}

#[test]
fn a_plan_changes_nothing_and_prints_nothing_of_the_program() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["plan", "shop.murano", "--engine", "simulated"];
    let did = place.murano(&args).ends(0);
    assert!(did.out.contains("+ web on local (web:1)\n") && !did.out.contains("deployed"));
    assert!(did.out.ends_with("environment shop: 2 to create\n"), "{}", did.out);
    place.murano(&[&args[..], &["--exit-code"]].concat()).ends(10);
    let json = place.murano(&[&args[..], &["--format", "json"]].concat()).ends(0).json();
    assert_eq!(json["changes"][0]["action"], "create");
    let planned = place.murano(&["run", "--plan", "shop.murano", "--engine", "simulated"]).ends(0);
    assert_eq!(planned.out, did.out);
}

#[test]
fn a_program_without_hosts_needs_no_engine_and_leaves_no_state() {
    let place = Place::new();
    place.file("a.murano", "print(1)");
    place.murano(&["run", "a.murano"]).ends(0);
    assert!(!place.path().join("state").exists());
}

#[test]
fn unknown_applications_and_environments_are_errors() {
    let place = Place::new();
    place.murano(&["ps", "--engine", "simulated"]).ends(0).says("nothing is deployed");
    let json = place.murano(&["ps", "--engine", "simulated", "--format", "json"]).ends(0).json();
    assert_eq!(json, serde_json::json!([]));
    place.murano(&["logs", "web", "--engine", "simulated"]).ends(2).says("E0514");
    place.murano(&["down", "--env", "none", "--engine", "simulated"]).ends(2).says("E0514");
    place
        .murano(&["down", "--env", "a b", "--engine", "simulated"])
        .ends(2)
        .says("is not a valid name");
}

#[test]
fn a_damaged_record_is_reported() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    std::fs::create_dir_all(place.path().join("state/murano")).expect("a folder");
    place.file("state/murano/shop.json", "{ not json");
    place.murano(&["run", "shop.murano"]).ends(1).says("E0513").says("shop.json");
}
