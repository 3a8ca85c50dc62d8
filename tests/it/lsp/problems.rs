//! Diagnostics while typing.

use serde_json::{Value as Json, json};

use super::{Editor, URI, position};

fn codes(problems: &[Json]) -> Vec<&str> {
    problems.iter().filter_map(|problem| problem["code"].as_str()).collect()
}

#[test]
fn problems_follow_the_text() {
    let mut editor = Editor::with("class A {\n    port: int! = 'x'\n}\n");
    let found = editor.problems(1);
    assert_eq!(codes(&found), ["E0201"]);
    assert_eq!(found[0]["range"]["start"], position(1, 17));
    assert_eq!(found[0]["range"]["end"], position(1, 20));
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["source"], "murano");
    let related = &found[0]["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], URI);
    assert_eq!(related["location"]["range"]["start"], position(1, 10));
    let range = json!({ "start": position(1, 17), "end": position(1, 20) });
    editor.change(2, json!([{ "range": range, "text": "80" }]));
    assert!(editor.problems(2).is_empty());
}

#[test]
fn hints_are_part_of_the_message() {
    let mut editor = Editor::with("class Store { }\n$x = new Stor { }\n");
    let found = editor.problems(1);
    assert_eq!(codes(&found), ["E0102"]);
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("did you mean"), "{message}");
}

#[test]
fn unused_variables_are_faded() {
    let mut editor = Editor::with("class A {\n    m() {\n        $unused = 1\n    }\n}\n");
    let found = editor.problems(1);
    assert_eq!(found[0]["tags"], json!([1]));
    assert_eq!(found[0]["severity"], 2);
}

#[test]
fn columns_count_utf16_units() {
    // An emoji, and a letter with a combining accent.
    let text = "$x = '\u{1F600}e\u{301}' + nosuch\n";
    let mut editor = Editor::with(text);
    let found = editor.problems(1);
    let word = text.encode_utf16().take_while(|&unit| unit != u16::from(b'+')).count() as u32 + 2;
    assert_eq!(found[0]["range"]["start"], position(0, word));
    assert_eq!(found[0]["range"]["end"], position(0, word + 6));
    // A change after the emoji is applied at the same place.
    let range = json!({ "start": position(0, word), "end": position(0, word + 6) });
    editor.change(2, json!([{ "range": range, "text": "'b'" }]));
    assert!(editor.problems(2).is_empty());
}

#[test]
fn a_byte_order_mark_shifts_nothing() {
    let mut editor = Editor::with("\u{feff}$x = 1\n$y = nosuch\n");
    assert_eq!(editor.problems(1)[0]["range"]["start"], position(1, 5));
}

#[test]
fn changes_that_arrive_together_are_checked_once() {
    let mut editor = Editor::with("$x = 1\n");
    editor.problems(1);
    for version in 2..30 {
        editor.replace(version, &format!("$x = {version}\n"));
    }
    editor.replace(30, "nosuch\n");
    assert_eq!(codes(&editor.problems(30)), ["E0101"]);
    assert!(editor.before.len() < 28, "{} were published", editor.before.len());
}

#[test]
fn imported_files_count_as_they_are_open() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), text.as_bytes())
            .unwrap();
        format!("file://{}", path.display())
    };
    let library = write("lib.murano", "class Store { size: int! }\n");
    let main = write("app.murano", "import './lib.murano'\n$x = new Store { size: 1 }\n");
    let mut editor = Editor::new();
    editor.open(&main, "import './lib.murano'\n$x = new Store { size: 1 }\n");
    assert!(editor.problems(1).is_empty());
    // The open text replaces that on disk, also before it is saved.
    editor.open(&library, "class Store { size: int!\n name: string! }\n");
    let mut found = Vec::new();
    for _ in 0..2 {
        found.extend(editor.problems(1));
    }
    assert_eq!(codes(&found), ["E0202"]);
}

#[test]
fn yaml_classes_have_syntax_errors() {
    let mut editor = Editor::new();
    let text = "Name: A\nMethods:\n  m:\n    Body:\n      - $x: $y +\n";
    editor.open("file:///nowhere/Classes/A.yaml", text);
    let found = editor.problems(1);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["range"]["start"]["line"], 4);
}

#[test]
fn a_huge_text_is_not_checked() {
    let mut editor = Editor::with(&"$x = 1 // comment\n".repeat(600_000));
    let found = editor.problems(1);
    assert_eq!(found.len(), 1);
    assert!(found[0]["message"].as_str().unwrap().contains("not checked"));
    assert_eq!(editor.at("textDocument/hover", position(0, 1)), Ok(Json::Null));
}
