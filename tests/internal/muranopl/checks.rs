//! What is found in YAML classes before they run, and what is left alone because MuranoPL allows it.
//! See docs/language/checks.md#yaml-classes.

use super::harness::{Bench, Pack};

/// The class `Main` of the package `test`, an application, with members below its common ones.
fn main(properties: &str, body: &str) -> Bench {
    let indented = |text: &str, by: &str| -> String {
        text.lines().map(|line| format!("{by}{line}\n")).collect()
    };
    Bench::of(&format!(
        "Name: Main
Extends: std:Application
Properties:
  name:
    Contract: $.string().notNull()
  port:
    Contract: $.int().notNull()
    Default: 80
  items:
    Contract: [$.int()]
{}Methods:
  run:
    Body:
{}  install:
    Arguments:
      - times:
          Contract: $.int().notNull()
    Body:
      - Return: $times
",
        indented(properties, "  "),
        indented(body, "      "),
    ))
}

/// Code, marked text, message with hints, of each diagnostic.
fn found(bench: &Bench) -> Vec<(String, String, String)> {
    let shown = |found: crate::diag::Diagnostic| {
        let source = bench.session.sources().find(found.span).expect("a source");
        let text = format!("{} {}", found.message, found.hints.join(" "));
        (found.code.0.to_owned(), source.slice(found.span).to_owned(), text)
    };
    bench.check().into_iter().map(shown).collect()
}

/// Asserts that one diagnostic is found.
fn one(bench: &Bench, code: &str, marked: &str, says: &str) {
    let all = found(bench);
    let [(is, at, text)] = all.as_slice() else { panic!("{marked}: {all:#?}") };
    assert_eq!((is.as_str(), at.as_str()), (code, marked), "{text}");
    assert!(text.contains(says), "{text}");
}

#[test]
fn mistakes_in_contracts_are_found() {
    for (property, code, marked, says) in [
        ("x: {Contract: $.strin().notNull()}", "E0104", "strin", "`string`"),
        ("x: {Contract: $.string().notNul()}", "E0104", "notNul", "`notNull`"),
        ("x: {Contract: $.str()}", "E0104", "str", "`string()`"),
        ("x: {Contract: $.string}", "E0105", "string", "`.string()`"),
        ("x: {Contract: string()}", "E0103", "string", "`$.string()`"),
        ("x: {Contract: string}", "W0005", "string", "`$.string()`"),
        ("x: {Contract: [$.clas(Main)]}", "E0104", "clas", "`class`"),
        ("x: {Contract: $.class(Mian)}", "E0102", "Mian", "`Main`"),
        ("x: {Contract: $.int(), Default: eighty}", "W0021", "eighty", "must be an integer"),
        ("x: {Contract: [$.int()], Default: [1, b]}", "W0021", "b", "`x[1]`"),
        ("x: {Contract: $.int().check($ > 0), Default: 0}", "W0021", "0", "does not pass"),
    ] {
        one(&main(property, "- $.install(1)"), code, marked, says);
    }
}

#[test]
fn mistakes_in_methods_are_found() {
    for (statement, code, marked, says) in [
        ("- Return: $.prt", "E0105", "prt", "`port`"),
        ("- Return: $this.prt", "E0105", "prt", "`port`"),
        ("- Return: $.install", "E0105", "install", "`.install()`"),
        ("- $.instal(1)", "E0104", "instal", "`install`"),
        ("- $.frobnicate(1)", "E0104", "frobnicate", "has no method"),
        ("- $.install(1, 2)", "E0313", "2", "takes 1 argument"),
        ("- $.install()", "E0202", "$.install()", "`times`"),
        ("- $.install(time => 1)", "E0313", "time", "`times`"),
        ("- $.install('many')", "E0201", "'many'", "must be an integer"),
        ("- $x: $.name.toUper()\n- Return: $x", "E0104", "toUper", "`toUpper`"),
        ("- Return: $.port.toUpper()", "E0302", "toUpper", "a method of strings"),
        ("- Return: lenn($.items)", "E0103", "lenn", "`len`"),
        ("- $label: 1\n- Return: $lable", "W0018", "$lable", "`$label`"),
        ("- $x = 1", "W0007", "$x = 1", "`$x: …`"),
        ("- $x: new(Mian)\n- Return: $x", "E0102", "Mian", "`Main`"),
        ("- $x: new(Main)\n- Return: $x", "E0202", "new(Main)", "`name`"),
        ("- $x: new(Main, name => a, port => 'b')\n- Return: $x", "E0201", "'b'", "`port`"),
        ("- $.name: other", "E0310", "name", "`Usage: InOut`"),
        ("- Return: $.items.forEach($)", "E0104", "forEach", "`For: item`"),
    ] {
        one(&main("", statement), code, marked, says);
    }
}

