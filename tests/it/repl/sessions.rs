//! Start-up and editor, settings, save, time, trace.

use std::fs;

use super::terminal::{PROMPT, Terminal, state};

#[test]
fn a_file_is_run_when_a_session_starts() {
    let state = state();
    let text = "function twice(n: int!) {\n    return $n * 2\n}\n:set width 60\n$ready = true\n";
    fs::write(state.path().join("repl-start.murano"), text).expect("written");
    let mut terminal = Terminal::begin(state.path());
    terminal.says("twice(21)", "42");
    terminal.says("_1", "42");
    terminal.types(":set\r");
    terminal.sees("width 60");
    terminal.sees("repl-start.murano");
    terminal.sees(PROMPT);
    terminal.says(":set width 5", "error: `width` is `auto`, or a number from 20, not `5`");
    terminal.ends();
}

#[test]
fn the_history_has_the_length_that_is_set() {
    let state = state();
    fs::write(state.path().join("repl-start.murano"), ":set history 2\n").expect("written");
    let mut terminal = Terminal::begin(state.path());
    for input in ["1", "2", "3"] {
        terminal.says(input, input);
    }
    terminal.ends();
    let history = fs::read_to_string(state.path().join("repl-history.txt")).expect("written");
    let inputs: Vec<&str> = history.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(inputs, ["2", "3"], "{history}");
}

#[test]
fn an_editor_changes_files_and_inputs() {
    let state = state();
    // An editor that adds a line.
    let editor = state.path().join("editor");
    fs::write(&editor, "#!/bin/sh\necho '$added = 7' >> \"$1\"\n").expect("written");
    let mut permissions = fs::metadata(&editor).expect("there").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&editor, permissions).expect("set");
    fs::write(state.path().join("app.murano"), "$base = 1\n").expect("written");
    let mut command = Terminal::command(state.path(), &[]);
    command.env("NO_COLOR", "1").env("EDITOR", editor.as_os_str());
    let mut terminal = Terminal::start(command);
    terminal.does(":edit app.murano");
    terminal.says("$base + $added", "8");
    terminal.ends();
    // Without a file, the last input is edited and run.
    let mut command = Terminal::command(state.path(), &[]);
    command.env("NO_COLOR", "1").env("EDITOR", editor.as_os_str());
    let mut terminal = Terminal::start(command);
    terminal.does("$x = 1");
    terminal.does(":edit");
    terminal.says("$added", "7");
    terminal.ends();
}

#[test]
fn a_changed_file_is_run_again() {
    let state = state();
    let file = state.path().join("app.murano");
    let write = |size: &str| {
        let text = format!("class Base {{ size: int! = {size} }}\n$app = new Base {{ }}\n");
        fs::write(&file, text).expect("written");
    };
    write("1");
    let mut command = Terminal::command(state.path(), &["app.murano", "--watch"]);
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command);
    terminal.does("class Own extends Base { }");
    terminal.says("[$app.size, new Own { }.size]", "[1, 1]");
    // What is typed meanwhile stays.
    terminal.types("[$app.size, new Own");
    write("2222");
    terminal.sees("app.murano was changed: app.murano is run again");
    terminal.sees("[$app.size, new Own");
    terminal.says(" { }.size]", "[2222, 2222]");
    fs::write(&file, "$app = (\n").expect("written");
    terminal.sees("was changed");
    terminal.sees("E0002");
    terminal.sees(PROMPT);
    terminal.says("$app.size", "2222");
    terminal.ends();
}

/// What a program imports belongs to it. Ctrl-C interrupts it although a change waits to be noticed.
#[test]
fn a_changed_import_runs_the_program_again() {
    let state = state();
    let write = |name: &str, text: &str| fs::write(state.path().join(name), text).expect("written");
    write("lib.murano", "function size() { return 1 }\n");
    write("app.murano", "import './lib.murano'\n$size = size()\n");
    let mut command = Terminal::command(state.path(), &["app.murano", "--watch"]);
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command);
    terminal.says("$size", "1");
    terminal.types("print('be' + 'gun'); while true { $size = 0 }\r");
    terminal.sees("begun");
    write("lib.murano", "function size() { return 2222 }\n");
    // Longer than the pause between two looks at the files.
    std::thread::sleep(std::time::Duration::from_millis(500));
    terminal.presses_control('c');
    terminal.sees("E0605");
    terminal.sees("lib.murano was changed: app.murano is run again");
    terminal.sees(PROMPT);
    terminal.says("$size", "2222");
    terminal.ends();
}

#[test]
fn a_session_is_saved_as_a_program() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("$x = 40");
    terminal.types("1 / 0\r");
    terminal.sees("E0306");
    terminal.sees(PROMPT);
    terminal.does("print($x + 2)");
    terminal.types(":save saved.murano\r");
    terminal.sees("2 inputs written to `saved.murano`");
    terminal.is_asked();
    terminal.says(":save saved.murano", "error: `saved.murano` exists already");
    terminal.ends();
    let saved = fs::read_to_string(state.path().join("saved.murano")).expect("saved");
    assert_eq!(saved, "$x = 40\nprint($x + 2)\n");
}

#[test]
fn inputs_are_timed_and_traced() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.says(":time 6 * 7", "42\r\ntook ");
    terminal.does("class Web { port: int! = 80; url() { return 'x' } }");
    terminal.does(":trace conversions");
    terminal.types("new Web { port: '81' }\r");
    terminal.sees("convert  Web: port: the string '81' became the integer 81");
    terminal.sees(PROMPT);
    terminal.does(":trace off");
    terminal.types("new Web { port: '82' }\r");
    assert!(!terminal.sees("port: 82").contains("became"), "nothing is traced");
    terminal.sees(PROMPT);
    terminal.does(":trace calls");
    terminal.does("class Other { hello() { return 'x' } }");
    terminal.types("new Other { }.hello()\r");
    terminal.sees("call ");
    terminal.sees(PROMPT);
    terminal.ends();
}
