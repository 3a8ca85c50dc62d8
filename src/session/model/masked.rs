//! Masks the secrets of models that are printed or recorded, and restores them from the file
//! that they came from.
//! See docs/language/models.md#secrets-in-models.

use std::collections::HashSet;
use std::rc::Rc;

use super::Model;
use super::header::{FindClass, Objects, header_text, objects_by_id};
use crate::diag::mask::{MASK, SecretValues, suggests_secret};
use crate::runtime::value::Value;
use crate::runtime::value::class::Class;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::equal;
use crate::syntax::PropertyUsage;

/// The class whose variables and files are secret, whatever they are.
const CONTAINER_CLASS: &str = "com.mirantis.docker.DockerContainer";

/// Its secret properties.
const CONTAINER_SECRETS: &[&str] = &["env", "files"];

/// Which strings of a property are masked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MaskRule {
    /// All strings.
    Everything,
    /// Values of variables of containers, and strings that contain a secret.
    Variables,
    /// Strings that contain a secret.
    Secrets,
}

impl Model {
    /// The model with its secrets masked. `given` is the model that was loaded: output that the program changed, so that
    /// no file has it, is left out.
    #[must_use]
    pub(crate) fn masked(
        &self,
        given: &Self,
        secrets: &SecretValues,
        find_class: FindClass<'_>,
    ) -> Self {
        let ids = objects_by_id(&self.objects).into_keys().collect();
        let given = objects_by_id(&given.objects);
        let masking = Masking { secrets, find_class, ids, given };
        let shown = |value: &Value| masking.value(value, "", MaskRule::Variables, None);
        let attributes = self.attributes.iter().filter(|row| !masking.mentions_secret(row));
        Self {
            objects: shown(&self.objects),
            copy: shown(&self.copy),
            attributes: attributes.cloned().collect(),
        }
    }

    /// Whether properties of its objects are masked.
    #[must_use]
    pub(crate) fn is_masked(&self) -> bool {
        objects_by_id(&self.objects).values().any(|object| object.values().any(Value::is_masked))
    }

    /// The model with its masked values replaced by those of `source`. Masked output that
    /// `source` lacks is left out: programs set it again.
    ///
    /// # Errors
    /// The properties whose values `source` lacks, each as `object.property`.
    pub(crate) fn unmasked(
        &self,
        source: Option<&Self>,
        find_class: FindClass<'_>,
    ) -> Result<Self, Vec<String>> {
        let originals = source.map(|source| objects_by_id(&source.objects)).unwrap_or_default();
        let mut restoring = Restoring { find_class, originals, missing: Vec::new() };
        let objects = restoring.value(&self.objects, "", None);
        if restoring.missing.is_empty() {
            Ok(Self { objects, ..self.clone() })
        } else {
            Err(restoring.missing)
        }
    }
}

struct Masking<'m> {
    secrets: &'m SecretValues,
    find_class: FindClass<'m>,
    /// Strings that refer to objects.
    ids: HashSet<String>,
    /// The objects of the model that was loaded.
    given: Objects,
}

impl Masking<'_> {
    /// A value of the property or entry `name`; `given` is what was loaded there.
    fn value(&self, value: &Value, name: &str, rule: MaskRule, given: Option<&Value>) -> Value {
        match value {
            Value::Str(text) if self.hides(text.as_str(), name, rule) => Value::str(MASK),
            Value::List(items) => {
                let item = |(n, item): (usize, &Value)| {
                    self.value(item, name, rule, given.and_then(|given| item_at(given, n)))
                };
                Value::list(items.iter().enumerate().map(item).collect())
            }
            Value::Dict(dict) if dict.get_str("?").is_some() => self.object(dict),
            Value::Dict(dict) => {
                let entry = |(key, value): (&Value, &Value)| {
                    let name = key.as_str().unwrap_or(name);
                    (key.clone(), self.value(value, name, rule, entry_at(given, name)))
                };
                Value::dict(dict.iter().map(entry).collect())
            }
            other => other.clone(),
        }
    }

    fn object(&self, object: &Dict) -> Value {
        let class = class_of(object, self.find_class);
        let given = header_text(object, "id").and_then(|id| self.given.get(&id));
        let mut shown = Dict::new();
        for (key, value) in object.iter() {
            let name = key.as_str().unwrap_or_default();
            let original = given.and_then(|given| given.get_str(name));
            let usage = usage(class.as_deref(), name);
            let rule = rule(class.as_ref(), name, usage);
            let masked = match name {
                "?" => value.clone(),
                _ => self.value(value, name, rule, original),
            };
            // A value that the program itself set cannot be read again from the file: a wrong one is worse than none.
            let is_given = original.is_some_and(|original| equal(original, value));
            let is_lost = usage != PropertyUsage::In && masked.is_masked() && !is_given;
            if !is_lost {
                shown.insert(key.clone(), masked);
            }
        }
        Value::dict(shown)
    }

    fn hides(&self, text: &str, name: &str, rule: MaskRule) -> bool {
        if text.is_empty() || text == MASK {
            return false;
        }
        match rule {
            MaskRule::Everything => true,
            _ if self.ids.contains(text) => false,
            MaskRule::Variables => {
                suggests_secret(name)
                    || (name != "name" && self.secrets.is_variable_or_secret(text))
                    || self.secrets.is_in(text)
            }
            MaskRule::Secrets => self.secrets.is_in(text),
        }
    }

    fn mentions_secret(&self, value: &Value) -> bool {
        match value {
            Value::Str(text) => {
                self.secrets.is_in(text.as_str()) && !self.ids.contains(text.as_str())
            }
            Value::List(items) => items.iter().any(|item| self.mentions_secret(item)),
            Value::Dict(dict) => dict.values().any(|value| self.mentions_secret(value)),
            _ => false,
        }
    }
}

