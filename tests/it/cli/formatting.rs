//! `murano fmt`: files, directories, standard input, differences.

use super::Place;

#[test]
fn standard_input_is_formatted_to_standard_output() {
    let place = Place::new();
    let did = place.fed(&["fmt", "-"], "$x   =1 // one\n").ends(0);
    assert_eq!((did.out.as_str(), did.err.as_str()), ("$x = 1 // one\n", ""));
    let wrong = place.fed(&["fmt", "-"], "$x = = 1\n").ends(3).says("<stdin>:1:6");
    assert_eq!(wrong.out, "");
    let checked = place.fed(&["fmt", "--check", "-"], "$x   =1\n").ends(1).says("<stdin>");
    assert_eq!(checked.out, "");
    place.fed(&["fmt", "--check", "-"], "$x = 1\n").ends(0);
}

#[test]
fn directories_are_searched() {
    let place = Place::new();
    for directory in ["a", "a/b", "a/.git", "a/target", "empty"] {
        std::fs::create_dir(place.path().join(directory)).expect("a directory");
    }
    for name in ["a/x.murano", "a/b/y.murano", "a/.git/z.murano", "a/target/z.murano", "a/n.yaml"] {
        place.file(name, "$x   =1\n");
    }
    let did = place.murano(&["fmt", "a"]).ends(0);
    assert_eq!(did.err, "formatted a/b/y.murano\nformatted a/x.murano\n");
    let text = |name: &str| std::fs::read_to_string(place.path().join(name)).expect("a file");
    assert_eq!(text("a/b/y.murano"), "$x = 1\n");
    for name in ["a/.git/z.murano", "a/target/z.murano", "a/n.yaml"] {
        assert_eq!(text(name), "$x   =1\n", "{name}");
    }
    assert_eq!(place.murano(&["fmt", "a"]).ends(0).err, "");
    place.murano(&["fmt", "empty"]).ends(0).says("no programs below `empty`");
    place.murano(&["fmt", "none"]).ends(3).says("E0007");
}

#[test]
fn differences_are_shown_and_nothing_is_changed() {
    let place = Place::new();
    place.file("a.murano", "$x   =1\n$y = 2\n");
    place.file("b.murano", "$x = 1\n");
    let did = place.murano(&["fmt", "--diff", "a.murano", "b.murano"]).ends(1);
    let diff = "--- a.murano\n+++ a.murano\n@@ -1,2 +1,2 @@\n-$x   =1\n+$x = 1\n $y = 2\n";
    assert_eq!(did.out, diff);
    let text = std::fs::read_to_string(place.path().join("a.murano")).expect("a file");
    assert_eq!(text, "$x   =1\n$y = 2\n");
    assert_eq!(place.murano(&["fmt", "--diff", "b.murano"]).ends(0).out, "");
}

#[test]
fn long_lines_are_broken() {
    let place = Place::new();
    let long = format!("print({})\n", ["'a part of a long line'"; 6].join(", "));
    let did = place.fed(&["fmt", "-"], &long).ends(0);
    let wanted = format!("print(\n{})\n", "    'a part of a long line',\n".repeat(6));
    assert_eq!(did.out, wanted);
}
