//! Every request, in one program.

use serde_json::{Value as Json, json};

use super::{Editor, URI, marked, position};

const PROGRAM: &str = "/// A store of values.
class Redis extends DockerApplication {
    name: string!
    /// Its port.
    port: int! = 6379
    ports: [ApplicationPort]
    /// Starts it.
    start(times: int!, name: string = 'x') -> string { return $.name }
}

$host = new DockerStandaloneHost { name: 'local' }
$redis = new Redis { name: 'r', host: $host, ports: [{ port: 80 }] }
$redis.start(1)
";

fn editor() -> Editor {
    Editor::with(PROGRAM)
}

/// The position of a text in the program, some characters into it.
fn at(text: &str, into: usize) -> Json {
    let offset = PROGRAM.find(text).expect("it is there") + into;
    let (before, after) = PROGRAM.split_at(offset);
    marked(&format!("{before}|{after}")).1
}

fn labels(found: &Json) -> Vec<&str> {
    let items = found["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item["label"].as_str()).collect()
}

/// What completion offers at the mark `|`.
fn completed(text: &str) -> Vec<String> {
    let (text, at) = marked(text);
    let mut editor = Editor::with(&text);
    let found = editor.at("textDocument/completion", at).expect("it completes");
    labels(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn hover_shows_declarations_and_their_documentation() {
    let mut editor = editor();
    let mut hover = |text: &str, into: usize| {
        let found = editor.at("textDocument/hover", at(text, into)).unwrap();
        found["contents"]["value"].as_str().unwrap_or("").to_owned()
    };
    let class = hover("new Redis", 5);
    assert!(class.contains("class Redis extends DockerApplication"), "{class}");
    assert!(class.contains("A store of values."), "{class}");
    let method = hover("start(1)", 2);
    assert!(method.contains("start(times: int!, name: string = 'x') -> string"), "{method}");
    assert!(method.contains("Starts it."), "{method}");
    let variable = hover("$redis.start", 2);
    assert!(variable.contains("$redis: Redis!"), "{variable}");
    let dictionary = hover("{ port: 80", 0);
    assert!(dictionary.contains("class ApplicationPort"), "{dictionary}");
    assert!(dictionary.contains("becomes `ports[0]` of `Redis`"), "{dictionary}");
    let key = hover("port: 80", 1);
    assert!(key.contains("port: int!"), "{key}");
}

#[test]
fn changes_complete_the_keys_of_what_they_change() {
    let class = "class Port { number: int!; protocol: string }\n$port = new Port { number: 1 }\n";
    for changes in ["$copy = $port with { n|umber: 2 }\n", "$copy = $port with { nu| }\n"] {
        let found = completed(&format!("{class}{changes}"));
        assert!(found.iter().any(|label| label == "number"), "{changes}: {found:?}");
    }
}

#[test]
fn hover_shows_functions_of_the_library() {
    let (text, at) = marked("$x = [1, 2].sel|ect($ * 2)\n");
    let mut editor = Editor::with(&text);
    let found = editor.at("textDocument/hover", at).unwrap();
    let shown = found["contents"]["value"].as_str().unwrap();
    assert!(shown.contains("select("), "{shown}");
    assert_eq!(found["range"]["start"], position(0, 12));
}

#[test]
fn a_definition_is_found() {
    let mut editor = editor();
    let mut line = |text: &str, into: usize| {
        let found = editor.at("textDocument/definition", at(text, into)).unwrap();
        assert_eq!(found["uri"], URI, "{text}");
        found["range"]["start"]["line"].as_u64().unwrap()
    };
    assert_eq!(line("start(1)", 1), 7);
    assert_eq!(line("new Redis", 5), 1);
    assert_eq!(line("ports: [{", 1), 5);
    assert_eq!(line("$redis.start", 2), 11);
    assert_eq!(line("host: $host", 7), 10);
}

#[test]
fn references_are_those_of_the_declaration() {
    let mut editor = editor();
    let mut lines = |text: &str, declaration: bool| {
        let params = json!({
            "textDocument": { "uri": URI },
            "position": at(text, 1),
            "context": { "includeDeclaration": declaration },
        });
        let found = editor.ask("textDocument/references", params).unwrap();
        let found = found.as_array().unwrap().clone();
        found.iter().map(|l| l["range"]["start"]["line"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(lines("start(times", true), [7, 12]);
    assert_eq!(lines("start(times", false), [12]);
    assert_eq!(lines("Redis extends", true), [1, 11]);
    assert_eq!(lines("$host = new", true), [10, 11]);
    let found = editor.at("textDocument/documentHighlight", at("$host = new", 1)).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 2);
}

#[test]
fn names_are_renamed_with_their_references() {
    let mut editor = editor();
    let place = editor.at("textDocument/prepareRename", at("$redis.start", 2)).unwrap();
    assert_eq!(place["start"], position(12, 1));
    let rename = |position: Json, name: &str| json!({ "textDocument": { "uri": URI }, "position": position, "newName": name });
    let found = editor.ask("textDocument/rename", rename(at("ports: [{", 1), "open")).unwrap();
    let edits = found["changes"][URI].as_array().unwrap();
    assert_eq!(edits.len(), 2, "{edits:?}");
    assert!(edits.iter().all(|edit| edit["newText"] == "open"));
    let found = editor.ask("textDocument/rename", rename(at("$redis.st", 2), "$cache")).unwrap();
    let edits = found["changes"][URI].as_array().unwrap();
    assert_eq!(edits.len(), 2);
    assert!(edits.iter().all(|edit| edit["newText"] == "cache"));
    let wrong = editor.ask("textDocument/rename", rename(at("$redis.st", 2), "a b")).unwrap_err();
    assert_eq!(wrong["message"], "`a b` is not a name");
}

#[test]
fn what_the_core_library_declares_is_not_renamed() {
    let mut editor = editor();
    for name in ["host: $host", "DockerStandaloneHost"] {
        let wrong = editor.at("textDocument/prepareRename", at(name, 1)).unwrap_err();
        let message = wrong["message"].as_str().unwrap();
        assert!(message.contains("declared by the built-in class"), "{message}");
    }
}

#[test]
fn signatures_have_an_active_parameter() {
    let mut editor = editor();
    let found = editor.at("textDocument/signatureHelp", at("start(1)", 6)).unwrap();
    let label = &found["signatures"][0]["label"];
    assert_eq!(label, "start(times: int!, name: string = 'x') -> string");
    assert_eq!(found["activeParameter"], 0);
    assert_eq!(found["signatures"][0]["parameters"][1]["label"], "name: string = 'x'");
    // The call is being typed.
    let (text, at) = marked(&format!("{PROGRAM}$redis.start(1, |"));
    editor.replace(2, &text);
    let found = editor.at("textDocument/signatureHelp", at).unwrap();
    assert_eq!(found["activeParameter"], 1, "{found}");
    let (text, at) = marked("$x = 'a'.replace('b', |)\n");
    editor.replace(3, &text);
    let found = editor.at("textDocument/signatureHelp", at).unwrap();
    assert!(found["signatures"].as_array().unwrap().len() > 1, "{found}");
    assert_eq!(found["activeParameter"], 1);
}

#[test]
fn members_complete_by_the_type() {
    let found = completed(&format!("{PROGRAM}$redis.|"));
    assert!(found.contains(&"start".to_owned()), "{found:?}");
    assert!(found.contains(&"deploy".to_owned()), "{found:?}");
    assert_eq!(completed(&format!("{PROGRAM}$redis.host.na|")), ["name"]);
    let found = completed("$x = 'a'.toUp|");
    assert_eq!(found, ["toUpper"]);
    assert!(!completed("$x = 'a'\n$x.|").contains(&"select".to_owned()));
    let found = completed("class A {\n  size: int!\n  grow() { $.si| }\n}\n");
    assert_eq!(found, ["size"]);
}

#[test]
fn keys_complete_at_any_depth() {
    let unfinished =
        completed(&format!("{PROGRAM}$other = new Redis {{ name: 'o', ports: [{{ po|"));
    assert_eq!(unfinished[0], "port");
    let found = completed(
        "class App extends DockerApplication {\n  getContainer() -> DockerContainer {\n    \
         return { name: 'x', ports: [{ | }] }\n  }\n}\n",
    );
    assert_eq!(found[0], "port", "{found:?}");
    assert!(found.contains(&"protocol".to_owned()), "{found:?}");
    let given = completed(&format!("{PROGRAM}$other = new Redis {{ name: 'o', |"));
    assert!(given.contains(&"host".to_owned()), "{given:?}");
    assert!(!given.contains(&"name".to_owned()), "{given:?}");
}

#[test]
fn keyword_arguments_come_first() {
    let found = completed(&format!("{PROGRAM}$redis.start(|)"));
    assert_eq!(found[..2], ["times", "name"]);
    let found = completed(&format!("{PROGRAM}$redis.start(1, |)"));
    assert_eq!(found[0], "name");
}

#[test]
fn words_complete_by_their_place() {
    let found = completed("try { } catch Key| { }\n");
    assert_eq!(found, ["KeyError", "KeyboardInterrupt"]);
    let found = completed("class A extends DockerApp|");
    assert!(found.contains(&"DockerApplication".to_owned()), "{found:?}");
    let found = completed("class A {\n  x: str|\n}\n");
    assert!(found.contains(&"string".to_owned()), "{found:?}");
    let found = completed("function greet(who) { return $w| }\n");
    assert_eq!(found, ["$who"]);
    let found = completed("function greet(who) { return $who }\ngre|\n");
    assert_eq!(found, ["greet"]);
    assert!(completed("// a comm|").is_empty());
    assert!(completed("'some te|").is_empty());
}

#[test]
fn paths_of_imports_complete() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["library.murano", "notes.txt"] {
        std::fs::File::create(folder.path().join(name)).unwrap();
    }
    std::fs::create_dir(folder.path().join("lists")).unwrap();
    let uri = format!("file://{}/app.murano", folder.path().display());
    let mut editor = Editor::new();
    editor.open(&uri, "import './li");
    let params = json!({ "textDocument": { "uri": uri }, "position": position(0, 12) });
    let found = editor.ask("textDocument/completion", params).unwrap();
    assert_eq!(labels(&found), ["library.murano", "lists/"]);
}

#[test]
fn functions_of_the_library_are_explained_when_chosen() {
    let (text, at) = marked("$x = 'a'.toUpp|");
    let mut editor = Editor::with(&text);
    let found = editor.at("textDocument/completion", at).unwrap();
    let item = &found["items"][0];
    assert!(item["documentation"]["value"].as_str().unwrap().len() > 10);
    let resolved = editor.ask("completionItem/resolve", item.clone()).unwrap();
    let doc = resolved["documentation"]["value"].as_str().unwrap();
    assert!(doc.contains("```murano"), "{doc}");
}

#[test]
fn the_outline_has_classes_with_their_members() {
    let mut editor = editor();
    let found = editor.whole("textDocument/documentSymbol").unwrap();
    assert_eq!(found[0]["name"], "Redis");
    assert_eq!(found[0]["detail"], "DockerApplication");
    let members: Vec<&str> = found[0]["children"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|member| member["name"].as_str())
        .collect();
    assert_eq!(members, ["name", "port", "ports", "start"]);
    let found = editor.ask("workspace/symbol", json!({ "query": "STAR" })).unwrap();
    assert_eq!(found[0]["name"], "start");
    assert_eq!(found[0]["containerName"], "Redis");
}

#[test]
fn blocks_and_comments_fold() {
    let mut editor = editor();
    let found = editor.whole("textDocument/foldingRange").unwrap();
    assert_eq!(found[0]["startLine"], 1);
    assert_eq!(found[0]["endLine"], 7);
}

#[test]
fn hints_name_classes_and_parameters() {
    let mut editor = editor();
    let found = editor.whole("textDocument/inlayHint").unwrap();
    let shown: Vec<(&str, &Json)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| (hint["label"].as_str().unwrap(), &hint["position"]))
        .collect();
    assert_eq!(shown, [("ApplicationPort", &at("{ port: 80", 0)), ("times:", &at("start(1)", 6))]);
}

#[test]
fn a_program_can_be_run_from_its_text() {
    let mut editor = editor();
    let found = editor.whole("textDocument/codeLens").unwrap();
    let commands: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|lens| lens["command"]["command"].as_str())
        .collect();
    assert_eq!(commands, ["murano.run", "murano.plan"]);
    editor.replace(
        2,
        "using io.murano.test\nclass T extends TestFixture {\n  testOne() { }\n  helper() { }\n}\n",
    );
    let found = editor.whole("textDocument/codeLens").unwrap();
    let tests: Vec<&Json> =
        found.as_array().unwrap().iter().map(|lens| &lens["command"]["arguments"][1]).collect();
    assert_eq!(tests, ["T.", "T.testOne"]);
}

#[test]
fn a_document_is_formatted() {
    let mut editor = Editor::with("$x=1\nclass A{x:int!}\n");
    let found = editor.whole("textDocument/formatting").unwrap();
    assert!(found[0]["newText"].as_str().unwrap().contains("$x = 1\n"), "{found}");
    editor.replace(2, "$x = 1\n");
    assert_eq!(editor.whole("textDocument/formatting").unwrap(), json!([]));
    editor.replace(3, "$x = [\n");
    let wrong = editor.whole("textDocument/formatting").unwrap_err();
    assert!(wrong["message"].as_str().unwrap().starts_with("it has syntax errors"), "{wrong}");
}

/// The edits that format some lines.
fn format_lines(editor: &mut Editor, first: u32, last: u32) -> Json {
    let range = json!({ "start": position(first, 0), "end": position(last, 1) });
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let params = json!({ "textDocument": { "uri": URI }, "range": range, "options": options });
    editor.ask("textDocument/rangeFormatting", params).expect("edits")
}

#[test]
fn a_range_is_formatted() {
    let mut editor = Editor::with("$x=1\n$y=2\n$z=[3,\n4]\n");
    let edit = |first: u32, last: u32, text: &str| json!({ "range": { "start": position(first, 0), "end": position(last, 0) }, "newText": text });
    assert_eq!(
        format_lines(&mut editor, 3, 3),
        json!([edit(0, 4, "$x = 1\n$y = 2\n$z = [3, 4]\n")])
    );
    editor.replace(2, "$x=1\n$same = 0\n$z=[3,\n4]\n");
    assert_eq!(format_lines(&mut editor, 0, 0), json!([edit(0, 1, "$x = 1\n")]));
    assert_eq!(format_lines(&mut editor, 3, 3), json!([edit(2, 4, "$z = [3, 4]\n")]));
    assert_eq!(format_lines(&mut editor, 1, 1), json!([]));
}

#[test]
fn tokens_are_classified() {
    let mut editor = Editor::with("$x = 'a'\n// c\n");
    let found = editor.whole("textDocument/semanticTokens/full").unwrap();
    // Line and column relative to the token before, length, class, modifiers.
    assert_eq!(found["data"], json!([0, 0, 2, 3, 0, 0, 3, 1, 8, 0, 0, 2, 3, 1, 0, 1, 0, 4, 0, 0]));
}

#[test]
fn errors_with_one_remedy_have_a_quick_fix() {
    let mut editor =
        Editor::with("class Store { size: int }\n$x = new Stor { size: 1 }\nprint($x.siz)\n");
    let mut fixed = |line: u32, column: u32| {
        let at = position(line, column);
        let params = json!({
            "textDocument": { "uri": URI },
            "range": { "start": at, "end": at },
            "context": { "diagnostics": [] },
        });
        editor.ask("textDocument/codeAction", params).unwrap()
    };
    let found = fixed(1, 10);
    assert_eq!(found[0]["title"], "Change to `Store`");
    assert_eq!(found[0]["kind"], "quickfix");
    assert_eq!(found[0]["diagnostics"][0]["code"], "E0102");
    let edit = &found[0]["edit"]["changes"][URI][0];
    assert_eq!(edit["newText"], "Store");
    assert_eq!(edit["range"], json!({ "start": position(1, 9), "end": position(1, 13) }));
    assert_eq!(fixed(0, 0), json!([]));
}

#[test]
fn an_unused_variable_can_be_marked() {
    let mut editor = Editor::with("class A {\n    m() {\n        $unused = 1\n    }\n}\n");
    let at = position(2, 10);
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [] },
    });
    let found = editor.ask("textDocument/codeAction", params).unwrap();
    assert_eq!(found[0]["title"], "Call it `$_unused`");
    let edit = &found[0]["edit"]["changes"][URI][0];
    assert_eq!(edit["newText"], "_");
    assert_eq!(edit["range"]["start"], position(2, 9));
}

#[test]
fn codes_are_explained() {
    let mut editor = Editor::with("nosuch\n");
    let at = position(0, 2);
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [] },
    });
    let found = editor.ask("textDocument/codeAction", params).unwrap();
    let command = found.as_array().unwrap().last().unwrap().clone();
    assert_eq!(command["title"], "Explain E0101");
    editor.before.clear();
    editor.ask("workspace/executeCommand", command).unwrap();
    let shown = editor.before.iter().find(|m| m["method"] == "window/showMessage").unwrap();
    assert!(shown["params"]["message"].as_str().unwrap().starts_with("E0101: "), "{shown}");
    let unknown = json!({ "command": "nosuch", "arguments": [] });
    assert_eq!(editor.ask("workspace/executeCommand", unknown), Ok(Json::Null));
}
