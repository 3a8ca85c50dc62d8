//! YAML texts as values: one document is itself, several are a list.
//!
//! Values are built from the parser's events with a stack of open collections, so that depth costs no native stack.
//! Aliases share one value; what they would unfold to is bounded, because results are written out in full.

use num_bigint::BigInt;
use saphyr::Scalar;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::json;
use super::notation::{DataError, MAX_NESTING, too_deep};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::notation::notation;
use crate::syntax::{ExprKind, yaml as classes};

/// Values that the aliases of a document may stand for in total.
const MAX_ALIASED: u64 = 1_000_000;

/// Which plain scalars are more than strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    /// The core schema of YAML 1.2.
    Core,
    /// YAML 1.1, as class files and other files of packages have it.
    Version11,
}

/// Parses the documents of a text; an empty text is null.
pub(super) fn text(text: &str, schema: Schema) -> Result<Value, DataError> {
    let mut builder = ValueBuilder::new(schema);
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(error) if error.info() == FLOW_TOO_DEEP => return as_json(text, &error),
            Err(error) => return Err(bad(&error)),
        };
        builder.event(event, span.start)?;
    }
    let mut values = builder.documents;
    Ok(match values.len() {
        0 | 1 => values.pop().unwrap_or(Value::Null),
        _ => Value::list(values),
    })
}

/// The parser's error for more brackets than it can count.
const FLOW_TOO_DEEP: &str = "recursion limit exceeded";

/// Brackets that the YAML parser cannot count are parsed as JSON, of which YAML is a superset: both have one limit.
fn as_json(text: &str, error: &ScanError) -> Result<Value, DataError> {
    json::documents(text).map_err(|bad| {
        let message = "more than 255 brackets are open, in YAML that is not JSON";
        if bad.message == too_deep() { bad } else { mistake(*error.marker(), message) }
    })
}

fn bad(error: &ScanError) -> DataError {
    mistake(*error.marker(), error.info())
}

fn mistake(at: Marker, message: impl Into<String>) -> DataError {
    DataError { message: message.into(), line: at.line(), column: at.col() + 1 }
}

/// A value with the number of values it contains, those of aliases counted where they stand.
#[derive(Clone)]
struct Sized {
    value: Value,
    size: u64,
}

/// A collection whose end has not been reached.
struct OpenNode {
    kind: Collection,
    anchor: usize,
    size: u64,
}

enum Collection {
    List(Vec<Value>),
    Map(Map),
}

/// A mapping: `<<` entries are collected apart, since the mapping's own keys win wherever they stand.
#[derive(Default)]
struct Map {
    own: Dict,
    merged: Dict,
    key: Option<MappingKey>,
}

/// A key that waits for its value.
enum MappingKey {
    Own(Value),
    Merge,
}

struct ValueBuilder {
    schema: Schema,
    open: Vec<OpenNode>,
    /// The values of the anchors of this document, by the parser's numbers; `None` while they are open.
    anchors: Vec<Option<Sized>>,
    /// What the aliases of this document have added.
    aliased: u64,
    documents: Vec<Value>,
}

impl ValueBuilder {
    fn new(schema: Schema) -> Self {
        Self { schema, open: Vec::new(), anchors: Vec::new(), aliased: 0, documents: Vec::new() }
    }

