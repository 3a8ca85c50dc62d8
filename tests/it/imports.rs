#![expect(clippy::disallowed_methods, reason = "tests write the files they read")]
//! Programs of several files.

use std::path::Path;

use muranopl::Session;

/// Writes files into a temporary directory and runs the first; returns its value, or its
/// errors.
fn run(files: &[(&str, &str)]) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has a folder"))
            .expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    run_file(&folder.path().join(files[0].0))
}

fn run_file(path: &Path) -> Result<String, String> {
    let session = Session::new();
    let program = session.read_file(path).map_err(|found| {
        let text: Vec<String> =
            found.diagnostics().iter().map(|d| format!("{} {}", d.code, d.message)).collect();
        text.join("; ")
    })?;
    let value = session.run(&program).map_err(|error| error.to_string())?;
    Ok(value.as_str().unwrap_or("no text").to_owned())
}

#[test]
fn classes_and_functions_of_imported_files_are_seen() {
    let main =
        "import './lib/redis.murano'\n$r = new Redis { port: 1 }\nshown($r.port) + $r.name()\n";
    let lib = "class Redis { port: int!; name() { return shown('redis') } }\nfunction shown(x) { return \"<\\($x)>\" }\n";
    assert_eq!(
        run(&[("main.murano", main), ("lib/redis.murano", lib)]).as_deref(),
        Ok("<1><redis>")
    );
}

#[test]
fn extension_methods_of_imported_files_are_seen() {
    let main = "import './lib.murano'\n'a'.shout()\n";
    let lib = "class Texts { extension shout(text: string!) { return $text.toUpper() } }\n";
    assert_eq!(run(&[("main.murano", main), ("lib.murano", lib)]).as_deref(), Ok("A"));
}

#[test]
fn files_may_import_each_other() {
    let a = "import './b.murano'\nclass A { b: B }\nfunction a() { return 'a' }\nb()\n";
    let b = "import './a.murano'\nclass B { a: A }\nfunction b() { return a() + 'b' }\n";
    assert_eq!(run(&[("a.murano", a), ("b.murano", b)]).as_deref(), Ok("ab"));
}

#[test]
fn a_file_imported_twice_is_read_once() {
    let main = "import './a.murano'\nimport './b.murano'\nimport './../x/a.murano'\nnew A { }.m() + new B { }.m()\n";
    let a = "class A { m() { return 'a' } }\n";
    let b = "import './a.murano'\nclass B extends A { m() { return super.m() + 'b' } }\n";
    assert_eq!(
        run(&[("x/main.murano", main), ("x/a.murano", a), ("x/b.murano", b)]).as_deref(),
        Ok("aab")
    );
}

#[test]
fn missing_files_are_reported() {
    let wrong = run(&[("main.murano", "import './nothing.murano'\n")]).unwrap_err();
    assert!(wrong.starts_with("E0007 cannot import"), "{wrong}");
    let wrong = run_file(Path::new("/nowhere/at/all.murano")).unwrap_err();
    assert!(wrong.starts_with("E0007 cannot read"), "{wrong}");
}

#[test]
fn errors_in_imported_files_are_reported() {
    let wrong =
        run(&[("main.murano", "import './lib.murano'\n"), ("lib.murano", "class A { p: Nope }\n")]);
    assert_eq!(wrong.unwrap_err(), "E0102 there is no class `Nope`");
}

#[test]
fn imported_files_are_checked_like_the_program() {
    let main = "import './lib.murano'\nprint(new Used { port: { number: 1 } }.port.number)\n";
    let lib = "class Port { number: int! }\n\
               class Used { port: Port! }\n\
               class Unused { make() { return new Port { number: 'x' } } }\n\
               function used() { return new Used { port: { number: 'http' } } }\n";
    let found = run(&[("main.murano", main), ("lib.murano", lib)]).expect_err("two mistakes");
    assert_eq!(found.matches("E0201").count(), 2, "{found}");
    assert!(found.contains("'x'") && found.contains("'http'"), "{found}");
}

#[test]
fn statements_of_imported_files_do_not_run() {
    let lib = "function f() { return 'f' }\nthrow Bad 'this file was run'\n";
    assert_eq!(
        run(&[("main.murano", "import './lib.murano'\nf()\n"), ("lib.murano", lib)]).as_deref(),
        Ok("f")
    );
}
