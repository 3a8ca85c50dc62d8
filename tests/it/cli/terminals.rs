//! Foreign text has no effect on a terminal: through a real pseudo-terminal, and through pipes.

use std::process::Command;

use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use super::Place;
use crate::docker::{IMAGE, on_docker};

/// Sets a title, clears the screen, a C1 control, reorders the line, overwrites it.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{1b}[2J\u{9b}31m\u{202e}abc\u{2066}\rX";

/// The same as a literal of the language.
const LITERAL: &str = r"'\x1b]0;x\x07\x1b[2J\x9b31m\u202eabc\u2066\rX'";

/// The same, escaped.
const ESCAPED: &str = r"\x1b]0;x\x07\x1b[2J\x9b31m\u202eabc\u2066\rX";

/// A text as the pseudo-terminal's reader shows it: a character for each byte.
fn as_bytes(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn from_bytes(text: &str) -> String {
    let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect();
    String::from_utf8(bytes).expect("UTF-8")
}

/// The command with a pseudo-terminal for its standard streams.
pub(super) fn spawn(command: &Command) -> PtySession {
    let mut again = Command::new(command.get_program());
    again.args(command.get_args()).env_clear();
    let variables = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    again.envs(variables).env("TERM", "xterm-256color");
    again.current_dir(command.get_current_dir().expect("the test's own"));
    let options = Options::new().timeout_ms(Some(60_000)).strip_ansi_escape_codes(false);
    spawn_with_options(again, options).expect("a terminal")
}

/// Everything that a command writes to a terminal, standard output and standard error together.
pub(super) fn on_terminal(command: &Command) -> String {
    from_bytes(&spawn(command).exp_eof().expect("it ends"))
}

/// No control characters but those of line ends, colours and lines that are redrawn.
#[track_caller]
fn assert_harmless(text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{2066}']) {
        let sequence = rest[at..].strip_prefix("\u{1b}[");
        let end = sequence.and_then(|s| s.find(|c: char| !c.is_ascii_digit() && !";?".contains(c)));
        let own = sequence.zip(end).is_some_and(|(s, end)| {
            // Colours; and what moves the cursor and erases lines for progress.
            let (arguments, action) = (&s[..end], &s[end..=end]);
            matches!(action, "m" | "A" | "B" | "C" | "D" | "G" | "K" | "l" | "h")
                || (action == "J" && arguments != "2")
        });
        assert!(own, "{:?} in {text:?}", &rest[at..]);
        rest = &rest[at + 1..];
    }
    assert!(!text.contains("\rX"), "a lone carriage return in {text:?}");
}

fn hostile_place() -> Place {
    let place = Place::new();
    place.file("print.murano", format!("print({LITERAL})\n"));
    place.file("throw.murano", format!("throw Sad {LITERAL}\n"));
    place.file("parse.murano", format!("$x = '{HOSTILE}' +\n"));
    place.file("log.murano", format!("logger({LITERAL}).error({LITERAL})\n"));
    place.file("data.json", format!("[{{\"name\": {}}}]", serde_json::json!(HOSTILE)));
    place.file(
        "app.murano",
        format!(
            "class App extends DockerApplication {{
    getContainer() {{ return {{ name: 'web', image: {LITERAL}, env: {{ A: {LITERAL} }} }} }}
}}
new App {{ host: new DockerStandaloneHost {{ name: {LITERAL} }} }}.deploy()\n"
        ),
    );
    place
}

#[test]
fn what_programs_print_is_escaped_on_a_terminal_and_raw_in_a_pipe() {
    let place = hostile_place();
    let shown = on_terminal(&place.command(&["run", "print.murano"]));
    assert_eq!(shown.trim_end(), ESCAPED);
    let raw = on_terminal(&place.command(&["run", "--raw", "print.murano"]));
    assert_eq!(raw.trim_end(), HOSTILE);
    assert_eq!(place.murano(&["run", "print.murano"]).ends(0).out, format!("{HOSTILE}\n"));
}

