#![expect(clippy::disallowed_methods, reason = "the environment says how long it runs")]
//! Random expressions and programs: whatever is parsed and run ends with a value or an
//! exception, within limits.
//!
//! Everything follows from a seed. A short run is part of every test run; `FUZZ_SECONDS=600`
//! makes it long, `FUZZ_SEED` sets another seed. A failure names the text that caused it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::session::{Evaluator, Flavour, Session};
use crate::stdlib::functions;

/// The number of texts of a short run.
const FEW: usize = 300;

/// The longest time for one text: limits must stop it before.
const PATIENCE: Duration = Duration::from_secs(20);

/// Pieces of expressions, in addition to the examples of the library.
const PIECES: &[&str] = &[
    "$",
    "$1",
    "$x",
    "null",
    "true",
    "1",
    "-1",
    "0",
    "1.5",
    "10000000000",
    "9223372036854775807",
    "'a'",
    "'é😀'",
    "''",
    "[1, 2]",
    "[]",
    "{a => 1}",
    "{}",
    "range(5)",
    "sequence()",
    "set(1)",
    "(",
    ")",
    "[",
    "]",
    ", ",
    " => ",
    " -> ",
    ".",
    "?.",
    " + ",
    " - ",
    " * ",
    " / ",
    " mod ",
    " = ",
    " in ",
    " and ",
    " or ",
    "not ",
    "regex('(a+)+$')",
    "timespan(1)",
    "datetime(2020, 2, 29)",
    "let(1)",
    "def(f, f($))",
    "f(1)",
    "\u{0}",
];

/// Programs whose pieces are mixed.
const PROGRAMS: &[&str] = &[
    "class Port { port: int! where ($ > 0)\n name: str = 'p' }\nclass Service { ports: [Port!] }\n",
    "$s = new Service { ports: [{ port: '80' }, { port: 1 }] }\n$s.ports[0].port\n",
    "class Tree { left: Tree\n right: Tree\n static of(n: int!) {\n if ($n < 1) { return null }\n return new Tree { left: :Tree.of($n - 1) }\n }\n}\n",
    "$t = :Tree.of(5)\nfor $i in range(10) { $t = new Tree { left: $t } }\n",
    "try { throw E \"no\" } catch E as $e { $e } finally { 1 }\n",
    "$d = { a: [1, { b: 2 }], 'c d': \"x\\($a)\" }\n$d.a[1].b = 3\nwhile (true) { break }\n",
];

/// A pseudo-random number generator (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % limit.max(1)
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Runs until the time or the number of texts is used up.
fn run(what: &str, mut try_one: impl FnMut(&mut Chance) -> String) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("FUZZ_SECONDS").map(Duration::from_secs);
    let mut chance = Chance(number("FUZZ_SEED").unwrap_or(0x5EED_1234_5678) | 1);
    let begin = Instant::now();
    let mut count = 0;
    while seconds.map_or(count < FEW, |seconds| begin.elapsed() < seconds) {
        let started = Instant::now();
        let text = try_one(&mut chance);
        assert!(started.elapsed() < PATIENCE, "{what} took too long: {text:?}");
        count += 1;
    }
    assert!(count > 0, "something was tried");
}

/// Runs something on a text; a panic fails with that text.
fn guarded(text: &str, run: impl FnOnce(&str)) {
    let outcome = catch_unwind(AssertUnwindSafe(|| run(text)));
    assert!(outcome.is_ok(), "it panicked: {text:?}");
}

fn limited(legacy: bool, original: bool) -> Options {
    Options {
        limit_iterators: Some(2000),
        memory_quota: Some(1 << 20),
        iterable_dicts: legacy,
        legacy,
        delegates: true,
        original,
        max_steps: Some(50_000),
        ..Options::default()
    }
}

/// An expression of random pieces, or of a call with pieces as arguments.
fn expression(chance: &mut Chance, pieces: &[&str]) -> String {
    let mut text = String::new();
    for _ in 0..=chance.below(8) {
        text += chance.of(pieces);
        if chance.below(4) == 0 {
            text +=
                chance.of(&[" + ", ".select(", ").where(", ", ", "[", "]", " = ", ")", "."][..]);
        }
    }
    text
}

