#![expect(clippy::disallowed_methods, reason = "tests look at the clock")]
//! What no program may do to the interpreter: crash it, or keep it busy forever.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::diag::report::{Look, render};
use crate::diag::{Diagnostic, codes};
use crate::runtime::options::Options;
use crate::session::{Error, Session};

/// Parses and runs a program on a stack as large as the command's; returns its errors with
/// their reports.
fn run(text: String) -> Vec<(Diagnostic, String)> {
    run_with(Options::default(), text)
}

fn run_with(options: Options, text: String) -> Vec<(Diagnostic, String)> {
    let work = move || {
        let session = Session::with(options);
        let found = match session.read("test.murano", &text) {
            Ok(program) => {
                session.run(&program).err().map_or_else(Vec::new, Error::into_diagnostics)
            }
            Err(error) => error.into_diagnostics(),
        };
        let draw = |d: Diagnostic| {
            let drawn = render(&d, session.sources(), Look::default());
            (d, drawn)
        };
        found.into_iter().map(draw).collect()
    };
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(work);
    thread.expect("there is memory for a thread").join().expect("nothing panics")
}

fn nested(open: &str, middle: &str, close: &str, depth: usize) -> String {
    format!("{}{middle}{}\n", open.repeat(depth), close.repeat(depth))
}

#[test]
fn excessive_nesting_is_one_error() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{a:", "1", "}"),
        ("f(", "1", ")"),
        ("[1].select(", "1", ")"),
        ("\"\\(", "1", ")\""),
        ("not ", "1", ""),
        ("-", "1", ""),
        ("if true {", "", "}"),
        ("try {", "", "} catch { }"),
        ("parallel {", "", "}"),
        ("new A { p: ", "null", "}"),
        ("if true then ", "1", " else 2"),
        ("1 + ", "1", ""),
        ("1 = ", "1", ""),
        ("", "$x", ".a"),
        ("", "$x", "[0]"),
        ("", "[1]", ".select($)"),
    ] {
        let text = format!("$x = 1\nclass A {{ p: A }}\n{}", nested(open, middle, close, 100_000));
        let found = run(text);
        let first = found.first().unwrap_or_else(|| panic!("{open}: no error"));
        assert_eq!(first.0.code, codes::TOO_DEEP, "{open}: {}", first.0.message);
        assert!(found.iter().all(|(_, drawn)| drawn.len() < 5000), "{open}: {}", first.1.len());
    }
    let contract = format!("class A {{ p: {} }}", nested("[", "int", "]", 100_000));
    assert_eq!(run(contract)[0].0.code, codes::TOO_DEEP);
}

