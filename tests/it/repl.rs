//! The REPL, through a real pseudo-terminal and through a pipe.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use tempfile::TempDir;

use crate::cli::feed;

const PROMPT: &str = "murano> ";
/// Milliseconds that any step may take on a busy machine.
const PATIENCE: u64 = 60_000;

struct Terminal {
    session: PtySession,
}

impl Terminal {
    /// Starts a REPL that keeps its history in a directory.
    fn begin(state: &Path) -> Self {
        Self::begin_with(state, &[])
    }

    fn begin_with(state: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_murano"));
        command
            .arg("repl")
            .args(args)
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .env("MURANO_STATE", state);
        let options = Options::new().timeout_ms(Some(PATIENCE)).strip_ansi_escape_codes(true);
        let session = spawn_with_options(command, options).expect("a terminal");
        let mut terminal = Self { session };
        terminal.sees(":help");
        terminal.sees(PROMPT);
        terminal
    }

    fn sees(&mut self, text: &str) {
        if let Err(error) = self.session.exp_string(text) {
            panic!("`{text}` did not come: {error}");
        }
    }

    fn types(&mut self, text: &str) {
        self.session.send(text).expect("sent");
        self.session.flush().expect("sent");
    }

    /// Types an input with Enter; waits for its output and the next prompt.
    fn says(&mut self, input: &str, answer: &str) {
        self.types(input);
        self.types("\r");
        self.sees(&format!("\n{answer}"));
        self.sees(PROMPT);
    }

    /// Types an input with Enter that is answered by the next prompt alone.
    fn does(&mut self, input: &str) {
        self.types(input);
        self.types("\r");
        self.is_asked();
    }

    /// Waits for an empty prompt: text that is typed before would reach the running input.
    fn is_asked(&mut self) {
        self.sees(&format!("\n\r{PROMPT}"));
    }

    fn ends(mut self) {
        self.session.send_control('d').expect("sent");
        self.session.exp_eof().expect("the end");
    }
}

fn state() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_class_goes_over_several_lines() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types("class Web {\r");
    terminal.types("port: int! = 80\r");
    terminal.does("}");
    terminal.says("new Web { port: '8080' }", "Web { port: 8080 }");
    terminal.ends();
}

#[test]
fn tab_completes_variables_and_members() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("$replicaCount = 'abc'");
    terminal.says("$repl\t.toUp\t) + '!'", "'ABC!'");
    terminal.ends();
}

/// As a terminal without bracketed paste sends pasted text.
#[test]
fn lines_pasted_without_brackets_are_all_run() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types("$a = 40\r$b = 2\r$a + $b\r");
    terminal.sees("\n42");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn inputs_are_remembered() {
    let state = state();
    let mut first = Terminal::begin(state.path());
    first.says("6 * 7", "42");
    first.ends();
    let mut second = Terminal::begin(state.path());
    second.says("\x1b[A", "42");
    second.ends();
}

#[test]
fn errors_leave_variables_as_they_were() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("$kept = 41");
    terminal.types("$kept = 1; $lost = 1 / 0\r");
    terminal.sees("zero");
    terminal.sees(PROMPT);
    terminal.says("$kept + 1", "42");
    terminal.types("nosuch(1)\r");
    terminal.sees("E0103");
    terminal.sees(PROMPT);
    terminal.says(":explain last", "E0103: unknown function");
    terminal.says("_ + 1", "43");
    terminal.does("function deeper(n: int!) { return deeper($n + 1) }");
    terminal.types("deeper(1)\r");
    terminal.sees("more calls");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn interrupts_keep_the_repl_and_its_variables() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("$kept = 41");
    terminal.types("print('be' + 'gun'); while true { $kept = 0 }\r");
    terminal.sees("begun");
    terminal.session.send_control('c').expect("sent");
    terminal.sees("interrupted");
    terminal.sees(PROMPT);
    terminal.says("$kept + 1", "42");
    // At the prompt Ctrl-C clears what was typed.
    terminal.types("nonsense ((");
    terminal.sees("((");
    terminal.session.send_control('c').expect("sent");
    terminal.sees(PROMPT);
    terminal.says("20 + 1", "21");
    terminal.says("_ * 2", "42");
    terminal.ends();
}

