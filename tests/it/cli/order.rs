#![expect(clippy::disallowed_methods, reason = "tests read what commands wrote")]
//! What a program prints, messages and progress stand in the order in which they came; and how they look.

use std::fs::File;
use std::process::{Command, Stdio};

use super::terminals::on_terminal;
use super::{Place, SHOP};

/// Prints before, between and after deployments.
fn talkative() -> String {
    let deploying = SHOP
        .replace("$redis.deploy()", "print('one')\n$redis.deploy()\nprint('two')")
        .replace("$web.deploy()", "logger('app').warning('a warning')\n$web.deploy()");
    deploying.replace("print('deployed')", "print('three')")
}

/// What must be found in this order.
const ORDER: &[&str] =
    &["one", "redis: created", "two", "a warning", "web: created", "three", "2 created"];

#[track_caller]
fn in_order(text: &str, order: &[&str]) {
    let mut rest = text;
    for wanted in order {
        let at =
            rest.find(wanted).unwrap_or_else(|| panic!("{wanted} not after the others: {text}"));
        rest = &rest[at + wanted.len()..];
    }
}

fn run(place: &Place) -> Command {
    place.file("shop.murano", talkative());
    place.command(&["run", "shop.murano", "--engine", "simulated"])
}

#[test]
fn output_and_progress_are_in_order_in_one_file() {
    let place = Place::new();
    let path = place.path().join("log");
    let file = File::create(&path).expect("a file");
    let mut command = run(&place);
    command.stdout(file.try_clone().expect("a file")).stderr(file);
    assert!(command.status().expect("it runs").success());
    in_order(&std::fs::read_to_string(&path).expect("written"), ORDER);
}

#[test]
fn output_and_progress_are_in_order_in_one_pipe() {
    let place = Place::new();
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut command = run(&place);
    command.stdout(writer.try_clone().expect("a pipe")).stderr(writer).stdin(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    // Our own ends of the pipe must be closed for it to end.
    drop(command);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut reader, &mut text).expect("UTF-8");
    assert!(child.wait().expect("it ends").success());
    in_order(&text, ORDER);
}

#[test]
fn output_and_progress_are_in_order_on_a_terminal() {
    let place = Place::new();
    let shown = on_terminal(run(&place).env("NO_COLOR", "1"));
    // Each line that remains was printed once, where it belongs.
    let last = shown.rfind("one").expect("printed");
    in_order(&shown[last..], ORDER);
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["plan", "shop.murano", "--engine", "simulated"];
    let plain = place.murano(&args).ends(0).out;
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = place.murano(&[&args[..], &["--color", "always"]].concat()).ends(0).out;
    assert!(coloured.contains("\u{1b}[32m+\u{1b}[0m \u{1b}[1mredis\u{1b}[0m"), "{coloured}");
    assert!(on_terminal(&place.command(&args)).contains("\u{1b}[32m+"));
    for variable in ["NO_COLOR", "CI"] {
        let shown = on_terminal(place.command(&args).env(variable, "1"));
        assert_eq!(shown.replace("\r\n", "\n"), plain, "{variable}");
    }
    // Without colours the same words are left.
    let mut rest = coloured;
    for code in ["0", "1", "31", "32", "33", "36", "90"] {
        rest = rest.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(rest, plain);
}

#[test]
fn progress_has_the_image_and_counts_what_is_done_at_once() {
    let place = Place::new();
    let both = "parallel {\n    $redis.deploy()\n    $web.deploy()\n}\n";
    place.file(
        "shop.murano",
        SHOP.replace("$redis.deploy()\n", "").replace("$web.deploy()\n", both),
    );
    let did = place.murano(&["run", "shop.murano", "--engine", "simulated"]).ends(0);
    let did = did.says("+ redis: created (redis:7").says("+ web: created (web:1");
    let down = place.murano(&["down", "shop.murano", "--engine", "simulated"]).ends(0);
    let down = down.says("- redis: removed (redis:7, ").says(" 2 of 2)");
    down.says("environment shop removed: 2 containers, 1 network");
    assert!(!did.err.contains(" ms"), "no time passes on a simulated engine: {}", did.err);
}
