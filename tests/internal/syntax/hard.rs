//! Texts that try to break the parser: each ends in an error, quickly, on a small stack.
#![expect(clippy::disallowed_methods, reason = "it watches the time a hard text takes")]

use std::time::{Duration, Instant};

use super::{module, read};
use crate::diag::codes;
use crate::syntax::Dialect;

const UNITS: &[&str] = &[
    "(",
    "[",
    "{",
    "f(",
    "\"\\(",
    "not ",
    "-",
    "if a then ",
    "if {",
    "[{",
    "a.",
    "a[",
    "1 + ",
    "a -> ",
    "$x = ",
    "if $x { ",
    "'",
    "\"",
    "`",
    "\"\"\"",
    "/*",
    "}",
    ")",
    "]",
    ":",
    "@A ",
    "class A { x: {[",
    "class A { m(a: ",
    "try { } catch { ",
    "match $x { case 1 { ",
    "f(a: ",
    "{a: ",
    "new A {",
    "throw ",
    "\u{301}",
    "\\",
    "\"\"\"\\(",
    "a?.b(",
    "(1 2) ",
    "if a then b else $x + ",
    "`\n'",
    "$x = {\n\"",
    "$x with { a: ",
    "$x with ",
    "a with { } ",
];

#[test]
fn long_repetitions_are_parsed_or_refused() {
    let start = Instant::now();
    for unit in UNITS {
        for count in [300, 50_000] {
            let text = unit.repeat(count);
            let (_, found) = module(&text);
            assert!(!found.is_empty(), "{unit:?} x {count}");
            let _ = read(&text, Dialect::Murano);
            assert!(read(&text, Dialect::Yaql).is_err(), "{unit:?} x {count}");
        }
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn a_megabyte_of_noise_is_parsed_quickly() {
    let letters = b"(){}[]'\"`/*;$ab1 .,:=+-\n!@#\\";
    let mut state = 1_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        letters[(state >> 16) as usize % letters.len()] as char
    };
    for _ in 0..4 {
        let noise: String = (0..250_000).map(|_| letter()).collect();
        assert!(!module(&noise).1.is_empty());
        assert!(read(&noise, Dialect::Yaql).is_err());
    }
}

#[test]
fn depth_has_a_limit_that_real_programs_do_not_meet() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    let chain = |length: usize| vec!["$x"; length].join(" + ");
    for dialect in [Dialect::Murano, Dialect::Yaql] {
        on_main_sized_stack(move || {
            assert!(read(&nested(400), dialect).is_ok());
            assert_eq!(read(&nested(501), dialect).unwrap_err().code, codes::TOO_DEEP);
            assert!(read(&chain(1_200), dialect).is_ok());
            assert_eq!(read(&chain(100_000), dialect).unwrap_err().code, codes::TOO_DEEP);
        });
    }
}

/// Runs with the stack of a program's main thread.
fn on_main_sized_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(run)
        .expect("a thread starts")
        .join()
        .expect("the check holds");
}

#[test]
fn coroutines_can_read() {
    let mut task = corosensei::Coroutine::<(), (), bool>::new(|_, ()| {
        let deep = format!("{}1{}", "(".repeat(300), ")".repeat(300));
        read(&deep, Dialect::Yaql).is_ok() && read("$x + 1", Dialect::Murano).is_ok()
    });
    let outcome = task.resume(());
    assert!(matches!(outcome, corosensei::CoroutineResult::Return(true)));
}
