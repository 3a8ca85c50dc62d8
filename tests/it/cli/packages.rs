//! Packages, class files and models on the command line: found twice, broken and unused, checked, planned, converted.

use super::Place;

/// Writes a package of one class.
fn package(place: &Place, folder: &str, name: &str, class: &str) {
    let root = place.path().join(folder);
    std::fs::create_dir_all(root.join("Classes")).expect("a folder");
    let manifest =
        format!("Format: 1.3\nFullName: {name}\nType: Library\nClasses:\n  {name}.C: c.yaml\n");
    std::fs::write(root.join("manifest.yaml"), manifest).expect("written");
    std::fs::write(root.join("Classes/c.yaml"), format!("Name: {name}.C\n{class}"))
        .expect("written");
}

const GOOD: &str = "Methods:\n  m:\n    Body:\n      - Return: 42\n";
const BAD: &str = "Properties:\n  p:\n    Contract: $.class(no.Such)\n";

#[test]
fn a_package_that_is_found_twice_is_one_package() {
    let place = Place::new();
    package(&place, "bad", "a.bad", BAD);
    package(&place, "good", "a.good", GOOD);
    let did = place.murano(&["check", "--packages", ".", "bad"]).ends(3);
    did.says("E0102").says("1 package: 1 error, no warnings");
    place
        .murano(&["check", "good", "./good", "--packages", "good"])
        .ends(0)
        .says("1 package: no errors");
    let mut searched = place.command(&["check", "bad"]);
    searched.env("MURANO_PATH", place.path());
    super::Did::of(searched.output().expect("it runs")).ends(3).says("1 package: 1 error");
    place.murano(&["test", "bad", "--packages", "."]).ends(3).says("E0102");
}

#[test]
fn two_packages_of_one_name_and_version_are_an_error_that_names_both() {
    let place = Place::new();
    package(&place, "one/good", "a.good", GOOD);
    package(&place, "two/good", "a.good", "Methods: {}\n");
    package(&place, "copy/good", "a.good", GOOD);
    place.file("uses.murano", "print(new a.good.C {}.m())\n");
    place.file("other.murano", "print(1)\n");
    let both = ["--packages", "one", "--packages", "two"];
    let did = place.murano(&["check", "two/good", "--packages", "one"]).ends(3);
    did.says("one/good").says("two/good").says("are different packages a.good/0.0.0");
    let did = place.murano(&[&["run", "uses.murano"], &both[..]].concat()).ends(3);
    did.says("one/good").says("two/good");
    assert_eq!(place.murano(&[&["run", "other.murano"], &both[..]].concat()).ends(0).out, "1\n");
    let copies = ["run", "uses.murano", "--packages", "one", "--packages", "copy"];
    assert_eq!(place.murano(&copies).ends(0).out, "42\n");
}

#[test]
fn a_broken_package_matters_only_to_programs_that_need_it() {
    let place = Place::new();
    package(&place, "apps/bad", "a.bad", BAD);
    package(&place, "apps/good", "a.good", GOOD);
    std::fs::create_dir_all(place.path().join("apps/broken")).expect("a folder");
    place.file("apps/broken/manifest.yaml", "FullName: [\n");
    // A built-in class, and a method that no class has before every class file is looked into.
    place.file("host.murano", "print(new DockerStandaloneHost { name: 'l' }.name)\n");
    place.file("typo.murano", "$x = 1\n$x.noSuchMethod()\n");
    place.file("uses.murano", "print(new a.good.C {}.m())\n");
    place.file("needs.murano", "print(new a.bad.C {})\n");
    place.file("missing.murano", "print(new a.broken.C {})\n");
    let run = |command: &str, file: &str| place.murano(&[command, file, "--packages", "apps"]);
    run("check", "host.murano").ends(0).says("1 file: no errors, no warnings");
    run("plan", "host.murano").ends(0);
    run("graph", "host.murano").ends(0);
    run("run", "uses.murano").ends(0);
    let did = run("check", "typo.murano").ends(3).says("E0104").says("1 file: 1 error");
    assert!(!did.err.contains("no.Such"), "{}", did.err);
    run("check", "needs.murano").ends(3).says("no.Such");
    run("check", "missing.murano").ends(3).says("apps/broken").says("cannot be used");
    // A path that is itself a package was named on purpose.
    place.murano(&["check", "host.murano", "--packages", "apps/broken"]).ends(3);
}

