//! `murano test`, and mocks.

use std::io::{BufRead as _, BufReader};

use super::{Did, Place};

/// Tests of the rules of mocks: all pass.
const MOCKS: &str = r#"
using test: io.murano.test

class Base {
    n: int = 1
    greet(name: string!, loud: bool = false) { return "hello \($name) \($loud)" }
    twice(x: int) { return $x * 2 }
    static fixed() { return 'fixed' }
    callTwice(x: int) { return $.twice($x) }
}
class Leaf extends Base { }
class Holder {
    n: int = 40
    base: Base!
    ask(x: int) { return $.base.twice($x) }
}

class MocksTest extends test:TestFixture {
    runtime base: Base
    runtime log: [any]

    setUp() {
        $.base = new Base { }
        $.log = []
    }

    tearDown() {
        $.log = null
    }

    mocked(name: string, loud: bool) {
        $.log = $.log + [[$name, $loud]]
        return 'mocked'
    }

    testMethodTakesThePlace() {
        inject(Base, 'greet', $this, 'mocked')
        $.assertEqual('mocked', $.base.greet('you'))
        $.assertEqual([['you', false]], $.log)
    }

    testTheContractsOfTheOriginalHold() {
        inject($.base, 'greet', $this, 'mocked')
        $seen = null
        try { $.base.greet(null) } catch murano.dsl.exceptions.ContractViolationException { $seen = 'refused' }
        $.assertEqual('refused', $seen)
        $.assertEqual([], $.log)
    }

    testAnExpressionSeesTheTest() {
        $local = 10
        inject(Base, 'twice', $local + len($.log))
        $.assertEqual(10, $.base.twice(1))
    }

    testTheOriginalCanBeCalled() {
        inject(Base, 'twice', originalMethod() + 100)
        $.assertEqual(106, $.base.twice(3))
        $.assertEqual(106, $.base.callTwice(3))
    }

    testTheCallerCanBeSeen() {
        inject(Base, 'twice', withOriginal(theirs => $.n) -> $theirs + 2)
        $holder = new Holder { base: $.base }
        $.assertEqual(42, $holder.ask(1))
    }

    testSubclassesAreNotMocked() {
        inject(Base, 'twice', 0)
        $.assertEqual([0, 6], [$.base.twice(3), new Leaf { }.twice(3)])
    }

    testCallsThatRanBeforeAreMockedToo() {
        $results = []
        for $round in [1, 2] {
            $results = $results + [$.base.callTwice(5)]
            if $round = 1 {
                inject(Base, 'twice', 0)
            }
        }
        $.assertEqual([10, 0], $results)
    }

    testCoreClassesCanBeMocked() {
        inject(Leaf, 'setAttr', 'not kept')
        $.assertEqual('not kept', new Leaf { }.setAttr('a', 1))
    }

    testWhatIsNotThereCannotBeMocked() {
        $seen = null
        try { inject(Base, 'nothing', 1) } catch murano.dsl.exceptions.NoMethodFound { $seen = 'missing' }
        $.assertEqual('missing', $seen)
    }

    testTwoMocksAreOneTooMany() {
        inject(Base, 'twice', 1)
        inject(Base, 'twice', 2)
        $seen = null
        try { $.base.twice(1) } catch yaql.language.exceptions.AmbiguousMethodException { $seen = 'twice' }
        $.assertEqual('twice', $seen)
    }

    testModelsAreLoaded() {
        $root = $.load({ Objects: { '?': { type: 'Holder', id: 'h' }, base: { '?': { type: 'Base', id: 'b' }, n: 7 } } })
        $.assertEqual(['h', 'b', 7], [id($root), id($root.base), $root.base.n])
        $.assertEqual(null, $.load({ Other: 1 }))
    }

    testing() {
        throw NoTest 'the name goes on in lower case'
    }
}
"#;

#[test]
fn row_124_mocks_keep_their_rules() {
    let place = Place::new();
    place.file("mocks_test.murano", MOCKS);
    let did = place.murano(&["test"]);
    assert_eq!(did.code, Some(0), "{}{}", did.out, did.err);
    assert_eq!(did.out.lines().filter(|line| line.contains("… ok (")).count(), 11, "{}", did.out);
    assert!(did.err.contains("11 tests: all passed"), "{}", did.err);
}

