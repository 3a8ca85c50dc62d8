//! `murano new`: projects to start with.

use super::Place;

/// The files below a directory with their texts.
fn files(place: &Place, directory: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(place.path().join(directory)).expect("the directory");
    let mut files: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("text"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_project_works_at_once() {
    let place = Place::new();
    let did = place.murano(&["new", "my-shop"]).ends(0).says("created `my-shop`");
    let next: Vec<&str> = did.out.lines().map(str::trim).collect();
    assert_eq!(next, ["Next:", "cd my-shop", "murano test", "murano run my-shop.murano"]);
    let names: Vec<String> = files(&place, "my-shop").into_iter().map(|(name, _)| name).collect();
    let wanted = [
        ".gitignore",
        "README.md",
        "application.murano",
        "application_test.murano",
        "my-shop.murano",
    ];
    assert_eq!(names, wanted);
    let program = "my-shop/my-shop.murano";
    let checked =
        place.murano(&["check", "my-shop/my-shop.murano", "my-shop/application_test.murano"]);
    checked.ends(0).says("no errors, no warnings");
    place.murano(&["fmt", "--check", "my-shop"]).ends(0);
    place.murano(&["test", "my-shop"]).ends(0).says("2 tests: all passed");
    place.murano(&["plan", program, "--engine", "simulated"]).ends(0);
    let ran = place.murano(&["run", program, "--engine", "simulated"]).ends(0);
    assert!(ran.out.contains("http://"), "{}", ran.out);
    let listed = place.murano(&["ps", "--engine", "simulated"]).ends(0);
    assert!(listed.out.contains("my-shop"), "{}", listed.out);
    place.murano(&["down", program, "--engine", "simulated"]).ends(0);
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::new();
    place.murano(&["new", "shop"]).ends(0);
    place.file("shop/shop.murano", "print('mine')\n");
    let before = files(&place, "shop");
    place.murano(&["new", "shop"]).ends(2).says("E0009").says("`shop` exists already");
    assert_eq!(files(&place, "shop"), before);
    place.file("plain", "text");
    place.murano(&["new", "plain"]).ends(2).says("exists already");
    std::fs::create_dir(place.path().join("empty")).expect("a directory");
    place.murano(&["new", "empty"]).ends(0);
    place.murano(&["new", "deeper/below"]).ends(0);
    assert_eq!(files(&place, "deeper/below").len(), 5);
}

#[test]
fn names_that_engines_refuse_are_refused() {
    let place = Place::new();
    for name in ["Shop", "2shop", "a_b", ".."] {
        place.murano(&["new", name]).ends(2).says("cannot be the name of a project");
    }
    place.murano(&["new", "application"]).ends(2).says("two files `application.murano`");
    for name in ["environment", "docker-host", "object", "test"] {
        place.murano(&["new", name]).ends(0);
        place.murano(&["test", name]).ends(0).says("2 tests: all passed");
    }
}
