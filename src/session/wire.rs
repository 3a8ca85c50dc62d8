//! Values and exceptions as JSON for programs in other languages (`murano rpc`).
//!
//! Values without a JSON counterpart are objects with a key that begins with `$`: long integers, infinite floats, sets, dictionaries
//! with keys other than names, dates, time spans, objects, classes, sequences that are read once.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::data::from_json_with;
use crate::diag::TraceFrame;
use crate::runtime::machine::frames::{self, Located};
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::runtime::Unversioned;
use crate::runtime::model::type_name;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Origin, Outcome};
use crate::runtime::value::number::show;
use crate::runtime::value::repr;
use crate::runtime::value::seq::Seq;
use crate::source::Sources;

/// Most levels of nesting that are written: peers with recursive JSON parsers must be able to read the result.
const MAX_NESTING: usize = 300;

/// JSON that cannot be converted to a value.
#[derive(Debug)]
pub(crate) enum Unread {
    /// An object with a marker does not have the form that the marker demands.
    Malformed(String),
    /// It refers to an object or class that does not exist.
    Fault(Fault),
}

/// Converts a value to JSON.
///
/// # Errors
/// The value is nested too deeply.
pub(crate) fn to_json(value: &Value, runtime: &Runtime) -> Outcome<Json> {
    WireWriter { runtime }.value(value, 0)
}

/// Converts JSON to a value; objects and classes are looked up in the runtime.
///
/// # Errors
/// A marker is malformed, or refers to an object or class that does not exist.
pub(crate) fn from_json(json: &Json, runtime: &Runtime) -> Result<Value, Unread> {
    let failed: RefCell<Option<Fault>> = RefCell::default();
    let marks = |mark: &str, fields: &Map<String, Json>| {
        let found = match mark {
            "$object" => named(fields, mark).map(|id| object(runtime, id)),
            "$type" => named(fields, mark).map(|name| class(runtime, name)),
            "$iterator" => Some(sequence(fields, runtime)),
            _ => return None,
        };
        let found = found.unwrap_or_else(|| Err(malformed(format!("`{mark}` needs a string"))));
        Some(found.map_err(|unread| match unread {
            Unread::Malformed(message) => message,
            Unread::Fault(fault) => {
                *failed.borrow_mut() = Some(fault);
                String::new()
            }
        }))
    };
    let read = from_json_with(json, &marks);
    read.map_err(|message| failed.take().map_or(Unread::Malformed(message), Unread::Fault))
}

/// Converts a fault to JSON-RPC's `message` and `data`.
#[must_use]
pub(crate) fn fault_to_json(fault: &Fault, runtime: &Runtime) -> (String, Json) {
    // `message` is the compatible text, because peers compare it; everything else is data. A
    // cause is nested in the same form, with its message inside, since it has no message field
    // of its own.
    let mut data = Map::new();
    let names: Vec<&str> = fault.names.iter().map(|name| &**name).collect();
    data.insert("names".into(), json!(names));
    let origin = match fault.origin {
        Origin::Code => "code",
        Origin::Host => "host",
        Origin::Engine | Origin::Uncatchable => "engine",
    };
    data.insert("origin".into(), json!(origin));
    let mut trace = vec![trace_text(&fault.diagnostic.trace, &runtime.registry.sources)];
    if let Some(foreign) = &fault.foreign {
        trace.extend(foreign.trace.iter().cloned());
        if let Ok(said) = serde_json::from_str::<Json>(&foreign.data) {
            data.insert("host".into(), said);
        }
    }
    trace.retain(|part| !part.is_empty());
    data.insert("trace".into(), json!(trace.join("\n")));
    if !fault.extra.is_null() {
        data.insert("extra".into(), to_json(&fault.extra, runtime).unwrap_or_default());
    }
    if let Some(cause) = &fault.cause {
        let (message, mut inner) = fault_to_json(cause, runtime);
        inner["message"] = json!(message);
        data.insert("cause".into(), inner);
    }
    (runtime.secrets.mask(&fault.compat_text()).into_owned(), Json::Object(data))
}

/// A stack trace as text, outermost call first: `File "path", line 3:5 in method deploy of type App`, and the instruction below.
#[must_use]
pub(crate) fn trace_text(trace: &[TraceFrame], sources: &Sources) -> String {
    // Code outside of classes is not shown.
    let calls = trace.iter().filter(|frame| !frame.class.is_empty());
    let lines: Vec<String> = calls.map(|frame| frame_text(frame, sources)).collect();
    lines.join("\n")
}

fn frame_text(frame: &TraceFrame, sources: &Sources) -> String {
    let within = format!("in method {} of type {}", frame.method, frame.class);
    let Some(Located { file, line, column, instruction }) = frames::located(frame, sources) else {
        return format!("File \"\" {within}");
    };
    format!("File \"{file}\", line {line}:{column} {within}\n    {instruction}")
}

fn malformed(message: impl Into<String>) -> Unread {
    Unread::Malformed(message.into())
}

fn named<'f>(fields: &'f Map<String, Json>, mark: &str) -> Option<&'f str> {
    fields.get(mark).and_then(Json::as_str)
}