#[test]
fn row_124_mocks_exist_in_tests_only() {
    let place = Place::new();
    let file = place.file("a.murano", "class A { m() { } }\ninject(A, 'm', 1)\n");
    let did = place.murano(&["run", file.to_str().expect("a path")]);
    assert_eq!(did.code, Some(1), "{}", did.err);
    assert!(did.err.contains("there is no function `inject`"), "{}", did.err);
}

/// One test passes, two fail.
const FAILING: &str = r"
class PortsTest extends io.murano.test.TestFixture {
    testHolds() { $.assertTrue(true) }
    testFails() { $.assertEqual([1], [2], 'the ports') }
    testRaises() { throw Oops 'no & <no>' }
}
";

#[test]
fn row_123_a_failing_test_says_both_values_and_where() {
    let place = Place::new();
    place.file("ports_test.murano", FAILING);
    let did = place.murano(&["test", "."]);
    assert_eq!(did.code, Some(1), "{}", did.err);
    for text in ["PortsTest.testHolds … ok", "PortsTest.testFails … FAILED"] {
        assert!(did.out.contains(text), "{}", did.out);
    }
    for text in ["the ports: expected [1], found [2]", "ports_test.murano:4:", "3 tests: 2 failed"]
    {
        assert!(did.err.contains(text), "{text} in {}", did.err);
    }
}