#[test]
fn expressions_end() {
    let examples: Vec<&str> =
        functions().flat_map(|row| row.examples).map(|(text, _)| *text).collect();
    let pieces: Vec<&str> = PIECES.iter().chain(&examples).copied().collect();
    let flavours = [Flavour::Yaql, Flavour::YaqlLegacy, Flavour::MuranoPl, Flavour::Murano];
    run("an expression", |chance| {
        let text = if chance.below(3) == 0 {
            cut(chance, chance_of(&examples).as_str())
        } else {
            expression(chance, &pieces)
        };
        let flavour = flavours[chance.below(flavours.len())];
        let legacy = flavour == Flavour::YaqlLegacy;
        guarded(&text, |text| evaluate(text, flavour, limited(legacy, flavour != Flavour::Murano)));
        text
    });
}

fn chance_of(examples: &[&str]) -> String {
    examples.concat()
}

/// A text from whose middle a piece is removed.
fn cut(chance: &mut Chance, text: &str) -> String {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let from = bounds[chance.below(bounds.len())];
    let rest: String = text[from..].chars().take(3 + chance.below(60)).collect();
    rest
}

fn evaluate(text: &str, flavour: Flavour, options: Options) {
    let evaluator = Evaluator::in_session(Session::with(options), flavour);
    if let Ok(expression) = evaluator.read("fuzz", text, &[]) {
        let _ = evaluator.evaluate(&expression, Value::list(vec![Value::Int(1)]), &[]);
    }
}

#[test]
fn programs_end() {
    run("a program", |chance| {
        let mut text = String::new();
        for _ in 0..=chance.below(4) {
            let part = chance.of(PROGRAMS);
            if chance.below(3) == 0 {
                text += &cut(chance, part);
            } else {
                text += part;
            }
        }
        guarded(&text, |text| {
            let session = Session::with(limited(false, false));
            if let Ok(program) = session.read("fuzz.murano", text) {
                let _ = session.run(&program);
            }
        });
        text
    });
}

#[test]
fn data_becomes_objects_or_is_refused() {
    let values = [
        "1",
        "'80'",
        "null",
        "[]",
        "{}",
        "{ port: 1 }",
        "[{ port: '2' }]",
        "{ ports: [{}] }",
        "-1",
        "'x'",
        "1.5",
    ];
    run("a conversion", |chance| {
        let mut value = chance.of(&values[..]).to_owned();
        for _ in 0..chance.below(6) {
            value = match chance.below(4) {
                0 => format!("[{value}, {}]", chance.of(&values[..])),
                1 => format!("{{ ports: {value} }}"),
                2 => format!("{{ port: {value}, name: {} }}", chance.of(&values[..])),
                _ => format!("{{ '?': {{ id: 'a', type: 'Port' }}, port: {value} }}"),
            };
        }
        let text =
            format!("{}$v = new Service {{ ports: {value} }}\n$v.ports.len()\n", PROGRAMS[0]);
        guarded(&text, |text| {
            let session = Session::with(limited(false, false));
            if let Ok(program) = session.read("fuzz.murano", text) {
                let _ = session.run(&program);
            }
        });
        text
    });
}

#[test]
fn runaway_programs_are_stopped() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
    let texts = [
        "range(1000000000).toList()".to_owned(),
        "list(sequence())".to_owned(),
        "sequence().len()".to_owned(),
        "sequence().orderBy($)".to_owned(),
        "sequence().groupBy($)".to_owned(),
        "sequence().distinct().last()".to_owned(),
        "1.repeat().memorize().last()".to_owned(),
        "[1].cycle().toSet()".to_owned(),
        "generateMany(1, [$, $])".to_owned(),
        "'a' * 10000000000".to_owned(),
        "[1] * 10000000000".to_owned(),
        "pow(2, 1000000000)".to_owned(),
        "shiftBitsLeft(1, 10000000000)".to_owned(),
        "pow(10, 100000) * pow(10, 100000) * pow(10, 100000) * pow(10, 100000)".to_owned(),
        "('a' * 40 + 'b') =~ '(a+)+$'".to_owned(),
        "('a' * 5000).replace('', 'b' * 5000)".to_owned(),
        "def(f, f($) + f($)) -> f(1)".to_owned(),
        "[1, 2, 3].select(sequence().last())".to_owned(),
        deep("(", ")"),
        deep("[", "]"),
        deep("not ", ""),
        deep("-", ""),
        deep("1 + ", ""),
        deep("f(", ")"),
        format!("[1]{}", ".select($)".repeat(5000)),
        format!("range(1, 2){}", "[0]".repeat(20_000)),
    ];
    for text in &texts {
        let begin = Instant::now();
        guarded(text, |text| evaluate(text, Flavour::Yaql, limited(false, true)));
        assert!(begin.elapsed() < PATIENCE, "it took too long: {}", &text[..text.len().min(80)]);
    }
}
