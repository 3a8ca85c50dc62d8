//! The terminal while a command in a container uses it: in raw mode, so that every key, Ctrl-C too, goes to the command.

use std::convert::Infallible;
use std::io::{self, IsTerminal as _, stdin, stdout};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::engine::TerminalSize;

/// The size of terminals that do not report one.
pub(super) const DEFAULT_SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

/// A terminal in raw mode; its previous mode is restored on drop.
pub(super) struct Console {
    previous: Termios,
}

impl Console {
    /// Switches the terminal to raw mode if standard input and output are one.
    pub(super) fn open() -> Option<io::Result<Self>> {
        (stdin().is_terminal() && stdout().is_terminal()).then(Self::raw_mode)
    }

    fn raw_mode() -> io::Result<Self> {
        let previous = tcgetattr(stdin())?;
        let mut raw = previous.clone();
        raw.make_raw();
        tcsetattr(stdin(), OptionalActions::Now, &raw)?;
        Ok(Self { previous })
    }

    /// The size in columns and rows.
    pub(super) fn size(&self) -> TerminalSize {
        match tcgetwinsize(stdout()) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
                TerminalSize { columns: size.ws_col, rows: size.ws_row }
            }
            _ => DEFAULT_SIZE,
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // The terminal may be gone.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.previous);
    }
}

/// Sends the size whenever it changes; never returns.
pub(super) async fn follow_size(
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
