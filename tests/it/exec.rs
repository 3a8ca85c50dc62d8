#![expect(clippy::disallowed_methods, reason = "a program is written for the command to read")]
//! `murano exec` on a real engine: through pipes, and through a real pseudo-terminal.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use rexpect::reader::Options;
use rexpect::session::spawn_with_options;
use tempfile::TempDir;

use crate::cli::feed;
use crate::docker::{IMAGE, Real, ask, on_docker};

/// Milliseconds that any step may take on a busy machine.
const PATIENCE: u64 = 60_000;

/// Runs a test with a deployed application `sleeper` on the real engine.
fn beside_a_sleeper(test: impl Fn(&Sleeper<'_>)) {
    on_docker(|real| {
        let sleeper = Sleeper { real, state: tempfile::tempdir().expect("a folder") };
        let program = sleeper.state.path().join("app.murano");
        let text = format!(
            "class Sleeper extends DockerApplication {{
                getContainer() {{ return {{ name: 'sleeper', image: '{IMAGE}', commands: ['sleep', '1000'] }} }}
            }}
            new Sleeper {{ host: new DockerStandaloneHost {{ }} }}.deploy()\n"
        );
        std::fs::write(&program, text).expect("it can be written");
        let program = program.display().to_string();
        let ran = sleeper.murano(&["run", &program, "--env", &real.environment]).output();
        let ran = ran.expect("it runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        test(&sleeper);
    });
}

struct Sleeper<'r> {
    real: &'r Real,
    state: TempDir,
}

impl Sleeper<'_> {
    fn murano(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_murano"));
        command.args(args).env("MURANO_STATE", self.state.path());
        command
    }

    fn exec(&self, options: &[&str], command: &[&str]) -> Command {
        let mut all = vec!["exec", "sleeper", "--env", &self.real.environment];
        all.extend(options);
        all.push("--");
        all.extend(command);
        self.murano(&all)
    }

    /// The output of a command that reads text through a pipe.
    fn fed(&self, options: &[&str], command: &[&str], input: &[u8]) -> Output {
        let mut exec = self.exec(options, command);
        exec.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        feed(exec.spawn().expect("it starts"), input)
    }
}

#[test]
fn commands_read_and_write_through_pipes() {
    beside_a_sleeper(|sleeper| {
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let copied = sleeper.fed(&[], &["cat"], &text);
        assert!(copied.stdout == text, "{} bytes came back", copied.stdout.len());
        assert_eq!(copied.status.code(), Some(0));

        let both = sleeper.fed(&[], &["sh", "-c", "echo out; echo err >&2; exit 3"], b"not read");
        assert_eq!(
            (both.stdout.as_slice(), both.stderr.as_slice()),
            (&b"out\n"[..], &b"err\n"[..])
        );
        assert_eq!(both.status.code(), Some(3));

        let nothing = sleeper.fed(&["--no-input"], &["cat"], b"not read");
        assert_eq!((nothing.stdout.as_slice(), nothing.status.code()), (&b""[..], Some(0)));
    });
}

#[test]
fn commands_that_cannot_run_are_reported() {
    beside_a_sleeper(|sleeper| {
        ask(&["stop", "--time", "0", &sleeper.real.name("sleeper")]);
        let refused = sleeper.fed(&[], &["true"], b"");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(
            said.contains("`sleeper` is not running") && said.contains("murano logs"),
            "{said}"
        );
        assert_eq!(refused.status.code(), Some(4));
    });
}

#[test]
fn output_comes_while_a_command_runs() {
    beside_a_sleeper(|sleeper| {
        let mut exec = sleeper.exec(&[], &["sh", "-c", "echo first; read answer; echo $answer"]);
        exec.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = exec.spawn().expect("it starts");
        let mut lines = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        std::io::BufRead::read_line(&mut lines, &mut line).expect("a line");
        assert_eq!(line, "first\n");
        // Only now does it receive the input that lets it end.
        child.stdin.take().expect("a pipe").write_all(b"second\n").expect("it reads");
        line.clear();
        std::io::BufRead::read_line(&mut lines, &mut line).expect("a line");
        assert_eq!(line, "second\n");
        assert!(child.wait().expect("it ends").success());
    });
}

#[test]
fn a_shell_has_a_terminal() {
    beside_a_sleeper(|sleeper| {
        let options = || Options::new().timeout_ms(Some(PATIENCE)).strip_ansi_escape_codes(true);
        let mut shell =
            spawn_with_options(sleeper.exec(&[], &["sh"]), options()).expect("a terminal");
        let mut types = |text: &str, answer: &str| {
            shell.send(text).expect("sent");
            shell.flush().expect("sent");
            shell.exp_string(answer).unwrap_or_else(|e| panic!("`{answer}` did not come: {e}"));
        };
        types("test -t 0 && echo has''-terminal\r", "has-terminal");
        // Ctrl-C ends the program that the shell runs, not the shell, and not this process.
        types("echo sle''eps; sleep 1000\r", "sleeps");
        types("\x03", "\n");
        types("echo go''es on\r", "goes on");
        types("exit 7\r", "exit 7");
        let ended = shell.process().wait().expect("it ends");
        let ended = format!("{ended:?}");
        assert!(ended.starts_with("Exited(") && ended.ends_with(", 7)"), "{ended}");

        let mut plain = spawn_with_options(
            sleeper.exec(&["-T"], &["sh", "-c", "test -t 1 || echo no''ne"]),
            options(),
        )
        .expect("a terminal");
        plain.exp_string("none").expect("it has no terminal");
    });
}
