//! The canonical form of files.

use super::module;
use crate::source::Sources;
use crate::syntax::print;

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
    assert_eq!(formatted(&deep), deep);
    let long = format!("$x = {}1\n", "1 + ".repeat(1_000));
    assert_eq!(formatted(&long), long);
}
