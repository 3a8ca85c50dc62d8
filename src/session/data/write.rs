//! Values as JSON and YAML.

use std::fmt::Write as _;

use saphyr::{Mapping, Scalar, ScalarStyle, Yaml, YamlEmitter};

use super::notation::{Layout, MAX_NESTING, Notation};
use crate::runtime::value::Value;
use crate::runtime::value::extended::{Extended, Moment};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::show;
use crate::runtime::value::quota;
use crate::runtime::value::repr;
use crate::syntax::yaml as classes;

/// Writes a value as JSON.
///
/// # Errors
/// The value is nested too deeply, or an integer has more digits than a string may have.
pub(crate) fn json_text(value: &Value, notation: Notation, layout: Layout) -> Outcome<String> {
    let mut writer = DataWriter { out: String::new(), notation, layout, nesting: 0 };
    writer.value(value)?;
    Ok(writer.out)
}

/// Writes a value as a YAML document.
///
/// # Errors
/// As [`json_text`].
pub(crate) fn yaml_text(value: &Value) -> Outcome<String> {
    let mut text = String::new();
    let document = yaml(value, 0, &mut 0)?;
    let dumped = YamlEmitter::new(&mut text).dump(&document);
    dumped.map_err(|error| Fault::value_error(format!("the value cannot be YAML: {error}")))?;
    Ok(text.strip_prefix("---").map_or(&*text, |rest| rest.trim_start_matches(['\n', ' '])).into())
}

struct DataWriter {
    out: String,
    notation: Notation,
    layout: Layout,
    nesting: usize,
}

impl DataWriter {
    fn value(&mut self, value: &Value) -> Outcome<()> {
        // Values without a JSON counterpart become an object with one marker key; `read.rs`
        // parses them back, except objects and functions, which exist only in their session
        // (`$object`, `$opaque`).
        match value {
            Value::Null | Value::Missing => self.out.push_str("null"),
            Value::Bool(b) => self.out.push_str(if b.get() { "true" } else { "false" }),
            Value::Int(i) => drop(write!(self.out, "{i}")),
            Value::Big(big) => self.long(&show::big(big)?),
            Value::Float(f) => self.float(f.get()),
            Value::Str(s) => self.string(s.as_str()),
            Value::List(items) => self.list(items.iter())?,
            Value::Set(set) => self.marked("$set", |w| w.list(set.iter()))?,
            Value::Dict(dict) => self.dict(dict)?,
            Value::Object(object) => {
                let (id, class) = (object.id(), object.class.name.clone());
                let fields = [("$object", &*id), ("type", &*class)];
                self.members(fields.iter(), |w, (key, text)| {
                    w.key(key);
                    w.string(text);
                    Ok(())
                })?;
            }
            Value::Type(class) => self.text_marked("$type", &class.name)?,
            Value::Cell(cell) => self.value(&cell.borrow())?,
            Value::Extended(other) => self.other(value, other)?,
            Value::Seq(seq) if seq.as_list().is_some() => {
                self.list(
                    seq.as_list()
                        .into_iter()
                        .flat_map(|items| items.iter())
                        .collect::<Vec<_>>()
                        .into_iter(),
                )?;
            }
            Value::Seq(_) | Value::Closure(_) => {
                self.text_marked("$opaque", &repr::repr(value)?)?;
            }
        }
        Ok(())
    }

    fn other(&mut self, value: &Value, other: &Extended) -> Outcome<()> {
        match other {
            Extended::DateTime(moment) => self.text_marked("$datetime", &rfc3339(*moment)),
            Extended::TimeSpan(span) => self.marked("$timespan", |w| {
                let micros = span.micros();
                if i64::try_from(micros).is_err() {
                    return w.text_marked("$int", &micros.to_string());
                }
                let _ = write!(w.out, "{micros}");
                Ok(())
            }),
            _ => self.text_marked("$opaque", &repr::text(value)?),
        }
    }

    fn long(&mut self, digits: &str) {
        match self.notation {
            Notation::Plain => self.out.push_str(digits),
            Notation::Exact => drop(write!(self.out, "{{\"$int\":\"{digits}\"}}")),
        }
    }

    fn float(&mut self, f: f64) {
        let text = show::float(f);
        if f.is_finite() {
            self.out.push_str(&text);
        } else {
            let _ = write!(self.out, "{{\"$float\":\"{text}\"}}");
        }
    }

    fn string(&mut self, text: &str) {
        self.out += &serde_json::Value::from(text).to_string();
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push_str(if self.layout == Layout::Pretty { ": " } else { ":" });
    }

    fn text_marked(&mut self, mark: &str, text: &str) -> Outcome<()> {
        self.marked(mark, |w| {
            w.string(text);
            Ok(())
        })
    }

    fn marked(&mut self, mark: &str, inside: impl FnOnce(&mut Self) -> Outcome<()>) -> Outcome<()> {
        let _ = write!(self.out, "{{\"{mark}\":");
        inside(self)?;
        self.out.push('}');
        Ok(())
    }

