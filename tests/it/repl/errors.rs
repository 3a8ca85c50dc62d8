//! Errors, bindings after errors, interrupts, redefinition.

use super::terminal::{PROMPT, Terminal, state};

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
    terminal.types(":relod\r");
    terminal.sees("did you mean `:reload`?");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn what_ran_before_an_error_stays() {
    let state = state();
    let text = "class Kept { n: int! }\n$first = new Kept { n: 1 }\n$second = 1 / 0\n$third = 3\n";
    std::fs::write(state.path().join("broken.murano"), text).expect("written");
    let mut terminal = Terminal::begin(state.path());
    terminal.types(":load broken.murano\r");
    terminal.sees("E0306");
    terminal.sees(PROMPT);
    terminal.says("$first.n", "1");
    terminal.types("$third\r");
    terminal.sees("E0112");
    terminal.sees(PROMPT);
    // A paste as well.
    terminal.pastes("\x1b[200~$a = 5\n$b = $a / 0\n$c = 1\x1b[201~");
    terminal.sees("$c = 1");
    terminal.types("\r");
    terminal.sees("E0306");
    terminal.sees(PROMPT);
    terminal.says("$a", "5");
    terminal.ends();
}

#[test]
fn interrupts_keep_the_session_and_its_variables() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("$kept = 41");
    terminal.types("print('be' + 'gun'); while true { $kept = 0 }\r");
    terminal.sees("begun");
    terminal.presses_control('c');
    // What follows the terminal's `^C` is on a line of its own.
    terminal.sees("\nerror[E0605]: interrupted");
    terminal.sees(PROMPT);
    terminal.says("$kept + 1", "42");
    // At the prompt Ctrl-C clears what was typed, and ends the line.
    terminal.types("nonsense ((");
    terminal.presses_control('c');
    terminal.sees("^C\r\n");
    terminal.sees(PROMPT);
    terminal.says("20 + 1", "21");
    terminal.ends();
}

#[test]
fn objects_of_a_redefined_class_explain_themselves() {
    let state = state();
    let mut terminal = Terminal::begin(state.path());
    terminal.does("class Web { port: int! = 80 }");
    terminal.does("$old = new Web { }");
    terminal.does("class Web { port: int! = 80; host: string = 'x' }");
    terminal.says("$old", "Web (earlier definition) { port: 80 }");
    terminal.types("$old.host\r");
    terminal.sees("`$old` was created by an earlier definition of `Web`");
    terminal.sees(PROMPT);
    terminal.says("new Web { }.host", "'x'");
    terminal.ends();
}