fn rule(class: Option<&Rc<Class>>, property: &str, usage: PropertyUsage) -> MaskRule {
    let is_container = |class: &Rc<Class>| class.lineage().any(|c| &*c.name == CONTAINER_CLASS);
    if CONTAINER_SECRETS.contains(&property) && class.is_some_and(is_container) {
        return MaskRule::Everything;
    }
    // Addresses and names in output are public, even if variables repeat them.
    if usage == PropertyUsage::Out { MaskRule::Secrets } else { MaskRule::Variables }
}

struct Restoring<'r> {
    find_class: FindClass<'r>,
    /// The objects of the source.
    originals: Objects,
    missing: Vec<String>,
}

impl Restoring<'_> {
    /// A value at `path`; `original` is what the source has there.
    fn value(&mut self, value: &Value, path: &str, original: Option<&Value>) -> Value {
        // Follows the value and the source's in parallel; a mask that has no counterpart there
        // is reported in `missing`, and stays.
        match value {
            Value::Str(text) if text.as_str() == MASK => match original {
                Some(found) if !found.is_masked() => found.clone(),
                _ => {
                    self.missing.push(path.to_owned());
                    value.clone()
                }
            },
            Value::List(items) => {
                let items = items.iter().enumerate();
                let restored = items.map(|(n, item)| {
                    self.value(item, path, original.and_then(|list| item_at(list, n)))
                });
                Value::list(restored.collect())
            }
            Value::Dict(dict) if dict.get_str("?").is_some() => self.object(dict),
            Value::Dict(dict) => {
                let mut restored = Dict::new();
                for (key, value) in dict.iter() {
                    let name = key.as_str().unwrap_or_default();
                    let path = format!("{path}.{name}");
                    let original = entry_at(original, name);
                    restored.insert(key.clone(), self.value(value, &path, original));
                }
                Value::dict(restored)
            }
            other => other.clone(),
        }
    }

    fn object(&mut self, object: &Dict) -> Value {
        let class = class_of(object, self.find_class);
        let id = header_text(object, "id").unwrap_or_default();
        let original = self.originals.get(&id).cloned();
        let mut restored = Dict::new();
        for (key, value) in object.iter() {
            let name = key.as_str().unwrap_or_default();
            if name == "?" {
                restored.insert(key.clone(), value.clone());
                continue;
            }
            let known = self.missing.len();
            let original = original.as_ref().and_then(|object| object.get_str(name));
            let value = self.value(value, &format!("{id}.{name}"), original);
            let is_output = usage(class.as_deref(), name) != PropertyUsage::In;
            if is_output && self.missing.len() > known && !holds_objects(&value) {
                self.missing.truncate(known);
                continue;
            }
            restored.insert(key.clone(), value);
        }
        Value::dict(restored)
    }
}

/// Whether a value contains descriptions of objects, from which missing properties are left out one by one.
fn holds_objects(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(holds_objects),
        Value::Dict(dict) => dict.get_str("?").is_some() || dict.values().any(holds_objects),
        _ => false,
    }
}

fn class_of(object: &Dict, find_class: FindClass<'_>) -> Option<Rc<Class>> {
    header_text(object, "type").and_then(|kind| find_class(&kind))
}

/// The usage of a property; one of an unknown class is input.
fn usage(class: Option<&Class>, property: &str) -> PropertyUsage {
    let found = class.and_then(|class| class.properties().get(property));
    found.map_or(PropertyUsage::In, |property| property.declarations[0].usage)
}

fn item_at(list: &Value, n: usize) -> Option<&Value> {
    match list {
        Value::List(items) => items.get(n),
        _ => None,
    }
}

fn entry_at<'v>(dict: Option<&'v Value>, key: &str) -> Option<&'v Value> {
    match dict? {
        Value::Dict(dict) => dict.get_str(key),
        _ => None,
    }
}
