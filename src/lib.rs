//! `muranopl`: an interpreter for a MuranoPL-like language whose programs compose applications and deploy them to Docker.
//!
//! Embedders use the names that this root exports; `docs/embedding.md` has examples. Everything else
//! is private to the crate. The rest of this page is for contributors; `docs/architecture.md` has the long form.
//!
//! # Data flow
//!
//! ```text
//! .murano source ─┐
//!                 ├► syntax ─► one tree ─► compile ─► code ─► runtime ─► hosts ─► engine ─► Docker
//! YAML classes  ──┘  (spans kept)         names, slots,         ▲       (scopes, ports,  or simulated
//!                                         contracts             │        endpoints)
//!                                            stdlib (YAQL) + corelib (.murano, embedded)
//! ```
//!
//! # Layers
//!
//! A module may use those above it in this list, never those below; `tests/it/layers.rs` checks that, and that no new import
//! cycle between files appears.
//!
//! | module | owns | must not know |
//! | --- | --- | --- |
//! | `source`, `diag` | sources and spans; diagnostics, their codes and explanations | who raised them |
//! | `syntax` | the tree, the parsers (pest grammars in `grammar/`; classes in YAML), the printer, token classes | values, Docker |
//! | `compile` | packages and versions, names, slots, captures, contracts, classes, code | Docker |
//! | `runtime` | values, objects, contracts and conversion, the virtual machine, object models | which engine runs containers |
//! | `stdlib` | YAQL's functions, one file per topic | the fields of objects |
//! | `corelib` | the built-in classes, written in `.murano` | |
//! | `engine` | what a container engine can do: one trait, implemented for Docker and in memory | the language |
//! | `hosts` | the trait of host kinds: reconcile, ports, scopes, endpoints, plan, remove | parsing |
//! | `deploy` | environments: recorded state, locks, journal, plan, removal | commands |
//! | `ide` | answers for editors as plain data: symbols, completion, hover, definition, rename | protocols |
//! | `session` | the implementation of the facade: sessions, packages, data, object models | who calls it |
//! | `testing` | unit tests of programs: finding and running them | where results are shown |
//! | `cli` | one file per command; the REPL, the RPC server, the language server | |
//!
//! # Invariants
//!
//! - `syntax` alone sees pest's types; `engine/docker` alone names bollard; `diag/report.rs` alone names miette.
//! - Trees and compiled code are plain data: no values, no engine, no files.
//! - No evaluation function is async. Branches of `parallel` are coroutines; only engine work crosses threads.
//! - Only `deploy`, source loading, engine selection and `cli` touch files, clock and environment (`clippy.toml`).
//! - A program's mistakes are diagnostics or catchable faults, never panics.

// The default build finds dead code; one without the commands lacks their calls.
#![cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "used by the commands alone")
)]

mod source;

mod diag;

mod syntax;

mod compile;

mod runtime;

mod stdlib;

mod corelib;

mod engine;

mod hosts;

mod deploy;

mod ide;

mod session;

mod testing;

#[cfg(feature = "cli")]
mod cli;

// The facade: what an embedding program uses, in one `use`.
pub use self::compile::package::{Package, PackageType, Version};
pub use self::diag::{Applicability, Code, Diagnostic, Label, Severity, Suggestion, TraceFrame};
pub use self::runtime::machine::log::{Level, Record};
pub use self::runtime::options::Options;
pub use self::runtime::value::Value;
pub use self::runtime::value::dict::Dict;
pub use self::session::data::{DataError, Layout, Notation};
pub use self::session::model::{ExternalReferences, Form, Model, ModelSession, OwnedElsewhere};
pub use self::session::packages::{Added, Packages};
pub use self::session::simulation::{SimulatedApplication, Simulation};
pub use self::session::{
    Access, Answer, Call, Error, Evaluator, Expression, Flavour, HostCall, HostFunctionError,
    Interactive, Program, ScriptArgs, Session, SessionBuilder, YaqlOptions, syntax_errors,
};
pub use self::source::{Location, Source, Sources, Span};

/// Runs the command line of `murano` and returns its exit code.
#[cfg(feature = "cli")]
#[must_use]
pub fn command_line() -> std::process::ExitCode {
    cli::main()
}

/// The examples of the page on embedding run with those of the modules.
#[cfg(doctest)]
#[doc = include_str!("../docs/embedding.md")]
pub struct Embedding;

#[cfg(test)]
#[path = "../tests/internal/main.rs"]
mod tests;
