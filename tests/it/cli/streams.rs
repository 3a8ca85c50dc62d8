//! `murano eval` with JSON lines: read on demand, written at once, in constant memory.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use super::Place;

/// The most memory a stream may take, in kilobytes: that of the program itself and little more.
const MOST_KILOBYTES: u64 = 64 * 1024;

/// The number of bytes that are streamed.
const BYTES: usize = 100 * 1024 * 1024;

/// About a thousand bytes for each line.
fn line(number: usize) -> String {
    let mut line = format!("{{\"n\": {number}, \"level\": \"info\", \"text\": \"");
    while line.len() < 1000 {
        let _ = write!(line, "word {number} ");
    }
    line + "\"}\n"
}

#[test]
fn a_hundred_megabytes_pass_in_bounded_memory() {
    let place = Place::new();
    let expression = "$.where($.n mod 2 = 0).select($.n + 1).sum()";
    let mut command = place.command(&["eval", expression, "--data", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let (mut sent, mut number, mut sum) = (0, 0, 0);
    while sent < BYTES {
        let line = line(number);
        stdin.write_all(line.as_bytes()).expect("it reads");
        sent += line.len();
        sum += if number % 2 == 0 { number + 1 } else { 0 };
        number += 1;
    }
    // All but the contents of the pipe was read.
    let peak = peak_kilobytes(child.id());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{sum}\n"));
    assert!(peak < MOST_KILOBYTES, "{peak} kB for {sent} bytes");
}

/// The peak memory of a process so far.
#[cfg(target_os = "linux")]
fn peak_kilobytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[cfg(not(target_os = "linux"))]
fn peak_kilobytes(_process: u32) -> u64 {
    0
}

#[test]
fn results_come_before_the_data_ends() {
    let place = Place::new();
    let args = ["eval", "$.select($.n)", "--format", "lines", "--data", "-"];
    let mut child = place.command(&args).stdin(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    // More than its buffer holds, less than the pipe.
    for number in 0..8_000 {
        stdin.write_all(line(number).as_bytes()).expect("it reads");
    }
    let mut first = String::new();
    out.read_line(&mut first).expect("a line");
    assert_eq!(first, "0\n");
    drop(stdin);
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("text");
    assert_eq!(rest.lines().count(), 7_999);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn reading_stops_at_the_first_match() {
    let place = Place::new();
    let args = ["eval", "$.where($.n = 3).first().n", "--data", "-"];
    let mut child = place.command(&args).stdin(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    for number in 0..100 {
        // It may have ended already.
        let _ = stdin.write_all(line(number).as_bytes());
    }
    let output = child.wait_with_output().expect("it ends although its input has not");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3\n");
}

#[test]
fn data_that_is_read_twice_is_kept() {
    let place = Place::new();
    let lines = "{\"n\": 1}\n{\"n\": 2}\n";
    for (expression, wanted) in [
        ("[$.count(), $.n.sum()]", "[2,3]\n"),
        ("$[1].n", "2\n"),
        ("$.len()", "2\n"),
        ("$.n", "[1,2]\n"),
        ("$.where($.n > 5)", "[]\n"),
        ("$", "[{\"n\":1},{\"n\":2}]\n"),
    ] {
        let did = place.fed(&["eval", expression, "-c", "--data", "-"], lines).ends(0);
        assert_eq!(did.out, wanted, "{expression}");
    }
}

#[test]
fn streams_are_written_in_every_form() {
    let place = Place::new();
    let lines = "{\"n\": \"a\"}\n{\"n\": \"b\"}\n";
    let written = |args: &[&str]| {
        let all: Vec<&str> = ["eval", "$.n", "--data", "-"].iter().chain(args).copied().collect();
        place.fed(&all, lines).ends(0).out
    };
    assert_eq!(written(&[]), "[\n  \"a\",\n  \"b\"\n]\n");
    assert_eq!(written(&["--format", "lines"]), "\"a\"\n\"b\"\n");
    assert_eq!(written(&["--raw"]), "a\nb\n");
    assert_eq!(written(&["--format", "yaml"]), "- a\n- b\n");
    assert_eq!(written(&["--format", "table"]), "value\na\nb\n");
    let single = place.fed(&["eval", "[1, 2]", "--format", "lines"], "").ends(0).out;
    assert_eq!(single, "1\n2\n");
}

#[test]
fn errors_name_the_line() {
    let place = Place::new();
    let did =
        place.fed(&["eval", "$.n", "-c", "--data", "-"], "{\"n\": 1}\n{\"n\": 2}\n{\"n\": }\n");
    did.ends(3).says("E0008").says("<stdin>:3:");
}
