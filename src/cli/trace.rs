//! `--trace`: what a run does, line by line on standard error, each line headed by its topic.

use std::rc::Rc;
use std::sync::Arc;

use crate::runtime::machine::trace;

use super::arguments::Topic;
use super::progress::Show;
use super::session::Prepared;
use super::terminal::complain;

/// Tells what was asked for; before the program is read.
pub(super) fn begin(topics: &[Topic], prepared: &Prepared) {
    let runtime = prepared.session.runtime();
    let (calls, conversions) =
        (topics.contains(&Topic::Calls), topics.contains(&Topic::Conversions));
    if calls {
        runtime.registry.trace_calls();
    }
    if calls || conversions {
        let show = prepared.show.clone();
        runtime
            .trace
            .begin(conversions, Rc::new(move |topic, line| tell(&show, head(topic), line)));
    }
    if topics.contains(&Topic::Engine) {
        let show = prepared.show.clone();
        prepared.deployment.engines.trace(Arc::new(move |line| tell(&show, "engine", line)));
    }
}

fn head(topic: trace::Topic) -> &'static str {
    match topic {
        trace::Topic::Calls => "call",
        trace::Topic::Conversions => "convert",
    }
}

fn tell(show: &Show, head: &str, line: &str) {
    show.between(|| complain(&format!("{head:<8} {line}\n")));
}
