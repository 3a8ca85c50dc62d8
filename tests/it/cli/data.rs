//! `murano eval`: formats of data and of results.

use super::Place;

#[test]
fn data_of_every_kind_is_read() {
    let place = Place::new();
    place.file("a.json", r#"{"b": 1, "a": [1, 2.5, "x", null, true]}"#);
    place.file("a.yaml", "b: 1\na: [1, 2.5, x, null, true]\n");
    place.file("a.jsonl", "{\"n\": 1}\n{\"n\": 2}\n");
    let json = place.murano(&["eval", "$", "-c", "--data", "a.json"]).ends(0).out;
    assert_eq!(json, "{\"b\":1,\"a\":[1,2.5,\"x\",null,true]}\n");
    assert_eq!(place.murano(&["eval", "$", "-c", "--data", "a.yaml"]).ends(0).out, json);
    assert_eq!(place.murano(&["eval", "$.n", "-c", "--data", "a.jsonl"]).ends(0).out, "[1,2]\n");
    assert_eq!(place.fed(&["eval", "$.b", "--data", "-"], "b: hello").ends(0).out, "\"hello\"\n");
    assert_eq!(place.fed(&["eval", "$.b", "-r", "--data", "-"], "b: hello").ends(0).out, "hello\n");
    assert_eq!(place.murano(&["eval", "$"]).ends(0).out, "null\n");
}

#[test]
fn large_integers_stay_exact() {
    let place = Place::new();
    let data = r#"{"n": 123456789012345678901234567890, "s": "123456789012345678901234567890"}"#;
    let did = place.fed(&["eval", "[$.n + 1, $.s]", "-c", "--data", "-"], data).ends(0);
    let expected = "[123456789012345678901234567891,\"123456789012345678901234567890\"]\n";
    assert_eq!(did.out, expected);
    let did = place.fed(&["eval", "$.n - 1", "--data", "-"], "n: 20000000000000000000").ends(0);
    assert_eq!(did.out, "19999999999999999999\n");
}

#[test]
fn bad_data_has_a_position() {
    let place = Place::new();
    place.file("a.json", "{\"a\": 1,\n \"b\": }");
    place.murano(&["eval", "$", "--data", "a.json"]).ends(3).says("E0008").says("a.json:2:7");
    place.file("a.yaml", "a: [1, 2\nb: 3\n");
    place.murano(&["eval", "$", "--data", "a.yaml"]).ends(3).says("E0008").says("a.yaml:");
}

#[test]
fn results_are_json_yaml_or_tables() {
    let place = Place::new();
    let data = r#"[{"name": "a", "n": 1}, {"name": "bb", "tags": ["x"]}]"#;
    let table = place.fed(&["eval", "$", "--format", "table", "--data", "-"], data).ends(0).out;
    assert_eq!(table, "name  n  tags\na     1\nbb       [\"x\"]\n");
    let yaml = place.fed(&["eval", "$[0]", "--format", "yaml", "--data", "-"], data).ends(0).out;
    assert_eq!(yaml, "name: a\nn: 1\n");
    let pretty = place.fed(&["eval", "$[0]", "--data", "-"], data).ends(0).out;
    assert_eq!(pretty, "{\n  \"name\": \"a\",\n  \"n\": 1\n}\n");
}

#[test]
fn lazy_results_are_lists_and_exceptions_are_1() {
    let place = Place::new();
    let did = place.murano(&["eval", "[1, 2, 3].where($ > 1).select($ * 2)", "-c"]).ends(0);
    assert_eq!(did.out, "[4,6]\n");
    place.murano(&["eval", "1 / 0"]).ends(1).says("E0306").says("<expression>");
}

#[test]
fn expressions_may_begin_with_a_dash() {
    let place = Place::new();
    for (expression, value) in
        [("-7 / 2", "-4"), ("- 2", "-2"), ("-$.a", "-1"), ("--5", "5"), ("-len([1])", "-1")]
    {
        let did = place.fed(&["eval", expression, "-c", "--data", "-"], "{\"a\": 1}").ends(0);
        assert_eq!(did.out, format!("{value}\n"), "{expression}");
    }
}

#[test]
fn byte_order_marks_are_ignored() {
    let place = Place::new();
    place.file("a.json", "\u{feff}{\"a\": 1}");
    place.file("a.jsonl", "\u{feff}{\"a\": 1}\n\u{feff}{\"a\": 2}\n");
    place.file("a.yaml", "\u{feff}a: 1\n");
    place.file("a.murano", "\u{feff}print(1)\n");
    for (file, value) in [("a.json", "1"), ("a.jsonl", "[1,2]"), ("a.yaml", "1")] {
        let did = place.murano(&["eval", "$.a", "-c", "--data", file]).ends(0);
        assert_eq!(did.out, format!("{value}\n"), "{file}");
    }
    let did = place.fed(&["eval", "$", "-c", "--data", "-"], "\u{feff}[1]").ends(0);
    assert_eq!(did.out, "[1]\n");
    let twice = place.murano(&["eval", "[$, $].len()", "--data", "a.jsonl"]).ends(0);
    assert_eq!(twice.out, "2\n");
    place.murano(&["check", "a.murano"]).ends(0);
}

#[test]
fn documents_one_after_another_are_a_list() {
    let place = Place::new();
    for text in
        ["{\"n\":1}{\"n\":2}", "{\n \"n\": 1\n}\n{\n \"n\": 2\n}\n", "{n: 1}\n---\n{n: 2}\n"]
    {
        let did = place.fed(&["eval", "$.n", "-c", "--data", "-"], text).ends(0);
        assert_eq!(did.out, "[1,2]\n", "{text}");
    }
    place.file("a.json", "1 [2]\n\"x\"");
    assert_eq!(
        place.murano(&["eval", "$", "-c", "--data", "a.json"]).ends(0).out,
        "[1,[2],\"x\"]\n"
    );
}

#[test]
fn keys_are_unique_in_every_notation() {
    let place = Place::new();
    for text in ["{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}", "a: 1\nb: {c: 1, c: 2}\n"] {
        let did = place.fed(&["eval", "$", "--data", "-"], text).ends(3);
        did.says("E0008").says("twice");
    }
}

#[test]
fn deep_data_is_an_error_with_a_position() {
    let place = Place::new();
    for (file, text) in [
        ("a.json", "[".repeat(200_000)),
        ("b.json", "{\"a\":".repeat(200_000)),
        ("c.yaml", format!("{}1", "- ".repeat(200_000))),
        ("d.yaml", "[".repeat(200_000)),
        ("e.yaml", format!("{}1", "? ".repeat(50_000))),
    ] {
        place.file(file, &text);
        place
            .murano(&["eval", "1", "--data", file])
            .ends(3)
            .says("E0008")
            .says("500 levels")
            .says(&format!("{file}:1:"));
    }
    for nesting in [130, 250, 400] {
        let text = format!("{}1{}", "[".repeat(nesting), "]".repeat(nesting));
        place.file("g.json", &text);
        place.file("g.yaml", &text);
        for file in ["g.json", "g.yaml"] {
            assert_eq!(place.murano(&["eval", "$", "-c", "--data", file]).ends(0).out.trim(), text);
        }
    }
}

#[test]
fn yaml_is_written_for_readers_of_both_versions() {
    let place = Place::new();
    let words = "['yes', 'NO', 'off', '010', '12:30', '1_000', '0x1F', '2013-05-23', '<<', '~', 'word', '1.10']";
    let yaml = place.murano(&["eval", words, "--format", "yaml"]).ends(0).out;
    for line in yaml.lines() {
        assert_eq!(line.starts_with("- \""), line != "- word", "{yaml}");
    }
    let back = place.fed(&["eval", &format!("$ = {words}"), "--data", "-"], &yaml).ends(0);
    assert_eq!(back.out, "true\n");
}

#[test]
fn functions_of_muranopl_are_named_where_yaql_has_none() {
    let place = Place::new();
    for expression in ["'{0}'.format(1, 2)", "'a'.base64encode()", "bind('a', {})", "$.s.format(1)"]
    {
        let did = place.fed(&["eval", expression, "--data", "-"], "{\"s\": \"x\"}");
        assert_ne!(did.code, Some(0), "{expression}");
        did.says("murano eval --murano");
    }
}

#[test]
fn memory_is_refused_before_it_is_allocated() {
    let place = Place::new();
    // A failure of this test would take all memory of the machine: the shell limits the address
    // space.
    let eval = |expression: &str, format: &str| {
        let murano = env!("CARGO_BIN_EXE_murano");
        let script = format!(
            "ulimit -v 4000000; exec '{murano}' eval --murano --max-memory 128M --format {format} \"$1\""
        );
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, "sh", expression]).current_dir(place.path());
        let output = command.output().expect("there is a shell");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{expression}: {said}");
        assert!(said.contains("E0602"), "{expression}: {said}");
        said
    };
    for expression in [
        "range(40).aggregate([$1, $1], 1)",
        "len(str(range(40).aggregate([$1, $1], 1)))",
        "[range(40).aggregate([$1, $1], 1)].join(',')",
        "('{0}' * 1000000).format('a' * 10000)",
        "('a' * 100000).replace('', 'b' * 100000)",
        "'a' * 100000000",
    ] {
        eval(expression, "json");
    }
    eval("range(40).aggregate([$1, $1], 1)", "yaml");
    for expression in [
        "range(1000).select('a' * 10000000 + str($)).toList()",
        "sequence().groupBy($)",
        "sequence().select(str($)).toList()",
        "sequence().toSet()",
    ] {
        let said = eval(expression, "json");
        assert!(said.contains("--max-memory"), "{expression}: {said}");
    }
}

