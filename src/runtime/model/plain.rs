//! Objects as plain data: a tree that contains an object where it is owned, and its id
//! everywhere else.
//!
//! An object that nobody in the tree owns is written at its first mention. That takes several
//! passes: the first writes owned objects, each further one those that are mentioned and not
//! written yet.

use std::rc::Rc;

use indexmap::IndexSet;

use super::type_name;
use crate::runtime::machine::vm::Vm;
use crate::runtime::model::dump::{Form, Serialized, header_into, kept_properties, shown_slot};
use crate::runtime::object::Object;
use crate::runtime::recursion::PLAIN_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

/// How an object is written that nobody in the tree owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnedElsewhere {
    /// In full, where it is first mentioned.
    Inline,
    /// As its id.
    ById,
}

/// How objects are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ObjectStyle {
    form: Form,
    /// Objects whose owner is outside of the tree are written as ids.
    references: bool,
    /// Keeps header keys that begin with `_`, which belong to programs that show models.
    designer: bool,
    /// Lists each object's actions in its header.
    actions: bool,
}

/// A part of the unfinished tree.
enum PlainNode {
    Plain(Value),
    List(Vec<PlainNode>),
    Dict(Vec<(Value, PlainNode)>),
    /// A mention: becomes the object or its id when all passes are done.
    Mention(Rc<Object>),
}

/// Ids of the objects that the tree contains.
type WrittenObjects = IndexSet<Rc<str>>;

