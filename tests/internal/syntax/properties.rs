//! Properties of the parser over random texts.

use crate::source::{Sources, Span};
use crate::syntax::{self, Arg, Dialect, Entry, Expr, ExprKind, Piece};
use proptest::prelude::*;

/// Texts made of pieces of the language, valid or not.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$x",
        "$",
        "1",
        "2.5",
        "'a'",
        "\"b\\($x)\"",
        "`c`",
        "foo",
        "p:Foo",
        "f(",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        " => ",
        ": ",
        ".",
        "?.",
        " + ",
        " -",
        " = ",
        " and ",
        " not ",
        " in ",
        "\n",
        "; ",
        "if ",
        " then ",
        " else ",
        "class A ",
        "extends ",
        "out ",
        "init ",
        "new A ",
        "return ",
        "for $i in ",
        "match ",
        "case ",
        "// c\n",
        "/* d */",
        "\"\"\"",
        "é",
        "\\",
        "@",
        "!",
        "->",
        " where (",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_is_stable(text in program()) {
        let sources = Sources::new();
        let source = sources.add("program", text.as_str()).unwrap();
        let (_, found) = syntax::parse_module(&source);
        prop_assert!(found.is_empty(), "{text}\n{found:?}");
        // The formatter itself checks that the meaning and the comments stay.
        let once = syntax::print::format(&source);
        prop_assert!(once.is_ok(), "{text}");
        let once = once.unwrap_or_default();
        let again = sources.add("again", once.as_str()).unwrap();
        let twice = syntax::print::format(&again).unwrap_or_default();
        prop_assert!(once == twice, "{text}\n---\n{once}\n---\n{twice}");
    }

    #[test]
    fn nothing_panics_and_spans_are_within_the_text(text in prop_oneof![text(), any::<String>()]) {
        let sources = Sources::new();
        let source = sources.add("random", text.as_str()).unwrap();
        let (module, found) = syntax::parse_module(&source);
        for place in found.iter().map(|d| d.span).chain(module.comments.iter().map(|c| c.span)) {
            prop_assert!(within(place, source.span()));
            prop_assert!(text.is_char_boundary(place.start as usize));
            prop_assert!(text.is_char_boundary(place.end as usize));
        }
        for dialect in [Dialect::Murano, Dialect::Yaql, Dialect::PlainYaql] {
            if let Ok(expr) = syntax::parse_expression(&source, dialect) {
                prop_assert!(within(expr.span, source.span()));
                prop_assert!(nests(&expr), "{expr:?}");
            }
        }
    }
}

/// A gap inside brackets.
fn gap() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["", " ", "\n", "  // c\n", " /* d */ ", "\n\n // e\n\n"])
}

/// Items in brackets, with gaps, some with a comma at the end.
fn bracketed(
    brackets: (&'static str, &'static str),
    item: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    let items = prop::collection::vec((gap(), item, gap()), 0..4);
    (items, any::<bool>(), gap()).prop_map(move |(items, trailing, end)| {
        let comma = if trailing && !items.is_empty() { "," } else { "" };
        // `#` in an item is replaced by its number, so that names and keys are unique.
        let items = items.iter().enumerate();
        let items =
            items.map(|(n, (a, item, b))| format!("{a}{}{b}", item.replace('#', &n.to_string())));
        let items: Vec<String> = items.collect();
        format!("{}{}{comma}{end}{}", brackets.0, items.join(","), brackets.1)
    })
}

/// Valid expressions.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "$x",
        "$",
        "1",
        "2.5",
        "'a'",
        "\"b\\($x)\"",
        "`c`",
        "foo",
        "p:Foo",
        "null",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
        let sign = prop::sample::select(vec![
            " + ",
            "*",
            " = ",
            " == ",
            "\n  and ",
            " or // f\n",
            " in ",
            "\n - ",
        ]);
        let dot = prop::sample::select(vec![".", "?.", "\n  .", " // g\n  ."]);
        let named = (prop::sample::select(vec!["j#: ", "'s#' => ", "1# => "]), inner.clone());
        let entry =
            (prop::sample::select(vec!["k#", "'s t#'", "[$x]", "in#", "7#"]), gap(), inner.clone())
                .boxed();
        let args = bracketed(("(", ")"), inner.clone());
        prop_oneof![
            (inner.clone(), sign, inner.clone()).prop_map(|(a, sign, b)| format!("{a}{sign}{b}")),
            (inner.clone(), dot, args).prop_map(|(a, dot, args)| format!("({a}){dot}m{args}")),
            bracketed(("f(", ")"), inner.clone()),
            bracketed(("g(", ")"), named.prop_map(|(key, value)| format!("{key}{value}"))),
            bracketed(("[", "]"), inner.clone()),
            bracketed(
                ("{", "}"),
                entry.clone().prop_map(|(key, gap, value)| format!("{key}: {gap}{value}"))
            ),
            bracketed(
                ("new p:A {", "}"),
                entry.prop_map(|(key, gap, value)| format!("{key}:{gap}{value}"))
            ),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("if {a} then {b} else {c}")),
            (gap(), inner.clone(), gap()).prop_map(|(a, inner, b)| format!("({a}{inner}{b})[0]")),
            inner.prop_map(|inner| format!("not {inner}")),
        ]
    })
}

