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

/// The only report of a program.
fn report(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    let session = Session::new();
    let found = match session.read_file(&folder.path().join(files[0].0)) {
        Ok(program) => program.warnings,
        Err(found) => found.diagnostics().to_vec(),
    };
    let [one] = found.as_slice() else { panic!("{found:#?}") };
    format!("{} {} ({})", one.code, one.message, one.hints.join("; "))
}

#[test]
fn what_is_not_imported_is_named() {
    let redis = ("redis.murano", "class Redis { }\nfunction redis() { return 1 }\n");
    let class = report(&[("main.murano", "new Redis { }\n"), redis]);
    assert!(class.contains("`import './redis.murano'`"), "{class}");
    let function = report(&[("main.murano", "redis()\n"), redis]);
    assert!(function.contains("`import './redis.murano'`"), "{function}");
    let file = report(&[("main.murano", "import './redis'\n"), redis]);
    assert!(file.contains("`import './redis.murano'`"), "{file}");
    let near = report(&[("main.murano", "import './reds.murano'\n"), redis]);
    assert!(near.contains("`import './redis.murano'`"), "{near}");
    let data = report(&[("main.murano", "import './a.yaml'\n"), ("a.yaml", "a: 1\n")]);
    assert!(data.starts_with("E0007") && data.contains("--packages"), "{data}");
}

#[test]
fn namespaces_are_checked() {
    let redis = ("redis.murano", "namespace com.example.redis\nclass Redis { }\n");
    let unused = report(&[("main.murano", "import './redis.murano'\nnew Redis { }\n"), redis]);
    assert!(unused.contains("`using com.example.redis`"), "{unused}");
    let misspelt = "import './redis.murano'\nusing com.exampel.redis\nnew Redis { }\n";
    let misspelt = report(&[("main.murano", misspelt), redis]);
    assert!(
        misspelt.starts_with("W0019") && misspelt.contains("`com.example.redis`"),
        "{misspelt}"
    );
    let nothing = report(&[("main.murano", "using com.example.shop\n")]);
    assert!(nothing.starts_with("W0019"), "{nothing}");
}

#[test]
fn a_class_is_declared_by_one_file() {
    let main = "import './a.murano'\nimport './b.murano'\nnew Part { }\n";
    let twice = [("a.murano", "class Part { }\n"), ("b.murano", "class Part { }\n")];
    let found = report(&[("main.murano", main), twice[0], twice[1]]);
    assert!(found.starts_with("E0106") && found.contains("`Part`"), "{found}");
    let itself = report(&[("main.murano", "import './main.murano'\n")]);
    assert!(itself.starts_with("W0020"), "{itself}");
}
