//! What a person sees while applications deploy: the screen of the terminal, line by line, at several moments.

use std::process::Command;
use std::time::{Duration, Instant};

use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use super::terminal::{PROMPT, state};

/// The width of the terminal.
const COLUMNS: usize = 100;
/// How long a screen may take to appear.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal whose screen is looked at.
struct Watched {
    session: PtySession,
    output: Vec<u8>,
}

impl Watched {
    fn begin(state: &std::path::Path, args: &[&str]) -> Self {
        let size = format!("stty cols {COLUMNS} rows 40; exec \"$0\" repl \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &size, env!("CARGO_BIN_EXE_murano")]).args(args).current_dir(state);
        command
            .env("TERM", "xterm")
            .env("MURANO_STATE", state)
            .env("NO_COLOR", "1")
            .env_remove("CI");
        let options = Options::new().strip_ansi_escape_codes(false);
        let session = spawn_with_options(command, options).expect("a terminal");
        Self { session, output: Vec::new() }
    }

    /// The lines of the screen, without those that are empty at its end.
    fn screen(&mut self) -> Vec<String> {
        while let Some(c) = self.session.try_read() {
            // The reader makes a character of each byte.
            self.output.extend(u8::try_from(u32::from(c)));
        }
        let mut screen = Screen::default();
        screen.write(&String::from_utf8_lossy(&self.output));
        screen.lines()
    }

    /// Waits for a screen; returns it.
    #[track_caller]
    fn waits_for(&mut self, is_there: impl Fn(&[String]) -> bool) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "it did not come, but\n{}", screen.join("\n"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn types(&mut self, text: &str) {
        self.session.send(text).expect("sent");
        self.session.flush().expect("sent");
    }
}

/// A screen without an end, as far as what the program writes needs one.
#[derive(Default)]
struct Screen {
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    fn lines(&self) -> Vec<String> {
        let text = |row: &Vec<char>| row.iter().collect::<String>().trim_end().to_owned();
        let mut lines: Vec<String> = self.rows.iter().map(text).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    fn write(&mut self, text: &str) {
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\r' => self.column = 0,
                '\n' => self.row += 1,
                '\u{8}' => self.column = self.column.saturating_sub(1),
                '\u{1b}' => self.escape(&mut rest),
                c if c.is_control() => {}
                c => self.put(c),
            }
        }
    }

    fn escape(&mut self, rest: &mut std::str::Chars<'_>) {
        if rest.next() != Some('[') {
            return;
        }
        let mut arguments = String::new();
        let action = loop {
            match rest.next() {
                Some(c) if c.is_ascii_digit() || matches!(c, ';' | '?') => arguments.push(c),
                Some(c) => break c,
                None => return,
            }
        };
        let number = arguments.split(';').next().and_then(|first| first.parse::<usize>().ok());
        let count = number.unwrap_or(1).max(1);
        match action {
            'A' => self.row = self.row.saturating_sub(count),
            'B' => self.row += count,
            'C' => self.column += count,
            'D' => self.column = self.column.saturating_sub(count),
            'G' => self.column = count - 1,
            'J' => {
                self.rest_of_row();
                self.rows.truncate(self.row + 1);
            }
            'K' if number == Some(2) => self.current().clear(),
            'K' => self.rest_of_row(),
            _ => {}
        }
    }

    fn current(&mut self) -> &mut Vec<char> {
        let needed = self.row + 1;
        if self.rows.len() < needed {
            self.rows.resize(needed, Vec::new());
        }
        &mut self.rows[self.row]
    }

    fn rest_of_row(&mut self) {
        let column = self.column;
        self.current().truncate(column);
    }

    fn put(&mut self, c: char) {
        // A line that is full goes on in the next one, as terminals do it: not before the next character.
        if self.column == COLUMNS {
            (self.row, self.column) = (self.row + 1, 0);
        }
        let column = self.column;
        let row = self.current();
        if row.len() <= column {
            row.resize(column + 1, ' ');
        }
        row[column] = c;
        self.column += 1;
    }
}

/// Three applications, which become healthy after a time.
fn program(image: &str) -> String {
    format!(
        "class Slow extends DockerApplication {{
    name: string!
    seconds: int!
    getContainer() {{
        return {{
            name: $.name, image: '{image}',
            commands: ['sh', '-c', \"sleep \\($.seconds); echo > /ready; sleep 1000\"],
            healthcheck: {{ test: ['cat', '/ready'], interval: '500ms', startPeriod: '60s', startInterval: '500ms' }},
        }}
    }}
}}
$host = new DockerStandaloneHost {{ }}
$one = new Slow {{ name: 'one', seconds: 2, host: $host }}
$two = new Slow {{ name: 'two', seconds: 6, host: $host }}
$three = new Slow {{ name: 'three', seconds: 0, host: $host }}
"
    )
}

