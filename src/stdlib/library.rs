//! Finding functions by name, for the compiler and for calls by name.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::functions;
use crate::compile::signature::{self, CallKind, Catalogue, Signature};
use crate::runtime::native::Builtin;
use crate::runtime::overload::Overloads;

/// In YAQL 0.2, and in MuranoPL up to 1.1, these are functions and methods.
const LEGACY_BOTH: &str = "get list bool int float select where join sum takeWhile toLower toUpper \
    trim split startsWith endsWith matches replace flatten";

/// The overloads of one name, innermost layer first.
type Rows = Vec<&'static Builtin>;

/// Their signatures, once they were read.
type Signatures = Rc<[Rc<Signature>]>;

/// The library, with or without the functions of YAQL 0.2 over the others.
pub struct Library {
    rows: FxHashMap<&'static str, Rows>,
    legacy: bool,
    signatures: RefCell<FxHashMap<Rc<str>, Signatures>>,
}

impl Library {
    /// The standard functions.
    #[must_use]
    pub fn standard() -> Self {
        Self::of(false)
    }

    /// The standard functions, and those of YAQL 0.2 over them.
    #[must_use]
    pub fn legacy() -> Self {
        Self::of(true)
    }

    /// The library of this thread's sessions, made on first use.
    #[must_use]
    pub fn shared(legacy: bool) -> Rc<Library> {
        thread_local! {
            static STANDARD: Rc<Library> = Rc::new(Library::standard());
            static LEGACY: Rc<Library> = Rc::new(Library::legacy());
        }
        if legacy { LEGACY.with(Rc::clone) } else { STANDARD.with(Rc::clone) }
    }

    fn of(legacy: bool) -> Self {
        let mut rows: FxHashMap<&'static str, Rows> = FxHashMap::default();
        // The legacy layer lies over the other, so its rows come first.
        let layers: &[bool] = if legacy { &[true, false] } else { &[false] };
        for layer in layers {
            for row in functions().filter(|row| is_legacy(row) == *layer) {
                for name in signature::declared_names(row.signature) {
                    rows.entry(name).or_default().push(row);
                }
            }
        }
        Self { rows, legacy, signatures: RefCell::default() }
    }
}

fn is_legacy(row: &Builtin) -> bool {
    row.signature.starts_with("legacy ")
}

impl Catalogue for Library {
    fn overloads(&self, name: &str) -> Rc<[Rc<Signature>]> {
        // Trailing underscores do not count.
        let name = name.trim_end_matches('_');
        if let Some(known) = self.signatures.borrow().get(name) {
            return Rc::clone(known);
        }
        let rows = self.rows.get(name).map_or(&[][..], |rows| rows);
        let read = rows.iter().map(|row| {
            let mut signature = signature::parse(row.signature, name);
            if self.legacy && LEGACY_BOTH.split(' ').any(|legacy| legacy == name) {
                signature.kind = CallKind::Both;
            }
            Rc::new(signature)
        });
        let read: Signatures = read.collect();
        self.signatures.borrow_mut().insert(name.into(), Rc::clone(&read));
        read
    }

    fn is_legacy(&self) -> bool {
        self.legacy
    }

    fn names(&self, kind: CallKind) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self
            .rows
            .iter()
            .filter(|(name, rows)| {
                !name.starts_with(['#', '*'])
                    && rows.iter().any(|row| is_callable_as(row.signature, kind))
            })
            .map(|(name, _)| *name)
            .collect();
        names.sort_unstable();
        names
    }
}

/// By the words before the name, without reading the parameters.
fn is_callable_as(text: &str, kind: CallKind) -> bool {
    let head = text.split('(').next().unwrap_or("");
    let word = match kind {
        CallKind::Function => "fn",
        CallKind::Method => "method",
        CallKind::Both => return true,
    };
    head.split(' ').any(|w| w == word || w == "both")
}

impl Overloads for Library {
    fn signatures(&self, name: &str) -> Rc<[Rc<Signature>]> {
        self.overloads(name)
    }

    fn builtin(&self, name: &str, overload: usize) -> Option<&'static Builtin> {
        self.rows.get(name.trim_end_matches('_'))?.get(overload).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_can_be_read_and_has_its_papers() {
        for row in functions() {
            for name in signature::declared_names(row.signature) {
                let signature = signature::parse(row.signature, name);
                assert!(!name.is_empty() && !row.doc.is_empty(), "{}", row.signature);
                assert!(row.doc.ends_with(['.', '?']), "{}", row.doc);
                if signature.kind == CallKind::Method {
                    let receiver = signature.parameters.first().expect("a receiver");
                    assert!(!receiver.ty.is_lazy(), "{}", row.signature);
                }
            }
        }
    }

    #[test]
    fn every_function_that_needs_no_objects_has_an_example() {
        let plain = crate::stdlib::TOPICS.iter().filter(|(topic, _)| *topic != "objects");
        for row in plain.flat_map(|(_, tables)| tables.iter().flat_map(|table| table.iter())) {
            assert!(!row.examples.is_empty(), "{} has no example", row.signature);
        }
    }

    #[test]
    fn names_are_found_with_their_overloads() {
        let library = Library::standard();
        assert_eq!(library.overloads("where").len(), 1);
        assert_eq!(library.overloads("filter").len(), 1);
        assert_eq!(&*library.overloads("filter")[0].name, "filter");
        assert!(library.overloads("len__").len() >= 4);
        assert!(library.overloads("nosuch").is_empty());
        assert!(library.builtin("len", 0).is_some());
        assert!(library.names(CallKind::Method).contains(&"toUpper"));
        assert!(!library.names(CallKind::Function).contains(&"toUpper"));
    }
}
