//! Expressions of each dialect end with a value or an exception. The first byte selects the dialect.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muranopl::{Evaluator, Flavour, Options, Session, Value};

fuzz_target!(|input: (u8, &str)| {
    let (dialect, text) = input;
    let flavours = [Flavour::Yaql, Flavour::YaqlLegacy, Flavour::MuranoPl, Flavour::Murano];
    let flavour = flavours[usize::from(dialect) % flavours.len()];
    let legacy = flavour == Flavour::YaqlLegacy;
    let options = Options {
        limit_iterators: Some(2000),
        memory_quota: Some(1 << 20),
        iterable_dicts: legacy,
        legacy,
        delegates: true,
        original: flavour != Flavour::Murano,
        max_steps: Some(50_000),
        ..Options::default()
    };
    let evaluator = Evaluator::in_session(Session::with(options), flavour);
    if let Ok(expression) = evaluator.read("fuzz", text, &[]) {
        let _ = evaluator.evaluate(&expression, Value::list(vec![Value::Int(1)]), &[]);
    }
});
