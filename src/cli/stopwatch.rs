//! How long the work of a command takes, where that says something: a simulated engine takes no time.

use std::time::Duration;

use crate::deploy::{Clock, SystemClock};

use super::engine_choice::EngineChoice;

/// Measures the time since its creation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch(Option<SystemClock>);

impl Stopwatch {
    /// A stopwatch for work on this engine.
    pub(super) fn on_engine(engine: &EngineChoice) -> Self {
        match engine {
            EngineChoice::Docker | EngineChoice::Address(_) => Self::running(),
            EngineChoice::Simulated(_) | EngineChoice::InMemory => Self(None),
        }
    }

    /// A stopwatch that always measures.
    pub(super) fn running() -> Self {
        Self(Some(SystemClock::default()))
    }

    /// The time since its creation; `None` if none passes.
    pub(super) fn elapsed(&self) -> Option<Duration> {
        self.0.map(|clock| clock.now())
    }
}
