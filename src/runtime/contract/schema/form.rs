//! Form hints from metadata: titles, hidden inputs, sections, and their order.
//!
//! An index orders within the class that attaches it: at the same index, those of base classes
//! come before those of derived ones.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::syntax::Text;

/// Metadata, each with the class that attaches it.
pub(super) type Attachments = Vec<(Rc<Class>, Rc<Object>)>;

/// Distance of each class of a lineage from the most derived one, by the shortest path.
pub(super) struct Weights(IndexMap<Text, i64>);

impl Weights {
    /// Computes the distances by a breadth-first search of the base classes.
    pub(super) fn of(class: &Rc<Class>) -> Self {
        let mut weights = IndexMap::new();
        let mut level = vec![class.clone()];
        let mut distance = 0;
        while !level.is_empty() {
            for class in &level {
                weights.entry(class.name.clone()).or_insert(distance);
            }
            level = level.iter().flat_map(|class| class.parents.iter().cloned()).collect();
            distance += 1;
        }
        Self(weights)
    }

    fn distance(&self, class: &Class) -> i64 {
        self.0.get(&class.name).copied().unwrap_or(0)
    }

    /// The position of an index among those of the whole lineage.
    fn place(&self, index: i64, class: &Class) -> i64 {
        let classes = i64::try_from(self.0.len()).unwrap_or(i64::MAX);
        index.saturating_add(1).saturating_mul(classes).saturating_sub(self.distance(class))
    }
}

/// The attached object of exactly that class.
pub(super) fn one<'m>(metas: &'m Attachments, class: &str) -> Option<&'m (Rc<Class>, Rc<Object>)> {
    metas.iter().find(|(_, meta)| *meta.class.name == *class)
}

/// Adds titles and positions.
pub(super) fn hints(schema: &mut Dict, metas: &Attachments, weights: &Weights) {
    for (class, key, property) in [
        ("io.murano.metadata.Title", "title", "text"),
        ("io.murano.metadata.Description", "description", "text"),
        ("io.murano.metadata.HelpText", "helpText", "text"),
        ("io.murano.metadata.forms.Hidden", "visible", "visible"),
    ] {
        if let Some((_, meta)) = one(metas, class) {
            schema.insert_str(key, set(meta, property));
        }
    }
    if let Some((class, meta)) = one(metas, "io.murano.metadata.forms.Position") {
        schema.insert_str("formSection", set(meta, "section"));
        if let Value::Int(index) = set(meta, "index") {
            schema.insert_str("formIndex", Value::Int(weights.place(index, class)));
        }
    }
}

/// The sections by name: `{name: {title, index?}}`, numbered from 0 in their order.
pub(super) fn sections(metas: &Attachments, weights: &Weights) -> Value {
    let mut placed: Vec<(i64, &Rc<Object>)> = Vec::new();
    let mut others = Vec::new();
    for (class, section) in named_sections(metas, weights).into_values() {
        match set(section, "index") {
            Value::Int(index) => placed.push((weights.place(index, class), section)),
            _ => others.push(section),
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    let mut sections = Dict::new();
    for (index, (_, section)) in (0..).zip(placed) {
        let mut said = titled(section);
        said.insert_str("index", Value::Int(index));
        sections.insert(set(section, "name"), Value::dict(said));
    }
    for section in others {
        sections.insert(set(section, "name"), Value::dict(titled(section)));
    }
    Value::dict(sections)
}

/// Of several sections with a name the one of the most derived class counts, and of those of one class the first in order.
fn named_sections<'m>(
    metas: &'m Attachments,
    weights: &Weights,
) -> IndexMap<String, (&'m Rc<Class>, &'m Rc<Object>)> {
    let mut sections: IndexMap<String, (&Rc<Class>, &Rc<Object>)> = IndexMap::new();
    for (class, section) in metas {
        if *section.class.name != *"io.murano.metadata.forms.Section" {
            continue;
        }
        let Value::Str(name) = set(section, "name") else { continue };
        let name = name.as_str().to_owned();
        let stays = sections.get(&name).is_some_and(|(owner, known)| {
            let (old, new) = (weights.distance(owner), weights.distance(class));
            old < new || old == new && !comes_before(section, known)
        });
        if !stays {
            sections.insert(name, (class, section));
        }
    }
    sections
}

/// Whether a section comes before another one of the same class.
fn comes_before(section: &Object, other: &Object) -> bool {
    match (set(section, "index"), set(other, "index")) {
        (Value::Int(index), Value::Int(other)) => index < other,
        (Value::Int(_), _) => true,
        _ => false,
    }
}

fn titled(section: &Object) -> Dict {
    let mut said = Dict::new();
    said.insert_str("title", set(section, "title"));
    said
}

/// The value of a property; null if there is none.
fn set(meta: &Object, property: &str) -> Value {
    match meta.declared(property) {
        Value::Missing => Value::Null,
        value => value,
    }
}