#[test]
fn progress_is_live_and_then_stays() {
    crate::docker::on_docker(|real| {
        let state = state();
        std::fs::write(state.path().join("slow.murano"), program(crate::docker::IMAGE))
            .expect("written");
        let mut terminal =
            Watched::begin(state.path(), &["--env", &real.environment, "slow.murano"]);
        terminal.waits_for(|screen| screen.last().is_some_and(|line| line == PROMPT.trim_end()));
        terminal.types("parallel limit 2 for $app in [$one, $two, $three] { $app.deploy() }\r");
        let waits = |line: &String, name: &str| {
            line.contains(&format!(" {name}: waiting until it is healthy"))
        };
        // Two are at work: a line for each, and one that counts, also the one that waits for its turn.
        let both = terminal.waits_for(|screen| {
            let [.., one, two, _] = screen else { return false };
            waits(one, "one") && waits(two, "two") || waits(one, "two") && waits(two, "one")
        });
        let count = both.last().expect("a line");
        assert!(count.contains("0 of 3 done"), "{}", both.join("\n"));
        // One is done: its line stays, above those that still change.
        let first = terminal.waits_for(|screen| {
            let done = screen.iter().position(|line| line.starts_with("+ one: created"));
            let working = screen.iter().position(|line| waits(line, "two"));
            done.zip(working).is_some_and(|(done, working)| done < working)
                && screen.last().is_some_and(|line| line.contains(" of 3 done"))
        });
        let done = first.iter().find(|line| line.starts_with("+ one: ")).expect("a line");
        assert!(done.starts_with("+ one: created (murano-test/busybox:1, 1 of 3, "), "{done}");
        // At the end nothing is left but what was done, the table, and the prompt.
        let end = terminal.waits_for(|screen| {
            screen.iter().any(|line| line.starts_with("+ two: created"))
                && screen.last().is_some_and(|line| line == PROMPT.trim_end())
        });
        let typed = end.iter().position(|line| line.contains("parallel limit")).expect("the input");
        assert!(end[typed + 1].starts_with("+ one: created"), "{}", end.join("\n"));
        assert!(end[typed + 2].starts_with("+ three: created"), "{}", end.join("\n"));
        let last = "+ two: created (murano-test/busybox:1, 3 of 3, ";
        assert!(end[typed + 3].starts_with(last), "{}", end.join("\n"));
        let left = end.iter().filter(|line| line.contains("waiting") || line.contains(" done"));
        assert_eq!(left.count(), 0, "{}", end.join("\n"));
        terminal.types("exit\r");
        terminal.session.exp_eof().expect("it ends");
    });
}

#[test]
fn the_screen_follows_what_is_written() {
    let mut screen = Screen::default();
    screen.write("one\r\ntwo\r\nthree\x1b[2A\r\x1b[Kuno\x1b[1B\x1b[4Gx\x1b[Jy\r\nend");
    assert_eq!(screen.lines(), ["uno", "twoxy", "end"]);
    let mut screen = Screen::default();
    screen.write(&format!("{:COLUMNS$}{:COLUMNS$}\rb", "one", "two"));
    assert_eq!(screen.lines(), ["one", "bwo"]);
}