    fn event(&mut self, event: Event<'_>, at: Marker) -> Result<(), DataError> {
        // A value is complete at its scalar, at its end event, or at an alias, and `finish`
        // then puts it into the innermost open collection. An alias adds the size of its value,
        // which limits exponential expansion ("billion laughs").
        match event {
            Event::DocumentStart(_) => {
                self.anchors.clear();
                self.aliased = 0;
            }
            Event::Scalar(text, style, anchor, tag) => {
                if style == ScalarStyle::Plain && self.is_merge(&text, tag.as_deref()) {
                    return Ok(());
                }
                let value = scalar(&text, style, tag.as_deref(), self.schema)
                    .ok_or_else(|| mistake(at, format!("`{text}` does not fit its tag")))?;
                self.finish(Sized { value, size: 1 }, anchor, at)?;
            }
            Event::SequenceStart(anchor, _) => {
                self.start(Collection::List(Vec::new()), anchor, at)?;
            }
            Event::MappingStart(anchor, _) => {
                self.start(Collection::Map(Map::default()), anchor, at)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.kind {
                    Collection::List(items) => Value::list(items),
                    Collection::Map(map) => Value::dict(map.finish()),
                };
                self.finish(Sized { value, size: open.size }, open.anchor, at)?;
            }
            Event::Alias(anchor) => {
                let Some(found) = self.anchors.get(anchor).cloned().flatten() else {
                    return Err(mistake(at, "the alias is inside the value it refers to"));
                };
                self.aliased = self.aliased.saturating_add(found.size);
                if self.aliased > MAX_ALIASED {
                    let message = format!("the aliases expand to more than {MAX_ALIASED} values");
                    return Err(mistake(at, message));
                }
                self.finish(found, 0, at)?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn start(&mut self, kind: Collection, anchor: usize, at: Marker) -> Result<(), DataError> {
        if self.open.len() == MAX_NESTING {
            return Err(mistake(at, too_deep()));
        }
        self.open.push(OpenNode { kind, anchor, size: 1 });
        Ok(())
    }

    /// Returns whether a plain scalar is the key `<<`, and notes that the next value is to be merged.
    fn is_merge(&mut self, text: &str, tag: Option<&Tag>) -> bool {
        let fits = tag.is_none_or(|tag| tag.is_yaml_core_schema() && tag.suffix == "merge");
        match self.open.last_mut().map(|open| &mut open.kind) {
            Some(Collection::Map(map)) if map.key.is_none() && text == "<<" && fits => {
                map.key = Some(MappingKey::Merge);
                true
            }
            _ => false,
        }
    }

    /// Puts a finished value into the innermost open collection, or adds it to the documents.
    fn finish(&mut self, found: Sized, anchor: usize, at: Marker) -> Result<(), DataError> {
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = Some(found.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.documents.push(found.value);
            return Ok(());
        };
        open.size = open.size.saturating_add(found.size);
        match &mut open.kind {
            Collection::List(items) => items.push(found.value),
            Collection::Map(map) => map.put(found.value, at)?,
        }
        Ok(())
    }
}

impl Map {
    fn put(&mut self, value: Value, at: Marker) -> Result<(), DataError> {
        match self.key.take() {
            None => {
                if self.own.contains_key(&value) {
                    let message = format!("the mapping has the key {} twice", notation(&value));
                    return Err(mistake(at, message));
                }
                self.key = Some(MappingKey::Own(value));
            }
            Some(MappingKey::Own(key)) => self.own.push_new(key, value),
            Some(MappingKey::Merge) => self.merge(&value, at)?,
        }
        Ok(())
    }

    /// Takes the entries of a mapping, or of a list of mappings of which earlier ones win.
    fn merge(&mut self, value: &Value, at: Marker) -> Result<(), DataError> {
        let sources = match value {
            Value::List(items) => &items[..],
            one => std::slice::from_ref(one),
        };
        let mut brought = Dict::new();
        for source in sources {
            let Value::Dict(entries) = source else {
                let message = format!("`<<` merges mappings, found {}", source.kind());
                return Err(mistake(at, message));
            };
            for (key, value) in entries.iter() {
                if !brought.contains_key(key) {
                    brought.push_new(key.clone(), value.clone());
                }
            }
        }
        // Of several `<<` the last wins.
        for (key, value) in brought.iter() {
            self.merged.insert(key.clone(), value.clone());
        }
        Ok(())
    }

    fn finish(self) -> Dict {
        if self.merged.is_empty() {
            return self.own;
        }
        let mut entries = self.merged;
        for (key, value) in self.own.iter() {
            entries.insert(key.clone(), value.clone());
        }
        entries
    }
}

/// The value of a scalar; `None` if it does not fit its tag.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, schema: Schema) -> Option<Value> {
    if style == ScalarStyle::Plain && tag.is_none() {
        if schema == Schema::Version11 {
            return Some(version_11(text));
        }
        if let Some(long) = long(text) {
            return Some(long);
        }
    }
    let tag = tag.cloned().map(std::borrow::Cow::Owned);
    Some(match Scalar::parse_from_cow_and_metadata(text.into(), style, tag.as_ref())? {
        Scalar::Null => Value::Null,
        Scalar::Boolean(b) => Value::bool(b),
        Scalar::Integer(i) => Value::Int(i),
        Scalar::FloatingPoint(f) => Value::float(f.into_inner()),
        Scalar::String(text) => Value::str(&text),
    })
}

/// A plain scalar by the rules that class files follow.
fn version_11(text: &str) -> Value {
    match classes::standard(text) {
        Some(ExprKind::Null) => Value::Null,
        Some(ExprKind::Bool(b)) => Value::bool(b),
        Some(ExprKind::Int(i)) => Value::Int(i),
        Some(ExprKind::BigInt(digits)) => {
            digits.parse::<BigInt>().map_or_else(|_| Value::str(text), Value::big)
        }
        Some(ExprKind::Float(f)) => Value::float(f),
        _ => Value::str(text),
    }
}

/// An integer beyond 64 bits.
fn long(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.len() > 18 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse::<BigInt>().ok().map(Value::big)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        notation(&super::text(text, Schema::Core).expect("YAML"))
    }

    fn wrong(text: &str) -> (String, usize, usize) {
        let bad = super::text(text, Schema::Core).expect_err("an error");
        (bad.message, bad.line, bad.column)
    }

    #[test]
    fn merge_keys_bring_entries_that_own_keys_hide() {
        let base = "b: &b {image: redis, port: 6379}\n";
        assert!(
            parsed(&format!("{base}r:\n  <<: *b\n  port: 1\n"))
                .ends_with("r: {image: 'redis', port: 1}}")
        );
        assert!(
            parsed(&format!("{base}r: {{port: 1, <<: *b}}\n"))
                .ends_with("r: {image: 'redis', port: 1}}")
        );
        let two = "a: &a {x: 1, z: 1}\nb: &b {y: 2, z: 2}\nc:\n  ";
        assert!(parsed(&format!("{two}<<: [*a, *b]\n")).ends_with("c: {x: 1, z: 1, y: 2}}"));
        assert!(parsed(&format!("{two}<<: *a\n  <<: *b\n")).ends_with("c: {x: 1, z: 2, y: 2}}"));
        assert_eq!(parsed("{'<<': 1}"), "{'<<': 1}");
        assert_eq!(parsed("[<<]"), "['<<']");
        assert_eq!(wrong("<<: 5").0, "`<<` merges mappings, found an integer");
    }

    #[test]
    fn keys_are_unique() {
        assert_eq!(wrong("a: 1\nb: 2\na: 3\n"), ("the mapping has the key 'a' twice".into(), 3, 1));
        assert_eq!(wrong("{1: a, 1: b}").2, 8);
    }

    #[test]
    fn depth_and_aliases_are_bounded() {
        assert_eq!(wrong(&format!("{}1", "- ".repeat(100_000))).0, too_deep());
        assert_eq!(wrong(&"[".repeat(100_000)).0, too_deep());
        assert!(wrong(&"{a: ".repeat(100_000)).0.starts_with("more than 255 brackets"));
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(super::text(&nested(MAX_NESTING), Schema::Core).is_ok());
        assert_eq!(wrong(&nested(MAX_NESTING + 1)).0, too_deep());
        assert_eq!(wrong(&"? ".repeat(100_000)).0, too_deep());
        let bomb: String = (1..20)
            .map(|n| {
                let before = format!("*a{}, ", n - 1).repeat(9);
                format!("a{n}: &a{n} [{before}]\n")
            })
            .collect();
        assert!(wrong(&format!("a0: &a0 x\n{bomb}")).0.starts_with("the aliases expand"));
        assert_eq!(wrong("&a [*a]").0, "the alias is inside the value it refers to");
    }

    #[test]
    fn the_schema_distinguishes_words_from_booleans() {
        let text = "[yes, NO, 010, 12:30, 0x1F, 1_000, 2013-05-23, 1.10, ~, y]";
        assert_eq!(
            parsed(text),
            "['yes', 'NO', 10, '12:30', 31, '1_000', '2013-05-23', 1.1, null, 'y']"
        );
        let old = super::text(text, Schema::Version11).expect("YAML");
        assert_eq!(notation(&old), "[true, false, 8, 750, 31, 1000, '2013-05-23', 1.1, null, 'y']");
    }
}