#[test]
fn packages_that_are_given_together_see_each_other_and_are_counted() {
    let place = Place::new();
    package(&place, "base", "a.base", GOOD);
    package(&place, "top", "a.top", "Extends: a.base.C\n");
    let manifest = "Format: 1.3\nFullName: a.top\nType: Library\nRequire:\n  a.base: \nClasses:\n  a.top.C: c.yaml\n";
    place.file("top/manifest.yaml", manifest);
    place.file("p.murano", "print(1)\n");
    place.murano(&["check", "top", "base"]).ends(0).says("2 packages: no errors, no warnings");
    place.murano(&["check", "."]).ends(0).says("2 packages: no errors, no warnings");
    place.murano(&["check", "p.murano", "base"]).ends(0).says("1 package, 1 file: no errors");
    // Alone, the package has one error: what it requires is missing.
    let alone = Place::new();
    package(
        &alone,
        "top",
        "a.top",
        "Extends: a.base.C\nProperties:\n  p:\n    Contract: $.class(a.base.D)\n",
    );
    alone.file("top/manifest.yaml", manifest);
    let did = alone.murano(&["check", "top"]).ends(3).says("the package `a.base` is missing");
    did.says("1 package: 1 error, no warnings");
}

#[test]
fn class_files_and_models_are_known_by_their_content() {
    let place = Place::new();
    package(&place, "good", "a.good", GOOD);
    package(&place, "bad", "a.bad", BAD);
    place.file("alone.yaml", "Name: B\nExtends: a.good.C\n");
    place.file("m.json", r#"{"Objects": {"?": {"type": "a.good.C", "id": "1"}}}"#);
    place.file("data.yaml", "a: 1\n");
    place.murano(&["check", "good/Classes/c.yaml"]).ends(0).says("1 file: no errors, no warnings");
    place.murano(&["check", "bad/Classes/c.yaml"]).ends(3).says("c.yaml:4:23").says("1 error");
    place.murano(&["check", "good/manifest.yaml"]).ends(0).says("1 package");
    place.murano(&["check", "alone.yaml", "--packages", "good"]).ends(0);
    place.murano(&["check", "alone.yaml"]).ends(3).says("a.good.C");
    for command in ["check", "plan", "graph"] {
        place.murano(&[command, "m.json", "--packages", "good"]).ends(0);
        place
            .murano(&[command, "m.json"])
            .ends(if command == "check" { 3 } else { 1 })
            .says("a.good.C");
        place
            .murano(&[command, "data.yaml"])
            .ends(3)
            .says("neither a program, a class file nor an object model");
    }
    place
        .murano(&["run", "m.json"])
        .ends(3)
        .says("is an object model")
        .says("murano deploy m.json");
    for command in ["run", "plan", "graph"] {
        place.murano(&[command, "good/Classes/c.yaml"]).ends(3).says("is a MuranoPL class file");
        place.murano(&[command, "good"]).ends(3).says("is a package");
    }
}

const MODEL_CLASSES: &str = "
class Web extends DockerApplication {
    name: string!
    port: any = 80
    getContainer() { return { name: $.name, image: 'nginx', ports: [{ port: $.port, scope: 'cloud' }] } }
    onInstallationStart() { $.find(Environment).reporter.report($this, 'Installing') }
}
class Picky extends Application {
    number: string!
    init { $._n = int($.number) }
    runtime _n: int
}
";

fn model(applications: &str) -> String {
    format!(
        "Objects:\n  '?': {{type: io.murano.Environment, id: e}}\n  name: e\n  applications:\n    - '?': {{type: com.mirantis.docker.DockerStandaloneHost, id: h}}\n      name: h\n      registryPassword: hush\n{applications}"
    )
}

#[test]
fn a_model_is_planned_and_drawn_like_a_program() {
    let place = Place::new();
    place.file("classes.murano", MODEL_CLASSES);
    place.file("m.yaml", model("    - '?': {type: Web, id: w}\n      name: web\n      host: h\n"));
    let on = |args: &[&str]| place.murano(&[args, &["--classes", "classes.murano"]].concat());
    let did = on(&["plan", "m.yaml", "--engine", "simulated"]).ends(0);
    assert!(did.out.contains("+ web on h (nginx)"), "{}", did.out);
    assert!(!did.err.contains("Installing"), "{}", did.err);
    on(&["plan", "m.yaml", "--engine", "simulated", "-v"]).ends(0).says("web: Installing");
    let did = on(&["graph", "m.yaml"]).ends(0);
    assert!(
        did.out.contains("─ host h ─") && did.out.contains("│ web  nginx  80/tcp cloud │\n"),
        "{}",
        did.out
    );
    on(&["check", "m.yaml"]).ends(0).says("1 file: no errors");
}

/// The report stands at the object in the model, names it, and shows neither built-in code nor secrets.
#[test]
fn errors_of_a_model_are_reported_at_the_object() {
    let place = Place::new();
    place.file("classes.murano", MODEL_CLASSES);
    let deploy = |applications: &str| {
        place.file("m.yaml", model(applications));
        let args = [
            "deploy",
            "m.yaml",
            "--classes",
            "classes.murano",
            "--engine",
            "simulated",
            "--env",
            "e",
        ];
        let did = place.murano(&args);
        assert!(!did.err.contains("<core>") && !did.err.contains("hush"), "{}", did.err);
        did
    };
    let missing = "    - '?': {type: Web, id: w}\n      host: h\n";
    deploy(missing)
        .ends(1)
        .says("m.yaml:8:")
        .says("object `w` of `Web`")
        .says("Objects.applications[1]");
    let port =
        "    - '?': {type: Web, id: w}\n      name: front\n      host: h\n      port: 70000\n";
    let did = deploy(port).ends(1).says("`front` (object `w` of `Web`)").says("m.yaml:11:13");
    did.says("70000").says("Objects.applications[1]");
    let init = "    - '?': {type: Picky, id: p}\n      number: '80, x'\n";
    deploy(init).ends(1).says("object `p` of `Picky`").says("m.yaml:8:").says("classes.murano");
}

/// Models that OpenStack wrote record the whole container of an application, not its name.
#[test]
fn a_recorded_container_may_be_a_dictionary() {
    let place = Place::new();
    place.file("classes.murano", MODEL_CLASSES);
    let applications = "    - '?': {type: Web, id: w}\n      name: web\n      host: h\nAttributes:\n  - [w, com.mirantis.docker.DockerApplication, container, {name: old, image: nginx, env: env, ports: []}]\n";
    place.file("m.yaml", model(applications));
    let args = ["deploy", "m.yaml", "--classes", "classes.murano", "--engine", "simulated"];
    let did = place.murano(&args).ends(0);
    let attributes = did.json()["Attributes"].to_string();
    assert!(attributes.contains(r#""container","web""#), "{attributes}");
}

#[test]
fn packages_are_converted_as_a_whole() {
    let place = Place::new();
    package(
        &place,
        "app",
        "a.app",
        "Methods:\n  m:\n    Body:\n      - Return: 42  # the answer\n",
    );
    std::fs::create_dir_all(place.path().join("app/Resources")).expect("a folder");
    place.file("app/Resources/r.txt", "r");
    let did = place.murano(&["convert", "app"]).ends(0);
    assert!(
        did.out.contains("class a.app.C {") && did.out.contains("// the answer"),
        "{}",
        did.out
    );
    place.murano(&["convert", "app", "--output", "out"]).ends(0).says("wrote 3 files");
    let read = |path: &str| std::fs::read_to_string(place.path().join(path)).expect("it is there");
    assert!(read("out/a.app/manifest.yaml").contains("a.app.C: c.murano"));
    assert_eq!(read("out/a.app/Resources/r.txt"), "r");
    place.file("p.murano", "print(new a.app.C {}.m())\n");
    assert_eq!(place.murano(&["run", "p.murano", "--packages", "out"]).ends(0).out, "42\n");
    place.murano(&["check", "out/a.app"]).ends(0);
    place.murano(&["convert", "app", "--output", "out"]).ends(2).says("exists already");
    // And back.
    place.murano(&["convert", "out/a.app", "-o", "back"]).ends(0);
    assert!(read("back/a.app/manifest.yaml").contains("a.app.C: c.yaml"));
    place.murano(&["check", "back/a.app"]).ends(0);
    // Several files.
    place.file("x.yaml", "Name: a.X\n");
    place.file("y.yaml", "Name: a.Y\n");
    let did = place.murano(&["convert", "x.yaml", "y.yaml"]).ends(0);
    assert!(did.out.contains("// x.murano") && did.out.contains("class a.Y"), "{}", did.out);
}

#[test]
fn mocks_see_the_arguments_of_the_call() {
    let place = Place::new();
    let test = "
class Thing { n: int = 1; twice(x: int) { return $x * 2 } }
class ThingTest extends io.murano.test.TestFixture {
    testMock() {
        $t = new Thing {}
        inject($t, 'twice', withOriginal(o: $x) -> $o + 100)
        $.assertEqual(105, $t.twice(5))
    }
    testAll() {
        inject(Thing, 'twice', originalArguments() -> $x * 3)
        $.assertEqual(15, new Thing {}.twice(5))
    }
}
";
    place.file("mocks_test.murano", test);
    place.murano(&["test", "mocks_test.murano"]).ends(0).says("2 tests: all passed");
    place.file(
        "typo_test.murano",
        test.replace("-> $o", "-> $oo").replace("withOriginal(o:", "let(o:"),
    );
    place.murano(&["check", "typo_test.murano"]).ends(3);
}

#[test]
fn applications_for_openstack_are_tested_with_mocks() {
    let place = Place::new();
    place.file("server_test.murano", include_str!("server_test.murano"));
    place.murano(&["test", "server_test.murano"]).ends(0).says("2 tests: all passed");
}

#[test]
fn imports_stay_inside() {
    let place = Place::new();
    let write = |path: &str, text: &str| {
        let path = place.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    write("secret.murano", "the secret line\n");
    write("app/main.murano", "import '../secret.murano'\nprint(1)\n");
    write("app/absolute.murano", &format!("import '{}/secret.murano'\n", place.path().display()));
    write("app/lib/half.murano", "function half(n) { return $n / 2 }\n");
    write(
        "app/inside.murano",
        "import './lib/half.murano'\nimport './lib/../lib/half.murano'\nprint(half(8))\n",
    );
    for file in ["app/main.murano", "app/absolute.murano"] {
        for command in ["check", "run", "plan"] {
            let did = place.murano(&[command, file]).ends(3).says("E0007").says("--allow-import");
            assert!(!did.err.contains("the secret line"), "{}", did.err);
        }
    }
    assert_eq!(place.murano(&["run", "app/inside.murano"]).ends(0).out, "4\n");
    write("shared/lib.murano", "function two() { return 2 }\n");
    write("app/shared.murano", "import '../shared/lib.murano'\nprint(two())\n");
    place.murano(&["run", "app/shared.murano"]).ends(3);
    let allowed = ["run", "app/shared.murano", "--allow-import", "shared"];
    assert_eq!(place.murano(&allowed).ends(0).out, "2\n");
    // Tests may import what lies below the directory that is tested.
    write(
        "app/tests/half_test.murano",
        "import '../lib/half.murano'\nclass T extends io.murano.test.TestFixture { testHalf() { $.assertEqual(2, half(4)) } }\n",
    );
    place.murano(&["test", "app/tests/half_test.murano"]).ends(3);
    place.murano(&["test", "app"]).ends(0).says("all passed");
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_no_input() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    let body = "Namespaces: {sys: io.murano.system}\nMethods:\n  m:\n    Body:\n      - Return: new(sys:Resources).string(r)\n";
    package(&place, "apps/p", "a.p", body);
    let resources = place.path().join("apps/p/Resources");
    std::fs::create_dir_all(&resources).expect("a folder");
    place.file("secret", "hush");
    place.file("p.murano", "print(new a.p.C {}.m())\n");
    let run = || place.murano(&["run", "p.murano", "--packages", "apps"]);
    let remove = || std::fs::remove_file(resources.join("r")).expect("removed");
    symlink(place.path().join("secret"), resources.join("r")).expect("a link");
    let did = run().ends(3).says("symbolic link");
    assert!(!did.out.contains("hush"));
    remove();
    let made = std::process::Command::new("mkfifo").arg(resources.join("r")).status();
    assert!(made.expect("mkfifo").success());
    run().ends(3).says("not a regular file");
    remove();
    place.file("apps/p/Resources/r", "plain");
    assert_eq!(run().ends(0).out, "plain\n");
    // A link out of the program's directory is outside, whatever it is called.
    let main = place.path().join("sub");
    std::fs::create_dir_all(&main).expect("a folder");
    symlink(place.path().join("secret"), main.join("lib.murano")).expect("a link");
    std::fs::write(main.join("main.murano"), "import './lib.murano'\n").expect("written");
    place.murano(&["check", "sub/main.murano"]).ends(3).says("outside the program's directory");
}

#[cfg(unix)]
#[test]
fn links_in_circles_end() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    package(&place, "apps/deep/good", "a.good", GOOD);
    place.file("u.murano", "print(new a.good.C {}.m())\n");
    let link = |from: &str, to: &str| symlink(to, place.path().join(from)).expect("a link");
    link("apps/up", "..");
    link("apps/deep/again", "../..");
    link("apps/self", ".");
    let started = std::time::Instant::now();
    assert_eq!(place.murano(&["run", "u.murano", "--packages", "apps"]).ends(0).out, "42\n");
    assert!(started.elapsed().as_secs() < 20, "it took {:?}", started.elapsed());
}

/// A name of a namespace that nothing here declares could be taken for a built-in class: it is refused instead.
#[test]
fn names_of_packages_that_are_not_here_are_not_guessed() {
    let place = Place::new();
    place.file("a.murano", "namespace com.example\nusing org.shop\nclass A extends Item { }\n");
    place.murano(&["convert", "a.murano"]).ends(3).says("`org.shop`").says("--packages");
    place.file("b.murano", "namespace com.example\nclass A extends B { }\n");
    let yaml = place.murano(&["convert", "b.murano"]).ends(0).out;
    assert!(yaml.contains("Extends: B\n") && !yaml.contains("top"), "{yaml}");
}
