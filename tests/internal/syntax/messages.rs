//! Syntax errors: message, position, hint; and that parsing continues after them.

use super::module;
use crate::diag::codes;

/// Text, marked text, message, part of a hint.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("f(1 2)", "2", "expected `,` or `)`, found `2`", ""),
    ("$x = { a: 1 b: 2 }", "b", "expected `,` or `}`, found `b`", ""),
    ("$x $y", "$y", "expected the end of the line, found `$y`", "separated by `;`"),
    (
        "$x = a ? b : c",
        "?",
        "expected the end of the line, found `?`",
        "if condition then a else b",
    ),
    ("$x += 1", "=", "expected an expression, found `=`", "$x = $x + value"),
    ("$x = new A(b: 1)", "(", "expected `{`, found `(`", "new Name {"),
    ("let x = 1", "x", "expected the end of the line, found `x`", "$name = value"),
    ("if $a && $b { }", "&&", "expected `and`, found `&&`", "`&&` is written `and`"),
    ("for x in $xs { }", "x", "expected a variable, found `x`", "for $x in"),
    ("if $a { } elif $b { }", "elif", "expected `else`, found `elif`", "else if"),
    ("else { }", "else", "expected an expression, found `else`", "on the line of the `}`"),
    ("class A { fn f() { } }", "f", "expected `:` or `(`, found `f`", "has no keyword"),
    ("class A { function f() { } }", "f", "expected `:` or `(`, found `f`", "has no keyword"),
    ("class A { port int }", "int", "expected `:` or `(`, found `int`", "`port: int`"),
    ("class A { m($a) { } }", "$", "a parameter is declared without `$`: `a`", "write `a` here"),
    (
        "class A { p: foo(1) }",
        "foo(1)",
        "`foo(…)` is not a contract with these arguments",
        "any where (foo($))",
    ),
    (
        "class A { p: { string: int } }",
        "string",
        "`string` is the name of a key here, not the contract of all keys",
        "for any keys, write `{[string]: …}`",
    ),
    ("f(a: 1, 2)", "2", "expected a named argument after a named one", ""),
    ("f(]", "]", "expected `)`, found `]`", ""),
    ("'it's'\n$x = 1\n", "'", "this string is never closed", "an apostrophe is written"),
    ("}", "}", "this `}` closes nothing", "add the `{`"),
    ("while $x\n$y = 1", "", "expected `{`, found the end of the line", ""),
    ("$x = 1 # note", "#", "expected the end of the line, found `#`", "comments begin with `//`"),
];

#[test]
fn messages_name_what_was_expected_where() {
    for (text, marked, message, hint) in CASES {
        let (_, found) = module(text);
        let [first] = found.as_slice() else { panic!("{text}: {found:#?}") };
        assert_eq!(first.message, *message, "{text}");
        let place = first.span.start as usize..first.span.end as usize;
        assert_eq!(&text[place], *marked, "{text}");
        assert!(first.hints.join("\n").contains(hint), "{text}: {:?}", first.hints);
        assert!(!hint.is_empty() || first.hints.is_empty(), "{text}: {:?}", first.hints);
    }
}

#[test]
fn parsing_continues_after_mistakes() {
    let text = "class A {
        one: string
        fn two() { }
        three: int
        four() {
            $x = f(1 2)
            $y = 1
            $z = [1, 2
        }
        five int
        six: bool
    }
    $a = = 1
    $b = 2
    ";
    let (module, found) = module(text);
    let messages: Vec<_> = found.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "expected `:` or `(`, found `two`",
            "expected `,` or `)`, found `2`",
            "this `[` is never closed",
            "expected `:` or `(`, found `int`",
            "expected an expression, found `=`",
        ]
    );
    assert_eq!(module.classes[0].properties.len(), 3);
    assert_eq!(module.classes[0].methods.len(), 1);
    assert_eq!(module.body.statements.len(), 2);
}

#[test]
fn unfinished_input_asks_for_more() {
    let unfinished = [
        "f(1,",
        "$x = [",
        "class A {",
        "if $c {",
        "$x = 1 +",
        "$x = 'abc",
        "$s = \"\"\"\nabc",
        "$x = \"a\\(b",
        "if $c",
        "$x =",
        "try { }",
        "for $x in",
        "class A",
        "/* note",
        "$x.",
        "match $x {",
        "function f(",
        "if $c { } // note\n$x = 1 + // note\n",
    ];
    for text in unfinished {
        let (_, found) = module(text);
        assert!(found.iter().any(|d| d.incomplete), "{text}: {found:#?}");
    }
    for text in ["$x = 1", "f(1 2)", "if $c { }", "$x = )", "", "// note", "class A { port int }"] {
        let (_, found) = module(text);
        assert!(found.iter().all(|d| !d.incomplete), "{text}: {found:#?}");
    }
}

#[test]
fn one_missing_brace_is_one_error() {
    let (module, found) = module("class A {\n  m() {\n    if $x {\n      $y = 1\n");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].code, codes::UNFINISHED);
    assert_eq!(module.classes.len(), 1);
}
