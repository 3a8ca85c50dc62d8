//! What both engines promise. Each behaviour runs against the real one and the one in memory.

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
