//! Each exit code, with its message.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command};

use super::{Did, Place, SHOP};

#[test]
fn done_is_0() {
    let place = Place::new();
    place.file("a.murano", "print('hello')");
    let did = place.murano(&["run", "a.murano"]).ends(0);
    assert_eq!((&*did.out, &*did.err), ("hello\n", ""));
}

#[test]
fn an_exception_is_1() {
    let place = Place::new();
    place.file("a.murano", "print('before')\n$x = 1 / 0");
    let did = place.murano(&["run", "a.murano"]).ends(1).says("E0306").says("a.murano:2:");
    assert_eq!(did.out, "before\n", "what was printed before is not lost");
}

#[test]
fn usage_is_2() {
    let place = Place::new();
    place.murano(&["run"]).ends(2).says("FILE");
    place.murano(&["run", "a.murano", "--engine", "podman"]).ends(2).says("simulated");
    place.murano(&["run", "a.murano", "--var", "novalue"]).ends(2).says("NAME=TEXT");
    place.murano(&["dance"]).ends(2).says("there is no command `dance`");
    place.murano(&["explain", "E0200"]).ends(2).says("did you mean");
    place.murano(&[]).ends(2);
}

#[test]
fn a_wrong_source_is_3() {
    let place = Place::new();
    place.file("a.murano", "$x = ");
    place.file("text", [0xff, 0xfe, 0x00]);
    place.murano(&["run", "a.murano"]).ends(3).says("E000");
    place.murano(&["run", "missing.murano"]).ends(3).says("E0007").says("missing.murano");
    place.murano(&["run", "."]).ends(3).says("E0007");
    place.murano(&["run", "text"]).ends(3).says("E0007").says("UTF-8");
    place.murano(&["eval", "1 +"]).ends(3);
    place.murano(&["eval", "$", "--data", "missing.json"]).ends(3).says("E0007");
}

#[test]
fn an_unreachable_engine_is_4() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    for args in [&["run", "shop.murano"][..], &["plan", "shop.murano"], &["ps"], &["logs", "web"]] {
        let did = place.murano(args).ends(4).says("E0501");
        assert!(did.err.contains("/nonexistent/docker.sock"), "{}", did.err);
        assert_eq!(did.out, "", "{args:?}");
    }
}

#[test]
fn partly_deployed_is_5() {
    let place = Place::new();
    place.file("shop.murano", format!("{SHOP}\n$x = 1 / 0"));
    let run = ["run", "shop.murano", "--engine", "simulated"];
    place.murano(&run).ends(5).says("E0306").says("left running: redis, web");
    place.murano(&["down", "shop.murano", "--engine", "simulated"]).ends(0);
    let back = [&run[..], &["--rollback"]].concat();
    place.murano(&back).ends(1).says("rolled back; removed: redis, web");
}

#[test]
fn an_interrupt_is_130() {
    let place = Place::new();
    place.file("a.murano", "print('running')\n$i = 0\nwhile true { $i = $i + 1 }");
    let mut child = place.command(&["run", "a.murano"]).spawn().unwrap();
    wait_for_a_line(&mut child);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let did = Did::of(child.wait_with_output().unwrap());
    did.ends(130).says("interrupted").says("E0605");
}

#[test]
fn a_closed_output_ends_a_program_that_only_prints() {
    let place = Place::new();
    place.file("a.murano", "$i = 0\nwhile true { print($i)\n$i = $i + 1 }");
    let mut child = place.command(&["run", "a.murano"]).spawn().unwrap();
    wait_for_a_line(&mut child);
    // The pipe was closed with its reader.
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(err, "");
}

/// Reads one line of standard output, then closes it.
fn wait_for_a_line(child: &mut Child) {
    let mut line = String::new();
    let stdout = child.stdout.take().expect("a pipe");
    BufReader::new(stdout).read_line(&mut line).expect("text");
    assert!(!line.is_empty());
}

/// Errors show the calls that led to them, if there were any.
#[test]
fn errors_show_the_calls_that_led_to_them() {
    let place = Place::new();
    let alone = place.murano(&["eval", "[1].selct($)"]).ends(1).says("did you mean `select`?");
    assert!(!alone.err.contains("in method"), "{}", alone.err);
    let script = "class A { f() { throw Oops 'no' } }\n$a = new A { }\n$a.f()\n";
    place.file("called.murano", script);
    let called = place.murano(&["run", "called.murano"]).ends(1);
    let called = called.says("called.murano\", line 3:1 in method script");
    called.says("called.murano\", line 1:17 in method f of type A");
}
