//! Expressions: text and tree side by side.

use super::{check, read};
use crate::diag::codes;
use crate::source::Sources;
use crate::syntax::Dialect::{Murano, PlainYaql, Yaql};
use crate::syntax::{ExpressionOptions, dump, parse_legacy_expression};

#[test]
fn yaql_precedences() {
    let cases = [
        ("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"),
        ("-x.y", "(neg (.y x))"),
        ("-x[0]", "(neg (index x 0))"),
        ("-7 mod 3", "(mod (neg 7) 3)"),
        ("1 = not 2 = 3", "(= 1 (not (= 2 3)))"),
        ("2 * not 1 + 3", "(* 2 (not (+ 1 3)))"),
        ("2 * -3 + 4", "(+ (* 2 (neg 3)) 4)"),
        ("not not 0", "(not (not 0))"),
        ("a.b[0]", "(index (.b a) 0)"),
        ("a -> b -> c", "(-> a (-> b c))"),
        ("1 + let(3) -> $", "(-> (+ 1 (let() 3)) $)"),
        ("'ab' + 'c' =~ 'c'", r#"(+ "ab" (=~ "c" "c"))"#),
        ("1 < 2 = true", "(= (< 1 2) true)"),
        ("not a and b or c", "(or (and (not a) b) c)"),
        ("a.-b", "(. a (neg b))"),
        ("[1].[0]", "(. (list 1) (list 0))"),
        ("x?.y.f(1)", "(.f() (?.y x) 1)"),
        ("(a).b", "(.b (paren a))"),
        ("x.(a)", "(. x (paren a))"),
        ("x.null", "(. x null)"),
    ];
    check(Yaql, &cases);
    check(PlainYaql, &cases);
}

#[test]
fn type_names_are_muranopls() {
    let cases = [
        ("a:b.c", "(.c a:b)"),
        ("x.y:z", "(. x y:z)"),
        (":x.f()", "(.f() :x)"),
        ("1:2", "(: 1 2)"),
        (":5", "(: 5)"),
        ("a is b", "(is a b)"),
    ];
    check(Yaql, &cases);
    check(PlainYaql, &[("x.is", "(.is x)"), ("is", "is")]);
    assert_eq!(read("a:b", PlainYaql).unwrap_err().code, codes::LEXICAL);
    assert_eq!(read("a is b", PlainYaql).unwrap_err().code, codes::SYNTAX);
    assert_eq!(read("x.is", Yaql).unwrap_err().code, codes::SYNTAX);
}

#[test]
fn arguments_and_empty_places() {
    let cases = [
        ("f(,1,,k=>2)", "(f() _ 1 _ (=> k 2))"),
        ("f(1,,2)", "(f() 1 _ 2)"),
        ("f()", "(f())"),
        ("{a=>1}[b,default=>9]", "(index (map (=> a 1)) b (=> default 9))"),
        ("{}", "(map)"),
        ("{1}", "(#map() 1)"),
        ("not(1)", "(not() 1)"),
        ("__f(1)", "(__f() 1)"),
    ];
    check(Yaql, &cases);
    for wrong in
        ["f(,k=>2)", "f(1,,,k=>2)", "[1,]", "f(,)", "{a=>1,}", "f(x=>1, 2)", "f(x=>1,,y=>2)"]
    {
        assert_eq!(read(wrong, Yaql).unwrap_err().code, codes::SYNTAX, "{wrong}");
    }
}

#[test]
fn numbers() {
    let cases = [
        ("0042", "42"),
        ("3.25", "3.25"),
        ("7.foo", "(.foo 7)"),
        ("1.2.3", "(. 1.2 3)"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854775808n"),
        ("١٢٣", "123"),
    ];
    check(Yaql, &cases);
}

#[test]
fn strings_of_murano() {
    let cases = [
        (r#""a\(1 + 2)b""#, r#"(str "a" (+ 1 2) "b")"#),
        (r#""\("x\("y")")""#, r#"(str (str "x" "y"))"#),
        (r#""${VAR} \n""#, r#""${VAR} \n""#),
        (r"'a\(b)'", r#""a\\(b)""#),
        ("`a\\n`", r#""a\\n""#),
        (r#""""#, r#""""#),
    ];
    check(Murano, &cases);
    check(Yaql, &[(r#""a\(1)""#, r#""a\\(1)""#)]);
    assert_eq!(read(r"'\x4g'", Murano).unwrap_err().code, codes::BAD_ESCAPE);
}

#[test]
fn blocks_lose_their_indentation() {
    let cases = [
        ("\"\"\"\n    a\n      b\n    \"\"\"", r#""a\n  b""#),
        ("\"\"\"\n    a\n\n    b\"\"\"", r#""a\n\nb""#),
        ("\"\"\"a \"b\" c\"\"\"", r#""a \"b\" c""#),
        ("\"\"\"\n  x: \\($x)\n  y\n  \"\"\"", r#"(str "x: " $x "\ny")"#),
        ("\"\"\"\n    a\n  \"\"\"", r#""  a""#),
        ("\"\"\"\n\"\"\"", r#""""#),
    ];
    check(Murano, &cases);
}

#[test]
fn murano_is_a_superset() {
    let cases = [
        (
            "{ a: 1, 'b c': 2, [$k]: 3, d => 4, in: 5, }",
            r#"(map (=> "a" 1) (=> "b c" 2) (=> $k 3) (=> "d" 4) (=> "in" 5))"#,
        ),
        ("{ [1] => 2 }", "(map (=> (list 1) 2))"),
        ("{ p:Foo => 1 }", "(map (=> p:Foo 1))"),
        ("f(k: 1, x => 2,)", r#"(f() (=> "k" 1) (=> "x" 2))"#),
        ("$.find(std:Environment)", "(.find() $ std:Environment)"),
        ("f(on:true, g:h(1))", r#"(f() (=> "on" true) (=> "g" (h() 1)))"#),
        ("new a.B { x: 1 }", r#"(new :a.B (=> "x" 1))"#),
        ("new(p:B, x => 1)", r#"(new() p:B (=> "x" 1))"#),
        ("super.m(1)", "(super.m() 1)"),
        ("super($, $.m())", "(super() $ (.m() $))"),
        ("if $a = 1 then 'x' else 'y' + 'z'", r#"(if (= $a 1) "x" (+ "y" "z"))"#),
        ("1 == 2", "(= 1 2)"),
        ("$.in + $.class.limit", "(+ (.in $) (.limit (.class $)))"),
        ("not($a)", "(not (paren $a))"),
        ("$a.where($.x = 1 and not $.y)", "(.where() $a (and (= (.x $) 1) (not (.y $))))"),
        ("[1, /* two */ 2, // three\n 3]", "(list 1 2 3)"),
        ("[1\n-2]", "(list (- 1 2))"),
        (":Foo.bar()", "(.bar() :Foo)"),
        ("{a => 1}.a", r#"(.a (map (=> "a" 1)))"#),
    ];
    check(Murano, &cases);
}

#[test]
fn the_old_factory_has_an_operator_for_tuples() {
    let cases = [
        ("a => 1 => [2]", "(#operator_=>() (#operator_=>() a 1) (list 2))"),
        ("true and 1 => 2", "(#operator_=>() (and true 1) 2)"),
        ("let(a => 1) -> $", "(-> (let() (#operator_=>() a 1)) $)"),
        ("{a => 1}.b", "(.b (#map() (#operator_=>() a 1)))"),
    ];
    for (text, tree) in cases {
        let sources = Sources::new();
        let source = sources.add("test", text).expect("it fits");
        let expr = parse_legacy_expression(&source, source.span(), ExpressionOptions::new(Yaql));
        assert_eq!(expr.map(|e| dump::expression(&e)).as_deref(), Ok(tree), "{text}");
    }
    for wrong in ["a => b => c", "f(a => b => c)", "[(a => b)]", "x[a => b => c]", "a =>"] {
        assert_eq!(read(wrong, Yaql).unwrap_err().code, codes::SYNTAX, "{wrong}");
    }
}