impl Vm<'_> {
    /// The model of an object and all that it leads to, and the ids of all objects in it.
    ///
    /// # Errors
    /// It is nested too deeply, or metadata contradicts itself.
    pub fn model_of(&mut self, root: &Rc<Object>) -> Outcome<(Value, IndexSet<Rc<str>>)> {
        let style = ObjectStyle {
            form: Form::Serializable,
            references: false,
            designer: true,
            actions: true,
        };
        self.write(&Value::Object(root.clone()), style)
    }

    /// The same for a model's `ObjectsCopy`, without actions and keys that begin with `_`.
    ///
    /// # Errors
    /// As [`Vm::model_of`].
    pub fn model_copy_of(&mut self, root: &Rc<Object>) -> Outcome<Value> {
        let style = ObjectStyle {
            form: Form::Serializable,
            references: false,
            designer: false,
            actions: false,
        };
        Ok(self.write(&Value::Object(root.clone()), style)?.0)
    }

    /// A value with objects in it as plain data; `elsewhere` says how those that are owned outside of it are written.
    ///
    /// # Errors
    /// As [`Vm::model_of`].
    pub fn plain(
        &mut self,
        value: &Value,
        form: Form,
        elsewhere: OwnedElsewhere,
    ) -> Outcome<Value> {
        let references = elsewhere == OwnedElsewhere::ById;
        let style = ObjectStyle { form, references, designer: true, actions: false };
        Ok(self.write(value, style)?.0)
    }

    fn write(&mut self, value: &Value, style: ObjectStyle) -> Outcome<(Value, WrittenObjects)> {
        let mut written = WrittenObjects::new();
        // The root is written in full, whoever owns it.
        let home = object_of(value).and_then(|object| object.owner());
        let mut tree = match object_of(value) {
            Some(object) => self.object_node(&object, style, &mut written, 0)?,
            None => self.node(value, home.as_ref(), style, &mut written, 0)?,
        };
        while self.settle(&mut tree, style, &mut written)? {}
        Ok((finished(tree), written))
    }

    fn node(
        &mut self,
        value: &Value,
        parent: Option<&Rc<Object>>,
        style: ObjectStyle,
        written: &mut WrittenObjects,
        nesting: usize,
    ) -> Outcome<PlainNode> {
        // The first pass: only an object mentioned by its owner is written here. Every other
        // mention is left to [`Vm::settle`], which knows what the whole tree contains.
        if nesting > PLAIN_LEVELS {
            return Err(Fault::value_error("the objects are nested too deeply to be written"));
        }
        let below = nesting + 1;
        if let Some(object) = object_of(value) {
            let owner = object.owner();
            let home = match (&owner, parent) {
                (Some(owner), Some(parent)) => Rc::ptr_eq(owner, parent),
                _ => false,
            };
            if !home || written.contains(&object.id()) {
                return Ok(PlainNode::Mention(object));
            }
            return self.object_node(&object, style, written, below);
        }
        Ok(match value {
            Value::List(items) => {
                PlainNode::List(self.nodes(items.iter(), parent, style, written, below)?)
            }
            Value::Set(items) => {
                PlainNode::List(self.nodes(items.iter(), parent, style, written, below)?)
            }
            Value::Dict(dict) => {
                let mut entries = Vec::with_capacity(dict.len());
                for (key, item) in dict.iter() {
                    let key = self.key(key);
                    entries.push((key, self.node(item, parent, style, written, below)?));
                }
                PlainNode::Dict(entries)
            }
            Value::Type(class) => PlainNode::Plain(Value::string(type_name(self.runtime(), class))),
            Value::Missing => PlainNode::Plain(Value::Null),
            plain => PlainNode::Plain(plain.clone()),
        })
    }

    fn nodes<'v>(
        &mut self,
        items: impl Iterator<Item = &'v Value>,
        parent: Option<&Rc<Object>>,
        style: ObjectStyle,
        written: &mut WrittenObjects,
        nesting: usize,
    ) -> Outcome<Vec<PlainNode>> {
        items.map(|item| self.node(item, parent, style, written, nesting)).collect()
    }

    /// Converts objects and classes that are keys to strings.
    fn key(&self, key: &Value) -> Value {
        match (object_of(key), key) {
            (Some(object), _) => Value::str(&object.id()),
            (None, Value::Type(class)) => Value::string(type_name(self.runtime(), class)),
            (None, plain) => plain.clone(),
        }
    }

    fn object_node(
        &mut self,
        object: &Rc<Object>,
        style: ObjectStyle,
        written: &mut WrittenObjects,
        nesting: usize,
    ) -> Outcome<PlainNode> {
        // The id is noted before the properties are visited: an object that refers to itself
        // finds itself written.
        written.insert(object.id());
        let mut properties = Vec::new();
        for (name, slot) in kept_properties(&object.class) {
            let value = shown_slot(object, &name, slot);
            let by_id = style.references
                && object_of(&value).is_some()
                && self.serialized(&object.class, &name)? == Serialized::Reference;
            let node = match object_of(&value).filter(|_| by_id) {
                Some(object) => PlainNode::Plain(Value::str(&object.id())),
                None => self.node(&value, Some(object), style, written, nesting)?,
            };
            properties.push((Value::str(&name), node));
        }
        let mut header = Dict::new();
        header_into(object, &mut header);
        if !style.designer {
            header.retain(|key, _| !key.as_str().is_some_and(|key| key.starts_with('_')));
        }
        if style.actions {
            let actions = self.actions(object)?;
            header.insert_str("_actions", actions);
        }
        let class = match style.form {
            Form::Serializable => Value::string(type_name(self.runtime(), &object.class)),
            Form::Mixed | Form::Inline => Value::Type(object.class.clone()),
        };
        let said = header.iter().map(|(key, value)| (key.clone(), PlainNode::Plain(value.clone())));
        if style.form == Form::Inline {
            let mut entries = vec![(class, PlainNode::Dict(properties))];
            entries.extend(said);
            return Ok(PlainNode::Dict(entries));
        }
        let mut top = vec![(Value::str("type"), PlainNode::Plain(class))];
        top.extend(said);
        let mut entries = vec![(Value::str("?"), PlainNode::Dict(top))];
        entries.extend(properties);
        Ok(PlainNode::Dict(entries))
    }

    /// Replaces mentions of objects that are written nowhere yet by the objects, and returns
    /// whether there was one.
    fn settle(
        &mut self,
        node: &mut PlainNode,
        style: ObjectStyle,
        written: &mut WrittenObjects,
    ) -> Outcome<bool> {
        // One of the later passes. It must be repeated until it changes nothing, because an
        // object written here brings mentions of its own.
        match node {
            PlainNode::Plain(_) => Ok(false),
            PlainNode::List(items) => {
                let mut moved = false;
                for item in items {
                    moved |= self.settle(item, style, written)?;
                }
                Ok(moved)
            }
            PlainNode::Dict(entries) => {
                let mut moved = false;
                for (_, item) in entries {
                    moved |= self.settle(item, style, written)?;
                }
                Ok(moved)
            }
            PlainNode::Mention(object) => {
                let outside = style.references && object.owner().is_some();
                if outside || written.contains(&object.id()) {
                    return Ok(false);
                }
                let object = object.clone();
                *node = self.object_node(&object, style, written, 0)?;
                Ok(true)
            }
        }
    }
}

fn finished(node: PlainNode) -> Value {
    match node {
        PlainNode::Plain(value) => value,
        PlainNode::List(items) => Value::list(items.into_iter().map(finished).collect()),
        PlainNode::Dict(entries) => {
            let entries = entries.into_iter().map(|(key, node)| (key, finished(node)));
            Value::dict(entries.collect())
        }
        PlainNode::Mention(object) => Value::str(&object.id()),
    }
}

/// The object that a value is, or is a part of.
fn object_of(value: &Value) -> Option<Rc<Object>> {
    match value {
        Value::Object(object) => Some(object.clone()),
        Value::Extended(other) => match &**other {
            Extended::Part(object, _) => Some(object.clone()),
            _ => None,
        },
        _ => None,
    }
}