    fn dict(&mut self, dict: &crate::runtime::value::dict::Dict) -> Outcome<()> {
        let exact = self.notation == Notation::Exact;
        let fits = |key: &Value| key.as_str().is_some_and(|k| !exact || !k.starts_with('$'));
        if dict.keys().all(fits) {
            return self.members(dict.iter(), |w, (key, value)| {
                w.key(key.as_str().unwrap_or_default());
                w.value(value)
            });
        }
        self.marked("$dict", |w| {
            w.several(['[', ']'], dict.iter(), |w, (key, value)| w.list([key, value].into_iter()))
        })
    }

    fn list<'v>(&mut self, items: impl ExactSizeIterator<Item = &'v Value>) -> Outcome<()> {
        self.several(['[', ']'], items, Self::value)
    }

    fn members<T>(
        &mut self,
        items: impl ExactSizeIterator<Item = T>,
        each: impl Fn(&mut Self, T) -> Outcome<()>,
    ) -> Outcome<()> {
        self.several(['{', '}'], items, each)
    }

    fn several<T>(
        &mut self,
        [open, close]: [char; 2],
        items: impl ExactSizeIterator<Item = T>,
        each: impl Fn(&mut Self, T) -> Outcome<()>,
    ) -> Outcome<()> {
        check_nesting(self.nesting)?;
        self.out.push(open);
        let empty = items.len() == 0;
        self.nesting += 1;
        for (number, item) in items.enumerate() {
            if number > 0 {
                self.out.push(',');
            }
            self.line();
            each(self, item)?;
            quota::check_written(self.out.len())?;
        }
        self.nesting -= 1;
        if !empty {
            self.line();
        }
        self.out.push(close);
        Ok(())
    }

    fn line(&mut self) {
        if self.layout == Layout::Pretty {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', 2 * self.nesting));
        }
    }
}

fn check_nesting(nesting: usize) -> Outcome<()> {
    if nesting <= MAX_NESTING {
        return Ok(());
    }
    Err(Fault::value_error("the value is nested too deeply to be written"))
}

/// Nodes of the largest YAML document: its tree takes more memory than the text.
const MAX_NODES: usize = 1 << 22;

/// The tree of a value; `nodes` counts what has been made, since lists that share their items are written out in full.
fn yaml(value: &Value, nesting: usize, nodes: &mut usize) -> Outcome<Yaml<'static>> {
    check_nesting(nesting)?;
    *nodes += 1;
    if *nodes > MAX_NODES {
        return Err(quota::exceeded());
    }
    let below = nesting + 1;
    // Quotes strings that YAML 1.1 parsers would take for other values.
    let text = |text: String| match is_misread(&text) {
        true => Yaml::Representation(text.into(), ScalarStyle::DoubleQuoted, None),
        false => Yaml::Value(Scalar::String(text.into())),
    };
    let plain = |text: String| Yaml::Representation(text.into(), ScalarStyle::Plain, None);
    Ok(match value {
        Value::Null | Value::Missing => Yaml::Value(Scalar::Null),
        Value::Bool(b) => Yaml::Value(Scalar::Boolean(b.get())),
        Value::Int(i) => Yaml::Value(Scalar::Integer(*i)),
        Value::Big(big) => plain(show::big(big)?),
        Value::Float(f) if f.get().is_nan() => plain(".nan".into()),
        Value::Float(f) if f.get().is_infinite() => {
            plain(if f.get() > 0.0 { ".inf" } else { "-.inf" }.into())
        }
        Value::Float(f) => plain(show::float(f.get())),
        Value::Str(s) => text(s.as_str().to_owned()),
        Value::List(items) => sequence(items.iter(), below, nodes)?,
        Value::Set(set) => sequence(set.iter(), below, nodes)?,
        Value::Dict(dict) => {
            let mut mapping = Mapping::new();
            for (key, value) in dict.iter() {
                mapping.insert(yaml(key, below, nodes)?, yaml(value, below, nodes)?);
            }
            Yaml::Mapping(mapping)
        }
        Value::Cell(cell) => yaml(&cell.borrow(), nesting, nodes)?,
        Value::Extended(other) => match &**other {
            Extended::DateTime(moment) => text(rfc3339(*moment)),
            _ => text(repr::text(value)?),
        },
        _ => text(repr::text(value)?),
    })
}

/// Returns whether YAML 1.1 reads a plain scalar as anything but a string.
fn is_misread(text: &str) -> bool {
    let words = ["<<", "="];
    words.contains(&text)
        || classes::is_standard(text) && !text.is_empty()
        || classes::is_timestamp(text)
}

fn sequence<'v>(
    items: impl Iterator<Item = &'v Value>,
    nesting: usize,
    nodes: &mut usize,
) -> Outcome<Yaml<'static>> {
    Ok(Yaml::Sequence(items.map(|item| yaml(item, nesting, nodes)).collect::<Outcome<_>>()?))
}

fn rfc3339(moment: Moment) -> String {
    moment.text().replacen(' ', "T", 1)
}
