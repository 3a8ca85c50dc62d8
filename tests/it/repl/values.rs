//! Earlier values, and how values are printed.

use super::terminal::{PROMPT, Terminal, state};

#[test]
fn a_pager_shows_what_does_not_fit() {
    let state = state();
    let pager = state.path().join("pager");
    std::fs::write(&pager, "#!/bin/sh\necho \"paged $(wc -l)\"\n").expect("written");
    let mut command = Terminal::sized(state.path(), 80, 24);
    command.env("PAGER", format!("sh '{}'", pager.display()));
    let mut terminal = Terminal::start(command);
    terminal.types("range(60).toDict($, 'a line of its own, because it is long enough')\r");
    terminal.sees("more lines: `:more` shows all");
    terminal.sees(PROMPT);
    terminal.types(":more\r");
    terminal.sees("paged 6");
    terminal.sees(PROMPT);
    // What fits is printed, and so is everything where there is no pager.
    terminal.does("$x = 1");
    terminal.says("[1, 2]", "[1, 2]");
    terminal.says(":more", "[1, 2]");
    terminal.ends();
    let mut command = Terminal::sized(state.path(), 80, 24);
    command.env("PAGER", "/no/such/pager");
    let mut terminal = Terminal::start(command);
    terminal.types("range(60).toDict($, 'a line of its own, because it is long enough')\r");
    terminal.sees(PROMPT);
    terminal.types(":more\r");
    terminal.sees("59]: 'a line");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn earlier_values_have_names() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.says("20 + 1", "21");
    terminal.says("_ * 2", "42");
    terminal.says("'text'", "'text'");
    terminal.says("_1 + _2", "63");
    terminal.says(":history", "1  20 + 1\r\n2  _ * 2");
    terminal.ends();
}

#[test]
fn endless_sequences_print_their_beginning() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.types("generate(1, true, $ + 1)\r");
    let shown = terminal.sees("the first 50 elements");
    assert!(shown.contains(" 50,") && !shown.contains(" 51,"), "{shown}");
    terminal.sees(PROMPT);
    terminal.says("_.len()", "50");
    // A sequence that ends is read to its end.
    terminal.says("range(5000).select($ + 1).len()", "5000");
    terminal.ends();
}

#[test]
fn flat_dictionaries_are_tables() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.says(
        "[{ name: 'web', port: 80 }, { name: 'db', port: 5432 }]",
        "name  port\r\nweb     80\r\ndb    5432",
    );
    terminal.ends();
}

#[test]
fn long_values_are_folded() {
    let state = state();
    let mut terminal = Terminal::begin_sized(state.path(), 80, 24);
    terminal.types("range(90).select({ a: [$] })\r");
    let shown = terminal.sees("more lines: `:more` shows all");
    assert!(!shown.contains("[89]"), "{shown}");
    terminal.sees(PROMPT);
    terminal.types(":more\r");
    terminal.sees("{ a: [89] }");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn narrow_terminals_and_wide_characters_fit() {
    let state = state();
    let mut terminal = Terminal::begin_sized(state.path(), 40, 24);
    for input in [
        "range(30)",
        "[{ a: '日本語', b: 1 }, { a: '日本', b: 2 }]",
        "[{ a: '日本語' * 4, b: '日本語' * 4 }]",
        ":help",
        ":help strings",
        ":members 'x'",
        ":env",
    ] {
        terminal.types(input);
        terminal.rest();
        terminal.types("\r");
        for line in terminal.rest_until_asked().lines() {
            // A wide character takes two columns and three bytes of UTF-8.
            let width = |c: char| if c > '\u{2e80}' { 2 } else { 1 };
            let columns: usize = line.chars().map(width).sum();
            assert!(columns <= 40, "{input}: {columns} columns: {line:?}");
        }
    }
    // What is typed beyond the width goes on in the next line.
    terminal.says("'日本語日本語日本語日本語日本語日本語'.len()", "18");
    terminal.ends();
}