/// A package of one class in YAML, `Main`.
fn package(place: &Place, class: &str) {
    for directory in ["p/Classes", "p/Resources"] {
        std::fs::create_dir_all(place.path().join(directory)).expect("the folder can be made");
    }
    place.file(
        "p/manifest.yaml",
        "Format: 1.4\nType: Library\nFullName: p\nName: p\nClasses:\n  Main: Main.yaml\n",
    );
    place.file("p/Classes/Main.yaml", class);
    place.file("p/Resources/r.yaml", "[yes, 010, 12:30, 2013-05-23, &a {x: 1}, {<<: *a, y: 2}]\n");
    place.file("a.murano", "print(new Main {}.run())\n");
}

#[test]
fn dates_in_class_files_are_strings_and_words_booleans() {
    let place = Place::new();
    package(
        &place,
        "Name: Main\nProperties:\n  country: {Contract: $.string(), Default: NO}\n  \
         codes: {Contract: [$.string()], Default: [010, x, 'off']}\n  \
         on: {Contract: $.bool(), Default: on}\nMethods:\n  run:\n    Body:\n      \
         - $r: new('io.murano.system.Resources')\n      \
         - Return: [2013-05-23, !!timestamp 2013-05-23, $.country, $.codes, $.on, $r.yaml('r.yaml')]\n",
    );
    let did =
        place.murano(&["run", "a.murano", "--packages", "p", "--engine", "simulated"]).ends(0);
    let expected = "['2013-05-23', '2013-05-23', 'False', ['8', 'x', 'off'], true, \
        [true, 8, 750, '2013-05-23', {x: 1}, {x: 1, y: 2}]]\n";
    assert_eq!(did.out, expected);
    let did = place.murano(&["check", "p"]).says("YAML parses `NO` as a boolean");
    let did = did.says("quote it: 'NO'").says("YAML parses `010`");
    assert!(!did.err.contains("`on`") && !did.out.contains("`on`"));
}

