//! Tests of the library's internals. They are unit tests: `src/lib.rs` includes this module, so that nothing has to be
//! public for them. What a user or an embedder can reach is tested from outside, in `tests/it`.

mod corelib;
mod deploy;
mod engine;
mod fuzz;
mod hosts;
mod limits;
mod memory;
mod model;
mod muranopl;
#[path = "../it/pack.rs"]
mod pack;
#[expect(dead_code, reason = "the tests from outside use the rest")]
#[path = "../it/sources.rs"]
mod sources;
mod suite;
mod syntax;
mod yaql;