#[test]
fn misspelt_keys_are_found() {
    let text = |members: &str| Bench::of(&format!("Name: Main\n{members}"));
    for (members, code, marked, says) in [
        ("Methods: {run: {Bdy: [{Return: 1}]}}", "W0002", "Bdy", "`Body`"),
        ("Properties: {x: {Contrat: $}}", "E0012", "Contrat", "`Contract`"),
        ("Properties: {x: {Contract: $, Defualt: 1}}", "W0002", "Defualt", "`Default`"),
        ("Properties: {x: {Contract: $, Usage: Input}}", "E0012", "Input", "`In`"),
        ("Methods: {run: {Body: [{If: true, Than: []}]}}", "E0011", "Than", "`Then`"),
        ("Methods: {run: {Body: [{while: true, Do: []}]}}", "E0011", "while", "`While`"),
        ("Methods: {run: {Body: [return $.x]}}", "E0011", "return $.x", "`Return:`"),
    ] {
        one(&text(members), code, marked, says);
    }
    let bench = Bench::new().add(Pack::new("test").line("Clases: {test.A: a.yaml}"));
    let (code, ..) = &found(&bench)[0];
    assert_eq!(code, "W0002");
}

/// Programs that MuranoPL accepts, and may be right, get no report.
#[test]
fn what_muranopl_allows_is_left_alone() {
    for (property, statement) in [
        ("", "- $._private: 1\n- Return: $._private"),
        ("", "- $.state.count: 1\n- Return: $.state"),
        ("", "- $key: name\n- $[$key]: 1\n- Return: $.other"),
        ("other: {Contract: $}", "- $.other.whateverItHas()"),
        ("other: {Contract: $.class(std:Object)}", "- $.other.someMethodOfASubclass()"),
        ("other: {Contract: $.string().notNull(), Default: null}", "- Return: $.other"),
        ("", "- Try: [$.nothing()]\n  Catch: {As: e, Do: [Return: $e.message]}"),
        ("", "- Return: $.getAttr(x, 1)"),
        ("", "- $x: new(Main, name => a, unknown => 1)\n- Return: $x"),
        ("", "- Return: $.items.select($ + 1).where($ > 1).toList()"),
        ("", "- Return: let(x => 1) -> $x"),
        ("", "- Return: call(install, [1], {}, $)"),
        ("", "- Return: super($, $.run())"),
    ] {
        let all = found(&main(property, statement));
        assert!(all.is_empty(), "{property} {statement}: {all:#?}");
    }
}

#[test]
fn base_classes_may_leave_methods_to_other_packages() {
    let bench = Bench::of("Name: Main\nMethods: {run: {Body: [$.provide()]}}");
    assert!(found(&bench).is_empty(), "{:?}", found(&bench));
}

#[test]
fn members_of_a_class_that_is_not_there_are_unknown() {
    let pack = Pack::new("test")
        .require("lib", "")
        .classes("Name: Main\nExtends: lib.Base\nMethods: {run: {Body: [$.go(), Return: $.x]}}");
    let all = found(&Bench::new().add(pack));
    assert!(all.iter().all(|(code, ..)| code == "E0013"), "{all:#?}");
}
