//! `muranopl`: an interpreter for a MuranoPL-like language whose programs compose applications and deploy them to Docker.
//!
//! # The way of a program through the house
//!
//! ```text
//! .murano text ─► syntax ─► one tree ─► compile ─► code ─► runtime ─► host classes ─► engine ─► Docker
//!                 (spans kept)          names, slots,         ▲       (scopes, ports,   or simulated
//!                                       contracts             │        endpoints)
//!                                          stdlib (YAQL) + corelib (.murano, embedded)
//! ```
//!
//! # Where things are
//!
//! Each module may use those above it in this list, never those below; `tests/it/layers.rs` holds the house to that.
//!
//! | module | owns | must not know |
//! | --- | --- | --- |
//! | [`source`], [`diag`] | all sources and spans; diagnostics, their codes and texts | who raised them |
//! | [`syntax`] | the tree, the readers (pest grammars in `grammar/`; classes in YAML), the printer | values, Docker |
//! | [`compile`] | packages and versions, names, slots, captures, contracts, classes, code | Docker |
//! | [`runtime`] | values, operators, objects, contracts and conversion, the machine, tasks, collection | which engine runs containers |
//! | [`stdlib`] | YAQL's functions, a file a topic, each ending in one table | objects' insides |
//! | [`corelib`] | the built-in classes, written in `.murano` | |
//! | [`engine`] | what a container engine can do: one trait, Docker and an engine in memory | the language |
//! | [`hosts`] | ports, scopes, endpoints, reconciling; the native halves of host classes | parsing |
//! | [`deploy`] | environments: recorded state, locks, plan, removal | commands |
//! | [`session`] | the embedding interface: packages, read, check, run, evaluate, converse, object models | who calls it |
//! | [`testing`] | unit tests of programs: which there are, running one | where results are shown |
//! | [`cli`] | one short file a command; the REPL | |
//!
//! Questions find their room: how is `where` defined? `stdlib/queries`. How does a dictionary become an object?
//! `runtime/conversion`. Who picks the published port? `hosts/ports.rs`. How is a class in YAML read? `syntax/yaml`. Which package gives a
//! class? `compile/registry/lookup.rs`. How is an object model loaded? `runtime/model`. Why a bytecode machine? `docs/decisions.md`.
//!
//! # Invariants, mostly absences
//!
//! - `syntax` alone sees pest's types; `engine/docker` alone names bollard; `diag/report.rs` alone names miette.
//! - Trees and compiled code are plain data: no values, no engine, no files.
//! - No evaluation function is async. Branches of `parallel` are coroutines; only engine work crosses threads.
//! - Only `deploy`, source loading, engine selection and `cli` touch files, clock and environment (`clippy.toml`).
//! - A program's mistakes are diagnostics or catchable faults, never panics.

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

mod session;

mod testing;

#[cfg(feature = "cli")]
mod cli;

// The facade: what an embedding program uses, in one `use`.
pub use self::compile::package::{Package, PackageType, Version};
pub use self::diag::{Code, Diagnostic, Label, Severity, TraceFrame};
pub use self::runtime::machine::log::{Level, Record};
pub use self::runtime::options::Options;
pub use self::runtime::value::Value;
pub use self::runtime::value::dict::Dict;
pub use self::session::data::{DataError, Layout, Notation};
pub use self::session::model::{ExternalReferences, Form, Model, ModelSession};
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