fn object(runtime: &Runtime, id: &str) -> Result<Value, Unread> {
    let found = runtime.store.by_id(id).map(Value::Object);
    found.ok_or_else(|| {
        let message = format!("no object has the id '{id}'");
        Unread::Fault(Fault::no_object(message))
    })
}

fn class(runtime: &Runtime, name: &str) -> Result<Value, Unread> {
    match runtime.class_of_type(name, None, None, Unversioned::Any) {
        Ok(Some(class)) => Ok(Value::Type(class)),
        Ok(None) => Err(Unread::Fault(runtime.no_package(name))),
        Err(fault) => Err(Unread::Fault(fault)),
    }
}

fn sequence(fields: &Map<String, Json>, runtime: &Runtime) -> Result<Value, Unread> {
    let items = fields.get("$iterator").and_then(Json::as_array);
    let items = items.ok_or_else(|| malformed("`$iterator` needs an array"))?;
    let items: Result<Vec<Value>, Unread> =
        items.iter().map(|item| from_json(item, runtime)).collect();
    let mut items = items?.into_iter();
    Seq::lazy(0, move |_| Ok(items.next())).map_err(Unread::Fault)
}

/// The conversion of one value.
struct WireWriter<'w> {
    runtime: &'w Runtime,
}

impl WireWriter<'_> {
    fn value(&self, value: &Value, nesting: usize) -> Outcome<Json> {
        // Every value has exactly one form, so that a peer can return what it got. Tuples and
        // lists are distinguished only if results keep them apart (`tuples_to_lists`).
        if nesting > MAX_NESTING {
            return Err(Fault::value_error("the value is nested too deeply to be written"));
        }
        let several = |items: &mut dyn Iterator<Item = &Value>| {
            items.map(|item| self.value(item, nesting + 1)).collect::<Outcome<Vec<Json>>>()
        };
        Ok(match value {
            Value::Null | Value::Missing => Json::Null,
            Value::Bool(b) => json!(b.get()),
            Value::Int(i) => json!(i),
            Value::Big(big) => json!({ "$int": show::big(big)? }),
            Value::Float(f) if f.get().is_finite() => json!(f.get()),
            Value::Float(f) => json!({ "$float": show::float(f.get()) }),
            Value::Str(s) => json!(s.as_str()),
            Value::List(items) if !self.runtime.options.tuples_to_lists => {
                json!({ "$tuple": several(&mut items.iter())? })
            }
            Value::List(items) => Json::Array(several(&mut items.iter())?),
            Value::Seq(seq) if seq.as_list().is_some() => {
                Json::Array(several(&mut seq.as_list().into_iter().flat_map(|items| items.iter()))?)
            }
            Value::Set(set) => json!({ "$set": several(&mut set.iter())? }),
            Value::Dict(dict) => self.dictionary(dict, nesting + 1)?,
            Value::Object(object) => self.object(object, &object.class),
            Value::Type(class) => json!({ "$type": type_name(self.runtime, class) }),
            Value::Cell(cell) => self.value(&cell.borrow(), nesting)?,
            Value::Extended(other) => self.rarer(value, other)?,
            Value::Seq(_) | Value::Closure(_) => json!({ "$opaque": repr::repr(value)? }),
        })
    }

    fn rarer(&self, value: &Value, other: &Extended) -> Outcome<Json> {
        Ok(match other {
            Extended::DateTime(moment) => {
                json!({ "$datetime": moment.text().replacen(' ', "T", 1) })
            }
            Extended::TimeSpan(span) => match i64::try_from(span.micros()) {
                Ok(micros) => json!({ "$timespan": micros }),
                Err(_) => json!({ "$timespan": { "$int": span.micros().to_string() } }),
            },
            Extended::Part(object, class) => self.object(object, class),
            _ => json!({ "$opaque": repr::text(value)? }),
        })
    }

    fn dictionary(&self, dict: &Dict, nesting: usize) -> Outcome<Json> {
        let name =
            |key: &Value| key.as_str().filter(|key| !key.starts_with('$')).map(str::to_owned);
        if dict.keys().all(|key| name(key).is_some()) {
            let entry = |(key, value): (&Value, &Value)| {
                Ok((name(key).unwrap_or_default(), self.value(value, nesting)?))
            };
            return Ok(Json::Object(dict.iter().map(entry).collect::<Outcome<_>>()?));
        }
        let pair = |(key, value): (&Value, &Value)| {
            Ok(Json::Array(vec![self.value(key, nesting)?, self.value(value, nesting)?]))
        };
        let pairs: Outcome<Vec<Json>> = dict.iter().map(pair).collect();
        Ok(json!({ "$dict": pairs? }))
    }

    fn object(&self, object: &Rc<Object>, class: &Class) -> Json {
        let mut fields = Map::new();
        fields.insert("$object".into(), json!(&*object.id()));
        fields.insert("type".into(), json!(type_name(self.runtime, class)));
        if let Some(name) = object.header(|header| header.name.clone()) {
            fields.insert("name".into(), json!(&*name));
        }
        Json::Object(fields)
    }
}
