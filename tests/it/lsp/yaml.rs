#![expect(clippy::disallowed_methods, reason = "tests write files")]
//! Class files, manifests and object models in the editor.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};

use super::{Editor, marked, position};

const MANIFEST: &str = "Format: 1.4
Type: Library
FullName: com.example.Shop
Classes:
  com.example.Item: Item.yaml
  com.example.Cart: Cart.yaml
";

const ITEM: &str = "Namespaces:
  =: com.example
Name: Item
Properties:
  name:
    Contract: $.string().notNull()
  price:
    Contract: $.int().notNull().check($ >= 0)
    Default: 1
Methods:
  describe:
    Arguments:
      - times:
          Contract: $.int()
    Body:
      - Return: $.name
";

const CART: &str = "Namespaces:
  =: com.example
  std: io.murano
Name: Cart
Extends: std:Object
Properties:
  best:
    Contract: $.class(Item)
  items:
    Contract: [$.class(Item).notNull()]
Methods:
  total:
    Arguments:
      - discount:
          Contract: $.int()
    Body:
      - $sum: 0
      - For: item
        In: $.items
        Do:
          - $sum: $sum + $item.price
      - Return: $sum - $discount
";

const MODEL: &str = "Objects:
  '?': {type: com.example.Cart, id: cart}
  best: tea
  items:
    - '?': {type: com.example.Item, id: tea}
      name: Tea
      price: 3
";

/// A workspace: a package in the directory `packages`, and an editor that knows nothing of it.
struct Workspace {
    folder: tempfile::TempDir,
    editor: Editor,
}

impl Workspace {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a directory");
        let package = folder.path().join("packages/com.example.Shop");
        fs::create_dir_all(package.join("Classes")).expect("a directory");
        fs::write(package.join("manifest.yaml"), MANIFEST).expect("a file");
        fs::write(package.join("Classes/Item.yaml"), ITEM).expect("a file");
        fs::write(package.join("Classes/Cart.yaml"), CART).expect("a file");
        Self { folder, editor: Editor::new() }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        let in_package = ["manifest.yaml", "Item.yaml", "Cart.yaml"].contains(&name);
        let directory = match name {
            "manifest.yaml" => "packages/com.example.Shop",
            _ if in_package => "packages/com.example.Shop/Classes",
            _ => "",
        };
        self.folder.path().join(directory).join(name)
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    /// Opens a text as a file of the workspace; returns its problems.
    fn open(&mut self, name: &str, text: &str) -> Vec<Json> {
        let uri = self.uri(name);
        self.editor.open(&uri, text);
        self.editor.problems_of(&uri, 1)
    }

    fn change(&mut self, name: &str, version: i32, text: &str) -> Vec<Json> {
        let uri = self.uri(name);
        self.editor.change_of(&uri, version, json!([{ "text": text }]));
        self.editor.problems_of(&uri, version)
    }

    fn at(&mut self, name: &str, method: &str, at: Json) -> Json {
        let uri = self.uri(name);
        let params = json!({ "textDocument": { "uri": uri }, "position": at });
        self.editor.ask(method, params).expect("an answer")
    }

    /// What completion offers at the mark in a text.
    fn completed(&mut self, name: &str, text: &str) -> Vec<Json> {
        let (text, at) = marked(text);
        self.open(name, &text);
        let found = self.at(name, "textDocument/completion", at);
        found["items"].as_array().cloned().unwrap_or_default()
    }

    /// The labels of what completion offers.
    fn labels(&mut self, name: &str, text: &str) -> Vec<String> {
        let found = self.completed(name, text);
        found.iter().filter_map(|item| Some(item["label"].as_str()?.to_owned())).collect()
    }

    fn hover(&mut self, name: &str, text: &str, into: &str) -> String {
        let offset = text.find(into).expect("it is there");
        let (before, after) = text.split_at(offset + 1);
        let at = marked(&format!("{before}|{after}")).1;
        let found = self.at(name, "textDocument/hover", at);
        found["contents"]["value"].as_str().unwrap_or("").to_owned()
    }
}

