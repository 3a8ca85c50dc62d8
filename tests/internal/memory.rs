//! A session that ended leaves nothing behind: its classes, code and objects are freed, also
//! those in reference cycles.

use std::rc::Rc;

use crate::runtime::value::Value;
use crate::session::Session;

/// Statics that hold objects, objects that own each other, closures over `$this`, methods that call themselves and each
/// other, metadata, and objects with a destructor.
const PROGRAM: &str = "
meta class Note { text: string }
class Tree {
    static first: any
    static all: [any]
    runtime other: any
    runtime calls: any
    static even(n: int) { return $n = 0 or Tree.odd($n - 1) }
    static odd(n: int) { return $n > 0 and Tree.even($n - 1) }
    size(n: int) { if $n = 0 { return 0 }; return 1 + $.size($n - 1) }
    link(other: any) { $.other = $other; $.calls = [$other, {me: $this}] }
}
@Note { text: 'kept' }
class Leaf extends Tree { destroy { } }
$a = new Tree { }
$b = new Leaf { }
$a.link($b)
$b.link($a)
Tree.first = $a
Tree.all = [$a, $b, new({ '?': { type: 'Tree' } }, $b)]
print(Tree.even(10), $a.size(5), typeinfo(:Leaf).meta.len())
$b
";

/// Runs the program in a session of its own; returns weak references to its shared state, an
/// object and its class.
fn session() -> Vec<Watched> {
    let session = Session::new();
    let program = session.read("test.murano", PROGRAM).unwrap_or_else(|found| panic!("{found:?}"));
    let value = session.run(&program).unwrap_or_else(|fault| panic!("{fault:?}"));
    let Value::Object(object) = &value else { panic!("{value:?}") };
    assert!(session.runtime().store.by_id(&object.id()).is_some_and(|o| Rc::ptr_eq(&o, object)));
    vec![
        Watched::new("the session", session.runtime()),
        Watched::new("an object", object),
        Watched::new("its class", &object.class),
        Watched::new("a compiled class", &object.class.ir),
    ]
}

/// A weak reference to something that must be freed.
struct Watched {
    what: &'static str,
    is_alive: Box<dyn Fn() -> bool>,
}

impl Watched {
    fn new<T: 'static>(what: &'static str, value: &Rc<T>) -> Self {
        let weak = Rc::downgrade(value);
        Self { what, is_alive: Box::new(move || weak.strong_count() > 0) }
    }
}

#[test]
fn a_session_frees_its_classes_code_and_objects() {
    for watched in session() {
        assert!(!(watched.is_alive)(), "{} outlives its session", watched.what);
    }
}

#[test]
fn a_value_that_the_embedder_holds_keeps_what_it_reaches() {
    let session = Session::new();
    let text = "class A { out other: any; in name: string; link(other: any) { $.other = $other } }\n\
                $a = new A { }\n$b = new A { name: 'kept' }\n$a.link($b)\n$b.link($a)\n$a";
    let program = session.read("test.murano", text).unwrap_or_else(|found| panic!("{found:?}"));
    let value = session.run(&program).unwrap_or_else(|fault| panic!("{fault:?}"));
    drop((program, session));
    let Value::Object(a) = &value else { panic!("{value:?}") };
    let Value::Object(other) = a.declared("other") else { panic!("an object") };
    assert_eq!(other.declared("name").as_str(), Some("kept"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_sessions_leave_memory_where_it_was() {
    // Caches that are filled once, and the allocator's own, have their size after the first
    // sessions.
    (0..50).for_each(|_| drop(session()));
    let before = resident();
    (0..1000).for_each(|_| drop(session()));
    let grown = resident().saturating_sub(before);
    assert!(grown < 8 << 20, "a thousand sessions left {} kB", grown >> 10);
}

/// The resident memory of this process, in bytes.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the kernel says how much memory is used")]
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.expect("the second number is the resident pages") * 4096
}
