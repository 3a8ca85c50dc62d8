//! Programs in `.murano` are refused, or run to an end within limits. They have no engine: nothing is deployed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muranopl::{Options, Session};

fuzz_target!(|text: &str| {
    let options = Options {
        limit_iterators: Some(2000),
        memory_quota: Some(1 << 20),
        max_steps: Some(50_000),
        ..Options::default()
    };
    let session = Session::with(options);
    if let Ok(program) = session.read("fuzz.murano", text) {
        let _ = session.run(&program);
    }
});
