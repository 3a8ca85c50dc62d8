//! A value as a tree for layout: leaves of text, and groups between brackets.

use std::rc::Rc;

use crate::Value;
use crate::cli::style::Tone;
use crate::diag::escape::escape_controls;
use crate::diag::mask::MASK;
use crate::ide::symbols::short;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::number::show;
use crate::runtime::value::repr;
use crate::session::IsOutdated;

/// The greatest number of items shown of the outermost collection.
const MOST_ITEMS: usize = 100;
/// The greatest number of items shown of a nested collection.
const MOST_INNER: usize = 20;
/// The greatest number of characters shown of a string.
const MOST_CHARS: usize = 2000;
/// The nesting depth below which collections are abbreviated.
const MOST_DEPTH: usize = 8;
/// The greatest number of values shown in all.
const MOST_VALUES: usize = 2000;

/// The greatest number of values shown where everything is asked for.
const EVERYTHING: usize = 1_000_000;

/// A node of the tree.
pub(super) enum DisplayNode {
    /// Text.
    Leaf(Tone, String),
    /// Items between brackets.
    Group(Group),
}

/// Items between brackets.
pub(super) struct Group {
    /// Text before the bracket: a class, a name.
    pub head: Vec<(Tone, String)>,
    /// The brackets.
    pub brackets: (&'static str, &'static str),
    /// The items with their keys.
    pub items: Vec<(Option<(Tone, String)>, DisplayNode)>,
    /// The number of items left out.
    pub more: usize,
}

/// How much is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Everything, but for a value that would fill the memory.
    Everything,
    /// Up to the limits of this file.
    Full,
    /// About as much as a line holds.
    Short,
}

/// The tree of a value.
pub(super) fn of(value: &Value, detail: Detail, outdated: IsOutdated<'_>) -> DisplayNode {
    let (most, inner, left) = match detail {
        Detail::Everything => (usize::MAX, usize::MAX, EVERYTHING),
        Detail::Full => (MOST_ITEMS, MOST_INNER, MOST_VALUES),
        Detail::Short => (MOST_INNER, MOST_INNER, MOST_VALUES),
    };
    Viewer { around: Vec::new(), most, inner, left, outdated }.node(value, 0)
}

struct Viewer<'c> {
    /// Which classes were declared again.
    outdated: IsOutdated<'c>,
    /// The objects around the current one: a reference cycle ends at them.
    around: Vec<Rc<Object>>,
    most: usize,
    /// The greatest number of items of a nested collection.
    inner: usize,
    /// The number of values that may still be shown.
    left: usize,
}

