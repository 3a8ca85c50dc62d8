//! Keywords of statements and declarations, and constants.

use super::{LanguageEntry, LanguageKind};

const fn keyword(
    names: &'static [&'static str],
    form: &'static str,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> LanguageEntry {
    LanguageEntry { names, kind: LanguageKind::Keyword, form, doc, example }
}

const fn constant(
    name: &'static [&'static str],
    doc: &'static str,
    example: (&'static str, &'static str),
) -> LanguageEntry {
    LanguageEntry { names: name, kind: LanguageKind::Constant, form: name[0], doc, example }
}

/// The keywords and constants.
pub(super) const KEYWORDS: &[LanguageEntry] = &[
    keyword(
        &["if", "else"],
        "if condition { … } else if condition { … } else { … }",
        "Runs the block of the first condition that is true. As an expression: `if c then a else b`.",
        ("$n = 5\nif $n > 3 { $size = 'big' } else { $size = 'small' }\n$size", "'big'"),
    ),
    keyword(
        &["then"],
        "if condition then value else other",
        "The conditional expression: one of two values.",
        ("if 2 > 1 then 'yes' else 'no'", "'yes'"),
    ),
    keyword(
        &["for"],
        "for $x in collection { … }",
        "Runs a block for each item of a list or set, each key of a dictionary, each character of a string.",
        ("$sum = 0\nfor $x in [1, 2, 3] { $sum = $sum + $x }\n$sum", "6"),
    ),
    keyword(
        &["while"],
        "while condition { … }",
        "Runs a block as long as a condition is true.",
        ("$n = 1\nwhile $n < 100 { $n = $n * 2 }\n$n", "128"),
    ),
    keyword(
        &["repeat"],
        "repeat n { … }",
        "Runs a block a number of times.",
        ("$text = ''\nrepeat 3 { $text = $text + 'x' }\n$text", "'xxx'"),
    ),
    keyword(
        &["break"],
        "break",
        "Leaves the nearest loop.",
        ("for $x in [1, 2, 3] {\n    if $x = 2 { break }\n}\n$x", "2"),
    ),
    keyword(
        &["continue"],
        "continue",
        "Goes on with the next round of the nearest loop.",
        (
            "$sum = 0\nfor $x in [1, 2, 3] {\n    if $x = 2 { continue }\n    $sum = $sum + $x\n}\n$sum",
            "4",
        ),
    ),
    keyword(
        &["match", "default"],
        "match value { case a, b { … } default { … } }",
        "Runs the block of the first case that has an equal value, else that of `default`.",
        (
            "match 2 {\n    case 1, 2 { $kind = 'small' }\n    default { $kind = 'big' }\n}\n$kind",
            "'small'",
        ),
    ),
    keyword(
        &["switch", "case"],
        "switch { case condition { … } default { … } }",
        "Runs the block of every case whose condition is true; `default` if none is.",
        (
            "$n = 15; $found = []\nswitch {\n    case $n mod 3 = 0 { $found = $found + ['fizz'] }\n    case $n mod 5 = 0 { $found = $found + ['buzz'] }\n}\n$found",
            "['fizz', 'buzz']",
        ),
    ),
    keyword(
        &["return"],
        "return value",
        "Leaves a method or function with a value.",
        ("function twice(n: int!) { return $n * 2 }\ntwice(21)", "42"),
    ),
    keyword(
        &["try", "catch", "finally", "as"],
        "try { … } catch Name as $e { … } catch $e { … } else { … } finally { … }",
        "Runs a block; the first `catch` with the name of an exception takes it, `finally` always runs.",
        (
            "try { throw NotFound 'no host' } catch NotFound as $e { $text = $e.message }\n$text",
            "'no host'",
        ),
    ),
    keyword(
        &["throw", "cause", "with"],
        "throw Name 'message' with { key: value } cause $exception",
        "Raises an exception; `with` gives it values, `cause` the exception that led to it.",
        (
            "try { throw Full 'disk' with { size: 5 } } catch Full as $e { $size = $e.extra.size }\n$size",
            "5",
        ),
    ),
    keyword(
        &["rethrow"],
        "rethrow",
        "In a `catch` block: raises the caught exception again.",
        (
            "try {\n    try { throw Bad 'x' } catch Bad { rethrow }\n} catch $e { $name = $e.name }\n$name",
            "'Bad'",
        ),
    ),
    keyword(
        &["parallel", "limit"],
        "parallel { … }, parallel for $x in list { … }, parallel limit 2 …",
        "Runs statements, or the rounds of a loop, as tasks that wait for engines at the same time.",
        ("$all = []\nparallel for $x in [1, 2] { $all = $all + [$x] }\n$all.sum()", "3"),
    ),
    keyword(
        &["class", "extends"],
        "class Name extends Base { property: contract = default; method(parameter: contract) { … } }",
        "Declares a class: properties with contracts, and methods.",
        (
            "class Web { port: int! = 80; url() { return \"http://localhost:\\($.port)\" } }\nnew Web { port: 8080 }.url()",
            "'http://localhost:8080'",
        ),
    ),
    keyword(
        &["new"],
        "new Name { property: value }",
        "Creates an object; the contracts of its properties convert the values.",
        ("class Web { port: int! = 80 }\nnew Web { port: '8080' }.port", "8080"),
    ),
    keyword(
        &["function"],
        "function name(parameter: contract = default) -> contract { … }",
        "Declares a function.",
        (
            "function greet(name: string! = 'world') { return \"hello, \\($name)\" }\ngreet()",
            "'hello, world'",
        ),
    ),
    keyword(
        &["super"],
        "super.method(arguments)",
        "Calls the method of the base class.",
        (
            "class A { name() { return 'a' } }\nclass B extends A { name() { return super.name() + 'b' } }\nnew B { }.name()",
            "'ab'",
        ),
    ),
    keyword(
        &["init"],
        "init { … }",
        "The block of a class that runs when an object is created.",
        ("class A { out size: int; init { $.size = 3 } }\nnew A { }.size", "3"),
    ),
    keyword(
        &["destroy"],
        "destroy { … }",
        "The block of a class that runs when an object is destroyed.",
        ("class A { size: int = 1; destroy { print('gone') } }\nnew A { }.size", "1"),
    ),
    keyword(
        &["in"],
        "in name: contract, for $x in collection",
        "The usage of properties that `new` gives, which is the default.",
        ("class A { in size: int = 1 }\nnew A { size: 2 }.size", "2"),
    ),
    keyword(
        &["out"],
        "out name: contract",
        "The usage of properties that only the class itself writes.",
        (
            "class A { out state: string; start() { $.state = 'on' } }\n$a = new A { }\n$a.start()\n$a.state",
            "'on'",
        ),
    ),
    keyword(
        &["inout"],
        "inout name: contract",
        "The usage of properties that `new` gives and the class writes.",
        (
            "class A { inout n: int! = 0; add() { $.n = $.n + 1; return $.n } }\nnew A { n: 5 }.add()",
            "6",
        ),
    ),
    keyword(
        &["const"],
        "const name: contract",
        "The usage of properties that only `new` gives.",
        ("class A { const size: int = 1 }\nnew A { size: 2 }.size", "2"),
    ),
    keyword(
        &["runtime"],
        "runtime name: contract",
        "The usage of properties that are not kept in models.",
        ("class A { runtime n: int; init { $.n = 7 } }\nnew A { }.n", "7"),
    ),
    keyword(
        &["static"],
        "static name: contract, static method() { … }",
        "A property or method of the class, not of its objects.",
        ("class A { static twice(n) { return $n * 2 } }\nA.twice(4)", "8"),
    ),
    keyword(
        &["config"],
        "config name: contract = default",
        "The usage of properties that a configuration file sets.",
        ("class A { config size: int = 3 }\nnew A { }.size", "3"),
    ),
    keyword(
        &["action"],
        "action method() { … }",
        "A method that `murano call` and other programs may call on a deployed object.",
        ("class A { action ping() { return 'pong' } }\nnew A { }.ping()", "'pong'"),
    ),
    keyword(
        &["extension"],
        "extension method(receiver: contract) { … }",
        "A method that values of other types get.",
        (
            "class Shout { extension shout(text: string!) { return $text + '!' } }\n'hey'.shout()",
            "'hey!'",
        ),
    ),
    keyword(
        &["meta"],
        "meta class Name { … }, @Name",
        "Declares metadata, which `@Name` attaches to classes and members.",
        (
            "meta class Title { text: string! }\n@Title { text: 'x' }\nclass A { n: int = 1 }\nnew A { }.n",
            "1",
        ),
    ),
    keyword(
        &["import"],
        "import 'library.murano'",
        "Makes the classes and functions of another file known.",
        ("1", "1"),
    ),
    keyword(
        &["namespace"],
        "namespace com.example",
        "The namespace of the classes that follow.",
        ("namespace com.example\nclass A { }\ntypeinfo(new A { }).name", "'com.example.A'"),
    ),
    keyword(
        &["using"],
        "using com.example, using p: com.example",
        "Makes the classes of a namespace known by their short names, or with a prefix.",
        ("using io.murano\n1", "1"),
    ),
    constant(&["null"], "No value.", ("null", "null")),
    constant(&["true", "false"], "The booleans.", ("[true, false]", "[true, false]")),
];
