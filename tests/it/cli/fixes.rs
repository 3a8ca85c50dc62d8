//! `check --fix`.

use super::Place;

/// Wrong programs with what `--fix` makes of them; what has no right program is left as it is.
const FIXES: &[(&str, &str)] = &[
    // Names.
    (
        "class Box { width: int! }\nprint(new Box { widht: 2 }.width)\n",
        "class Box { width: int! }\nprint(new Box { width: 2 }.width)\n",
    ),
    (
        "class Box { width: int! }\nprint(new Box { 'widht': 2 }.width)\n",
        "class Box { width: int! }\nprint(new Box { 'width': 2 }.width)\n",
    ),
    (
        "class Box { width: int! = 1 }\n$box = new Box { }\nprint($box.widht)\n",
        "class Box { width: int! = 1 }\n$box = new Box { }\nprint($box.width)\n",
    ),
    (
        "class Box { width: int! = 1; twice() { return $.widht * 2 } }\nprint(new Box { }.twice())\n",
        "class Box { width: int! = 1; twice() { return $.width * 2 } }\nprint(new Box { }.twice())\n",
    ),
    (
        "class Box { open() { return 1 } }\nprint(new Box { }.opne())\n",
        "class Box { open() { return 1 } }\nprint(new Box { }.open())\n",
    ),
    (
        "function greet(name) { return $name }\nprint(gret('x'))\n",
        "function greet(name) { return $name }\nprint(greet('x'))\n",
    ),
    (
        "function greet(name) { return $name }\nprint(greet(nmae: 'x'))\n",
        "function greet(name) { return $name }\nprint(greet(name: 'x'))\n",
    ),
    ("$total = 3\nprint($totla)\n", "$total = 3\nprint($total)\n"),
    ("print('abc'.toUper())\n", "print('abc'.toUpper())\n"),
    (
        "class Container { }\nprint(new Contaner { } is Container)\n",
        "class Container { }\nprint(new Container { } is Container)\n",
    ),
    (
        "$point = { left: 1, top: 2 }\nprint($point.lfet)\n",
        "$point = { left: 1, top: 2 }\nprint($point.left)\n",
    ),
    // Two names are equally near: nothing is certain.
    (
        "class Box { ports: int!; sport: int! }\nprint(new Box { ports: 1, sport: 2, port: 3 })\n",
        "class Box { ports: int!; sport: int! }\nprint(new Box { ports: 1, sport: 2, port: 3 })\n",
    ),
    // The object and its variables.
    (
        "class Box { size: int! = 1; double() { return size * 2 } }\nprint(new Box { }.double())\n",
        "class Box { size: int! = 1; double() { return $.size * 2 } }\nprint(new Box { }.double())\n",
    ),
    (
        "class Box { size() { return 1 }; double() { return size() * 2 } }\nprint(new Box { }.double())\n",
        "class Box { size() { return 1 }; double() { return $.size() * 2 } }\nprint(new Box { }.double())\n",
    ),
    ("$count = 3\nprint(count)\n", "$count = 3\nprint($count)\n"),
    // Words of other languages.
    ("print(True, None, FALSE)\n", "print(true, null, false)\n"),
    (
        "print('a'.upper(), 'b'.length(), ' c '.strip())\n",
        "print('a'.toUpper(), 'b'.len(), ' c '.trim())\n",
    ),
    (
        "class Box { size: integer!; name: str }\nprint(new Box { size: 1 }.size)\n",
        "class Box { size: int!; name: string }\nprint(new Box { size: 1 }.size)\n",
    ),
    (
        "if 1 > 2 { print('a') } elif 2 > 1 { print('b') }\n",
        "if 1 > 2 { print('a') } else if 2 > 1 { print('b') }\n",
    ),
    (
        "if 1 > 2 {\n    print('a')\n}\nelif 2 > 1 {\n    print('b')\n}\n",
        "if 1 > 2 {\n    print('a')\n} else if 2 > 1 {\n    print('b')\n}\n",
    ),
    (
        "func add(a, b) { return $a + $b }\nprint(add(1, 2))\n",
        "function add(a, b) { return $a + $b }\nprint(add(1, 2))\n",
    ),
    (
        "class Box {\n    def open() { return 1 }\n}\nprint(new Box { }.open())\n",
        "class Box {\n    open() { return 1 }\n}\nprint(new Box { }.open())\n",
    ),
    ("let $x = 1\nprint($x)\n", "$x = 1\nprint($x)\n"),
    ("$x = 1\nprint($x)\n$x++\n", "$x = 1\nprint($x)\n$x = $x + 1\n"),
    ("$x = 1\n$x += 2\nprint($x)\n", "$x = 1\n$x = $x + 2\nprint($x)\n"),
    ("print(true&&false || true)\n", "print(true and false or true)\n"),
    ("print(1 <> 2)\n", "print(1 != 2)\n"),
    ("$x := 1\nprint($x)\n", "$x = 1\nprint($x)\n"),
    ("# A program.\nprint(1)\n", "// A program.\nprint(1)\n"),
    (
        "class A { }\nclass B : A { }\nprint(new B { } is A)\n",
        "class A { }\nclass B extends A { }\nprint(new B { } is A)\n",
    ),
    ("for $x of [1, 2] { print($x) }\n", "for $x in [1, 2] { print($x) }\n"),
    ("for x in [1, 2] { print(x) }\n", "for $x in [1, 2] { print($x) }\n"),
    ("print(“hello”)\n", "print(\"hello\")\n"),
    ("print(7 % 4, 1 === 1)\n", "print(7 mod 4, 1 == 1)\n"),
    ("title = 'x'\nprint($title)\n", "$title = 'x'\nprint($title)\n"),
    // Values.
    (
        "$name = 'x'\nprint(\"Hello $name and $name\")\n",
        "$name = 'x'\nprint(\"Hello \\($name) and \\($name)\")\n",
    ),
    (
        "class Server { public: bool! = true }\nprint(new Server { public: 'false' }.public)\n",
        "class Server { public: bool! = true }\nprint(new Server { public: false }.public)\n",
    ),
    // Layout and comments stay, and one repair may reveal the next.
    (
        "class Box {  // a box\n    width :  int!\n}\n\n/* made */  $box = new Box { widht: 2 }   // here\nprint($box.widht.upper)\n",
        "class Box {  // a box\n    width :  int!\n}\n\n/* made */  $box = new Box { width: 2 }   // here\nprint($box.width.upper)\n",
    ),
    // What is missing is not guessed.
    ("if true {\n    print(1)\n", "if true {\n    print(1)\n"),
];

