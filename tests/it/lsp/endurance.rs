#![expect(clippy::disallowed_methods, reason = "a test reads how much memory the server has")]
//! Random edits: the server keeps the same text as the editor, and answers whatever the text is.

use serde_json::json;

use super::{Editor, URI, position};

/// What is inserted: brackets, words, characters of several UTF-16 units.
const PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "(",
    ")",
    "[",
    "'",
    "\"",
    "\\(",
    "\n",
    "\r\n",
    "$x",
    ".",
    "class A ",
    "new ",
    "é",
    "\u{1F600}",
    "e\u{301}",
    "port: int!",
    " = 1",
    "// c\n",
    "catch ",
    "/*",
    "*/",
    "try { ",
    "@",
    "$this.",
    ", ",
];

const START: &str = "class Store {\n    size: int! = 1\n    grow(by: int!) { return $.size + $by }\n}\n\
    $s = new Store { size: 2 }\n$s.grow(3)\n";

/// A generator of numbers that every run repeats.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// The position of the nth character of a text.
fn position_of(text: &str, nth: usize) -> (usize, serde_json::Value) {
    let at = text.char_indices().nth(nth).map_or(text.len(), |(at, _)| at);
    let before = &text[..at];
    let line = before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().unwrap_or("").encode_utf16().count() as u32;
    (at, position(line, column))
}

#[test]
fn random_edits_keep_both_texts_equal() {
    for seed in 0..4 {
        let mut numbers = Numbers(seed);
        let mut text = START.to_owned();
        let mut editor = Editor::with(&text);
        for version in 2..60 {
            let count = text.chars().count() + 1;
            let from = numbers.below(count);
            let to = (from + numbers.below(6)).min(count - 1);
            let ((start, first), (end, last)) = (position_of(&text, from), position_of(&text, to));
            // Between a carriage return and its line feed there is no position.
            if text[..start].ends_with('\r') || text[..end].ends_with('\r') {
                continue;
            }
            let piece = PIECES[numbers.below(PIECES.len())];
            text.replace_range(start..end, piece);
            let range = json!({ "start": first, "end": last });
            editor.change(version, json!([{ "range": range, "text": piece }]));
            let method = ["completion", "hover", "signatureHelp", "definition"][numbers.below(4)];
            let found = editor.at(&format!("textDocument/{method}"), last);
            assert!(found.is_ok(), "{method}: {found:?} in {text:?}");
        }
        // Both texts have the same tokens at the same places.
        let ours = editor.whole("textDocument/semanticTokens/full").unwrap();
        let mut other = Editor::with(&text);
        assert_eq!(ours, other.whole("textDocument/semanticTokens/full").unwrap(), "{text:?}");
        for method in ["documentSymbol", "foldingRange", "codeLens", "inlayHint"] {
            let method = format!("textDocument/{method}");
            assert_eq!(editor.whole(&method), other.whole(&method), "{method} of {text:?}");
        }
    }
}

#[test]
fn a_long_session_does_not_grow() {
    let mut editor = Editor::with(START);
    let memory = |editor: &Editor| {
        let path = format!("/proc/{}/statm", editor.child.id());
        let pages = std::fs::read_to_string(path).ok()?;
        pages.split(' ').nth(1)?.parse::<u64>().ok()
    };
    let edit = |editor: &mut Editor, version: i32| {
        editor.replace(version, &format!("{START}$s.grow({version})\n"));
        editor.at("textDocument/completion", position(6, 3)).unwrap();
    };
    (2..50).for_each(|version| edit(&mut editor, version));
    let before = memory(&editor);
    (50..250).for_each(|version| edit(&mut editor, version));
    if let (Some(before), Some(after)) = (before, memory(&editor)) {
        assert!(after < before + before / 2, "{before} pages became {after}");
    }
    assert!(
        editor
            .ask(
                "textDocument/hover",
                json!({ "textDocument": { "uri": URI }, "position": position(0, 7) })
            )
            .is_ok()
    );
}
