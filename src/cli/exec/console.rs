//! Our terminal while a command in a container has it: every key goes to the command, Ctrl-C too.

use std::convert::Infallible;
use std::io::{self, IsTerminal as _, stdin, stdout};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::engine::TerminalSize;

/// The size of terminals that do not say theirs.
pub(super) const SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

/// A terminal whose keys are handed on as they are; it is as before once this is dropped.
pub(super) struct Console {
    before: Termios,
}

impl Console {
    /// The terminal that is both our input and our output, if there is one.
    pub(super) fn open() -> Option<io::Result<Self>> {
        (stdin().is_terminal() && stdout().is_terminal()).then(Self::hand_on_keys)
    }

    fn hand_on_keys() -> io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(stdin(), OptionalActions::Now, &raw)?;
        Ok(Self { before })
    }

    /// Its size.
    pub(super) fn size(&self) -> TerminalSize {
        match tcgetwinsize(stdout()) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
                TerminalSize { columns: size.ws_col, rows: size.ws_row }
            }
            _ => SIZE,
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // A terminal that went away needs no restoring.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.before);
    }
}

/// Tells the size whenever it changes; never ends.
pub(super) async fn follow(
    console: Option<&Console>,
    sizes: watch::Sender<TerminalSize>,
) -> Infallible {
    if let Some(console) = console
        && let Ok(mut changes) = signal(SignalKind::window_change())
    {
        while changes.recv().await.is_some() {
            sizes.send_replace(console.size());
        }
    }
    std::future::pending().await
}
