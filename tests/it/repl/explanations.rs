//! Documentation, inspection, source.

use super::terminal::{Terminal, state};

#[test]
fn names_are_documented() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types_lines(&["/// Adds one.", "function next(n: int!) { return $n + 1 }"]);
    terminal.is_asked();
    terminal.says("?next", "function next(n: int!)");
    terminal.says(":doc toUpper", "str.toUpper(");
    // Keywords, contracts, operators.
    terminal.says("?while", "while condition { … }");
    terminal.says(":doc string", "name: string");
    terminal.says("?=~", "text =~ pattern");
    terminal.says(":doc DockerApplication", "class DockerApplication");
    terminal.says(":doc toUppr", "error: unknown name `toUppr`: did you mean `toUpper`?");
    terminal.ends();
}

#[test]
fn values_and_sources_are_inspected() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types_lines(&["class Web {", "port: int! = 80", "url() { return 'x' }", "}"]);
    terminal.is_asked();
    terminal.does("$web = new Web { }");
    terminal.says("?$web", "Web");
    terminal.types(":members $web\r");
    terminal.sees("port: int! = 80");
    terminal.sees("url()");
    terminal.says(":type [1, 2]", "list of 2 int");
    terminal.says(":contract Web", "class Web");
    terminal.says("??Web", "class Web {\r\n    port: int! = 80");
    terminal.says("??$web.url", "url() { return 'x' }");
    terminal.says("??range", "error: `range` is built in and has no source; `?range` explains it");
    terminal.ends();
}

#[test]
fn conversions_are_shown_step_by_step() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("class Port { number: int! }");
    terminal.does("class Web { ports: [Port!] }");
    terminal.types(":convert { ports: [{ number: '80' }] } as Web\r");
    terminal.sees("for `Web`");
    terminal.sees("Port.number: the string '80' became the integer 80");
    terminal.sees("\nWeb { ports: [Port { number: 80 }] }");
    terminal.is_asked();
    // Nothing of it stays.
    terminal.says(":vars", "_ = Web { ports: [Port { number: 80 }] }");
    terminal.types(":convert 'x' as int!\r");
    terminal.sees("E0201");
    terminal.ends();
}

#[test]
fn the_words_that_people_try_do_what_they_mean() {
    for word in ["exit", "quit", ":q"] {
        let state = state();
        let mut terminal = Terminal::begin(state.path());
        for help in ["help", "?", ":help"] {
            terminal.types(help);
            terminal.types("\r");
            terminal.sees(":quit");
            terminal.is_asked();
        }
        terminal.types(word);
        terminal.types("\r");
        terminal.has_ended();
    }
}
