//! Every test that is not beside the code it tests, in one binary.

mod checklist;
mod cli;
mod corelib;
mod deploy;
mod documents;
mod embedding;
mod engine;
mod examples;
mod exec;
mod fuzz;
mod hosts;
mod imports;
mod layers;
mod limits;
mod memory;
mod model;
mod muranopl;
mod repl;
mod rpc;
mod sources;
mod suite;
mod syntax;
mod tidy;
mod yaql;
