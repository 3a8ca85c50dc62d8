//! A REPL in a pseudo-terminal, as a person uses it: a key, its echo, the next key.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use tempfile::TempDir;

pub(super) const PROMPT: &str = "murano> ";
/// The time that any step may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause after a key is echoed: a person is slower, a paste is faster.
const PAUSE: Duration = Duration::from_millis(20);
/// How long the output has to be quiet before it counts as complete.
const QUIET: Duration = Duration::from_millis(30);

/// The REPL's terminal.
pub(super) struct Terminal {
    session: PtySession,
    /// The output that nothing was looked for in yet.
    unseen: String,
}

/// A state directory.
pub(super) fn state() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

impl Terminal {
    /// Starts a REPL that keeps its history in a directory.
    pub(super) fn begin(state: &Path) -> Self {
        Self::begin_with(state, &[])
    }

    pub(super) fn begin_with(state: &Path, args: &[&str]) -> Self {
        let mut command = Self::command(state, args);
        command.env("NO_COLOR", "1");
        Self::start(command)
    }

    /// Starts a REPL in a terminal of a size.
    pub(super) fn begin_sized(state: &Path, columns: u16, lines: u16) -> Self {
        Self::start(Self::sized(state, columns, lines))
    }

    /// The command line of a REPL in a terminal of a size. Its pager is none.
    pub(super) fn sized(state: &Path, columns: u16, lines: u16) -> Command {
        let script = format!("stty cols {columns} rows {lines}; exec \"$0\" repl");
        let mut command = Command::new("sh");
        command.env("PAGER", "").env_remove("CI");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_murano")]).current_dir(state);
        command.env("TERM", "xterm").env("MURANO_STATE", state).env("NO_COLOR", "1");
        command
    }

    /// The command line of a REPL.
    pub(super) fn command(state: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_murano"));
        command.arg("repl").args(args).env("TERM", "xterm").env("MURANO_STATE", state);
        command.current_dir(state).env_remove("VISUAL").env_remove("EDITOR");
        command.env_remove("CI").env_remove("PAGER").env_remove("LESS");
        command
    }

    /// Starts a REPL and waits for its first prompt.
    pub(super) fn start(command: Command) -> Self {
        let millis = u64::try_from(PATIENCE.as_millis()).expect("it fits");
        let options = Options::new().timeout_ms(Some(millis)).strip_ansi_escape_codes(true);
        let session = spawn_with_options(command, options).expect("a terminal");
        let mut terminal = Self { session, unseen: String::new() };
        terminal.sees(":help");
        terminal.sees(PROMPT);
        terminal
    }

    /// Waits for a text in the output, and for the end of that output.
    #[track_caller]
    pub(super) fn sees(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        // The reader makes a character of each byte.
        let wanted: String = text.bytes().map(char::from).collect();
        loop {
            if let Some(at) = self.unseen.find(&wanted) {
                let end = at + wanted.len();
                let rest = self.unseen.split_off(end);
                return std::mem::replace(&mut self.unseen, rest);
            }
            assert!(Instant::now() < deadline, "`{text}` did not come, but {:?}", self.unseen);
            self.read();
        }
    }

    /// Reads what there is, or waits a little.
    fn read(&mut self) -> bool {
        let mut found = false;
        while let Some(c) = self.session.try_read() {
            self.unseen.push(c);
            found = true;
        }
        if !found {
            sleep(Duration::from_millis(2));
        }
        found
    }

    /// Reads until nothing comes any more; returns what was not looked at yet.
    pub(super) fn rest(&mut self) -> String {
        let mut quiet_since = Instant::now();
        while quiet_since.elapsed() < QUIET {
            if self.read() {
                quiet_since = Instant::now();
            }
        }
        let bytes = std::mem::take(&mut self.unseen);
        let bytes: Vec<u8> =
            bytes.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The output up to the next prompt.
    #[track_caller]
    pub(super) fn rest_until_asked(&mut self) -> String {
        let shown = self.sees(&format!("\n\r{PROMPT}"));
        let shown = shown.strip_suffix(PROMPT).unwrap_or(&shown);
        let bytes = shown.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// Sends text at once, as a paste does in a terminal without bracketed paste.
    pub(super) fn pastes(&mut self, text: &str) {
        self.session.send(text).expect("sent");
        self.session.flush().expect("sent");
    }

    /// Types a text, a key after the other: each waits for the echo of the one before.
    pub(super) fn types(&mut self, text: &str) {
        for c in text.chars() {
            let before = self.unseen.len();
            self.pastes(&c.to_string());
            let deadline = Instant::now() + PATIENCE;
            while self.unseen.len() == before && Instant::now() < deadline {
                self.read();
            }
            sleep(PAUSE);
        }
    }

    /// Presses a control key.
    pub(super) fn presses_control(&mut self, key: char) {
        self.session.send_control(key).expect("sent");
        self.session.flush().expect("sent");
    }

    /// Types an input with Enter; waits for its output and the next prompt.
    #[track_caller]
    pub(super) fn says(&mut self, input: &str, answer: &str) {
        self.types(input);
        self.types("\r");
        self.sees(&format!("\n{answer}"));
        self.sees(PROMPT);
    }

    /// Types an input with Enter that is answered by the next prompt alone.
    #[track_caller]
    pub(super) fn does(&mut self, input: &str) {
        self.types(input);
        self.types("\r");
        self.is_asked();
    }

    /// Types lines of one input, each with Enter; the last ends it.
    #[track_caller]
    pub(super) fn types_lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.types(line);
            self.types("\r");
        }
    }

    /// Waits for an empty prompt: text that is typed before would reach the running input.
    #[track_caller]
    pub(super) fn is_asked(&mut self) {
        self.sees(&format!("\n\r{PROMPT}"));
    }

    /// Ends the session with Ctrl-D.
    pub(super) fn ends(mut self) {
        self.presses_control('d');
        self.session.exp_eof().expect("the end");
    }

    /// Waits for the end of a session that was ended otherwise; returns the rest of its output.
    pub(super) fn has_ended(mut self) -> String {
        let rest = self.session.exp_eof().expect("the end");
        format!("{}{rest}", self.unseen)
    }
}
