//! The canonical form of files.

use super::module;
use crate::source::Sources;
use crate::syntax::print;
use crate::tests::sources;

/// The canonical form, which formatting must not change again.
fn formatted(text: &str) -> String {
    let once = format(text);
    assert_eq!(format(&once), once, "not stable");
    once
}

fn format(text: &str) -> String {
    let sources = Sources::new();
    let source = sources.add("test.murano", text).expect("it fits");
    print::format(&source).unwrap_or_else(|found| panic!("{text}\n{found:#?}"))
}

#[test]
fn spacing_is_normalised_and_lines_are_kept() {
    let untidy = r#"

/// A shop.
///  Two lines.
@Meta {a:1}
class   Shop extends Base,std:Other{
  name:string!
  out ports:[{port:int!,tag:string}]={}   // behind
  sizes: {[string!]:int} where($>0,'m')!


  // before
  init{ }
  abstractOne(a:int,  *rest) ->  string!
  deploy( ){
     $x=1;$y =[ 1,2 ]
     if $x=1{ return } else if not $y{$z.a( k:1,'b c'=>2 )}
     // last
  }
}
$s = new Shop{
  name:"a\( 1+2 )", sizes: {}, // why
  // own line
  ports: [
    { port:80 } ]
}
$s.where($.x=1)
   .select({
   a:1}).b()
      + 1
match $s{case 1,2{$a}
default{ }}
try{$a}catch std:A as $e{ }catch{ }finally{$b}
throw p:A "m" with {a:1} cause $e
for $i in range(0,3){$i}
f(,1,,2)
"#;
    let tidy = r#"/// A shop.
///  Two lines.
@Meta { a: 1 }
class Shop extends Base, std:Other {
    name: string!
    out ports: [{ port: int!, tag: string }] = {} // behind
    sizes: {[string!]: int} where ($ > 0, 'm')!

    // before
    init { }
    abstractOne(a: int, *rest) -> string!
    deploy() {
        $x = 1
        $y = [1, 2]
        if $x = 1 { return } else if not $y { $z.a(k: 1, 'b c' => 2) }
        // last
    }
}
$s = new Shop {
    name: "a\( 1+2 )",
    sizes: {}, // why
    // own line
    ports: [
        { port: 80 },
    ],
}
$s.where($.x = 1)
    .select({
        a: 1,
    }).b()
    + 1
match $s {
    case 1, 2 { $a }
    default { }
}
try { $a } catch std:A as $e { } catch { } finally { $b }
throw p:A "m" with { a: 1 } cause $e
for $i in range(0, 3) { $i }
f(, 1,, 2)
"#;
    assert_eq!(formatted(untidy), tidy);
}

#[test]
fn no_comment_is_lost_wherever_it_stands() {
    let text = "// one\nnamespace a // two\n/* three */ class A { // four\n  p: int // five\n  // six\n}\n\n\
        $x = [ // seven\n 1, // eight\n /* nine */ 2\n // ten\n]\nif $x { // eleven\n}\n$y = 1 + // twelve\n 2\n// thirteen\n";
    let tidy = formatted(text);
    let (before, _) = module(text);
    let (after, _) = module(&tidy);
    assert_eq!(before.comments.len(), 13);
    assert_eq!(after.comments.len(), 13, "{tidy}");
}

#[test]
fn files_with_warnings_are_formatted() {
    let text = "class A {\n    p: { string:int }\n}\n";
    assert_eq!(formatted(text), "class A {\n    p: { string: int }\n}\n");
}

/// `init` with parameters has parentheses, without it has none.
#[test]
fn init_keeps_its_parameters() {
    let text = "class A {\n    init(p: string) {\n        print($p)\n    }\n    destroy { }\n}\n";
    assert_eq!(formatted(text), text);
}

/// A comment in the body does not move into a parameter list that is split over lines.
#[test]
fn comments_of_a_body_stay_behind_the_parameters() {
    let text = "class A {\n    m(\n        a: int, // a\n        // last\n    ) -> int {\n        // body\n        return 1\n    }\n}\n";
    assert_eq!(formatted(text), text);
}

/// `then` and `else` stay on the lines on which the author put them.
#[test]
fn choices_keep_their_lines() {
    let text = "$x = if $a // why\n then 1\n   else if $b then 2\n  else 3\n";
    let tidy = "$x = if $a // why\n    then 1\n    else if $b then 2\n    else 3\n";
    assert_eq!(formatted(text), tidy);
}

#[test]
fn a_file_with_errors_is_not_touched() {
    let sources = Sources::new();
    let source = sources.add("test.murano", "$x = = 1").expect("it fits");
    assert!(print::format(&source).is_err());
}

#[test]
fn deep_programs_can_be_formatted() {
    let deep = format!("$x = {}1{}\n", "[".repeat(480), "]".repeat(480));
    // The line is too long, and is broken inside the innermost list: the brackets around it have nothing else to break at.
    let broken = formatted(&deep);
    assert_eq!(formatted(&broken), broken);
    let squeezed: String = broken.split_whitespace().collect();
    assert_eq!(squeezed.replace("1,", "1"), deep.replace(' ', "").trim());
    let long = format!("$x = {}1\n", "1 + ".repeat(1_000));
    assert_eq!(formatted(&long), format!("$x = 1\n{}", "    + 1\n".repeat(1_000)));
}

