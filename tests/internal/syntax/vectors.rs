//! YAQL's table of texts that can and cannot be read.

use crate::diag::{Code, codes};
use crate::source::Sources;
use crate::syntax::{self, Dialect, ExpressionOptions};
use serde_json::Value;

const VECTORS: &str = include_str!("../../vectors/syntax.jsonl");

#[test]
fn yaql_texts_read_or_fail_as_they_should() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in VECTORS.lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let text = vector["expr"].as_str().unwrap();
        let delegates = vector["config"] == "delegates";
        for (dialect, key) in [(Dialect::Yaql, "error"), (Dialect::PlainYaql, "plain")] {
            count += 1;
            let options = ExpressionOptions { dialect, delegates };
            let expected = vector[key].as_str().map(code_of);
            let found = outcome(text, options);
            if found != expected {
                wrong.push(format!("{text:?} {dialect:?}: expected {expected:?}, found {found:?}"));
            }
        }
    }
    assert!(count > 200, "{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_leftmost_error_wins_and_names_its_place() {
    let cases = [
        ("été # 1", codes::LEXICAL, "Lexical error: illegal character '#' at position 4"),
        ("1 2 #", codes::SYNTAX, "Parse error: unexpected '2' at position 2 of expression '1 2 #'"),
        ("1 +", codes::SYNTAX, "Parse error: unexpected end of statement"),
        ("[1,]", codes::SYNTAX, "Parse error: unexpected ']' at position 3 of expression '[1,]'"),
        ("'a", codes::LEXICAL, "Lexical error: illegal character ''' at position 0"),
        (
            "f(x=>1, 2)",
            codes::SYNTAX,
            "Parse error: unexpected ')' at position 9 of expression 'f(x=>1, 2)'",
        ),
        (
            "1 // 2",
            codes::SYNTAX,
            "Parse error: unexpected '/' at position 3 of expression '1 // 2'",
        ),
    ];
    for (text, code, message) in cases {
        let sources = Sources::new();
        let source = sources.add("test", text).expect("it fits");
        let found = syntax::parse_expression(&source, Dialect::Yaql).unwrap_err();
        let reference = found.compat_message.as_deref().unwrap_or_default();
        assert_eq!((found.code, reference), (code, message), "{text}");
    }
}

/// People get messages in the words of all others.
#[test]
fn yaql_errors_say_what_was_expected() {
    let cases = [
        ("1 +", "expected an expression, found the end of the text", None),
        ("$.where(", "expected an expression, found the end of the text", None),
        ("[1, 2", "this `[` is never closed", Some("add the missing `]`")),
        ("'abc", "this string is never closed", Some("add the missing `'`")),
        ("$a b", "expected an operator or the end of the expression, found `b`", None),
        ("f($a b)", "expected an operator or `)`, found `b`", None),
        ("[1, 2)", "expected `]`, found `)`", None),
        ("[1 + ]", "expected an expression, found `]`", None),
        ("1)", "expected the end of the expression, found `)`", None),
        ("$a == 1", "expected an expression, found `=`", Some("equality is written with one `=`")),
        ("$a && $b", "`&` has no meaning here", Some("write `and`")),
        (
            "1, 2",
            "expected an operator or the end of the expression, found `,`",
            Some("a list is written in brackets: `[1, 2]`"),
        ),
    ];
    for (text, message, hint) in cases {
        let sources = Sources::new();
        let source = sources.add("test", text).expect("it fits");
        let found = syntax::parse_expression(&source, Dialect::Yaql).unwrap_err();
        let first = found.hints.first().map(String::as_str);
        assert_eq!((found.message.as_str(), first), (message, hint), "{text}");
    }
}

#[test]
fn spans_of_a_part_are_relative_to_the_file() {
    let sources = Sources::new();
    sources.add("before", "some text").unwrap();
    let source = sources.add("class.yaml", "value: $x + 1\n").unwrap();
    let span = crate::source::Span::new(source.base + 7, source.base + 13);
    let options = ExpressionOptions::new(Dialect::Yaql);
    let expr = syntax::parse_expression_in(&source, span, options).unwrap();
    assert_eq!(expr.span, span);
}

fn outcome(text: &str, options: ExpressionOptions) -> Option<Code> {
    let sources = Sources::new();
    let source = sources.add("test", text).expect("it fits");
    syntax::parse_expression_in(&source, source.span(), options).err().map(|found| found.code)
}

fn code_of(exception: &str) -> Code {
    match exception {
        "YaqlLexicalException" => codes::LEXICAL,
        "UnicodeDecodeError" => codes::BAD_ESCAPE,
        _ => codes::SYNTAX,
    }
}
