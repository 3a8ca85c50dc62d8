//! Lookup of functions by name, for the compiler and for calls by name.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::topics::TOPICS;
use crate::compile::signature::{self, CallKind, Catalogue, Signature};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::overload::Overloads;
use crate::runtime::options::Options;

/// Names that are functions and methods in YAQL 0.2.
const LEGACY_BOTH: &str = "get list bool int float select where join sum takeWhile";

/// Names that are both in MuranoPL up to 1.1, too.
const MURANO_BOTH: &str = "toLower toUpper trim split startsWith endsWith matches replace flatten \
    id cast super psuper type";

/// The optional layers of functions over the standard ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Layers {
    /// The functions of YAQL 0.2, which shadow the others.
    pub legacy: bool,
    /// The functions that MuranoPL adds.
    pub murano: bool,
    /// `lambda`.
    pub delegates: bool,
}

impl Layers {
    /// The layers for a session's settings.
    #[must_use]
    pub(crate) fn of(options: &Options) -> Self {
        Self { legacy: options.legacy, murano: options.murano, delegates: options.delegates }
    }

    /// Whether the library contains a row of this topic.
    fn have(self, topic: &str, row: &Builtin) -> bool {
        let wants = |word: &str| {
            row.signature.split(['(']).next().is_some_and(|h| h.split(' ').any(|w| w == word))
        };
        let murano = matches!(topic, "murano" | "objects") || wants("murano");
        (self.murano || !murano) && (self.delegates || !wants("delegates"))
    }
}

/// The overloads of one name, innermost layer first.
type Rows = Vec<&'static Builtin>;

/// The signatures of one name, parsed when first needed.
type Signatures = Rc<[Rc<Signature>]>;

/// The library: the standard functions and some layers.
pub(crate) struct Library {
    rows: FxHashMap<&'static str, Rows>,
    layers: Layers,
    signatures: RefCell<FxHashMap<Rc<str>, Signatures>>,
}

impl Library {
    /// The functions of some layers.
    #[must_use]
    pub(crate) fn new(layers: Layers) -> Self {
        let mut rows: FxHashMap<&'static str, Rows> = FxHashMap::default();
        // The legacy layer shadows the other, so its rows come first.
        let order: &[bool] = if layers.legacy { &[true, false] } else { &[false] };
        for legacy in order {
            for (topic, tables) in TOPICS {
                let rows_of = tables.iter().flat_map(|table| table.iter());
                for row in
                    rows_of.filter(|row| is_legacy(row) == *legacy && layers.have(topic, row))
                {
                    for name in signature::declared_names(row.signature) {
                        rows.entry(name).or_default().push(row);
                    }
                }
            }
        }
        Self { rows, layers, signatures: RefCell::default() }
    }

    /// The library of this thread's sessions, made when first needed.
    #[must_use]
    pub(crate) fn shared(layers: Layers) -> Rc<Library> {
        thread_local! {
            static MADE: RefCell<FxHashMap<Layers, Rc<Library>>> = RefCell::default();
        }
        let made = MADE.with(|made| made.borrow().get(&layers).cloned());
        made.unwrap_or_else(|| {
            let library = Rc::new(Library::new(layers));
            MADE.with(|made| made.borrow_mut().insert(layers, library.clone()));
            library
        })
    }

    /// The same with the functions of YAQL 0.2.
    pub(super) fn over_old(&self) -> Rc<Library> {
        Self::shared(Layers { legacy: true, ..self.layers })
    }

    /// Whether functions are methods too, and methods functions.
    fn is_both(&self, name: &str) -> bool {
        let among = |names: &str| names.split(' ').any(|n| n == name);
        self.layers.legacy && (among(LEGACY_BOTH) || self.layers.murano && among(MURANO_BOTH))
    }
}

fn is_legacy(row: &Builtin) -> bool {
    row.signature.starts_with("legacy ")
}

impl Catalogue for Library {
    fn overloads(&self, name: &str) -> Rc<[Rc<Signature>]> {
        // Trailing underscores are ignored.
        let name = name.trim_end_matches('_');
        if let Some(known) = self.signatures.borrow().get(name) {
            return Rc::clone(known);
        }
        let rows = self.rows.get(name).map_or(&[][..], |rows| rows);
        let read = rows.iter().map(|row| {
            let mut signature = signature::parse(row.signature, name);
            if self.is_both(name) {
                signature.kind = CallKind::Both;
            }
            Rc::new(signature)
        });
        let read: Signatures = read.collect();
        self.signatures.borrow_mut().insert(name.into(), Rc::clone(&read));
        read
    }

    fn is_legacy(&self) -> bool {
        self.layers.legacy
    }

    fn with_legacy(&self) -> Option<Rc<dyn Catalogue>> {
        Some(self.over_old())
    }

    fn has_murano(&self) -> bool {
        self.layers.murano
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

/// Decides by the keywords before the name, without parsing the parameters.
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

    fn has_legacy(&self) -> bool {
        self.layers.legacy
    }

    fn over_legacy(&self) -> Rc<dyn Overloads> {
        self.over_old()
    }

    fn builtin(&self, name: &str, overload: usize) -> Option<&'static Builtin> {
        self.rows.get(name.trim_end_matches('_'))?.get(overload).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stdlib::functions;

    #[test]
    fn every_signature_parses_and_is_documented() {
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
    fn names_are_found_with_their_overloads() {
        let library = Library::new(Layers::default());
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