#[test]
fn names_and_keys_of_class_files_that_repeat_are_refused() {
    let place = Place::new();
    let twice = |class: &str, line: &str| {
        package(&place, class);
        place.murano(&["check", "p"]).ends(3).says("twice").says(&format!("Main.yaml:{line}"));
    };
    twice("Name: Main\nMethods:\n  run:\n    Body:\n      - Return: {a: 1, a: 2}\n", "5:24");
    twice("Name: Main\nMethods:\n  run: {Body: []}\n  run: {Body: []}\n", "4:3");
    twice("Name: Main\nMethods: {}\nName: Other\n", "3:1");
    // Two spellings of one number are one key.
    package(&place, "Name: Main\nMethods:\n  run:\n    Body:\n      - Return: {1: a, 0x1: b}\n");
    place.murano(&["check", "p"]).ends(0).says("the key is declared twice");
}

/// Data may come from a device or a pipe that never ends.
#[test]
fn endless_data_is_refused_before_it_takes_the_memory() {
    let place = Place::new();
    let args = ["eval", "1", "--max-memory", "256M", "--data", "/dev/zero"];
    place.murano(&args).ends(1).says("E0602").says("takes more than 64 MiB");
}

#[test]
fn standard_input_is_the_data_by_default() {
    let place = Place::new();
    assert_eq!(place.fed(&["eval", "$.b"], "b: hello").ends(0).out, "\"hello\"\n");
    assert_eq!(place.fed(&["eval", "$.a", "-"], "{\"a\": 1}").ends(0).out, "1\n");
    // Not read when the expression does not need it.
    let unread = place.command(&["eval", "1 + 2"]).stdin(std::process::Stdio::piped()).spawn();
    let mut child = unread.expect("it starts");
    let stdin = child.stdin.take();
    assert!(child.wait().expect("it ends").success());
    drop(stdin);
}

