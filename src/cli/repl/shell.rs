//! The state of an interactive session: runs inputs and prints their results and errors.

use std::cell::{Ref, RefCell, RefMut};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::deployments::SessionDeployments;
use super::highlight::highlight_program;
use super::last_values::{LAST, of_input, with_last_values};
use super::output::SessionOutput;
use super::paste_end::PasteEnd;
use super::settings::{LEAST_WIDTH, Settings};
use super::watch::FileWatch;
use crate::Value;
use crate::cli::engine_runtime;
use crate::cli::interrupt;
use crate::cli::program_output::ControlCharacters;
use crate::cli::style::{Style, Tone};
use crate::cli::terminal::{Terminal, print_document, print_error, write_stderr, write_stdout};
use crate::cli::watch::files_of;
use crate::diag::mask::SecretValues;
use crate::diag::report::{self, Colours, Look, ReportDetail};
use crate::diag::{Code, Diagnostic};
use crate::session::{Answer, Interactive, LineValue};

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
    /// The texts that are never printed.
    pub secrets: SecretValues,
    /// Whether output is coloured.
    pub style: Style,
    /// The width of output, in columns.
    pub width: usize,
    /// The size of the terminal, if there is one: columns and lines.
    size: Option<(usize, usize)>,
    /// What the user set.
    pub settings: Settings,
    /// The file that is run when a session starts.
    pub startup: PathBuf,
    /// How this process prints.
    pub terminal: Terminal,
    /// What the session deploys into.
    pub deployments: Rc<SessionDeployments>,
    /// Notices changes of the loaded file.
    pub watch: FileWatch,
    /// Notices the end of a paste.
    pub paste: PasteEnd,
    /// What is traced.
    pub traced: Vec<&'static str>,
    /// The code of the last error, for `:explain last`.
    pub last_code: Option<Code>,
    /// The file loaded last, for `:reload`.
    pub loaded: Option<PathBuf>,
    /// The inputs of this session.
    pub inputs: Vec<String>,
    /// The programs among them that succeeded.
    pub succeeded: Vec<String>,
    /// Whether an input is being evaluated, or a command works.
    running: Arc<AtomicBool>,
}

impl Shell {
    /// A session whose programs print on standard output.
    pub(super) fn new(
        session: Interactive,
        deployments: Rc<SessionDeployments>,
        startup: PathBuf,
        controls: ControlCharacters,
        terminal: Terminal,
    ) -> Self {
        let shown = deployments.clone();
        session.session().runtime().set_output(Box::new(move |text| {
            shown.above_progress(|| match controls {
                ControlCharacters::EscapedOnTerminal => print_document(text),
                ControlCharacters::Raw => write_stdout(text.as_bytes()),
            });
        }));
        Self {
            secrets: session.session().runtime().secrets.clone(),
            session: Rc::new(RefCell::new(session)),
            style: terminal.results,
            width: DEFAULT_WIDTH,
            size: None,
            settings: Settings::default(),
            startup,
            terminal,
            deployments,
            watch: FileWatch::default(),
            paste: PasteEnd::default(),
            traced: Vec::new(),
            last_code: None,
            loaded: None,
            inputs: Vec::new(),
            succeeded: Vec::new(),
            running: Arc::default(),
        }
    }

    /// Takes the size of the terminal: columns and lines.
    pub(super) fn resize(&mut self, columns: usize, lines: usize) {
        self.size = Some((columns, lines));
        self.apply_settings();
    }

    /// Applies changed settings to what is printed from now on.
    pub(super) fn apply_settings(&mut self) {
        self.style = self.settings.colour.unwrap_or(self.terminal.results);
        let columns = self.size.map_or(DEFAULT_WIDTH, |(columns, _)| columns.max(LEAST_WIDTH));
        self.width = self.settings.width.unwrap_or(columns);
    }

    /// Whether a text contains a secret of this session.
    pub(super) fn is_secret(&self, text: &str) -> bool {
        self.secrets.is_in(text)
    }

