//! Tests from outside: the command line, a real pseudo-terminal, the facade, and the rules of the sources.

mod checklist;
mod cli;
mod diagnostics;
mod docker;
mod documents;
mod embedding;
mod examples;
mod exec;
mod imports;
mod layers;
mod lsp;
#[expect(dead_code, reason = "the tests of internals use the rest")]
mod pack;
mod packages_on_docker;
mod repairs;
mod repl;
mod rpc;
mod sources;
mod tidy;
