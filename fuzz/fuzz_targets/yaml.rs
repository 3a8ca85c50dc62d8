//! Parsing YAML classes ends with classes or diagnostics, never with a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muranopl::source::Sources;
use muranopl::syntax::yaml::parse_classes;

fuzz_target!(|text: &str| {
    let sources = Sources::default();
    if let Some(source) = sources.add("Fuzz.yaml", text) {
        let _ = parse_classes(&source);
    }
});