#[test]
fn a_megabyte_of_noise_is_reported_quickly() {
    let alphabet: Vec<char> =
        "abc$(){}[]\"'\\`\n .,:;=+-*/<>!?@#é0123 class if for ".chars().collect();
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize
    };
    let noise: String = (0..1_000_000).map(|_| alphabet[random() % alphabet.len()]).collect();
    let start = Instant::now();
    for text in [
        noise,
        "\"".repeat(1_000_000),
        "}".repeat(1_000_000),
        "{".repeat(1_000_000),
        "é".repeat(500_000),
    ] {
        let found = run(text);
        assert!(!found.is_empty());
        for (diagnostic, drawn) in &found {
            assert!(drawn.len() < 5000, "{} {}", drawn.len(), diagnostic.code);
        }
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn deep_values_are_compared_written_and_dropped() {
    let build = |depth: usize| {
        format!("$d = []\n$e = []\nfor $i in range({depth}) {{ $d = [$d]; $e = [$e] }}\n")
    };
    for (what, code) in [
        ("$d = $e", None),
        ("$d != $e", None),
        ("str($d)", Some(codes::BAD_VALUE)),
        ("[$d].flatten()", None),
        ("set($d)", None),
        ("{ [$d]: 1 }", None),
        ("parallel { $f = [$d].select($); $g = $e }", None),
        ("parallel { $f = $d = $e; $g = set($d) }", None),
        ("parallel { { $d = null; $e = null }; $g = 1 }", None),
    ] {
        // The stack of a branch is smaller.
        let depth = if what.starts_with("parallel") { 20_000 } else { 100_000 };
        let found = run(format!("{}{what}\n", build(depth)));
        let found = found.first().map(|(d, _)| d.code);
        match code {
            Some(_) => assert_eq!(found, code, "{what}"),
            // A refusal as too deep is allowed too.
            None => assert_ne!(found, Some(codes::INTERNAL), "{what}"),
        }
    }
}

/// Deeper than any stack: code that traverses values keeps its own stack on the heap.
#[test]
fn values_may_nest_deeper_than_the_stack() {
    let build = "$d = []\n$e = []\nfor $i in range(3000000) { $d = [$d]; $e = [$e] }\n";
    for what in [
        "if $d != $e { throw Differ }",
        "if set($d).len() != 1 { throw Differ }",
        "if [$d, $e].distinct().len() != 1 { throw Differ }",
        "if not ($d in [$e]) { throw Differ }",
        "parallel { $f = [$d].select($); $g = set($e) }",
        "parallel { { $d = null; $e = null }; $g = 1 }",
    ] {
        let found = run(format!("{build}{what}\n"));
        assert!(found.is_empty(), "{what}: {}", found[0].1);
    }
    for text in [
        "$x = null\nfor $i in range(3000000) { $x = { a: $x } }\n",
        "class N { next: any }\n$x = null\nfor $i in range(3000000) { $x = new N { next: $x } }\n",
    ] {
        assert!(run(text.to_owned()).is_empty(), "{text}");
    }
}

#[test]
fn excessively_nested_objects_are_an_error() {
    let text =
        "class A { p: A }\n$d = {}\nfor $i in range(100000) { $d = { p: $d } }\nnew A { p: $d }\n";
    let found = run(text.to_owned());
    assert_eq!(found[0].0.code, codes::CALL_DEPTH);
    let parallel = text.replace("new A { p: $d }", "parallel { new A { p: $d }; new A { p: $d } }");
    assert_eq!(run(parallel)[0].0.code, codes::CALL_DEPTH);
}

#[test]
fn endless_recursion_is_an_error_everywhere() {
    for text in [
        "function f(n) { return f($n + 1) }\nf(0)\n",
        "function f(n) { return [$n].select(f($ + 1)).first() }\nf(0)\n",
        "function f(n) { parallel { f($n + 1) } }\nf(0)\n",
        "function f(n) { return [1].pselect(f($n + 1)) }\nf(0)\n",
        "function f(n) { try { return f($n + 1) } finally { $x = 1 } }\nf(0)\n",
        "class A { out p: any; m() { return $.m() } }\nnew A { }.m()\n",
        "class A { init { new A { } } }\nnew A { }\n",
        "class A { p: any = new A { } }\nnew A { }\n",
        "class A { p: A = {} }\nnew A { }\n",
        "class A { p: int where (new A { p: 1 }.p = 1) }\nnew A { p: 1 }\n",
        "class A { m(x = $.m()) { return 1 } }\nnew A { }.m()\n",
        "function f() -> int { return f() }\nf()\n",
        "class A { static p: any = A.p }\nA.p\n",
        "parallel { f(0); f(0) }\nfunction f(n) { return f($n + 1) }\n",
        "parallel { g(0); g(0) }\nfunction g(n) { return [$n].select(g($ + 1)).first() }\n",
        "def('f', f($)) -> f(1)\n",
    ] {
        let found = run(text.to_owned());
        let (first, drawn) = found.first().unwrap_or_else(|| panic!("{text}: no error"));
        assert_eq!(first.code, codes::CALL_DEPTH, "{text}: {}", first.message);
        assert!(drawn.len() < 20_000, "{text}: {}", drawn.len());
    }
}

#[test]
fn bodies_with_too_many_instructions_are_one_error() {
    type Line = fn(usize) -> String;
    let lines: [Line; 5] = [
        |_| "$s.len()\n".to_owned(),
        |_| "len($s)\n".to_owned(),
        |_| "$d.x\n".to_owned(),
        |_| "new A { }\n".to_owned(),
        |n| format!("\"{n} \\($s)\"\n"),
    ];
    for line in lines {
        let head = "class A { }\n$s = 'x'\n$d = { x: 1 }\n";
        let body: String = (0..=usize::from(u16::MAX) + 10).map(line).collect();
        let found = run(format!("{head}{body}print([1].len())\n"));
        let (first, _) = found.first().unwrap_or_else(|| panic!("{}: no error", line(0)));
        assert_eq!(first.code, codes::TOO_DEEP, "{}: {}", line(0), first.message);
        assert!(first.message.contains("too long"), "{}: {}", line(0), first.message);
        assert_eq!(found.len(), 1, "{}", line(0));
    }
}

#[test]
fn endless_programs_end_within_their_budget() {
    for text in [
        "while true { }\n",
        "$x = 0\nwhile true { $x = $x + 1 }\n",
        "sequence().len()\n",
        "sequence().where($ < 0).first()\n",
        "generate(0, true, $ + 1).toList()\n",
        "[1].cycle().select($ + 1).sum()\n",
        "repeat 1000000000000 { }\n",
        "parallel { while true { } }\n",
        "for $x in sequence() { }\n",
        "function f() { while true { } }\n[1].select(f()).first()\n",
        "class A { p: int where (range(100000000).sum() > 0) }\nnew A { p: 1 }\n",
        "class A { init { while true { } } }\nnew A { }\n",
        "try { while true { } } finally { while true { } }\n",
    ] {
        let options = Options { max_steps: Some(1_000_000), ..Options::default() };
        let found = run_with(options, text.to_owned());
        let (first, _) = found.first().unwrap_or_else(|| panic!("{text}: no error"));
        let limits = [codes::STEP_LIMIT, codes::TOO_LARGE, codes::TOO_MUCH_MEMORY];
        assert!(limits.contains(&first.code), "{text}: {} {}", first.code, first.message);
    }
}

#[test]
fn values_that_grow_without_limit_are_an_error() {
    for text in [
        "'x' * 100000000000\n",
        "$s = 'x'\nwhile true { $s = $s + $s }\n",
        "$l = [1]\nwhile true { $l = $l + $l }\n",
        "[1] * 100000000000\n",
        "range(100000000000).toList()\n",
        "pow(10, 1000000000)\n",
        "shiftBitsLeft(1, 100000000000)\n",
        "$n = 10\nwhile true { $n = $n * $n }\n",
    ] {
        let options = Options { memory_quota: Some(1 << 24), ..Options::default() };
        let found = run_with(options, text.to_owned());
        let (first, _) = found.first().unwrap_or_else(|| panic!("{text}: no error"));
        let limits = [codes::TOO_LARGE, codes::TOO_MUCH_MEMORY, codes::BAD_VALUE];
        assert!(limits.contains(&first.code), "{text}: {} {}", first.code, first.message);
    }
}

#[test]
fn a_run_can_be_interrupted_from_outside() {
    let work = || {
        let session = Session::new();
        let program = session.read("test.murano", "while true { }\n").unwrap();
        let flag = session.runtime().limits.interrupt();
        let timer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            flag.store(true, Ordering::Relaxed);
        });
        let error = session.run(&program).unwrap_err();
        timer.join().unwrap();
        error.diagnostics()[0].code
    };
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap();
    assert_eq!(thread.join().unwrap(), codes::INTERRUPTED);
}
