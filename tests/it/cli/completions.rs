//! Completion of command lines: the shells themselves run the scripts.

use std::path::Path;
use std::process::Command;

use rexpect::reader::Options;
use rexpect::session::spawn_with_options;

use super::{Place, SHOP};

/// A place where the shop is deployed on the simulated engine.
fn shop() -> Place {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.file("notes.txt", "");
    place.murano(&["run", "shop.murano", "--engine", "simulated", "--env", "east"]).ends(0);
    place
}

/// The candidates for the last of the words, without their descriptions.
fn candidates(place: &Place, words: &[&str]) -> Vec<String> {
    let mut command = place.command(&[&["__complete", "--"], words].concat());
    let did =
        super::Did::of(command.env("MURANO_ENGINE", "simulated").output().expect("it starts"));
    let lines = did.ends(0).out;
    let value = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    lines.lines().skip(1).map(value).collect()
}

#[test]
fn everything_that_a_command_takes_is_completed() {
    let place = shop();
    let cases: &[(&[&str], &[&str])] = &[
        (&["pl"], &["plan"]),
        (&["run", "--pru"], &["--prune"]),
        (&["run", "sh"], &["shop.murano"]),
        (&["run", "no"], &[]),
        (&["logs", ""], &["redis", "web"]),
        (&["logs", "web", "r"], &["redis"]),
        (&["logs", "--tail", "2", "--env", "west", "r"], &[]),
        (&["exec", "-n", "w"], &["web"]),
        (&["exec", "web", "sh", "--e"], &[]),
        (&["down", "--env", ""], &["east"]),
        (&["down", "--env="], &["--env=east"]),
        (&["ps", "--sort", "sta"], &["state", "started"]),
        (&["explain", "E020"], &["E0201", "E0202", "E0203", "E0204", "E0205"]),
        (&["check", "--deny", "wa"], &["warnings"]),
        (&["learn", "con"], &["container", "contract", "connection", "conversion"]),
        (&["cp", "we"], &["web:/"]),
        (&["--color", "al"], &["always"]),
        (&["run", "--engine", "sim"], &["simulated"]),
        (&["nosuch", ""], &[]),
    ];
    for (words, expected) in cases {
        let found = candidates(&place, words);
        let all = expected.iter().all(|word| found.iter().any(|found| found == word));
        assert!(all && (found.is_empty() == expected.is_empty()), "{words:?}: {found:?}");
        let begun = words.last().expect("a word");
        assert!(found.iter().all(|word| word.starts_with(begun)), "{words:?}: {found:?}");
    }
    assert_eq!(candidates(&place, &["logs", ""]), ["redis", "web"]);
}

/// A shell with the script of murano, in a place; `None` without that shell.
fn shell(place: &Place, name: &str, arguments: &[&str]) -> Option<Command> {
    let directories = std::env::var_os("PATH")?;
    let is_there = |directory: &Path| directory.join(name).is_file();
    if !std::env::split_paths(&directories).any(|directory| is_there(&directory)) {
        return None;
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_murano")).parent().expect("a directory");
    let mut paths = vec![binary.to_owned()];
    paths.extend(std::env::split_paths(&directories));
    let ours = place.command(&[]);
    let variables = ours.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let mut command = Command::new(name);
    command.args(arguments).current_dir(place.path()).env_clear().envs(variables);
    command.env("PATH", std::env::join_paths(paths).expect("paths"));
    command.env("MURANO_ENGINE", "simulated").env("TERM", "xterm");
    Some(command)
}

#[test]
fn bash_completes() {
    let place = shop();
    let completed = |line: &str| {
        let script = format!(
            "source <(murano completions bash); COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; \
             _murano; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let mut bash = shell(&place, "bash", &["--norc", "-c", &script]).expect("there is bash");
        let output = bash.output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    };
    assert_eq!(completed("murano logs "), "redis\nweb");
    assert_eq!(completed("murano exec w"), "web");
    assert_eq!(completed("murano run shop"), "shop.murano");
    assert_eq!(completed("murano explain E0201"), "E0201");
    // Bash replaces what follows the last `=` or `:`.
    assert_eq!(completed("murano down --env=e"), "east");
    assert_eq!(completed("murano cp we"), "web:/");
}

#[test]
fn fish_completes() {
    let place = shop();
    let script = "murano completions fish | source; complete -C 'murano logs '; complete -C 'murano run sho'";
    let Some(mut fish) = shell(&place, "fish", &["--no-config", "-c", script]) else { return };
    let output = fish.output().expect("it runs");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let names: Vec<&str> = found.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(names, ["redis", "web", "shop.murano"], "{found}");
}

#[test]
fn zsh_completes() {
    let place = shop();
    let Some(zsh) = shell(&place, "zsh", &["-f", "-i"]) else { return };
    let options = Options::new().timeout_ms(Some(60_000)).strip_ansi_escape_codes(true);
    let mut session = spawn_with_options(zsh, options).expect("a terminal");
    let mut answers = |typed: &str, answer: &str| {
        session.send(&format!("{typed}\r")).expect("sent");
        session.flush().expect("sent");
        session.exp_string(answer).unwrap_or_else(|error| panic!("{typed}: {error}"));
    };
    let load = "autoload -Uz compinit; compinit -u -D; source <(murano completions zsh)";
    answers(&format!("{load}; print loaded-$((40 + 2))"), "loaded-42");
    // The tab completes `web`, so that the command runs there.
    answers("murano exec w\techo from-$((40 + 2))", "from-42");
    session.send("exit\r").expect("sent");
    session.flush().expect("sent");
    session.exp_eof().expect("it ends");
}
