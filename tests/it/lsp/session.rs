//! The life of a server: handshake, documents, the end. No message ends it early.

use serde_json::{Value as Json, json};

use super::{Editor, URI, position};

#[test]
fn it_says_what_it_offers() {
    let mut editor = Editor::silent();
    let said = editor.ask("initialize", json!({ "capabilities": {} })).unwrap();
    assert_eq!(said["serverInfo"]["name"], "murano");
    let offered = said["capabilities"].as_object().unwrap();
    for provider in [
        "hoverProvider",
        "completionProvider",
        "signatureHelpProvider",
        "definitionProvider",
        "referencesProvider",
        "renameProvider",
        "documentSymbolProvider",
        "workspaceSymbolProvider",
        "documentFormattingProvider",
        "foldingRangeProvider",
        "inlayHintProvider",
        "codeLensProvider",
        "codeActionProvider",
        "semanticTokensProvider",
    ] {
        assert!(offered.contains_key(provider), "{provider}");
    }
}

#[test]
fn it_ends_when_the_editor_asks_for_it() {
    let mut editor = Editor::new();
    assert_eq!(editor.ask("shutdown", Json::Null), Ok(Json::Null));
    let refused = editor.at("textDocument/hover", position(0, 0)).unwrap_err();
    assert_eq!(refused["code"], -32600);
    editor.tell("exit", Json::Null);
    assert!(editor.end().success());
}

#[test]
fn it_ends_when_the_editor_leaves() {
    assert!(Editor::silent().end().success());
    assert!(Editor::new().end().success());
    let mut editor = Editor::with("class A {");
    editor.request("textDocument/hover", json!({}));
    assert!(editor.end().success());
}

#[test]
fn wrong_messages_are_answered_and_forgotten() {
    let mut editor = Editor::with("$x = 1\n$y = $x\n");
    let unknown = editor.ask("textDocument/nosuch", json!({})).unwrap_err();
    assert_eq!(unknown["code"], -32601);
    let wrong = editor.ask("textDocument/hover", json!({ "position": 5 })).unwrap_err();
    assert_eq!(wrong["code"], -32602);
    editor.tell("textDocument/didChange", json!([1, 2]));
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": "file:///other" } }));
    editor.tell("nosuch/notification", json!({ "a": 1 }));
    editor.send(&json!({ "jsonrpc": "2.0", "id": 77, "result": null }));
    for at in [position(0, 99), position(99, 0), position(u32::MAX, u32::MAX)] {
        assert!(editor.at("textDocument/hover", at.clone()).is_ok(), "{at}");
        assert!(editor.at("textDocument/completion", at.clone()).is_ok(), "{at}");
        assert!(editor.at("textDocument/definition", at.clone()).is_ok(), "{at}");
    }
    let backwards = json!({ "start": position(9, 9), "end": position(0, 0) });
    editor.change(2, json!([{ "range": backwards, "text": "$z = 2\n" }]));
    assert!(editor.whole("textDocument/documentSymbol").is_ok());
}

#[test]
fn a_request_for_a_document_that_is_not_open_has_no_answer() {
    let mut editor = Editor::new();
    for method in ["hover", "definition", "completion", "signatureHelp", "prepareRename"] {
        let found = editor.at(&format!("textDocument/{method}"), position(0, 0));
        assert_eq!(found, Ok(Json::Null), "{method}");
    }
}

#[test]
fn a_cancelled_request_is_answered() {
    let mut editor = Editor::with("$x = 1\n");
    let id = editor.request("textDocument/hover", json!({ "textDocument": { "uri": URI } }));
    editor.tell("$/cancelRequest", json!({ "id": id }));
    // Whether it was cancelled in time depends on which arrives first: an answer comes in any case.
    assert!(editor.answer(id).is_err());
    assert!(editor.at("textDocument/hover", position(0, 0)).is_ok());
}

#[test]
fn a_closed_document_has_no_problems() {
    let mut editor = Editor::with("nosuch\n");
    assert_eq!(editor.problems(1).len(), 1);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let message = editor.receive();
    assert_eq!(message["method"], "textDocument/publishDiagnostics");
    assert_eq!(message["params"]["diagnostics"], json!([]));
}
