//! Properties of the reader over random texts.

use muranopl::source::{Sources, Span};
use muranopl::syntax::{self, Arg, Dialect, Entry, Expr, ExprKind, Piece};
use proptest::prelude::*;

/// Texts made of pieces of the language, right and wrong.
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
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_places_lie_within(text in prop_oneof![text(), any::<String>()]) {
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

fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end
}

/// Do the places of all parts lie within the whole's?
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
