//! Operators, from tight to loose.

use super::{LanguageEntry, LanguageKind};

const fn operator(
    names: &'static [&'static str],
    form: &'static str,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> LanguageEntry {
    LanguageEntry { names, kind: LanguageKind::Operator, form, doc, example }
}

/// The operators.
pub(super) const OPERATORS: &[LanguageEntry] = &[
    operator(
        &["."],
        "value.name, value.method(arguments)",
        "A property, a key of a dictionary, or a method; of a list, the property of each item.",
        ("{ a: 1 }.a", "1"),
    ),
    operator(
        &["?."],
        "value?.name",
        "As `.`, but `null` if the value is `null`.",
        ("$x = null; $x?.name", "null"),
    ),
    operator(
        &["[]", "["],
        "list[index], dictionary['key']",
        "An item of a list, from the end if the index is negative; the value of a key.",
        ("[1, 2, 3][-1]", "3"),
    ),
    operator(
        &["=~"],
        "text =~ pattern",
        "Whether a text matches a regular expression.",
        ("'web-1' =~ '[a-z]+-[0-9]+'", "true"),
    ),
    operator(
        &["!~"],
        "text !~ pattern",
        "Whether a text does not match a regular expression.",
        ("'web' !~ '^[0-9]+$'", "true"),
    ),
    operator(
        &["*"],
        "a * b",
        "The product of numbers; a string or list repeated.",
        ("[6 * 7, 'ab' * 2]", "[42, 'abab']"),
    ),
    operator(
        &["/"],
        "a / b",
        "The quotient of numbers; of integers without the remainder, rounded down.",
        ("[7 / 2, 7.0 / 2]", "[3, 3.5]"),
    ),
    operator(&["mod"], "a mod b", "The remainder of a division.", ("17 mod 5", "2")),
    operator(
        &["+"],
        "a + b",
        "The sum of numbers; strings, lists or dictionaries joined.",
        ("['a' + 'b', [1] + [2]]", "['ab', [1, 2]]"),
    ),
    operator(&["-"], "a - b, -a", "The difference of numbers; a number negated.", ("5 - -2", "7")),
    operator(
        &["<", ">", "<=", ">="],
        "a < b, a > b, a <= b, a >= b",
        "Compares numbers, strings, and dates.",
        ("[1 < 2, 'a' >= 'b']", "[true, false]"),
    ),
    operator(
        &["=", "=="],
        "a = b, a == b",
        "Whether two values are equal. At the beginning of a statement `=` assigns.",
        ("[1 + 1 = 2.0]", "[true]"),
    ),
    operator(&["!="], "a != b", "Whether two values differ.", ("'a' != 'b'", "true")),
    operator(
        &["in"],
        "item in collection",
        "Whether a list or set has an item, or a string a part.",
        ("[2 in [1, 2], 'el' in 'hello']", "[true, true]"),
    ),
    operator(
        &["is"],
        "value is Class",
        "Whether a value is an object of a class or of a subclass.",
        ("class A { }\nclass B extends A { }\nnew B { } is A", "true"),
    ),
    operator(
        &["not"],
        "not a",
        "Whether a value is false, zero, empty or `null`.",
        ("not []", "true"),
    ),
    operator(
        &["and"],
        "a and b",
        "`a` if it is false, else `b`, which is evaluated only then.",
        ("1 < 2 and 'yes'", "'yes'"),
    ),
    operator(
        &["or"],
        "a or b",
        "`a` if it is true, else `b`, which is evaluated only then.",
        ("null or 'default'", "'default'"),
    ),
    operator(
        &["->"],
        "let(name => value) -> expression",
        "Evaluates the right side with the names that the left side binds.",
        ("let(n => 3) -> $n * $n", "9"),
    ),
    operator(
        &["=>"],
        "key => value",
        "A key that is an expression, in a dictionary; an argument by its name.",
        ("$d = { 1 + 1 => 'two' }\n$d", "{ [2]: 'two' }"),
    ),
    operator(
        &["$"],
        "$, $name",
        "`$` is the item in a lambda such as that of `where`, and the object in a method; `$name` is a variable.",
        ("[1, 2, 3].where($ > 1)", "[2, 3]"),
    ),
    operator(
        &["\\("],
        "\"text \\(expression)\"",
        "The value of an expression as text, in double quotes.",
        ("\"2 + 2 = \\(2 + 2)\"", "'2 + 2 = 4'"),
    ),
];