#[test]
fn commands_answer() {
    let state = state();
    let file = state.path().join("lib.murano");
    let mut text = std::fs::File::create(&file).expect("a file");
    text.write_all(b"/// Adds one.\nfunction next(n: int!) { return $n + 1 }\n$loaded = next(1)\n")
        .expect("written");
    let mut terminal = Terminal::begin(state.path());
    terminal.does(&format!(":load '{}'", file.display()));
    terminal.says("next($loaded)", "3");
    terminal.says(":type [1, 2]", "list of 2 int");
    terminal.says(":doc next", "function next(n: int!)");
    terminal.says(":doc toUpper", "str.toUpper(");
    terminal.types(":relod\r");
    terminal.sees("did you mean `:reload`?");
    terminal.sees(PROMPT);
    terminal.says(":vars", "$loaded = 2");
    terminal.types(":quit\r");
    terminal.session.exp_eof().expect("the end");
}

#[test]
fn unfinished_strings_go_on() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types("'one\r");
    terminal.says("two'", "'one\\ntwo'");
    terminal.ends();
}

#[test]
fn several_lines_can_be_pasted() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.says("\x1b[200~$a = 1\n$b = $a + 41\n$b\x1b[201~", "42");
    terminal.ends();
}

#[test]
fn the_repl_deploys_to_a_real_engine() {
    crate::docker::on_docker(|real| {
        let state = state();
        let environment = &real.environment;
        let mut terminal = Terminal::begin_with(state.path(), &["--env", environment]);
        let image = crate::docker::IMAGE;
        terminal.types("class Sleeper extends DockerApplication {\r");
        terminal.types("getContainer() {\r");
        terminal.types(&format!("return {{ name: 'sleeper', image: '{image}', "));
        terminal.types("commands: ['sleep', '1000'], ports: [{ port: 80, scope: 'internal' }] }\r");
        terminal.types("}\r");
        terminal.does("}");
        terminal.types("$s = new Sleeper { host: new DockerStandaloneHost { } }\r");
        terminal.is_asked();
        terminal.types("$s.deploy()\r");
        terminal.sees("sleeper: created");
        terminal.sees(PROMPT);
        terminal.says("$s.applicationEndpoints.scope", "['host', 'internal']");
        let found = real.inspect("sleeper", "{{.Id}} {{.State.Status}}");
        assert!(found.ends_with(" running"), "{found}");
        // A second deployment changes nothing; an error of the engine ends nothing.
        terminal.types("$s.deploy()\r");
        terminal.is_asked();
        terminal.types(
            "$s.host.hostContainer({ name: 'bad', image: 'no/such:9', pullPolicy: 'never' })\r",
        );
        terminal.sees("E0503");
        terminal.sees(PROMPT);
        terminal.says("1 + 1", "2");
        terminal.ends();
        assert_eq!(real.inspect("sleeper", "{{.Id}} {{.State.Status}}"), found);
    });
}

/// A reader such as `head` closes the pipe after the first lines.
#[test]
fn a_closed_output_ends_the_repl_quietly() {
    let state = state();
    let mut child = begin_piped(state.path());
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    // The reader may close it before everything is written.
    let _ = stdin.write_all(b"1 + 1\nprint('more')\n:help\n");
    drop(stdin);
    let did = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&did.stderr), "");
    assert_eq!(did.status.code(), Some(0));
}

/// A REPL through pipes.
fn begin_piped(state: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_murano"))
        .arg("repl")
        .env("MURANO_STATE", state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// Standard output, standard error and the exit code of inputs from a pipe.
fn piped(text: &str) -> (String, String, Option<i32>) {
    let state = state();
    let output = feed(begin_piped(state.path()), text.as_bytes());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn a_pipe_is_read_to_its_end() {
    let (out, errors, code) =
        piped("$x = [\n 1,\n 2 ]\n$x.len() + 40\nclass A {\n  n: int!\n}\nnew A { n: 1 }");
    assert_eq!((out.as_str(), errors.as_str(), code), ("42\nA { n: 1 }\n", "", Some(0)));
    let (out, errors, code) = piped("1 / 0\n'still here'\n(1 +");
    assert_eq!((out.as_str(), code), ("'still here'\n", Some(1)));
    assert!(errors.contains("E0002"), "{errors}");
}