    /// Installs a signal handler: Ctrl-C interrupts an evaluation, and ends the process while nothing is evaluated.
    pub(super) fn install_interrupt_handler(&self) {
        let flag = self.session().session().runtime().limits.interrupt();
        let running = self.running.clone();
        let is_terminal = std::io::stdin().is_terminal();
        let (watch, paste) = (self.watch.clone(), self.paste.clone());
        let set = interrupt::on_signal(move || {
            if watch.wakes_editor() || paste.wakes_editor() {
                // The signal was for the line editor.
                return;
            }
            if !running.load(Ordering::SeqCst) {
                std::process::exit(130);
            }
            // The terminal has shown `^C`; what follows is on a line of its own.
            if !flag.swap(true, Ordering::SeqCst) && is_terminal {
                write_stderr(b"\n");
            }
            engine_runtime::interrupt();
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

    /// What prints values.
    pub(super) fn output(&self) -> SessionOutput {
        SessionOutput {
            style: self.style,
            width: self.width,
            height: self.size.map(|(_, lines)| lines),
            secrets: self.secrets.clone(),
            outdated: self.session().outdated_check(),
        }
    }

    /// Runs statements, and prints the results or the errors.
    pub(super) fn input(&mut self, text: &str) -> Next {
        let output = self.output();
        let number = self.inputs.len();
        let written = with_last_values(text);
        let answer = self.interruptible(|session| {
            session.input_lines(&written, &mut |LineValue { value, is_cut }| {
                if !value.is_null() {
                    output.print_value(&value, is_cut);
                }
            })
        });
        if let Answer::Value(value) = &answer
            && !value.is_null()
        {
            self.session_mut().set_variable(&of_input(number), value.clone());
        }
        let next = self.print_answer(answer);
        self.deployments.finish_input(&self.terminal);
        if next == Next::Ready && !self.is_secret(text) {
            self.succeeded.push(text.to_owned());
        }
        next
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
        let next = self.print_answer(answer);
        self.deployments.finish_input(&self.terminal);
        self.watch.follow(files_of(self.session().session()));
        self.refresh_declarations();
        next == Next::Ready
    }

    /// Declares again what earlier inputs declared: their classes extend those of a file that was loaded again.
    fn refresh_declarations(&mut self) {
        let inputs = self.succeeded.clone();
        for input in inputs.iter().map(|input| with_last_values(input)) {
            let answer = self.interruptible(|session| {
                session.is_declaration(&input).then(|| session.input(&input))
            });
            if let Some(Answer::Mistakes(found)) = answer {
                self.report(&found);
            }
        }
    }

    /// Prints what stays deployed when the session ends, and how to remove it.
    pub(super) fn print_left(&self) {
        for (environment, applications) in self.deployments.left() {
            self.note(&format!(
                "left running: {}; `murano down --env {environment}` removes everything of this session",
                applications.join(", ")
            ));
        }
    }

    /// Calls a function that Ctrl-C interrupts.
    pub(super) fn interruptible<T>(&self, act: impl FnOnce(&mut Interactive) -> T) -> T {
        self.running.store(true, Ordering::SeqCst);
        let result = act(&mut self.session_mut());
        self.running.store(false, Ordering::SeqCst);
        self.session().session().runtime().limits.renew();
        result
    }

    /// Runs a command of the command line, which Ctrl-C ends.
    pub(super) fn command<T>(&self, act: impl FnOnce() -> T) -> T {
        self.interruptible(|_| act())
    }

    /// Prints the result of an input.
    pub(super) fn print_answer(&mut self, answer: Answer) -> Next {
        let warnings = self.session_mut().take_warnings();
        self.report(&warnings);
        match answer {
            Answer::Incomplete => return Next::More,
            Answer::Value(Value::Null) => {}
            Answer::Value(value) => {
                let is_cut = self.session().is_cut();
                self.output().print_value(&value, is_cut);
                self.session_mut().set_variable(LAST, value);
            }
            Answer::Mistakes(found) => {
                self.report(&found);
                return Next::Failed;
            }
            Answer::Fault(fault) => {
                let found = self.session().explain(&fault);
                self.report(&[found]);
                return Next::Failed;
            }
        }
        Next::Ready
    }

    /// Prints a line, with its secrets masked. The text may contain colours: [`Style`] has escaped what else it contains.
    pub(super) fn print(&self, text: &str) {
        self.output().print(text);
    }

    /// Prints a line about what was done.
    pub(super) fn note(&self, text: &str) {
        self.terminal.note(text);
    }

    /// Prints an error without a source.
    pub(super) fn error(&self, text: &str) {
        self.output().error(text);
    }

    /// Prints diagnostics, and keeps the code of the last error.
    pub(super) fn report(&mut self, found: &[Diagnostic]) {
        let colours = match self.style {
            Style::Coloured => Colours::Ansi { highlight: highlight_program },
            Style::Plain => Colours::None,
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

    /// A text that is not important.
    pub(super) fn faint(&self, text: &str) -> String {
        self.style.paint(Tone::Faint, text)
    }
}

#[cfg(test)]
impl Shell {
    /// A session on the simulated engine.
    pub(super) fn for_tests() -> Self {
        use crate::cli::engine_choice::EngineChoice;
        use crate::cli::terminal::OutputArgs;
        use crate::deploy::Identity;
        let output = OutputArgs::default();
        let terminal = Terminal::new(&output);
        let (session, deployments) =
            super::deployments::open(Identity::named("test"), EngineChoice::InMemory, &terminal);
        let controls = ControlCharacters::EscapedOnTerminal;
        Self::new(Interactive::new(session), deployments, PathBuf::new(), controls, terminal)
    }
}