#[test]
fn each_file_has_a_result() {
    let place = Place::new();
    place.file("a.json", "{\"n\": 1}");
    place.file("b.yaml", "n: 2\n");
    place.file("c.json", "{\"n\": }");
    place.file("d.json", "{\"m\": 4}");
    assert_eq!(place.murano(&["eval", "$.n", "a.json", "b.yaml"]).ends(0).out, "1\n2\n");
    let did = place.murano(&["eval", "$.n", "a.json", "c.json", "d.json", "b.yaml"]).ends(3);
    assert_eq!(did.out, "1\n2\n", "what is wrong with one file does not matter to others");
    did.says("c.json:1:7").says("E0304");
    assert_eq!(place.murano(&["eval", "-e", "$.n", "a.json", "b.yaml"]).ends(0).out, "1\n2\n");
    assert_eq!(place.murano(&["eval", "a.json", "-e", "-$.n"]).ends(0).out, "-1\n");
}

#[test]
fn expressions_come_from_files() {
    let place = Place::new();
    place.file("a.json", "{\"n\": [1, 2, 3]}");
    place.file("sum.yaql", "$.n\n  .where($ > 1)\n  .sum()\n");
    place.file("sum.murano", "// The sum.\n$.n.sum() + 1\n");
    place.file("wrong.yaql", "$.n.\n  where($ >)\n");
    assert_eq!(place.murano(&["eval", "-f", "sum.yaql", "a.json"]).ends(0).out, "5\n");
    assert_eq!(place.murano(&["eval", "-f", "sum.murano", "a.json"]).ends(0).out, "7\n");
    place.murano(&["eval", "-f", "wrong.yaql", "a.json"]).ends(3).says("wrong.yaql:2:");
    place.murano(&["eval", "-f", "none.yaql"]).ends(3).says("E0007");
    place.murano(&["eval"]).ends(2).says("`eval` needs an expression");
}

#[test]
fn variables_are_given_by_name() {
    let place = Place::new();
    let args = ["eval", "--arg", "level=a=b", "--arg", "n=2", "[$level, int($n) + 1]", "-c"];
    assert_eq!(place.murano(&args).ends(0).out, "[\"a=b\",3]\n");
    place.murano(&["eval", "--arg", "level", "1"]).ends(2).says("expected NAME=TEXT");
}

/// YAQL and `.murano` are told apart by the text.
#[test]
fn both_notations_are_understood() {
    let place = Place::new();
    for (expression, value) in [
        ("{a => 1}", "{\"a\":1}"),
        ("{ a: 1 }", "{\"a\":1}"),
        ("[word, 'x']", "[\"word\",\"x\"]"),
        ("if $.n > 1 then 'many' else 'one'", "\"many\""),
        ("\"\\($.n) items\"", "\"2 items\""),
        ("$ with { more: { deep: true } }", "{\"n\":2,\"more\":{\"deep\":true}}"),
        ("$.n == 2", "true"),
        ("$.n = 2 // a comment", "true"),
    ] {
        let did = place.fed(&["eval", expression, "-c"], "{\"n\": 2}").ends(0);
        assert_eq!(did.out, format!("{value}\n"), "{expression}");
    }
    // Neither: the error of the notation that gets further.
    place.murano(&["eval", "if $.n > 1 then 'many' els 'one'"]).ends(3).says("`else`");
    place.murano(&["eval", "$.where($.n >)"]).ends(3).says("<expression>:1:");
}

#[test]
fn a_document_is_written_whole_or_not_at_all() {
    let place = Place::new();
    let lines = "{\"n\": 1}\n{\"n\": 0}\n";
    for format in ["json", "yaml", "table"] {
        let did = place.fed(&["eval", "$.select(10 / $.n)", "--format", format], lines).ends(1);
        assert_eq!(did.out, "", "{format}");
        did.says("E0306");
    }
    let did = place.fed(&["eval", "$.select(10 / $.n)", "--format", "lines"], lines).ends(1);
    assert_eq!(did.out, "10\n", "each line is a document");
}
