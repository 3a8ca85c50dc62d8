//! What both engines do alike. Each test runs against the real one and the simulated one.

mod adjustments;
mod lives;
mod names;
mod networks;
mod output;
mod ports;

pub(super) use adjustments::*;
pub(super) use lives::*;
pub(super) use names::*;
pub(super) use networks::*;
pub(super) use output::*;
pub(super) use ports::*;