impl Viewer<'_> {
    fn node(&mut self, value: &Value, depth: usize) -> DisplayNode {
        // `left` bounds the work for wide and deep values together, where the limits of each
        // level alone would still allow their product.
        if self.left == 0 {
            return leaf(Tone::Faint, "…");
        }
        self.left -= 1;
        match value {
            Value::Null | Value::Missing => leaf(Tone::Constant, "null"),
            Value::Bool(b) => leaf(Tone::Constant, &b.get().to_string()),
            Value::Int(i) => leaf(Tone::Number, &i.to_string()),
            Value::Float(f) => leaf(Tone::Number, &show::float(f.get())),
            Value::Big(_) => {
                leaf(Tone::Number, &repr::text(value).unwrap_or_else(|_| "a huge number".into()))
            }
            Value::Str(text) => leaf(Tone::Text, &quoted(text.as_str())),
            Value::List(items) => {
                let items: Vec<&Value> = items.iter().collect();
                self.list(("[", "]"), Vec::new(), &items, depth)
            }
            Value::Set(set) => {
                let items: Vec<&Value> = set.iter().collect();
                self.list(("(", ")"), vec![(Tone::Function, "set".into())], &items, depth)
            }
            Value::Dict(dict) => {
                let entries: Vec<(&Value, &Value)> = dict.iter().collect();
                self.dict(&entries, depth)
            }
            Value::Object(object) => self.object(object, None, depth),
            Value::Extended(other) => self.other(other, depth),
            Value::Type(class) => leaf(Tone::Class, &format!("class {}", class.name)),
            Value::Seq(_) => leaf(Tone::Faint, "<lazy sequence>"),
            Value::Closure(_) => leaf(Tone::Faint, "<function>"),
            Value::Cell(cell) => {
                let value = cell.borrow().clone();
                self.node(&value, depth)
            }
        }
    }

    fn most(&self, depth: usize) -> usize {
        if depth == 0 { self.most } else { self.inner }
    }

    fn list(
        &mut self,
        brackets: (&'static str, &'static str),
        head: Vec<(Tone, String)>,
        items: &[&Value],
        depth: usize,
    ) -> DisplayNode {
        if depth >= MOST_DEPTH && !items.is_empty() {
            return leaf(Tone::Faint, "[…]");
        }
        let most = self.most(depth);
        let shown = items.iter().take(most).map(|i| (None, self.node(i, depth + 1))).collect();
        DisplayNode::Group(Group {
            head,
            brackets,
            items: shown,
            more: items.len().saturating_sub(most),
        })
    }

    fn dict(&mut self, entries: &[(&Value, &Value)], depth: usize) -> DisplayNode {
        if depth >= MOST_DEPTH && !entries.is_empty() {
            return leaf(Tone::Faint, "{…}");
        }
        let most = self.most(depth);
        let shown = entries.iter().take(most).map(|(k, v)| {
            let key = Some((Tone::Name, key(k)));
            (key, self.node(v, depth + 1))
        });
        let items = shown.collect();
        let more = entries.len().saturating_sub(most);
        DisplayNode::Group(Group { head: Vec::new(), brackets: ("{", "}"), items, more })
    }

    fn object(
        &mut self,
        object: &Rc<Object>,
        part: Option<&Rc<Class>>,
        depth: usize,
    ) -> DisplayNode {
        let mut head = vec![(Tone::Class, short(&object.class.name).to_owned())];
        if let Some(class) = part {
            head.push((Tone::Faint, format!("as {}", short(&class.name))));
        }
        if (self.outdated)(&object.class) {
            head.push((Tone::Faint, "(earlier definition)".to_owned()));
        }
        let name = name_of(object);
        let named = name.is_some();
        if let Some(name) = name {
            head.push((Tone::Text, quoted(&name)));
        }
        // A nested object with a name is shown by its name; reference cycles end here.
        let known = self.around.iter().any(|o| Rc::ptr_eq(o, object));
        if known || depth >= MOST_DEPTH || (named && depth > 0) {
            head.push((Tone::Faint, "{ … }".into()));
            return DisplayNode::Group(Group {
                head,
                brackets: ("", ""),
                items: Vec::new(),
                more: 0,
            });
        }
        self.around.push(object.clone());
        let mut items = Vec::new();
        for property in object.class.properties().values() {
            let value = object.slot(property.slot);
            let empty = matches!(value, Value::Missing | Value::Null);
            if empty || (named && &*property.name == "name") {
                continue;
            }
            let key = Some((Tone::Name, property.name.to_string()));
            let shown = if property.is_secret {
                leaf(Tone::Faint, MASK)
            } else {
                self.node(&value, depth + 1)
            };
            items.push((key, shown));
        }
        self.around.pop();
        DisplayNode::Group(Group { head, brackets: ("{", "}"), items, more: 0 })
    }

    fn other(&mut self, other: &Extended, depth: usize) -> DisplayNode {
        match other {
            Extended::DateTime(moment) => {
                leaf(Tone::Number, &format!("datetime('{}')", moment.text()))
            }
            Extended::TimeSpan(span) => leaf(Tone::Number, &format!("timespan {}", span.text())),
            Extended::Regex(pattern) => {
                leaf(Tone::Text, &format!("regex({})", quoted(pattern.source())))
            }
            Extended::Exception(fault) => {
                leaf(Tone::Bad, &format!("{}: {}", fault.name(), fault.text()))
            }
            Extended::Part(object, class) => self.object(object, Some(class), depth),
            Extended::Context(_) => leaf(Tone::Faint, "<context>"),
            Extended::Rule(..) => leaf(Tone::Faint, "<rule>"),
            Extended::Mirror(mirror) => {
                leaf(Tone::Class, &format!("<{} {}>", mirror.kind(), mirror.name()))
            }
            Extended::Left(..) | Extended::Passed => leaf(Tone::Faint, "<nothing>"),
        }
    }
}

/// The name of an object: its property `name`, or its name in the model.
fn name_of(object: &Rc<Object>) -> Option<String> {
    match object.declared("name") {
        Value::Str(name) => Some(name.as_str().to_owned()),
        _ => object.header(|h| h.name.as_deref().map(str::to_owned)),
    }
}

fn leaf(tone: Tone, text: &str) -> DisplayNode {
    DisplayNode::Leaf(tone, text.to_owned())
}

fn key(key: &Value) -> String {
    match key {
        Value::Str(text) if is_name(text.as_str()) => text.as_str().to_owned(),
        Value::Str(text) => quoted(text.as_str()),
        other => format!("[{}]", repr::text(other).unwrap_or_default()),
    }
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// A string as a literal; very long ones are cut.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains(['"', '\\']) { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars().take(MOST_CHARS) {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(quote);
    let mut out = escape_controls(&out).into_owned();
    let length = text.chars().count();
    if length > MOST_CHARS {
        out.push_str(&format!(" … {} more characters", length - MOST_CHARS));
    }
    out
}
