//! Durations and ages in what documents show: the same command takes another time each time.

/// A text whose durations and ages are replaced. Their widths move the columns of tables, so runs of spaces count as one then.
pub(super) fn without_times(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(without_times_in_line).collect();
    let replaced = lines.join("\n");
    if replaced == text.trim_end_matches('\n') {
        return replaced;
    }
    let lines = replaced.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

fn without_times_in_line(line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let (core, end) = word.split_at(word.trim_end_matches([')', ',']).len());
        let before = words.last().map(|last| last.trim_start_matches('(').to_owned());
        let before = before.unwrap_or_default();
        // `12 ms`, `1.2 s`.
        let is_unit = matches!(core, "ms" | "s") && before.parse::<f64>().is_ok();
        // `5s`, and the second part of `2m 5s`.
        let is_second_part = is_age(core) && before == "TIME";
        if is_unit || is_second_part {
            let last = words.pop().unwrap_or_default();
            words.push(last.replace(&before, "TIME") + end);
        } else if is_age(core) {
            words.push(format!("TIME{end}"));
        } else {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}

/// Whether a word is a number of seconds, minutes, hours or days.
fn is_age(word: &str) -> bool {
    let number = word.strip_suffix(['s', 'm', 'h', 'd']);
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[test]
fn times_do_not_matter() {
    let table =
        |up: &str| format!("NAME  UP{}  IMAGE\nweb   {up}  nginx\n", " ".repeat(up.len() - 2));
    assert_eq!(without_times(&table("0s")), without_times(&table("2m 15s")));
    assert_eq!(without_times("✓ a … ok (3 ms)\n"), without_times("✓ a … ok (1.2 s)\n"));
    assert_eq!(without_times("1 test: all passed in 3 ms"), "1 test: all passed in TIME");
    assert_ne!(without_times("a  b"), without_times("a b"));
}