#[test]
fn row_123_results_can_be_json_or_junit() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("sub")).expect("a folder");
    place.file("sub/ports_test.murano", FAILING);
    let did = place.murano(&["test", "--format", "json", "--filter", "PortsTest.testFails"]);
    assert_eq!(did.code, Some(1), "{}", did.err);
    let found: serde_json::Value = serde_json::from_str(&did.out).expect("JSON");
    assert_eq!(found[0]["method"], "testFails");
    assert_eq!(found[0]["exception"], "MismatchError");
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    let did = place.murano(&["test", "--format", "junit", "sub"]);
    assert!(did.out.contains(r#"tests="3" failures="2""#), "{}", did.out);
    assert!(did.out.contains("no &amp; &lt;no&gt;"), "{}", did.out);
}

#[test]
fn unreadable_files_are_not_failing_tests() {
    let place = Place::new();
    place.file("bad_test.murano", "class {\n");
    assert_eq!(place.murano(&["test"]).code, Some(3));
    let empty = Place::new();
    let did = empty.murano(&["test"]);
    assert_eq!((did.code, did.err.contains("no tests found")), (Some(0), true));
    assert_eq!(empty.murano(&["test", "nowhere"]).code, Some(2));
}

#[test]
fn a_fixture_with_an_environment_has_one() {
    let place = Place::new();
    place.file(
        "env_test.murano",
        r"
using resources: io.murano.resources
class App extends Application { deploy() { $.reportDeployed() } }
class EnvTest extends io.murano.test.TestFixtureWithEnvironment {
    testEnvironment() {
        $app = new(App, $.environment)
        $app.deploy()
        $.assertEqual('test', $app.find(Environment).name)
        $.environment.securityGroupManager.addGroupIngress([])
        inject(resources:Instance, 'beginDeploy', null)
        inject(resources:Instance, 'endDeploy', null)
        new(resources:Instance, $app, name => 'vm', flavor => 'm').deploy()
        $.finishEnv()
    }
}
",
    );
    let did = place.murano(&["test"]);
    assert_eq!(did.code, Some(0), "{}{}", did.out, did.err);
}

#[test]
fn the_log_goes_to_standard_error_from_a_level_on() {
    let place = Place::new();
    let text = "$log = logger('shop')\n$log.info('opened {0}', 1)\n$log.warning('no {what}', what => 'milk')\n";
    let file = place.file("log.murano", text);
    let file = file.to_str().expect("a path");
    let usual = place.murano(&["run", file]).ends(0);
    assert_eq!(usual.err.lines().next(), Some("warning applications.shop: no milk"));
    let more = place.murano(&["-v", "run", file]).ends(0);
    assert!(more.err.contains("info applications.shop: opened 1"), "{}", more.err);
}

/// Writes a file and creates the directories above it.
fn file(place: &Place, name: &str, text: &str) {
    let folder = place.path().join(name).parent().expect("a folder").to_owned();
    std::fs::create_dir_all(folder).expect("the folder can be made");
    place.file(name, text);
}

/// A package whose tests use a class of the package beside it, in YAML and in `.murano`.
fn packages_with_tests(place: &Place) {
    let manifest = |name: &str, more: &str, classes: &[(&str, &str)]| {
        let classes: String =
            classes.iter().map(|(class, file)| format!("  {class}: {file}\n")).collect();
        format!("Format: 1.4\nType: Library\nFullName: {name}\n{more}Classes:\n{classes}")
    };
    file(
        place,
        "apps/base/manifest.yaml",
        &manifest("com.example.base", "", &[("com.example.base.Adder", "Adder.yaml")]),
    );
    file(
        place,
        "apps/base/Classes/Adder.yaml",
        "Namespaces: {=: com.example.base}\nName: Adder\nMethods:\n  add:\n    Arguments:\n      - a: {Contract: $.int()}\n      - b: {Contract: $.int()}\n    Body:\n      Return: $a + $b\n",
    );
    let classes =
        [("com.example.AdderTest", "AdderTest.yaml"), ("com.example.MoreTest", "More.murano")];
    file(
        place,
        "apps/tests/manifest.yaml",
        &manifest("com.example.tests", "Require:\n  com.example.base:\n", &classes),
    );
    file(
        place,
        "apps/tests/Classes/AdderTest.yaml",
        "Namespaces: {=: com.example, b: com.example.base, t: io.murano.test}\nName: AdderTest\nExtends: t:TestFixture\nProperties:\n  adder:\n    Contract: $.class(b:Adder)\n    Usage: Runtime\nMethods:\n  setUp:\n    Body:\n      $.adder: new(b:Adder)\n  testSum:\n    Body:\n      - $.assertEqual(5, $.adder.add(2, 3))\n  testWrong:\n    Body:\n      - $.assertEqual(5, $.adder.add(2, 2))\n",
    );
    file(
        place,
        "apps/tests/Classes/More.murano",
        "namespace com.example\nusing com.example.base\nusing t: io.murano.test\nclass MoreTest extends t:TestFixture {\n    testZero() { $.assertEqual(0, new(Adder).add(0, 0)) }\n}\n",
    );
}

/// Tests are found in packages, in both notations; a failure shows the expected and the actual
/// value, and its position.
#[test]
fn tests_in_packages_are_found() {
    let place = Place::new();
    packages_with_tests(&place);
    let ran =
        place.murano(&["test", "apps"]).ends(1).says("AdderTest.yaml:17").says("3 tests: 1 failed");
    for line in [
        "com.example.AdderTest.testSum … ok",
        "com.example.AdderTest.testWrong … FAILED",
        "com.example.MoreTest.testZero … ok",
    ] {
        assert!(ran.out.contains(line), "{line} in {}", ran.out);
    }
    let one = place.murano(&["test", "apps/tests", "--filter", "testSum"]).ends(0);
    assert!(one.out.starts_with("✓ 1 of 1 com.example.AdderTest.testSum … ok ("), "{}", one.out);
}

/// A package that cannot be read is an error of the source, with its position.
#[test]
fn broken_packages_are_an_error() {
    let place = Place::new();
    packages_with_tests(&place);
    file(
        &place,
        "apps/tests/Classes/More.murano",
        "namespace com.example\nclass MoreTest {\n    testZero() { oops }\n}\n",
    );
    place.murano(&["test", "apps/tests"]).ends(3).says("More.murano:3");
}

/// Tests deploy, print and compare.
const TALKATIVE: &str = r"
class App extends DockerApplication {
    getContainer() { return { name: 'web', image: 'nginx:1' } }
}
class TalkTest extends io.murano.test.TestFixtureWithEnvironment {
    testDeploys() {
        print('only with verbose')
        new(App, $.environment, host => new(DockerStandaloneHost, $.environment)).deploy()
    }
    testDiffers() {
        print('why it failed')
        $.assertEqual({ ports: [{ port: 80, protocol: 'TCP' }], a: 1 }, { ports: [{ port: 80, protocol: 'UDP' }], a: 1 })
    }
}
";

#[test]
fn simulated_deployments_are_silent_and_output_is_shown_where_it_helps() {
    let place = Place::new();
    place.file("talk_test.murano", TALKATIVE);
    let did = place.murano(&["test"]).ends(1);
    let lines: Vec<&str> = did.out.lines().collect();
    assert!(lines[0].starts_with("✓ 1 of 2 TalkTest.testDeploys … ok ("), "{}", did.out);
    assert!(lines[1].starts_with("✗ 2 of 2 TalkTest.testDiffers … FAILED ("), "{}", did.out);
    assert_eq!(lines.len(), 2, "{}", did.out);
    let did = did.says("the test printed:\nwhy it failed\n").says("2 tests: 1 failed in ");
    let did = did.says("`$.ports[0].protocol`: expected 'TCP', found 'UDP'");
    let did = did.says("expected {ports:").says("found    {ports:");
    for unwanted in ["created", "only with verbose"] {
        assert!(!did.err.contains(unwanted), "{unwanted} in {}", did.err);
    }
    place.murano(&["test", "-v"]).ends(1).says("only with verbose").says("web: created");
    let json = place.murano(&["test", "--format", "json"]).ends(1).json();
    assert_eq!(json[1]["printed"], "why it failed\n");
    assert!(json[1]["expected"].is_string() && json[0]["milliseconds"].is_u64(), "{json}");
    let junit = place.murano(&["test", "--format", "junit"]).ends(1).out;
    assert!(junit.contains("<system-out>why it failed&#10;</system-out>"), "{junit}");
}

/// What a test makes with `new` needs no environment of its own: it is owned as in a script.
#[test]
fn applications_are_made_as_in_programs() {
    let place = Place::new();
    place.file(
        "web_test.murano",
        r"
class Web extends DockerApplication {
    getContainer() -> DockerContainer { return { name: 'web', image: 'web:1', ports: [{ port: 80 }] } }
}
class WebTest extends io.murano.test.TestFixture {
    testItIsDeployed() {
        $web = new Web { host: new DockerStandaloneHost { name: 'local' } }
        $web.deploy()
        $.assertEqual([80], $web.applicationEndpoints.containerPort.distinct().toList())
        $.assertTrue($web.find(Environment) != null)
    }
}
class OwnTest extends io.murano.test.TestFixtureWithEnvironment {
    testTheEnvironmentOfTheTestIsTaken() {
        $web = new Web { host: new DockerStandaloneHost { name: 'local' } }
        $.assertEqual($.environment, $web.find(Environment))
    }
}
",
    );
    place.murano(&["test"]).ends(0).says("2 tests: all passed");
}

/// `--watch` runs the tests again when a file changes that they import, until Ctrl-C.
#[test]
fn tests_run_again_on_change() {
    let place = Place::new();
    place.file("one.murano", "function one() { return 2 }\n");
    let test = "import './one.murano'\nclass OneTest extends io.murano.test.TestFixture {\n    testOne() { $.assertEqual(1, one()) }\n}\n";
    place.file("one_test.murano", test);
    let mut child =
        place.command(&["test", "--watch", "one_test.murano"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut until = |text: &str| {
        let found = lines.by_ref().map(|line| line.expect("text")).find(|line| line.contains(text));
        assert!(found.is_some(), "no `{text}` before its end");
    };
    until("1 failed");
    until("watching");
    place.file("one.murano", "function one() { return 1 } // right\n");
    until("changed: ");
    until("all passed");
    until("watching");
    let interrupt =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.expect("kill").success());
    let did = Did::of(child.wait_with_output().expect("it ends"));
    assert_eq!(did.code, Some(130));
}
