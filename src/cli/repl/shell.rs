//! The state of an interactive session: runs inputs and prints their results and errors.

use std::cell::{Ref, RefCell, RefMut};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::highlight::highlight_program;
use super::paint::{Ink, Paint};
use super::show::{ShowOptions, show};
use crate::Value;
use crate::cli::interrupt;
use crate::cli::program_output::ControlCharacters;
use crate::cli::terminal::{print_document, print_error, write_stderr, write_stdout};
use crate::diag::escape::escape_controls;
use crate::diag::mask::SecretValues;
use crate::diag::report::{self, Colours, Look, ReportDetail};
use crate::diag::{Code, Diagnostic};
use crate::session::{Answer, Interactive};
use crate::syntax::tokens::{TokenKind, tokens};

/// The width in columns where no terminal reports one.
const DEFAULT_WIDTH: usize = 100;

/// The outcome of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It succeeded.
    Ready,
    /// It is invalid, or raised an exception.
    Failed,
    /// It is incomplete.
    More,
    /// It ends the session.
    Quit,
}

/// The state of the REPL: the interpreter's session, and what the commands refer to.
pub(super) struct Shell {
    session: Rc<RefCell<Interactive>>,
    secrets: SecretValues,
    /// Whether output is coloured.
    pub paint: Paint,
    /// The width of output, in columns.
    pub width: usize,
    /// The code of the last error, for `:explain last`.
    pub last_code: Option<Code>,
    /// The file loaded last, for `:reload`.
    pub loaded: Option<PathBuf>,
    /// The inputs of this session.
    pub inputs: Vec<String>,
    /// Whether an input is being evaluated.
    running: Arc<AtomicBool>,
}

impl Shell {
    /// A session whose programs print on standard output.
    pub(super) fn new(session: Interactive, paint: Paint, controls: ControlCharacters) -> Self {
        session.session().runtime().set_output(match controls {
            ControlCharacters::EscapedOnTerminal => Box::new(print_document),
            ControlCharacters::Raw => Box::new(|text| write_stdout(text.as_bytes())),
        });
        Self {
            secrets: session.session().runtime().secrets.clone(),
            session: Rc::new(RefCell::new(session)),
            paint,
            width: DEFAULT_WIDTH,
            last_code: None,
            loaded: None,
            inputs: Vec::new(),
            running: Arc::default(),
        }
    }

    /// Whether a text contains a secret of this session.
    pub(super) fn is_secret(&self, text: &str) -> bool {
        self.secrets.is_in(text)
    }

    /// Installs a signal handler: Ctrl-C interrupts an evaluation, and ends the process while nothing is evaluated.
    pub(super) fn install_interrupt_handler(&self) {
        let flag = self.session().session().runtime().limits.interrupt();
        let running = self.running.clone();
        let set = interrupt::on_signal(move || {
            if running.load(Ordering::SeqCst) {
                flag.store(true, Ordering::SeqCst);
            } else {
                std::process::exit(130);
            }
        });
        if set.is_err() {
            print_error("warning: Ctrl-C ends murano here instead of interrupting an evaluation\n");
        }
    }

    /// The interpreter's session, shared with completion.
    pub(super) fn shared(&self) -> Rc<RefCell<Interactive>> {
        self.session.clone()
    }

    /// The interpreter's session.
    pub(super) fn session(&self) -> Ref<'_, Interactive> {
        self.session.borrow()
    }

    /// The interpreter's session, to change it.
    pub(super) fn session_mut(&self) -> RefMut<'_, Interactive> {
        self.session.borrow_mut()
    }

    /// How values are shown.
    pub(super) fn show_options(&self) -> ShowOptions {
        ShowOptions { paint: self.paint, width: self.width }
    }

    /// Runs statements, and prints the result or the errors.
    pub(super) fn input(&mut self, text: &str) -> Next {
        let text = with_last_value(text);
        let answer = self.interruptible(|session| session.input(&text));
        self.print_answer(answer)
    }

    /// Runs the rest of a piped input, complete or not.
    pub(super) fn last_input(&mut self, text: &str) -> Next {
        let answer = self.interruptible(|session| session.run_text("<input>", text, None));
        self.print_answer(answer)
    }

    /// Runs a file in this session; returns whether it succeeded.
    pub(super) fn load(&mut self, path: &Path) -> bool {
        self.loaded = Some(path.to_owned());
        let answer = self.interruptible(|session| session.load(path));
        self.print_answer(answer) == Next::Ready
    }

    /// Calls a function that Ctrl-C interrupts.
    pub(super) fn interruptible<T>(&self, act: impl FnOnce(&mut Interactive) -> T) -> T {
        self.running.store(true, Ordering::SeqCst);
        let result = act(&mut self.session_mut());
        self.running.store(false, Ordering::SeqCst);
        self.session().session().runtime().limits.renew();
        result
    }

    /// Prints the result of an input.
    pub(super) fn print_answer(&mut self, answer: Answer) -> Next {
        let warnings = self.session_mut().take_warnings();
        self.report(&warnings);
        match answer {
            Answer::Incomplete => return Next::More,
            Answer::Value(Value::Null) => {}
            Answer::Value(value) => {
                self.print(&show(&value, self.show_options()));
                self.session_mut().set_variable("_", value);
            }
            Answer::Mistakes(found) => {
                self.report(&found);
                return Next::Failed;
            }
            Answer::Fault(fault) => {
                let found = self.session().session().explain(&fault);
                self.report(&[found]);
                return Next::Failed;
            }
        }
        Next::Ready
    }

    /// Prints a line, with its secrets masked. The text may contain colours: [`Paint`] has escaped what else it contains.
    pub(super) fn print(&self, text: &str) {
        let text = self.secrets.mask(text);
        write_stdout(format!("{text}\n").as_bytes());
    }

    /// Prints an error without a source.
    pub(super) fn error(&self, text: &str) {
        let heading = self.paint.ink(Ink::Error, "error:");
        write_stderr(format!("{heading} {}\n", escape_controls(text)).as_bytes());
    }

    /// Prints diagnostics, and keeps the code of the last error.
    pub(super) fn report(&mut self, found: &[Diagnostic]) {
        let colours = match self.paint {
            Paint::Colour => Colours::Ansi { highlight: highlight_program },
            Paint::None => Colours::None,
        };
        let look = Look { colours, width: self.width, detail: ReportDetail::Brief };
        for diagnostic in found {
            if diagnostic.is_error() {
                self.last_code = Some(diagnostic.code);
            }
            let session = self.session();
            let text = report::render(diagnostic, session.session().sources(), look);
            write_stderr(text.as_bytes());
        }
    }
}

/// Replaces a lone `_`, which is the last value, by the variable `$_`.
pub(super) fn with_last_value(text: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for token in tokens(text).all {
        let member = matches!(before, "." | "?.");
        if token.kind == TokenKind::Word && token.text == "_" && !member {
            out.push('$');
        }
        out.push_str(token.text);
        if !token.is_blank() {
            before = token.text;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_underscore_is_the_last_value() {
        assert_eq!(
            with_last_value("_ + $_ + \"a _ \\(_.len())\""),
            "$_ + $_ + \"a _ \\($_.len())\""
        );
        assert_eq!(with_last_value("$x._ + a_b"), "$x._ + a_b");
    }
}