/// Lines of more than 100 columns are broken from the outside in; lines that fit stay as they are.
#[test]
fn long_lines_are_broken() {
    let text = r#"
class Shop extends Base {
    getConnectionTo(application: DockerApplication!, port: int!, protocol: string! where ($ in ['TCP', 'UDP'], 'TCP or UDP') = 'TCP') -> { host: string!, port: int! } {
        return $._connection($application, { deployed: $application.getAttr('container') != null, endpoints: $application.endpoints }, $port)
    }
    env: {[string!]: any where (isString($) or isNumber($) or isBoolean($), 'a variable is a string, a number or a boolean')}
    short(a: int) { return $a }
    oneLine() -> DockerContainer { return { name: 'web', image: 'web:1', env: { MODE: 'live', DEBUG: 'no', LEVEL: 1 } } }
}
$total = $first.numberOfContainers() + $second.numberOfContainers() + $third.numberOfContainers() + 1
$names = $shops.where($.isOpen and $.customers.len() > 100).select($.name).orderBy($).distinct().toList()
if $firstCondition and $secondCondition and not $thirdCondition and $fourthCondition or $fifthCondition1 { return }
$text = if $applications.len() > 100 then 'there are more than a hundred' else 'there are not that many of them, really'
print('a string that is far longer than a hundred columns cannot be broken, and stays where it is, at its bracket')
$copy = super.getContainer() with { env: { MODE: 'debug', LEVEL: 'verbose' }, image: 'registry/web:debug', a: 1 }
$mine = $cluster.serviceEndpoints.where($.applicationName = $applicationName and $.podId = $podId).toList()
$all = $first.numberOfContainers() // of the first
    + $second.numberOfContainers() + $third.numberOfContainers() + $fourth.numberOfContainers() + 1
$exactly100 = [100000000, 200000000, 300000000, 400000000, 500000000, 600000000, 700000000, 8000000]
$nested = [['first', 'row', 'of', 'a', 'table', 'with'], ['second', 'row', 'of', 'a', 'table', 'with', 'more']]
"#;
    let tidy = r#"class Shop extends Base {
    getConnectionTo(
        application: DockerApplication!,
        port: int!,
        protocol: string! where ($ in ['TCP', 'UDP'], 'TCP or UDP') = 'TCP',
    ) -> { host: string!, port: int! } {
        return $._connection(
            $application,
            {
                deployed: $application.getAttr('container') != null,
                endpoints: $application.endpoints,
            },
            $port,
        )
    }
    env: {[string!]: any where (
        isString($) or isNumber($) or isBoolean($),
        'a variable is a string, a number or a boolean',
    )}
    short(a: int) { return $a }
    oneLine() -> DockerContainer {
        return { name: 'web', image: 'web:1', env: { MODE: 'live', DEBUG: 'no', LEVEL: 1 } }
    }
}
$total = $first.numberOfContainers()
    + $second.numberOfContainers()
    + $third.numberOfContainers()
    + 1
"#;
    let found = formatted(text);
    assert!(found.starts_with(tidy), "{found}");
    let long: Vec<&str> = found.lines().filter(|line| line.len() > 100).collect();
    assert_eq!(
        long,
        [
            "print('a string that is far longer than a hundred columns cannot be broken, and stays where it is, at its bracket')"
        ]
    );
    assert!(found.contains("\n$exactly100 = [100000000"), "{found}");
    let chain = "$mine = $cluster.serviceEndpoints\n    .where($.applicationName = $applicationName and $.podId = $podId)\n    .toList()\n";
    assert!(found.contains(chain), "{found}");
    assert!(
        found.contains("$all = $first.numberOfContainers() // of the first\n    + $second"),
        "{found}"
    );
}

/// A text whose variables have long names, so that many lines must be broken.
fn stretched(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at + 1);
        let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
        out += before;
        out += &after[..end];
        if after[..end].starts_with(char::is_alphabetic) && &after[..end] != "this" {
            out += "WithALongNameThatFillsTheLine";
        }
        rest = &after[end..];
    }
    out + rest
}

/// Every program here is formatted to the same program, and formatting that again changes nothing:
/// as it is, and with names that make its lines too long.
#[test]
fn every_program_is_stable() {
    let folders = ["tests/suite", "examples", "src/corelib", "src/cli/new"];
    let files = folders.iter().flat_map(|folder| sources::below(folder, "murano"));
    let mut count = 0;
    for (path, text) in files {
        for case in text.split("// --- ") {
            let case = format!("// {case}");
            for program in [case.clone(), stretched(&case)] {
                let texts = Sources::new();
                let source = texts.add("test.murano", program.as_str()).expect("it fits");
                let Ok(once) = print::format(&source) else {
                    let (_, found) = crate::syntax::parse_module(&source);
                    let is_broken = found.iter().any(|d| d.is_error());
                    assert!(is_broken, "{path} means something else when formatted:\n{program}");
                    continue;
                };
                let twice = format(&once);
                assert!(once == twice, "{path}\n{program}\n--- once\n{once}\n--- twice\n{twice}");
                count += 1;
            }
        }
    }
    assert!(count > 500, "{count} programs were found");
}
