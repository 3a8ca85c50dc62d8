//! `--trace`: calls, conversions and engine requests of a run, line by line on standard error, each line headed by its topic.

use std::rc::Rc;
use std::sync::Arc;

use clap::ValueEnum;

use crate::runtime::machine::trace;

use super::program::ProgramSession;
use super::progress::ProgressDisplay;
use super::terminal::print_error;

/// What `--trace` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TraceTopic {
    /// Conversions of values by contracts.
    Conversions,
    /// Calls of methods, with their results.
    Calls,
    /// Requests to the container engine, with their outcomes.
    Engine,
}

/// Starts to trace. Call it before the program is compiled: calls are traced by instrumented code.
pub(super) fn start(topics: &[TraceTopic], program: &ProgramSession) {
    let runtime = program.session.runtime();
    let (calls, conversions) =
        (topics.contains(&TraceTopic::Calls), topics.contains(&TraceTopic::Conversions));
    if calls {
        runtime.registry.trace_calls();
    }
    if calls || conversions {
        let progress = program.progress.clone();
        let secrets = runtime.secrets.clone();
        let sink = Rc::new(move |topic, line: &str| {
            print_line(&progress, heading(topic), &secrets.mask(line));
        });
        runtime.trace.begin(conversions, sink);
    }
    if topics.contains(&TraceTopic::Engine) {
        let progress = program.progress.clone();
        let secrets = runtime.secrets.clone();
        let sink = Arc::new(move |line: &str| print_line(&progress, "engine", &secrets.mask(line)));
        program.deployment.engines.trace(sink);
    }
}

fn heading(topic: trace::Topic) -> &'static str {
    match topic {
        trace::Topic::Calls => "call",
        trace::Topic::Conversions => "convert",
    }
}

fn print_line(progress: &ProgressDisplay, heading: &str, line: &str) {
    progress.suspended(|| print_error(&format!("{heading:<8} {line}\n")));
}
