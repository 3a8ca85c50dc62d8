//! `--deny`, `--allow` and the comments that allow warnings.

use super::Place;

const WARNED: &str = "function f(prices) {\n    $count = 1\n    return $prices\n    print('never')\n}\nprint(f(2))\n";

#[test]
fn a_denied_warning_is_an_error_and_an_allowed_one_is_silent() {
    let place = Place::new();
    place.file("a.murano", WARNED);
    place.murano(&["check", "a.murano"]).ends(0).says("W0008").says("W0009").says("2 warnings");
    let did = place.murano(&["check", "--deny", "W0008", "a.murano"]).ends(3);
    did.says("1 error, 1 warning");
    let did = place.murano(&["check", "--allow", "W0008,w0009", "a.murano"]).ends(0);
    assert!(!did.err.contains("W000"), "{}", did.err);
    let all = ["check", "--deny", "warnings", "--allow", "W0008", "--allow", "W0009", "a.murano"];
    place.murano(&all).ends(0).says("no errors, no warnings");
    let json = ["check", "--deny", "warnings", "--format", "json", "a.murano"];
    assert_eq!(place.murano(&json).ends(3).json()[0]["severity"], "error");
}

#[test]
fn every_command_that_checks_has_levels() {
    let place = Place::new();
    place.file("a.murano", WARNED);
    for command in [&["run"][..], &["plan"]] {
        let denied = [command, &["a.murano", "--engine", "simulated", "--deny", "W0009"]].concat();
        let did = place.murano(&denied).ends(3).says("W0009");
        assert!(!did.out.contains('2'), "nothing runs: {}", did.out);
        let allowed =
            [command, &["a.murano", "--engine", "simulated", "--allow", "warnings"]].concat();
        let did = place.murano(&allowed).ends(0);
        assert!(!did.err.contains("W000"), "{}", did.err);
    }
    let test = "class T extends io.murano.test.TestFixture { testOne() { $unused = 1 } }\n";
    place.file("one_test.murano", test);
    place.murano(&["test", "one_test.murano"]).ends(0);
    place.murano(&["test", "--deny", "W0008", "one_test.murano"]).ends(3).says("W0008");
}

#[test]
fn the_levels_of_hosts_warnings_are_those_of_the_command_line() {
    let place = Place::new();
    let program = "class Web extends DockerApplication { getContainer() { return { name: 'web', image: 'web:1', \
                   ports: [{ port: 80, scope: 'public' }] } } }\n$web = new Web { host: new DockerStandaloneHost { } }\n\
                   $web.deploy()\n";
    place.file("a.murano", program);
    let run = ["run", "a.murano", "--engine", "simulated"];
    place.murano(&run).ends(0).says("W0003");
    place.murano(&[&run[..], &["--deny", "W0003"]].concat()).ends(1).says("W0003");
    let did = place.murano(&[&run[..], &["--allow", "W0003"]].concat()).ends(0);
    assert!(!did.err.contains("W0003"), "{}", did.err);
}

#[test]
fn wrong_levels_are_refused() {
    let place = Place::new();
    place.file("a.murano", WARNED);
    let check = |level: &str, code: &str| place.murano(&["check", level, code, "a.murano"]).ends(2);
    check("--deny", "W0080").says("there is no warning `W0080`; did you mean `W0008`?");
    check("--allow", "E0201").says("`E0201` is an error, and only warnings have a level");
    let both = ["check", "--deny", "W0008", "--allow", "W0008", "a.murano"];
    place.murano(&both).ends(2).says("`W0008` is both denied and allowed");
}

#[test]
fn comments_allow_warnings_at_their_line_in_yaml_too() {
    let place = Place::new();
    let class = |comment: &str| {
        format!(
            "Name: com.example.Item\n{comment}\nAuthor: Jane   # murano: allow W0002 -- for people\nProperties:\n  \
             price: {{ Contract: $.int() }}\n"
        )
    };
    place.file("Item.yaml", class("# murano: allow W0005"));
    std::fs::create_dir_all(place.path().join("shop/Classes")).expect("a directory");
    place.file(
        "shop/manifest.yaml",
        "FullName: com.example\nType: Library\nClasses: { com.example.Item: Item.yaml }\n",
    );
    place.file("shop/Classes/Item.yaml", class("# ordinary"));
    let did = place.murano(&["check", "shop"]).ends(0).says("no errors, no warnings");
    assert!(!did.err.contains("W0002"), "{}", did.err);
    place.file("shop/Classes/Item.yaml", class("# murano: allow W0005"));
    place.murano(&["check", "shop"]).ends(0).says("W0030").says("`W0005` is allowed here");
}

#[test]
fn comments_that_allow_survive_formatting_and_conversion() {
    let place = Place::new();
    let class = "class Item {\n    price: int!\n    // murano: allow W0007 -- a test\n    count() {   $.price.len()   // murano: allow W0007\n    }\n}\n";
    place.file("item.murano", class);
    let yaml = place.murano(&["convert", "item.murano"]).ends(0).out;
    assert_eq!(yaml.matches("# murano: allow W0007").count(), 2, "{yaml}");
    place.file("item.yaml", &yaml);
    let back = place.murano(&["convert", "item.yaml"]).ends(0).out;
    assert_eq!(back.matches("// murano: allow W0007").count(), 2, "{back}");
    place.murano(&["fmt", "item.murano"]).ends(0);
    let text = std::fs::read_to_string(place.path().join("item.murano")).expect("it is there");
    assert_eq!(text.matches("// murano: allow W0007").count(), 2, "{text}");
}
