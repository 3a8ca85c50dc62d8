//! Parsing YAML classes ends with classes or diagnostics, never with a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muranopl::syntax_errors;

fuzz_target!(|text: &str| {
    let _ = syntax_errors("Fuzz.yaml", text);
});
