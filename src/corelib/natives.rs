//! Native methods of `io.murano`: attributes of objects, messages for users.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::runtime::machine::native::NativeMethod;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::Outcome;

/// A message about an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusReport {
    /// Name of the object, else of its class.
    pub object: String,
    /// The message.
    pub message: String,
    /// Whether it reports an error.
    pub is_error: bool,
}

/// The key of an attribute: the object's id, the class's name, the attribute's name.
type AttributeKey = (Rc<str>, String, String);

/// The attributes that `setAttr` stores (see docs/language/library.md#object); clones share it.
#[derive(Clone, Default)]
pub struct AttributeStore(Rc<RefCell<IndexMap<AttributeKey, Value>>>);

impl AttributeStore {
    /// All attributes: object, class, name, value.
    #[must_use]
    pub fn all(&self) -> Vec<(Rc<str>, String, String, Value)> {
        let stored = self.0.borrow();
        let row = |((id, class, name), value): (&AttributeKey, &Value)| {
            (id.clone(), class.clone(), name.clone(), value.clone())
        };
        stored.iter().map(row).collect()
    }

    /// Stores a value; null removes it.
    pub fn set(&self, object: Rc<str>, class: String, name: String, value: Value) {
        let key = (object, class, name);
        if value.is_null() {
            self.0.borrow_mut().shift_remove(&key);
        } else {
            self.0.borrow_mut().insert(key, value);
        }
    }

    /// Returns a stored value.
    #[must_use]
    pub fn find(&self, object: Rc<str>, class: String, name: String) -> Option<Value> {
        self.0.borrow().get(&(object, class, name)).cloned()
    }
}

/// Binds the native methods; messages go to `show`.
pub(crate) fn bind(
    runtime: &Runtime,
    attributes: &AttributeStore,
    show: Rc<dyn Fn(&StatusReport)>,
) {
    let stored = attributes.clone();
    let set: NativeMethod = Rc::new(move |vm, this, args| set_attribute(vm, &stored, this, args));
    runtime.bind("io.murano.Object", "setAttr", set);
    let stored = attributes.clone();
    let find: NativeMethod = Rc::new(move |vm, this, args| find_attribute(vm, &stored, this, args));
    runtime.bind("io.murano.Object", "getAttr", find);
    for (method, is_error) in [("report", false), ("report_error", true)] {
        let show = show.clone();
        let report: NativeMethod = Rc::new(move |_, _, args| {
            show(&message(args, is_error));
            Ok(Value::Null)
        });
        runtime.bind("io.murano.system.StatusReporter", method, report);
    }
}

fn set_attribute(
    vm: &mut Vm<'_>,
    stored: &AttributeStore,
    this: &Value,
    args: &mut [Value],
) -> Outcome<Value> {
    let class = owner(vm, args.get(2))?;
    if let (Some(id), Some(name)) = (id_of(this), args.first().and_then(Value::as_str)) {
        let value = match &args[1] {
            // An object is stored as its id.
            Value::Object(object) => Value::str(&object.id()),
            value => value.clone(),
        };
        stored.set(id, class, name.to_owned(), value);
    }
    Ok(Value::Null)
}

fn find_attribute(
    vm: &mut Vm<'_>,
    stored: &AttributeStore,
    this: &Value,
    args: &mut [Value],
) -> Outcome<Value> {
    let class = owner(vm, args.get(2))?;
    let (Some(id), Some(name)) = (id_of(this), args.first().and_then(Value::as_str)) else {
        return Ok(Value::Null);
    };
    let found = stored.find(id, class, name.to_owned());
    Ok(found.unwrap_or_else(|| args[1].clone()))
}

/// The class that owns an attribute: the given one, else that of the calling code.
fn owner(vm: &mut Vm<'_>, given: Option<&Value>) -> Outcome<String> {
    match given {
        Some(Value::Type(class)) => Ok(class.name.to_string()),
        // A name as the calling code writes it. A class that no longer exists still owns its attributes by full name.
        Some(Value::Str(name)) => Ok(vm
            .class_by_text(name.as_str())
            .map_or_else(|_| name.as_str().to_owned(), |class| class.name.to_string())),
        _ => match vm.code_class() {
            Some(class) => Ok(vm.runtime().class(class)?.name.to_string()),
            None => Ok(String::new()),
        },
    }
}

fn id_of(this: &Value) -> Option<Rc<str>> {
    match this {
        Value::Object(object) => Some(object.id()),
        Value::Extended(other) => match &**other {
            Extended::Part(object, _) => Some(object.id()),
            _ => None,
        },
        _ => None,
    }
}

fn message(args: &[Value], is_error: bool) -> StatusReport {
    let object = match args.first() {
        Some(Value::Object(object)) => match object.declared("name").as_str() {
            Some(name) => name.to_owned(),
            None => object.class.name.to_string(),
        },
        _ => String::new(),
    };
    let message = args.get(1).and_then(Value::as_str).unwrap_or_default().to_owned();
    StatusReport { object, message, is_error }
}
