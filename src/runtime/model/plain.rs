//! Objects as plain data: a tree in which an object stands where it is owned, and its id everywhere else.
//!
//! An object that nobody in the tree owns stands where it is first mentioned. So the tree is written in passes: the first
//! leaves out what is not at home, further ones put objects that have found no home where they are mentioned.

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

/// How objects are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    form: Form,
    /// Objects that someone outside of the tree owns are given by id.
    references: bool,
    /// With what programs that show models keep in headers, under keys that begin with `_`.
    designer: bool,
    /// With what can be asked of them.
    actions: bool,
}

/// A part of the tree.
enum Node {
    Plain(Value),
    List(Vec<Node>),
    Dict(Vec<(Value, Node)>),
    /// An object that is not at home here.
    Mention(Rc<Object>),
}

/// Objects that stand in the tree, by id.
type Written = IndexSet<Rc<str>>;

impl Vm<'_> {
    /// The model of an object and all that it leads to, and the ids of all objects in it.
    ///
    /// # Errors
    /// It is nested too deeply, or metadata contradicts itself.
    pub fn model_of(&mut self, root: &Rc<Object>) -> Outcome<(Value, IndexSet<Rc<str>>)> {
        let style =
            Style { form: Form::Serializable, references: false, designer: true, actions: true };
        self.write(&Value::Object(root.clone()), style)
    }

    /// The same for a model's `ObjectsCopy`: what objects are, without what is only for those who look at the model.
    ///
    /// # Errors
    /// As [`Vm::model_of`].
    pub fn model_copy_of(&mut self, root: &Rc<Object>) -> Outcome<Value> {
        let style =
            Style { form: Form::Serializable, references: false, designer: false, actions: false };
        Ok(self.write(&Value::Object(root.clone()), style)?.0)
    }

    /// A value with objects in it as plain data; with `references`, those owned from outside of it are given by id.
    ///
    /// # Errors
    /// As [`Vm::model_of`].
    pub fn plain(&mut self, value: &Value, form: Form, references: bool) -> Outcome<Value> {
        let style = Style { form, references, designer: true, actions: false };
        Ok(self.write(value, style)?.0)
    }

    fn write(&mut self, value: &Value, style: Style) -> Outcome<(Value, Written)> {
        let mut written = Written::new();
        // The value itself is at home wherever it is.
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
        style: Style,
        written: &mut Written,
        nesting: usize,
    ) -> Outcome<Node> {
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
                return Ok(Node::Mention(object));
            }
            return self.object_node(&object, style, written, below);
        }
        Ok(match value {
            Value::List(items) => {
                Node::List(self.nodes(items.iter(), parent, style, written, below)?)
            }
            Value::Set(items) => {
                Node::List(self.nodes(items.iter(), parent, style, written, below)?)
            }
            Value::Dict(dict) => {
                let mut entries = Vec::with_capacity(dict.len());
                for (key, item) in dict.iter() {
                    let key = self.key(key);
                    entries.push((key, self.node(item, parent, style, written, below)?));
                }
                Node::Dict(entries)
            }
            Value::Type(class) => Node::Plain(Value::string(type_name(self.runtime(), class))),
            Value::Missing => Node::Plain(Value::Null),
            plain => Node::Plain(plain.clone()),
        })
    }

    fn nodes<'v>(
        &mut self,
        items: impl Iterator<Item = &'v Value>,
        parent: Option<&Rc<Object>>,
        style: Style,
        written: &mut Written,
        nesting: usize,
    ) -> Outcome<Vec<Node>> {
        items.map(|item| self.node(item, parent, style, written, nesting)).collect()
    }

    /// Objects and classes as keys are texts.
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
        style: Style,
        written: &mut Written,
        nesting: usize,
    ) -> Outcome<Node> {
        written.insert(object.id());
        let mut properties = Vec::new();
        for (name, slot) in kept_properties(&object.class) {
            let value = shown_slot(object, &name, slot);
            let by_id = style.references
                && object_of(&value).is_some()
                && self.serialized(&object.class, &name)? == Serialized::Reference;
            let node = match object_of(&value).filter(|_| by_id) {
                Some(object) => Node::Plain(Value::str(&object.id())),
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
        let said = header.iter().map(|(key, value)| (key.clone(), Node::Plain(value.clone())));
        if style.form == Form::Inline {
            let mut entries = vec![(class, Node::Dict(properties))];
            entries.extend(said);
            return Ok(Node::Dict(entries));
        }
        let mut top = vec![(Value::str("type"), Node::Plain(class))];
        top.extend(said);
        let mut entries = vec![(Value::str("?"), Node::Dict(top))];
        entries.extend(properties);
        Ok(Node::Dict(entries))
    }

    /// Puts objects without a home where they are mentioned; was there one?
    fn settle(&mut self, node: &mut Node, style: Style, written: &mut Written) -> Outcome<bool> {
        match node {
            Node::Plain(_) => Ok(false),
            Node::List(items) => {
                let mut moved = false;
                for item in items {
                    moved |= self.settle(item, style, written)?;
                }
                Ok(moved)
            }
            Node::Dict(entries) => {
                let mut moved = false;
                for (_, item) in entries {
                    moved |= self.settle(item, style, written)?;
                }
                Ok(moved)
            }
            Node::Mention(object) => {
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

fn finished(node: Node) -> Value {
    match node {
        Node::Plain(value) => value,
        Node::List(items) => Value::list(items.into_iter().map(finished).collect()),
        Node::Dict(entries) => {
            let entries = entries.into_iter().map(|(key, node)| (key, finished(node)));
            Value::dict(entries.collect())
        }
        Node::Mention(object) => Value::str(&object.id()),
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
