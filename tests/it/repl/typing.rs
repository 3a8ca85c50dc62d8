//! Multi-line typing, pastes, history, hints.

use super::terminal::{PROMPT, Terminal, state};

/// A class of two methods, with the indentation of its lines.
const CLASS: &str = "class Web {
    port: int! = 80
    url() {
        return \"http://localhost:\\($.port)\"
    }
    other() {
        if $.port = 80 {
            return 'usual'
        } else {
            return 'other'
        }
    }
}";

/// The lines of a text as they are typed: the editor indents them.
fn as_typed(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).collect()
}

#[test]
fn a_class_of_two_methods_is_typed() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types_lines(&as_typed(CLASS));
    terminal.is_asked();
    terminal.says("new Web { port: '8080' }.url()", "'http://localhost:8080'");
    terminal.says("new Web { }.other()", "'usual'");
    // The history has the class as it should be indented.
    terminal.does(":save typed.murano");
    terminal.ends();
    let saved = std::fs::read_to_string(state.path().join("typed.murano")).expect("saved");
    assert!(saved.starts_with(CLASS), "{saved}");
}

#[test]
fn the_cursor_stands_behind_a_bracket_that_moved() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types_lines(&[
        "if false {",
        "print('never')",
        "} else {",
        "print('al' + 'ways')",
        "}",
    ]);
    terminal.sees("\nalways");
    terminal.sees(PROMPT);
    terminal.types_lines(&["$x = [", "{", "a: 1", "},", "].a"]);
    terminal.is_asked();
    terminal.says("$x", "[1]");
    // A line that is complete runs, also after a bracket.
    terminal.says("$y = { a: 2 }; $y.a", "2");
    terminal.ends();
}

#[test]
fn pastes_are_not_indented() {
    let state = state();
    // Without brackets: the lines come as if they were typed, but faster.
    let mut terminal = Terminal::begin(state.path());
    terminal.pastes(&CLASS.replace('\n', "\r"));
    terminal.pastes("\r");
    terminal.is_asked();
    terminal.says("new Web { port: 81 }.other()", "'other'");
    terminal.does(":save first.murano");
    terminal.ends();
    // With brackets.
    let mut terminal = Terminal::begin(state.path());
    terminal.pastes(&format!("\x1b[200~{CLASS}\x1b[201~"));
    terminal.sees("'other'");
    terminal.does("");
    terminal.says("new Web { port: 81 }.other()", "'other'");
    terminal.does(":save second.murano");
    terminal.ends();
    for file in ["first.murano", "second.murano"] {
        let saved = std::fs::read_to_string(state.path().join(file)).expect("saved");
        assert!(saved.starts_with(CLASS), "{saved}");
    }
}

#[test]
fn a_paste_goes_on_after_a_block() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    // `else` begins a line of its own: the block above it must not run before it is there.
    let text = "if false {\n    print('ne' + 'ver')\n}\nelse {\n    print('al' + 'ways')\n}\n";
    terminal.pastes(&text.replace('\n', "\r"));
    let shown = terminal.sees("\nalways");
    assert!(!shown.contains("error"), "{shown}");
    terminal.is_asked();
    // `catch` and `finally`, and statements after them.
    let text = "try {\n    throw Odd 'x'\n}\ncatch Odd {\n    print('cau' + 'ght')\n}\nfinally {\n    print('do' + 'ne')\n}\n$x = 41\n";
    terminal.pastes(&text.replace('\n', "\r"));
    terminal.sees("\ncaught");
    terminal.sees("\ndone");
    terminal.is_asked();
    // A block at the end of a paste runs, although no key follows.
    terminal.pastes("if true {\r    print('en' + 'd')\r}\r");
    terminal.sees("\nend");
    terminal.is_asked();
    terminal.says("$x + 1", "42");
    // Who types sees a block run at its end.
    terminal.types_lines(&["if true {", "print('ty' + 'ped')", "}"]);
    terminal.sees("\ntyped");
    terminal.is_asked();
    terminal.ends();
}

#[test]
fn sixty_lines_are_pasted() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    let lines: Vec<String> = (1..=60).map(|n| format!("    p{n}: int! = {n}")).collect();
    let class = format!("class Long {{\n{}\n}}", lines.join("\n"));
    terminal.pastes(&class.replace('\n', "\r"));
    terminal.pastes("\r");
    terminal.is_asked();
    terminal.says("new Long { }.p60", "60");
    terminal.does(":save long.murano");
    terminal.ends();
    let saved = std::fs::read_to_string(state.path().join("long.murano")).expect("saved");
    assert!(saved.starts_with(&class), "{saved}");
}

#[test]
fn several_inputs_are_pasted() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.pastes("$a = 40\r$b = 2\r$a + $b\r");
    terminal.sees("\n42");
    terminal.sees(PROMPT);
    terminal.rest();
    // With brackets they are one input, whose lines have their values.
    terminal.pastes("\x1b[200~$a = 1\n$a + 1\n$b = $a + 41\n$b\x1b[201~");
    terminal.sees("$b");
    terminal.types("\r");
    terminal.sees("\n2\r\n42");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn unfinished_strings_continue() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types("'one\r");
    terminal.says("two'", "'one\\ntwo'");
    terminal.ends();
}

#[test]
fn inputs_are_remembered() {
    let state = state();
    let mut first = Terminal::begin(state.path());
    first.says("6 * 7", "42");
    first.ends();
    let mut second = Terminal::begin(state.path());
    second.pastes("\x1b[A");
    second.sees("6 * 7");
    second.says("", "42");
    second.says(":history", "1  6 * 7");
    second.ends();
}

#[test]
fn secrets_are_not_remembered() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("$user = 'u'");
    terminal.does(
        "$h = new DockerStandaloneHost { registryUser: $user, registryPassword: 'tiger-17-lily' }",
    );
    terminal.says("$h.registryPassword", "'***'");
    terminal.does(":save inputs.murano");
    terminal.ends();
    for file in ["repl-history.txt", "inputs.murano"] {
        let kept = std::fs::read_to_string(state.path().join(file)).expect("written");
        assert!(kept.contains("$user = ") && !kept.contains("tiger"), "{file}: {kept}");
    }
}

#[test]
fn hints_need_colours() {
    let state = state();
    let mut first = Terminal::begin(state.path());
    first.says("'a rather long input'.len()", "19");
    // Without colour a hint would look like typed text.
    first.types("'a r");
    assert!(!first.rest().contains("ather"), "no hint is shown");
    first.presses_control('c');
    first.sees(PROMPT);
    first.ends();
    let mut second = Terminal::start(Terminal::command(state.path(), &[]));
    second.types("'a r");
    let shown = second.sees("ather long input");
    // The prompt is coloured, and its colours are not shown as text.
    assert!(!shown.contains("x1b") && !shown.contains("[1m"), "{shown:?}");
    // The right arrow takes it.
    second.pastes("\x1b[C");
    second.types("\r");
    second.sees("\n19");
    second.sees(PROMPT);
    second.ends();
}
