//! One input after another: run or obeyed, its result or its error written.

use std::cell::{Ref, RefCell, RefMut};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::commands;
use super::paint::{Ink, Paint};
use super::show::{Look, show};
use super::tokens::{Kind, tokens};
use crate::cli::terminal::{answer, complain};
use crate::diag::{Code, Diagnostic, report};
use crate::runtime::value::Value;
use crate::session::{Answer, Interactive};

/// Columns where no terminal says how many it has.
const WIDTH: usize = 100;

/// What comes after an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// All went well.
    Ready,
    /// It was wrong, or failed.
    Failed,
    /// More lines are needed.
    More,
    /// The conversation ends.
    Quit,
}

/// A conversation with its memory.
pub(super) struct Shell {
    talk: Rc<RefCell<Interactive>>,
    /// Colours.
    pub paint: Paint,
    /// Columns.
    pub width: usize,
    /// The code of the last error, for `:explain last`.
    pub last_code: Option<Code>,
    /// The file loaded last, for `:reload`.
    pub loaded: Option<PathBuf>,
    /// The inputs of this conversation.
    pub inputs: Vec<String>,
    running: Arc<AtomicBool>,
}

impl Shell {
    /// Begins; a program's output goes to standard output.
    pub(super) fn new(talk: Interactive, paint: Paint) -> Self {
        talk.session().runtime().set_output(Box::new(|text| {
            answer(text);
        }));
        Self {
            talk: Rc::new(RefCell::new(talk)),
            paint,
            width: WIDTH,
            last_code: None,
            loaded: None,
            inputs: Vec::new(),
            running: Arc::default(),
        }
    }

    /// From now on Ctrl-C interrupts what runs; a signal while nothing runs ends the process.
    pub(super) fn obey_interrupts(&self) {
        let flag = self.talk().session().runtime().limits.interrupt();
        let running = self.running.clone();
        let set = ctrlc::set_handler(move || {
            if running.load(Ordering::SeqCst) {
                flag.store(true, Ordering::SeqCst);
            } else {
                std::process::exit(130);
            }
        });
        if set.is_err() {
            complain("warning: Ctrl-C ends murano here instead of interrupting what runs\n");
        }
    }

    /// The conversation, for completion.
    pub(super) fn shared(&self) -> Rc<RefCell<Interactive>> {
        self.talk.clone()
    }

    /// The conversation.
    pub(super) fn talk(&self) -> Ref<'_, Interactive> {
        self.talk.borrow()
    }

    /// The conversation, to change it.
    pub(super) fn talk_mut(&self) -> RefMut<'_, Interactive> {
        self.talk.borrow_mut()
    }

    /// How values are shown.
    pub(super) fn look(&self) -> Look {
        Look { paint: self.paint, width: self.width }
    }

    /// Runs or obeys an input.
    pub(super) fn input(&mut self, text: &str) -> Next {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Next::Ready;
        }
        self.inputs.push(text.to_owned());
        if let Some(command) = trimmed.strip_prefix(':').filter(|rest| is_command(rest)) {
            return commands::obey(self, command);
        }
        let text = with_last_value(text);
        let answer = self.interruptible(|talk| talk.input(&text));
        self.answer(answer)
    }

    /// Runs the rest of what was piped in, finished or not.
    pub(super) fn last_input(&mut self, text: &str) -> Next {
        let answer = self.interruptible(|talk| talk.run_text("<input>", text, None));
        self.answer(answer)
    }

    /// Runs a file into the conversation; whether all went well.
    pub(super) fn load(&mut self, path: &Path) -> bool {
        self.loaded = Some(path.to_owned());
        let answer = self.interruptible(|talk| talk.load(path));
        self.answer(answer) == Next::Ready
    }

    /// Does something that Ctrl-C interrupts.
    pub(super) fn interruptible<T>(&self, act: impl FnOnce(&mut Interactive) -> T) -> T {
        self.running.store(true, Ordering::SeqCst);
        let result = act(&mut self.talk_mut());
        self.running.store(false, Ordering::SeqCst);
        self.talk().session().runtime().limits.renew();
        result
    }

    /// Writes what became of an input.
    pub(super) fn answer(&mut self, answer: Answer) -> Next {
        let warnings = self.talk_mut().take_warnings();
        self.report(&warnings);
        match answer {
            Answer::Incomplete => return Next::More,
            Answer::Value(Value::Null) => {}
            Answer::Value(value) => {
                self.say(&show(&value, self.look()));
                self.talk_mut().set_variable("_", value);
            }
            Answer::Mistakes(found) => {
                self.report(&found);
                return Next::Failed;
            }
            Answer::Fault(fault) => {
                let found = self.talk().session().explain(&fault);
                self.report(&[found]);
                return Next::Failed;
            }
        }
        Next::Ready
    }

    /// Writes a result.
    pub(super) fn say(&self, text: &str) {
        answer(&format!("{text}\n"));
    }

    /// Writes that something did not work.
    pub(super) fn complain(&self, text: &str) {
        complain(&format!("{} {text}\n", self.paint.ink(Ink::Error, "error:")));
    }

    /// Writes diagnostics.
    pub(super) fn report(&mut self, found: &[Diagnostic]) {
        let look =
            report::Look { colour: self.paint == Paint::Colour, unicode: true, width: self.width };
        for diagnostic in found {
            if diagnostic.is_error() {
                self.last_code = Some(diagnostic.code);
            }
            let talk = self.talk();
            complain(&report::render(diagnostic, talk.session().sources(), look));
        }
    }
}

/// `:help` is a command, `:Foo` is a class.
fn is_command(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_lowercase() || c == '?' || c == '!')
}

/// The text with `$_` for a lone `_`, which is the last value.
pub(super) fn with_last_value(text: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for token in tokens(text).all {
        let member = matches!(before, "." | "?.");
        if token.kind == Kind::Word && token.text == "_" && !member {
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

    #[test]
    fn commands_are_told_from_classes() {
        assert!(is_command("help") && is_command("?"));
        assert!(!is_command("Redis"));
    }
}