/// Valid programs.
fn program() -> impl Strategy<Value = String> {
    let simple = prop_oneof![
        expression().prop_map(|e| format!("$y = {e}")),
        expression().prop_map(|e| format!("return {e}")),
        Just("break".to_owned()),
    ];
    let statement = simple.prop_recursive(3, 12, 3, |inner| {
        let block = block(inner).boxed();
        prop_oneof![
            (expression(), block.clone(), block.clone())
                .prop_map(|(e, a, b)| format!("if ({e}) {a} else {b}")),
            (expression(), block.clone()).prop_map(|(e, a)| format!("for $i in ({e}) {a}")),
            (expression(), block.clone(), block.clone())
                .prop_map(|(e, a, b)| format!("match ({e}) {{ case 1 {a} // h\n default {b} }}")),
            (block.clone(), block).prop_map(|(a, b)| format!("try {a} catch p:E as $e {b}")),
        ]
    });
    let class = (gap(), expression(), block(statement.clone())).prop_map(|(gap, e, body)| {
        format!(
            "class A {{ {gap}\n/// doc\n out x: {{ a: int!,\n b: [string] }} = {e}\n{gap}\n \
             m(a: int, // i\n b: any) -> int {body} }}"
        )
    });
    let item = prop_oneof![statement, class];
    prop::collection::vec((gap(), item, gap()), 0..4).prop_map(|items| {
        let lines: Vec<String> = items.iter().map(|(a, s, b)| format!("{a}{s}{b}\n")).collect();
        lines.concat()
    })
}

fn block(statement: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec((statement, gap()), 0..3).prop_map(|items| {
        let lines: Vec<String> = items.iter().map(|(s, gap)| format!("{s}{gap}\n")).collect();
        format!("{{ {}}}", lines.concat())
    })
}

fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end
}

/// Whether the spans of all parts are within that of the whole.
fn nests(expr: &Expr) -> bool {
    let mut good = true;
    each_part(expr, &mut |part| good &= within(part.span, expr.span) && nests(part));
    good
}

fn each_part(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::Interpolated(pieces) => pieces.iter().for_each(|piece| {
            if let Piece::Expr(part) = piece {
                visit(part);
            }
        }),
        ExprKind::List(args) | ExprKind::Call { args, .. } | ExprKind::Super { args, .. } => {
            each_argument(args, visit);
        }
        ExprKind::Map(entries) | ExprKind::New { entries, .. } => {
            for Entry { key, value } in entries {
                visit(key);
                visit(value);
            }
        }
        ExprKind::Index { target, args }
        | ExprKind::MethodCall { target, args, .. }
        | ExprKind::Invoke { callee: target, args } => {
            visit(target);
            each_argument(args, visit);
        }
        ExprKind::Member { target, .. } => visit(target),
        ExprKind::Dot { target, member, .. } => {
            visit(target);
            visit(member);
        }
        ExprKind::Unary(_, part) | ExprKind::Paren(part) => visit(part),
        ExprKind::Binary(_, left, right) => {
            visit(left);
            visit(right);
        }
        ExprKind::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|part| visit(part));
        }
        _ => {}
    }
}

fn each_argument(args: &[Arg], visit: &mut dyn FnMut(&Expr)) {
    for arg in args {
        match arg {
            Arg::Positional(value) => visit(value),
            Arg::Named(key, value) => {
                visit(key);
                visit(value);
            }
            Arg::Skipped(_) => {}
        }
    }
}