#[test]
fn no_command_passes_control_characters_to_a_terminal() {
    let place = hostile_place();
    let hostile_argument = &*format!("'{HOSTILE}'");
    let commands: &[&[&str]] = &[
        &["run", "throw.murano"],
        &["run", "parse.murano"],
        &["check", "parse.murano"],
        &["run", "log.murano", "-v"],
        &["run", "app.murano", "--engine", "simulated"],
        &[
            "run",
            "app.murano",
            "--engine",
            "simulated",
            "-v",
            "--trace",
            "calls,conversions,engine",
        ],
        &["plan", "app.murano", "--engine", "simulated"],
        &["plan", "app.murano", "--engine", "simulated", "--format", "json"],
        &["graph", "app.murano"],
        &["graph", "app.murano", "--format", "mermaid"],
        &["graph", "app.murano", "--format", "dot"],
        &["convert", "print.murano"],
        &["fmt", "--check", "print.murano"],
        &["eval", "$", "--data", "data.json"],
        &["eval", "$", "--data", "data.json", "--format", "table"],
        &["eval", "$", "--data", "data.json", "--format", "yaml"],
        &["eval", "$", "--data", "data.json", "--format", "lines"],
        &["eval", hostile_argument],
        &["eval", hostile_argument, "--nosuch"],
        &["explain", hostile_argument],
        &["run", hostile_argument],
        &["logs", hostile_argument, "--engine", "simulated"],
        &["down", "--env", hostile_argument, "--engine", "simulated"],
        &["test", hostile_argument],
    ];
    for arguments in commands {
        for color in ["never", "always"] {
            let mut all = arguments.to_vec();
            all.extend(["--color", color]);
            let shown = on_terminal(&place.command(&all));
            assert!(!shown.trim().is_empty() || arguments[0] == "fmt", "{arguments:?} prints");
            assert_harmless(&shown);
        }
    }
    // Tables and messages are escaped in pipes too: they may end in a pager.
    let table = place.murano(&["eval", "$", "--data", "data.json", "--format", "table"]).ends(0);
    assert_eq!(table.out, format!("name\n{ESCAPED}\n"));
    let thrown = place.murano(&["run", "throw.murano"]).ends(1);
    assert!(thrown.err.contains(r"\x1b]0;x\x07"), "{}", thrown.err);
    assert_harmless(&thrown.err);
}

#[test]
fn the_repl_shows_values_and_prints_escaped() {
    let place = hostile_place();
    for raw in [&["repl"][..], &["repl", "--raw"]] {
        let mut session = spawn(&place.command(raw));
        let mut says = |input: &str, answer: &str| {
            session.exp_string("murano> ").expect("a prompt");
            session.send(&format!("{input}\r")).expect("sent");
            session.flush().expect("sent");
            session.exp_string(&as_bytes(answer)).unwrap_or_else(|e| panic!("{input}: {e}"));
        };
        says("$x = '\\x1b]0;title\\x07\\u202e!'", "");
        says("$x", "\\x1b]0;title\\x07\\u202e!");
        let printed =
            if raw.len() > 1 { "\u{1b}]0;title\u{7}\u{202e}!" } else { "\\x1b]0;title\\x07" };
        says("print($x)", printed);
        says("throw Sad $x", "\\x1b]0;title\\x07");
        says(":vars", "\\x1b]0;title\\x07");
        says(":nosuch", "there is no command");
        says(":quit", "");
    }
}

#[test]
fn a_container_that_fails_does_not_set_the_title() {
    on_docker(|real| {
        let place = Place::new();
        place.file(
            "app.murano",
            format!(
                "class App extends DockerApplication {{
    getContainer() {{
        return {{
            name: 'web', image: '{IMAGE}',
            commands: ['sh', '-c', 'printf \"\\\\033]0;x\\\\007\"; exit 3'],
            healthcheck: {{ test: ['true'], interval: 1 }},
        }}
    }}
}}
new App {{ host: new DockerStandaloneHost {{ }} }}.deploy()\n"
            ),
        );
        let mut command = place.command(&["run", "app.murano", "--env", &real.environment]);
        command.env_remove("DOCKER_HOST");
        let shown = on_terminal(&command);
        assert!(shown.contains("\\x1b]0;x\\x07"), "the log is quoted: {shown:?}");
        assert_harmless(&shown);
        let mut logs = place.command(&["logs", "web", "--env", &real.environment]);
        logs.env_remove("DOCKER_HOST");
        let logs = logs.output().expect("it runs");
        assert_eq!(String::from_utf8_lossy(&logs.stdout), "\u{1b}]0;x\u{7}", "logs are raw");
    });
}
