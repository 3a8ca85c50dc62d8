//! What a simulated engine keeps between processes: images, containers, networks and volumes, as JSON.
//!
//! Each request is one exchange with the record, during which no other process changes it: read it, carry out the request,
//! write it if something changed. So commands that run at once see one engine, as with a real one. Values of environment
//! variables and contents of files may be secret and are not kept.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::script::EngineOperation;
use super::state::SimulatedState;
use crate::engine::{EngineError, EngineErrorKind, Snapshot};

/// Work on the bytes of a record: returns the new ones if they changed.
pub(crate) type RecordWork<'a> = dyn FnMut(Option<&[u8]>) -> Option<Vec<u8>> + 'a;

/// Where the record of a simulated engine is kept.
pub(crate) trait RecordKeeper: Send + Sync {
    /// Hands the recorded bytes to `work`, and keeps what it returns. No other process can change them meanwhile.
    ///
    /// # Errors
    /// When the record cannot be read or written.
    fn exchange(&self, work: &mut RecordWork<'_>) -> Result<(), EngineError>;

    /// Where it is, for messages.
    fn location(&self) -> String;

    /// The time, which containers have that start or write now.
    fn now(&self) -> Timestamp;
}

/// The record of one engine, with the bytes that its state in memory was last equal to.
pub(super) struct KeptRecord {
    keeper: Box<dyn RecordKeeper>,
    seen: Mutex<Option<Vec<u8>>>,
}

impl KeptRecord {
    pub(super) fn new(keeper: Box<dyn RecordKeeper>) -> Self {
        Self { keeper, seen: Mutex::default() }
    }

    /// Carries out one request on the recorded state. The state in memory is only a copy: it is replaced when another process
    /// changed the record.
    pub(super) fn carry_out<T>(
        &self,
        operation: EngineOperation,
        state: &mut SimulatedState,
        act: impl FnOnce(&mut SimulatedState) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut act = Some(act);
        let mut outcome = None;
        self.keeper.exchange(&mut |stored| {
            if stored != seen.as_deref() {
                if let Err(error) = state.restore(stored) {
                    outcome = Some(Err(self.damaged(&error)));
                    return None;
                }
                *seen = stored.map(<[u8]>::to_vec);
            }
            state.now = Some(self.keeper.now());
            outcome = act.take().map(|act| act(state));
            if !may_change(operation) {
                return None;
            }
            let bytes =
                serde_json::to_vec(&*state).ok().filter(|new| Some(new) != seen.as_ref())?;
            *seen = Some(bytes.clone());
            Some(bytes)
        })?;
        outcome.unwrap_or_else(|| Err(EngineError::new(EngineErrorKind::Other, "nothing was done")))
    }
}

impl KeptRecord {
    fn damaged(&self, error: &serde_json::Error) -> EngineError {
        let message = format!(
            "the simulated engine's file `{}` is damaged ({error}); without it the engine is empty",
            self.keeper.location()
        );
        EngineError::new(EngineErrorKind::Other, message)
    }
}

impl SimulatedState {
    /// Replaces what is recorded; faults, subscribers and other parts of this process stay. Images then have the behaviour that
    /// this process gives them, and a new id where it is another one than before.
    fn restore(&mut self, stored: Option<&[u8]>) -> Result<(), serde_json::Error> {
        // A record that was removed meanwhile is that of an empty engine.
        let kept = match stored {
            Some(stored) => serde_json::from_slice(stored)?,
            None => Self::holding(&Snapshot::default()),
        };
        self.take_over(kept);
        self.apply_scripts();
        Ok(())
    }
}

/// Whether a request may change what is recorded. Inspections do: health checks happen when someone looks.
fn may_change(operation: EngineOperation) -> bool {
    use EngineOperation as Op;
    !matches!(
        operation,
        Op::Version
            | Op::FindImage
            | Op::Images
            | Op::Logs
            | Op::Exec
            | Op::GetFiles
            | Op::Stats
            | Op::Events
            | Op::Networks
            | Op::Volumes
    )
}
