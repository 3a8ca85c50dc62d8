//! Completion of names, arguments and keys; signatures.

use super::terminal::{PROMPT, Terminal, state};

/// A REPL with a class, an object of it and a dictionary.
fn begin() -> (tempfile::TempDir, Terminal) {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types_lines(&[
        "class Web {",
        "/// Where it listens.",
        "port: int! = 80",
        "/// Starts it.",
        "start(attempts: int! = 1, name: string) { return $attempts }",
        "}",
    ]);
    terminal.is_asked();
    terminal.does("$website = new Web { }");
    terminal.does("$data = { first: $website, limits: { memory: 64 } }");
    (state, terminal)
}

/// Clears what was typed.
fn clear(terminal: &mut Terminal) {
    terminal.presses_control('c');
    terminal.sees("^C");
    terminal.sees(PROMPT);
}

#[test]
fn tab_completes_names() {
    let (_state, mut terminal) = begin();
    terminal.says("$webs\t.po\t", "80");
    terminal.says("$data.fir\t.po\t + 1", "81");
    terminal.says("'abc'.toUp\t)", "'ABC'");
    terminal.says("rang\t3).toLi\t)", "[0, 1, 2]");
    terminal.says("new We\t { }", "Web { port: 80 }");
    // Methods of a value are known, and nothing is evaluated for them.
    terminal.types("$website.sta\t");
    terminal.sees("start(");
    clear(&mut terminal);
    terminal.ends();
}

#[test]
fn tab_completes_arguments_and_keys() {
    let (_state, mut terminal) = begin();
    // Keyword arguments come first, with their declarations.
    terminal.types("$website.start(\t");
    let shown = terminal.sees("name: string");
    assert!(shown.contains("attempts: int! = 1") && !shown.contains("range("), "{shown}");
    clear(&mut terminal);
    terminal.says("$website.start(att\t3)", "3");
    // Keys of what will become an object, at any depth.
    terminal.types_lines(&["class App extends DockerApplication {", "getContainer() {"]);
    terminal.types("return { name: 'a', ports: [{ po\t");
    terminal.sees("port: ");
    clear(&mut terminal);
    // Keys of dictionaries that exist.
    terminal.says("$data.lim\t.mem\t", "64");
    terminal.says("$data['lim\t.memory", "64");
    terminal.ends();
}

#[test]
fn tab_completes_what_commands_take() {
    let (state, mut terminal) = begin();
    std::fs::write(state.path().join("library.murano"), "$loaded = 1\n").expect("written");
    terminal.does(":loa\tlib\t");
    terminal.says("$loaded", "1");
    terminal.says(":explain E01\x091", "E0101");
    terminal.says(":set wid\t", "width auto");
    terminal.says("?whi\t", "while condition { … }");
    terminal.ends();
}

#[test]
fn a_signature_is_shown_while_a_call_is_typed() {
    let (_state, mut terminal) = begin();
    terminal.types("$website.start(");
    terminal.sees("start(attempts: int! = 1, name: string)");
    clear(&mut terminal);
    terminal.types("range(");
    terminal.sees("range(stop: int)");
    terminal.types("3)\r");
    terminal.sees("[0, 1, 2]");
    terminal.sees(PROMPT);
    terminal.ends();
}