#[test]
fn sure_suggestions_repair_programs() {
    let place = Place::new();
    let mut wrong = String::new();
    for (broken, repaired) in FIXES {
        let file = place.file("a.murano", broken);
        let did = place.murano(&["check", "--fix", "a.murano"]);
        let text = std::fs::read_to_string(&file).expect("the file is there");
        if text != *repaired {
            wrong += &format!("----\n{broken}became\n{text}{}\n", did.err);
        }
        // What was repaired is not reported, and repairing again changes nothing.
        let again = place.murano(&["check", "--fix", "--format", "json", "a.murano"]).json();
        let fixed = |found: &serde_json::Value| found["severity"] == "fixed";
        if again.as_array().expect("a list").iter().any(fixed) {
            wrong += &format!("---- repaired twice:\n{broken}{again}\n");
        }
        let is_kept = broken == repaired || broken.contains("upper)");
        if !is_kept && did.code != Some(0) {
            wrong += &format!("---- not clean:\n{text}{}\n", did.err);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_diff_is_shown_and_nothing_is_changed() {
    let place = Place::new();
    let broken = "$total = 3\nprint($totla)\n";
    let file = place.file("a.murano", broken);
    let did = place.murano(&["check", "--fix", "--diff", "a.murano"]).ends(0);
    assert_eq!(
        did.out,
        "--- a.murano\n+++ a.murano\n@@ -1,2 +1,2 @@\n $total = 3\n-print($totla)\n+print($total)\n"
    );
    assert_eq!(std::fs::read_to_string(file).expect("it is there"), broken);
    place.murano(&["check", "--diff", "a.murano"]).ends(2).says("--fix");
}

#[test]
fn imported_files_and_yaml_classes_are_repaired_too() {
    let place = Place::new();
    let library = place.file(
        "lib.murano",
        "\u{feff}class Box { width: int!; twice() { return $.widht * 2 } }\r\n",
    );
    place.file("a.murano", "import './lib.murano'\nprint(new Box { widht: 1 }.twice())\n");
    let did = place.murano(&["check", "--fix", "a.murano"]).ends(0);
    did.says("a.murano:2:17: `widht` becomes `width` (E0205)").says("lib.murano:1:45: `widht`");
    let text = std::fs::read_to_string(library).expect("it is there");
    assert_eq!(text, "\u{feff}class Box { width: int!; twice() { return $.width * 2 } }\r\n");
    std::fs::create_dir_all(place.path().join("shop/Classes")).expect("a directory");
    place.file(
        "shop/manifest.yaml",
        "FullName: com.example\nType: Library\nClasses: { com.example.Item: Item.yaml }\n",
    );
    let class = place.file(
        "shop/Classes/Item.yaml",
        "Name: com.example.Item   # an item\nPropertes:\n  price: { Contract: $.int() }\n",
    );
    place.murano(&["check", "--fix", "shop"]).ends(0).says("`Propertes` becomes `Properties`");
    let text = std::fs::read_to_string(class).expect("it is there");
    assert_eq!(
        text,
        "Name: com.example.Item   # an item\nProperties:\n  price: { Contract: $.int() }\n"
    );
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let file = place.file("real.murano", "print(True)\n");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let link = place.path().join("link.murano");
    std::os::unix::fs::symlink("real.murano", &link).expect("a link");
    place.murano(&["check", "--fix", "link.murano"]).ends(0);
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "print(true)\n");
    assert!(link.is_symlink());
    assert_eq!(file.metadata().expect("it is there").permissions().mode() & 0o777, 0o755);
}

#[test]
fn object_models_are_repaired_too() {
    let place = Place::new();
    place.file("box.murano", "class Box { width: int! = 1; label: string }\n");
    let model = place.file(
        "model.json",
        "{ \"Objects\": { \"?\": { \"type\": \"Box\", \"id\": \"a\" },\n  \"widht\": 2, \"lable\": \"x\" } }\n",
    );
    let args = ["check", "--fix", "model.json", "--classes", "box.murano"];
    place.murano(&args).ends(0).says("`widht` becomes `width`").says("`lable` becomes `label`");
    let text = std::fs::read_to_string(model).expect("it is there");
    assert!(text.contains("\"width\": 2, \"label\": \"x\""), "{text}");
    let yaml = place.file("model.yaml", "'?': { type: Box, id: a }\nwidht: 2\n");
    let args = ["check", "--fix", "model.yaml", "--classes", "box.murano"];
    place.murano(&args).ends(0);
    let text = std::fs::read_to_string(yaml).expect("it is there");
    assert_eq!(text, "'?': { type: Box, id: a }\nwidth: 2\n");
}