/// What `murano check` reports of a file: code, line and message.
fn checked(path: &Path) -> Vec<(String, u64)> {
    let output = Command::new(env!("CARGO_BIN_EXE_murano"))
        .args(["check", "--format", "json"])
        .arg(path)
        .output()
        .expect("it runs");
    let found: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let found = found.as_array().expect("a list").iter();
    let reports = found.filter(|one| one["severity"] != "request");
    reports.map(|one| (text(&one["code"]), one["line"].as_u64().unwrap_or(0))).collect()
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The same of what the server publishes.
fn published(problems: &[Json]) -> Vec<(String, u64)> {
    let line = |one: &Json| one["range"]["start"]["line"].as_u64().unwrap_or(0) + 1;
    problems.iter().map(|one| (text(&one["code"]), line(one))).collect()
}

#[test]
fn problems_are_those_of_check() {
    let broken = [
        ("Item.yaml", ITEM.replace("$.name", "$.nme")),
        ("Item.yaml", ITEM.replace("Default: 1", "Default: x")),
        ("Item.yaml", ITEM.replace("Body:", "Boddy:")),
        ("Item.yaml", ITEM.replace("- Return: $.name", "- Retrun: $.name")),
        ("Cart.yaml", CART.replace("class(Item)", "class(Itm)")),
        ("Cart.yaml", CART.replace("$item.price", "$item.prize")),
        ("manifest.yaml", MANIFEST.replace("Cart.yaml", "Nowhere.yaml")),
        ("shop.yaml", MODEL.replace("price: 3", "price: many")),
        ("shop.yaml", MODEL.replace("price: 3", "colour: red")),
        ("shop.yaml", MODEL.replace("best: tea", "best: coffee")),
        ("shop.yaml", MODEL.replace("com.example.Item", "com.example.Itm")),
    ];
    for (name, text) in broken {
        let mut workspace = Workspace::new();
        let problems = workspace.open(name, &text);
        fs::write(workspace.path(name), &text).expect("a file");
        let expected = checked(&workspace.path(name));
        assert!(!expected.is_empty(), "{text}");
        assert_eq!(published(&problems), expected, "{text}");
    }
}

#[test]
fn right_files_have_no_problems() {
    let mut workspace = Workspace::new();
    for (name, text) in [
        ("Item.yaml", ITEM),
        ("Cart.yaml", CART),
        ("manifest.yaml", MANIFEST),
        ("shop.yaml", MODEL),
        ("app.murano", "using com.example\n$item = new Item { name: 'a' }\nprint($item.price)\n"),
    ] {
        assert_eq!(workspace.open(name, text), [Json::Null; 0], "{name}");
    }
    // Data of something else is left alone, also if it is invalid.
    assert_eq!(workspace.open("compose.yaml", "services: [\n  web: {\n"), [Json::Null; 0]);
    assert_eq!(workspace.open("package.json", "{\"name\": \"x\"}"), [Json::Null; 0]);
}

#[test]
fn open_files_of_a_package_count_as_they_are_open() {
    let mut workspace = Workspace::new();
    let program = "using com.example\n$item = new Item { name: 'a' }\nprint($item.price)\n";
    assert!(workspace.open("app.murano", program).is_empty());
    assert!(workspace.open("shop.yaml", MODEL).is_empty());
    let uri = workspace.uri("Item.yaml");
    workspace.editor.open(&uri, &ITEM.replace("price", "prize"));
    let (app, shop) = (workspace.uri("app.murano"), workspace.uri("shop.yaml"));
    let found = workspace.editor.problems_of(&app, 1);
    assert_eq!(published(&found), [("E0105".to_owned(), 3)], "{found:?}");
    let found = workspace.editor.problems_of(&shop, 1);
    assert_eq!(published(&found), [("W0002".to_owned(), 7)], "{found:?}");
}

#[test]
fn a_package_elsewhere_is_found_by_a_setting() {
    let folder = tempfile::tempdir().expect("a directory");
    let packages = Workspace::new();
    let mut editor = Editor::silent();
    let options = json!({ "packages": [packages.folder.path().join("packages")] });
    let params = json!({ "capabilities": {}, "initializationOptions": options });
    editor.ask("initialize", params).expect("it initializes");
    editor.tell("initialized", json!({}));
    let uri = format!("file://{}", folder.path().join("shop.yaml").display());
    editor.open(&uri, MODEL);
    assert_eq!(editor.problems_of(&uri, 1), [Json::Null; 0]);
}

#[test]
fn keys_are_explained() {
    let mut workspace = Workspace::new();
    workspace.open("Cart.yaml", CART);
    let shown = workspace.hover("Cart.yaml", CART, "Extends");
    assert!(shown.contains("base classes"), "{shown}");
    let shown = workspace.hover("Cart.yaml", CART, "Contract");
    assert!(shown.contains("must satisfy"), "{shown}");
    let shown = workspace.hover("Cart.yaml", CART, "For: item");
    assert!(shown.contains("for each item"), "{shown}");
    let shown = workspace.hover("Cart.yaml", CART, "total");
    assert!(shown.contains("total("), "{shown}");
    let shown = workspace.hover("Cart.yaml", CART, "price");
    assert!(shown.contains("price"), "{shown}");
    let shown = workspace.hover("Cart.yaml", CART, "Item)");
    assert!(shown.contains("class Item"), "{shown}");
}

#[test]
fn names_lead_to_their_declarations() {
    let mut workspace = Workspace::new();
    workspace.open("Cart.yaml", CART);
    let defined = |workspace: &mut Workspace, name: &str, text: &str, into: &str, by: usize| {
        let offset = text.find(into).expect("it is there") + by;
        let (before, after) = text.split_at(offset);
        let at = marked(&format!("{before}|{after}")).1;
        workspace.at(name, "textDocument/definition", at)
    };
    let found = defined(&mut workspace, "Cart.yaml", CART, "$sum - $discount", 8);
    assert_eq!(found["range"]["start"], position(13, 8), "{found}");
    let found = defined(&mut workspace, "Cart.yaml", CART, "$.items", 4);
    assert_eq!(found["range"]["start"], position(8, 2), "{found}");
    workspace.open("shop.yaml", MODEL);
    let found = defined(&mut workspace, "shop.yaml", MODEL, "best: tea", 7);
    assert_eq!(found["range"]["start"]["line"], 4, "{found}");
    // What another file declares.
    let item = workspace.uri("Item.yaml");
    let found = defined(&mut workspace, "Cart.yaml", CART, "$item.price", 8);
    assert_eq!((&found["uri"], &found["range"]["start"]["line"]), (&json!(item), &json!(6)));
    let found = defined(&mut workspace, "shop.yaml", MODEL, "com.example.Item", 14);
    assert_eq!(found["uri"], item);
    let found = defined(&mut workspace, "shop.yaml", MODEL, "price: 3", 2);
    assert_eq!((&found["uri"], &found["range"]["start"]["line"]), (&json!(item), &json!(6)));
}

#[test]
fn only_variables_are_renamed() {
    let mut workspace = Workspace::new();
    workspace.open("Cart.yaml", CART);
    let uri = workspace.uri("Cart.yaml");
    let rename = |workspace: &mut Workspace, at: Json| {
        let document = json!({ "uri": uri });
        let params = json!({ "textDocument": document, "position": at, "newName": "whole" });
        workspace.editor.ask("textDocument/rename", params)
    };
    let edits = rename(&mut workspace, position(16, 9)).expect("a variable");
    let edits = edits["changes"][&uri].as_array().expect("edits").clone();
    assert_eq!(edits.len(), 4, "{edits:?}");
    let refused = rename(&mut workspace, position(8, 3)).expect_err("a property");
    assert!(text(&refused["message"]).contains("other files"), "{refused}");
}

#[test]
fn the_outline_has_members_and_objects() {
    let mut workspace = Workspace::new();
    let names = |workspace: &mut Workspace, name: &str| {
        let params = json!({ "textDocument": { "uri": workspace.uri(name) } });
        let found = workspace.editor.ask("textDocument/documentSymbol", params).expect("symbols");
        let list = found.as_array().expect("a list").clone();
        let with_children = list.iter().map(|one| {
            let children = one["children"].as_array().cloned().unwrap_or_default();
            (text(&one["name"]), children.iter().map(|child| text(&child["name"])).collect())
        });
        with_children.collect::<Vec<(String, Vec<String>)>>()
    };
    workspace.open("Cart.yaml", CART);
    let members = ["best", "items", "total"].map(str::to_owned).to_vec();
    assert_eq!(names(&mut workspace, "Cart.yaml"), [("Cart".to_owned(), members)]);
    workspace.open("shop.yaml", MODEL);
    assert_eq!(names(&mut workspace, "shop.yaml"), [("cart".to_owned(), vec!["Tea".to_owned()])]);
}

#[test]
fn indented_lines_fold() {
    let mut workspace = Workspace::new();
    workspace.open("Cart.yaml", CART);
    let params = json!({ "textDocument": { "uri": workspace.uri("Cart.yaml") } });
    let found = workspace.editor.ask("textDocument/foldingRange", params).expect("folds");
    let lines = |one: &Json| (one["startLine"].as_u64(), one["endLine"].as_u64());
    let found: Vec<_> = found.as_array().expect("a list").iter().map(lines).collect();
    assert!(found.contains(&(Some(5), Some(9))), "{found:?}");
    assert!(found.contains(&(Some(15), Some(21))), "{found:?}");
}

#[test]
fn keys_of_classes_complete() {
    let mut workspace = Workspace::new();
    let mut has = |text: &str, wanted: &[&str], absent: &[&str]| {
        let found = workspace.labels("Cart.yaml", text);
        let missing: Vec<&&str> =
            wanted.iter().filter(|w| !found.contains(&(**w).to_owned())).collect();
        assert!(missing.is_empty(), "{text}\n{missing:?} of {found:?}");
        assert!(absent.iter().all(|a| !found.contains(&(*a).to_owned())), "{text}\n{found:?}");
    };
    has("Name: A\n|", &["Namespaces", "Properties", "Methods", "Usage", "Extends"], &["Name"]);
    has("Name: A\nPro|", &["Properties"], &["Methods"]);
    has(
        &CART.replace("    Contract: $.class(Item)\n", "    |\n"),
        &["Contract", "Usage", "Default"],
        &["Body"],
    );
    has(&CART.replace("    Body:\n", "    Us|\n    Body:\n"), &["Usage"], &["Body"]);
    has(&format!("{CART}    Usage: |\n"), &["Static", "Action", "Runtime"], &["Meta"]);
    has(&CART.replace("Extends: std:Object", "Extends: std:Ob|"), &["std:Object"], &["Object"]);
    has(&CART.replace("Extends: std:Object", "Extends: |"), &["std:Object", "Item"], &[]);
    has(
        &CART.replace("      - Return: $sum - $discount\n", "      - |\n"),
        &["Return", "If", "For", "Try"],
        &["Then"],
    );
    has(
        &CART.replace("        Do:\n          - $sum: $sum + $item.price\n", "        |\n"),
        &["Do"],
        &["In", "For"],
    );
}

#[test]
fn expressions_of_classes_complete() {
    let mut workspace = Workspace::new();
    let mut has = |text: &str, wanted: &[&str]| {
        let found = workspace.labels("Cart.yaml", text);
        let missing: Vec<&&str> =
            wanted.iter().filter(|w| !found.contains(&(**w).to_owned())).collect();
        assert!(missing.is_empty(), "{text}\n{missing:?} of {found:?}");
    };
    has(&CART.replace("$sum - $discount", "$.|"), &["items", "best", "total"]);
    has(&CART.replace("$sum - $discount", "$.best.pr|"), &["price"]);
    has(&CART.replace("$sum + $item.price", "$sum + $item.|"), &["price", "name", "describe"]);
    has(&CART.replace("$sum - $discount", "$|"), &["$sum", "$discount", "$this"]);
    has(&CART.replace("$.class(Item)", "$.cl|"), &["class"]);
    has(&CART.replace("$.class(Item)", "$.class(|)"), &["Item"]);
    has(&CART.replace("- Return: $sum", "- $.best.|\n      - Return: $sum"), &["price"]);
    has(&CART.replace("$sum + $item.price", "$item.describe(|"), &["times"]);
}

#[test]
fn models_complete_the_properties_of_their_classes() {
    let mut workspace = Workspace::new();
    let items = workspace.completed("shop.yaml", &MODEL.replace("      price: 3\n", "      |\n"));
    let price = items.iter().find(|item| item["label"] == "price").expect("the property");
    assert_eq!(price["textEdit"]["newText"], "price: ");
    assert!(text(&price["detail"]).contains("$.int()"), "{price}");
    assert!(items.iter().all(|item| item["label"] != "name"), "{items:?}");
    let mut labels = |text: &str| workspace.labels("shop.yaml", text);
    assert_eq!(labels(&MODEL.replace("best: tea", "best: |")), ["cart", "tea"]);
    let found = labels(&MODEL.replace("type: com.example.Item", "type: com.example.|"));
    assert!(found.contains(&"com.example.Item".to_owned()), "{found:?}");
    let found = labels(&MODEL.replace("type: com.example.Item, ", "type: com.example.Item, |"));
    assert!(found.contains(&"classVersion".to_owned()), "{found:?}");
    let found = labels("Objects:\n|");
    assert!(found.contains(&"Attributes".to_owned()), "{found:?}");
}

#[test]
fn models_in_json_complete_with_their_quotes() {
    let mut workspace = Workspace::new();
    let head = "{\"Objects\": {\n  \"?\": {\"type\": \"com.example.Item\", \"id\": \"a\"},\n";
    let found = workspace.completed("shop.json", &format!("{head}  \"pr|\n}}}}\n"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["textEdit"]["newText"], "\"price\": ");
    assert_eq!(found[0]["textEdit"]["range"]["start"], position(2, 2));
    assert_eq!(found[0]["filterText"], "\"price");
    let found = workspace.completed("shop.json", &format!("{head}  \"pr|\"\n}}}}\n"));
    assert_eq!(found[0]["textEdit"]["newText"], "\"price");
}

#[test]
fn typing_never_ends_the_server() {
    // Every prefix of every file, and each with a line gone: whatever is asked of it has an answer.
    for (name, whole) in [("Cart.yaml", CART), ("shop.yaml", MODEL), ("manifest.yaml", MANIFEST)] {
        let mut workspace = Workspace::new();
        workspace.open(name, "");
        let mut version = 1;
        let cuts = (0..whole.len()).step_by(31).map(|at| whole[..at].to_owned());
        let lines = whole.lines().count();
        let gaps = (0..lines).map(|gone| {
            let kept = whole.lines().enumerate().filter(|(n, _)| *n != gone).map(|(_, line)| line);
            kept.collect::<Vec<_>>().join("\n")
        });
        let odd = [
            "\0",
            "&a [*a]",
            "a: &a {b: *a}",
            "? ",
            "- - -",
            "'",
            "\"\\",
            "{{{{",
            "%YAML 9\n---\n",
            "\u{feff}Name: A\n",
        ];
        for text in cuts.chain(gaps).chain(odd.map(str::to_owned)) {
            version += 1;
            workspace.change(name, version, &text);
            let last = text.lines().count().saturating_sub(1) as u32;
            let column = text.lines().last().map_or(0, |line| line.len() as u32);
            for method in
                ["completion", "hover", "definition", "signatureHelp", "documentHighlight"]
            {
                workspace.at(name, &format!("textDocument/{method}"), position(last, column));
            }
            let params = json!({ "textDocument": { "uri": workspace.uri(name) } });
            for method in ["documentSymbol", "foldingRange", "codeLens"] {
                let asked = workspace.editor.ask(&format!("textDocument/{method}"), params.clone());
                assert!(asked.is_ok(), "{method} of:\n{text}\n{asked:?}");
            }
        }
    }
}
