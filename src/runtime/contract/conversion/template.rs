//! Templates: the plain form of a new object, validated and stored as data.
//! See docs/language/contracts.md#template-contracts.
//! A dictionary is validated by making a hidden object of it, which runs no `.init` and no
//! `.destroy`. The template is that object written as data, with its defaults and conversions.
//! Properties that the contract excludes are neither validated nor written.

use std::rc::Rc;

use super::objects::inside;
use super::path::Path;
use super::{Conversion, RequiredClass};
use crate::compile::ir::ClassId;
use crate::runtime::machine::vm::Vm;
use crate::runtime::model::OwnedElsewhere;
use crate::runtime::model::dump::Form;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::Outcome;
use crate::syntax::Text;

impl Vm<'_> {
    pub(super) fn template_for(
        &mut self,
        wanted: RequiredClass<'_>,
        default: Option<ClassId>,
        exclude: &Rc<[Text]>,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        match value {
            Value::Null | Value::Missing => Ok(Value::Null),
            Value::Object(object) => {
                self.check_class(&object.class, wanted, context, path)?;
                let plain =
                    self.plain(&Value::Object(object), Form::Mixed, OwnedElsewhere::ById)?;
                Ok(without(&plain, exclude))
            }
            Value::Dict(dict) => {
                let mut model = self.model(dict.clone(), Some(context))?;
                let made = match &model.class {
                    Some(made) => {
                        self.check_class(made, wanted, context, path)?;
                        made.clone()
                    }
                    None => self.runtime().class(default.unwrap_or(wanted.class))?,
                };
                if context.strict {
                    // The most derived declaration, which converts, has validated it already.
                    return Ok(Value::Dict(dict));
                }
                if self.strict() {
                    self.check_keys(&made, &model.properties)
                        .map_err(|f| inside(f, context, path))?;
                }
                model.properties = passed_over(&model.properties, exclude);
                let plain = self.unseen(|vm| {
                    let object = vm.make_of(&made, model, context.owner())?;
                    vm.plain(&Value::Object(object), Form::Mixed, OwnedElsewhere::ById)
                });
                match plain.map_err(|f| inside(f, context, path))? {
                    Some(plain) => Ok(without(&plain, exclude)),
                    // It contains ids of objects not made yet: the conversion is repeated when
                    // they are.
                    None => Ok(Value::Dict(dict)),
                }
            }
            other => Err(self.no_object_of(wanted.class, &other, context, path)),
        }
    }
}

/// Replaces the values at some dotted paths by a mark that satisfies every contract.
fn passed_over(properties: &Rc<Dict>, exclude: &[Text]) -> Rc<Dict> {
    if exclude.is_empty() {
        return properties.clone();
    }
    let mut marked = (**properties).clone();
    for path in exclude {
        mark(&mut marked, path);
    }
    Rc::new(marked)
}

fn mark(properties: &mut Dict, path: &str) {
    match path.split_once('.') {
        None => drop(properties.insert_str(path, Value::extended(Extended::Passed))),
        Some((name, rest)) => {
            if let Some(Value::Dict(inner)) = properties.get_mut(&Value::str(name)) {
                mark(Rc::make_mut(inner), rest);
            }
        }
    }
}

/// A model without the properties at some dotted paths.
fn without(value: &Value, exclude: &[Text]) -> Value {
    let Value::Dict(dict) = value else { return value.clone() };
    let mut kept = Dict::with_capacity(dict.len());
    for (key, item) in dict.iter() {
        let name = key.as_str().unwrap_or("");
        if exclude.iter().any(|e| **e == *name) {
            continue;
        }
        let prefix = format!("{name}.");
        let inner: Vec<Text> =
            exclude.iter().filter_map(|e| e.strip_prefix(&prefix)).map(Text::from).collect();
        let item = if inner.is_empty() { item.clone() } else { without(item, &inner) };
        kept.insert(key.clone(), item);
    }
    Value::dict(kept)
}
