//! The construction of objects: `new Name { … }`, and dictionaries where a contract names a
//! class.
//! See docs/language/contracts.md#conversion-of-dictionaries.

use super::checker::Checker;
use super::members::DeclaredProperty;
use super::model_ids::HEADER;
use super::place::Place;
use super::types::KnownType;
use super::types::requires_value;
use super::values::Wanted;
use crate::compile::foreign_names;
use crate::compile::ids::ClassId;
use crate::diag::suggest::with_article;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Entry, Expr, ExprKind, Param, PropertyUsage, Text, TypeName};

/// The class whose properties Compose has under other names.
const CONTAINER: &str = "com.mirantis.docker.DockerContainer";

/// Classes that a hint offers.
const MOST_CLASSES: usize = 3;

/// A value for a property of a new object.
pub(super) struct GivenValue<'t> {
    /// The property; `None` if only a run can know it.
    pub name: Option<Text>,
    /// Where the name is written.
    pub key: Span,
    pub value: &'t Expr,
}

impl<'t> GivenValue<'t> {
    pub(super) fn of_entry(entry: &'t Entry) -> Self {
        let name = match &entry.key.kind {
            ExprKind::Str(name) => Some(name.clone()),
            _ => None,
        };
        Self { name, key: entry.key.span, value: &entry.value }
    }
}

impl<'t> Checker<'_, 't> {
    /// `new Name { … }`. Keys that the class does not have are reported when it is lowered.
    pub(super) fn new_object(
        &mut self,
        class: &TypeName,
        entries: &'t [Entry],
        span: Span,
    ) -> KnownType {
        let Some(id) = self.registry.lookup(class, &self.scope) else {
            self.entries(entries);
            return KnownType::Any;
        };
        let given: Vec<GivenValue<'t>> = entries.iter().map(GivenValue::of_entry).collect();
        self.properties(id, &given, span, None);
        KnownType::Object { class: id, exact: true }
    }

    /// A dictionary that becomes an object of a class. Returns whether nothing is wrong with it.
    pub(super) fn dictionary_as(
        &mut self,
        class: ClassId,
        entries: &'t [Entry],
        span: Span,
        place: &Place<'_>,
    ) -> bool {
        if let Some(found) = self.model_object(entries, span) {
            return self.is_of(found, class, entries, place);
        }
        if let Some(facts) = self.members.facts {
            facts.becomes(span, class);
        }
        let header =
            entries.iter().any(|e| matches!(&e.key.kind, ExprKind::Str(k) if **k == *HEADER));
        // The header may name a subclass; a computed key may be anything. In YAML the class itself may be the key.
        let names_class =
            |e: &Entry| matches!(&e.key.kind, ExprKind::Str(key) if key.contains(':'));
        let computed = entries.iter().any(|e| !matches!(e.key.kind, ExprKind::Str(_)));
        let in_yaml = !self.scope.strict && entries.iter().any(names_class);
        if header || computed || in_yaml || !self.members.is_complete(class) {
            self.entries(entries);
            return true;
        }
        // MuranoPL ignores them.
        if self.scope.strict {
            self.unknown_keys(class, entries);
        }
        let given: Vec<GivenValue<'t>> = entries.iter().map(GivenValue::of_entry).collect();
        if self.model.is_some() {
            self.ignored_keys(class, &given);
        }
        self.properties(class, &given, span, Some(place))
    }

    /// Whether the class that an object of a model names is the one that its place requires.
    fn is_of(
        &mut self,
        found: ClassId,
        wanted: ClassId,
        entries: &[Entry],
        place: &Place<'_>,
    ) -> bool {
        let (must, is) = (self.registry.entry(wanted), self.registry.entry(found));
        // Two versions of a package have classes of the same name, and may accept each other's objects.
        let same =
            |entry: std::rc::Rc<crate::compile::registry::ClassEntry>| entry.name == must.name;
        if self.members.lineage(found).any(same) || !self.members.is_complete(found) {
            return true;
        }
        let refusal =
            format!("must be {}, found an object of `{}`", with_article(&must.name), is.name);
        let span = entries.first().map_or(Span::NONE, |entry| entry.value.span);
        let refused = place.error(codes::CONTRACT_CLASS, span, must.tree.name.span, &refusal);
        self.report(refused.label(is.tree.name.span, format!("`{}` does not extend it", is.name)));
        false
    }

    /// Reports keys of a dictionary that are no properties of its class.
    fn unknown_keys(&mut self, class: ClassId, entries: &[Entry]) {
        let known = self.registry.given_names(class);
        for entry in entries {
            let ExprKind::Str(name) = &entry.key.kind else { continue };
            if !known.contains(name) && !name.contains(':') {
                self.unknown_key(class, name, entry.key.span);
            }
        }
    }

    /// Reports a key that is no property of its class.
    pub(super) fn unknown_key(&mut self, class: ClassId, name: &str, key: Span) {
        let known = self.registry.given_names(class);
        let written = self.registry.entry(class);
        let message = format!("`{}` has no property `{name}`", written.name);
        let found = Diagnostic::error(codes::UNKNOWN_KEY, key, message)
            .label(written.tree.name.span, "the class");
        let of_compose = foreign_names::container(name).filter(|_| *written.name == *CONTAINER);
        self.report(match (suggest::similar(name, known.iter().map(|n| &**n)), of_compose) {
            (Some(near), _) => found.similar(&near),
            (None, Some(hint)) => found.hint(hint),
            (None, None) => found.hint(listed(&known)),
        });
    }

    /// The values given to the properties of an object, and the properties that need one and have none.
    pub(super) fn properties(
        &mut self,
        class: ClassId,
        values: &[GivenValue<'t>],
        span: Span,
        place: Option<&Place<'_>>,
    ) -> bool {
        let mut accepted = true;
        let mut given: Vec<Text> = Vec::new();
        let mut all_known = true;
        for value in values {
            let Some(name) = &value.name else {
                all_known = false;
                self.expression(value.value);
                continue;
            };
            given.push(name.clone());
            accepted &= self.given(class, name, value, place);
        }
        // A misspelt key is most likely the one that is missing.
        let known = self.registry.given_names(class);
        let is_unknown = |name: &Text| !known.contains(name);
        let near = |name: &Text| suggest::nearest(name, known.iter().map(|n| &**n)).is_some();
        let misspelt = match self.model {
            // Other unknown keys are ignored.
            Some(_) => given.iter().any(|name| is_unknown(name) && near(name)),
            None => given.iter().any(is_unknown),
        };
        if misspelt {
            return false;
        }
        if all_known {
            accepted &= self.nothing_missing(class, &given, span, place);
        }
        accepted
    }

    /// One value given to a property, or to a parameter of `init`.
    pub(super) fn given(
        &mut self,
        class: ClassId,
        name: &Text,
        given: &GivenValue<'t>,
        place: Option<&Place<'_>>,
    ) -> bool {
        if let Some(declared) = self.members.property(class, name) {
            let usage = declared.tree().usage;
            if self.model.is_some() {
                // Values of these are not loaded from a model.
                let unread = [PropertyUsage::Runtime, PropertyUsage::Static, PropertyUsage::Config];
                return unread.contains(&usage)
                    || self.accept_for(&declared, class, given.value, place);
            }
            self.written_by_the_class(class, &declared, given.key);
            return self.accept_for(&declared, class, given.value, place);
        }
        let Some((param, entry_of)) = self.init_param(class, name) else {
            self.expression(given.value);
            return true;
        };
        let Some(contract) = &param.contract else {
            self.expression(given.value);
            return true;
        };
        let wanted = Wanted::new(contract, &entry_of.scope);
        let owner = format!("{}::init", self.registry.entry(class).name);
        let root = Place::Root { name, owner: &owner, contract: "the argument's contract" };
        let inner = place.map(|place| Place::Member(place, name));
        self.accept(given.value, wanted, inner.as_ref().unwrap_or(&root))
    }

    fn accept_for(
        &mut self,
        declared: &DeclaredProperty,
        class: ClassId,
        value: &'t Expr,
        place: Option<&Place<'_>>,
    ) -> bool {
        let tree = declared.tree();
        let owner = self.registry.entry(class).name.clone();
        let wanted = Wanted::new(&tree.contract, &declared.entry.scope);
        let name = &tree.name.text;
        let root = Place::Root { name, owner: &owner, contract: "the contract" };
        let inner = place.map(|place| Place::Member(place, name));
        let place = inner.as_ref().unwrap_or(&root);
        self.accept(value, wanted, place) && self.native_accepts(declared, value, place)
    }

    /// A property that only the class itself writes.
    fn written_by_the_class(&mut self, class: ClassId, declared: &DeclaredProperty, key: Span) {
        let tree = declared.tree();
        let outcome = match tree.usage {
            PropertyUsage::Out => "the class sets it itself, and may replace the value given here",
            PropertyUsage::Runtime => "the class sets it itself, and the value given here is lost",
            _ => return,
        };
        let word = tree.usage.keyword();
        let message = format!(
            "`{}` of `{}` is `{word}`: {outcome}",
            tree.name.text,
            self.registry.entry(class).name
        );
        self.report(
            Diagnostic::warning(codes::VALUE_IS_LOST, key, message)
                .label(tree.name.span, "declared here")
                .hint(format!("declare it without `{word}` to give it from outside")),
        );
    }

    fn init_param(
        &self,
        class: ClassId,
        name: &str,
    ) -> Option<(Param, std::rc::Rc<crate::compile::registry::ClassEntry>)> {
        let init = self.members.method(class, ".init")?;
        let param = init.tree.params.iter().find(|p| *p.name.text == *name)?.clone();
        Some((param, init.entry))
    }

    /// All required properties that are not given, in one report.
    fn nothing_missing(
        &mut self,
        class: ClassId,
        given: &[Text],
        span: Span,
        place: Option<&Place<'_>>,
    ) -> bool {
        // A run stops at the first missing property; here one report has all, with a label for
        // each contract.
        let missing = self.missing(class, given);
        if missing.is_empty() {
            return true;
        }
        let names: Vec<String> = missing.iter().map(|p| quoted(p, place)).collect();
        let owner = match place {
            Some(place) => place.root().0.to_owned(),
            None => self.registry.entry(class).name.to_string(),
        };
        let message = match names.as_slice() {
            [name] => format!("{name} of `{owner}` is required, but there is no value"),
            names => format!("{} of `{owner}` are required, but there are no values", and(names)),
        };
        let mut found = Diagnostic::error(codes::CONTRACT_NULL, span, message);
        for property in &missing {
            found = found.label(property.tree().contract.span, "the contract");
        }
        let texts: Vec<String> =
            missing.iter().map(|p| format!("`{}`", p.tree().name.text)).collect();
        let verb = if texts.len() == 1 { "was" } else { "were" };
        self.report(found.hint(format!("{} {verb} not given", and(&texts))));
        false
    }

    fn missing(&self, class: ClassId, given: &[Text]) -> Vec<DeclaredProperty> {
        let properties = self.members.properties_of(class);
        let declared = properties.keys().filter(|name| !given.contains(name));
        let declared = declared.filter_map(|n| self.members.property(class, n));
        let by_init = |p: &DeclaredProperty| self.init_param(class, &p.tree().name.text).is_some();
        declared.filter(|p| is_needed(p) && !by_init(p) && !self.has_default(class, p)).collect()
    }

    /// Whether some class above declares a default for a property that is declared anew without one.
    fn has_default(&self, class: ClassId, property: &DeclaredProperty) -> bool {
        let name = &property.tree().name.text;
        self.members.lineage(class).any(|entry| {
            entry.tree.properties.iter().any(|p| p.name.text == *name && p.default.is_some())
        })
    }

    /// Checks the values of a dictionary of an unknown class.
    pub(super) fn entries(&mut self, entries: &'t [Entry]) {
        for entry in entries {
            self.expression(&entry.key);
            self.expression(&entry.value);
        }
    }

    /// What to write where an object of a class is needed: a dictionary with what it requires, or an object of a subclass.
    pub(super) fn instead_of_scalar(&self, class: ClassId) -> String {
        let name = &self.registry.entry(class).tree.name.text;
        let below = self.instead_below(class);
        if !below.is_empty() {
            let names: Vec<String> = below
                .iter()
                .take(MOST_CLASSES)
                .map(|id| format!("`new {}`", self.example(*id)))
                .collect();
            return format!("give an object: {}", names.join(" or "));
        }
        let example = self.example(class);
        match example.strip_prefix(&**name) {
            Some(" {}") | None => {
                format!("give an object, or a dictionary of the properties of `{name}`")
            }
            Some(dictionary) => format!("write `{}`", dictionary.trim()),
        }
    }

    /// The subclasses whose objects are given where a class is wanted that requires nothing itself.
    fn instead_below(&self, class: ClassId) -> Vec<ClassId> {
        if !self.missing(class, &[]).is_empty() {
            return Vec::new();
        }
        let package = self.registry.package_classes(class).into_iter();
        let package = package.filter(|id| *id != class && self.members.is_subclass(*id, class));
        let all = package.chain(self.members.descendants(class));
        all.collect::<indexmap::IndexSet<ClassId>>().into_iter().collect()
    }

    /// An object that may be given where a class is wanted: `new DockerHostVolume { path: … }`.
    pub(super) fn example_object(&self, class: ClassId) -> String {
        let given = self.instead_below(class).first().copied().unwrap_or(class);
        format!("new {}", self.example(given))
    }

    /// `ApplicationPort { port: … }`: a class with the properties that it requires.
    fn example(&self, class: ClassId) -> String {
        let needed = self.missing(class, &[]);
        let names: Vec<String> =
            needed.iter().map(|p| format!("{}: …", p.tree().name.text)).collect();
        let name = &self.registry.entry(class).tree.name.text;
        if names.is_empty() {
            format!("{name} {{}}")
        } else {
            format!("{name} {{ {} }}", names.join(", "))
        }
    }
}

fn is_needed(property: &DeclaredProperty) -> bool {
    let tree = property.tree();
    let given =
        matches!(tree.usage, PropertyUsage::In | PropertyUsage::InOut | PropertyUsage::Const);
    given && tree.default.is_none() && requires_value(&tree.contract)
}

/// The path of a property that is missing, in backticks.
fn quoted(property: &DeclaredProperty, place: Option<&Place<'_>>) -> String {
    let name = &property.tree().name.text;
    match place {
        Some(place) => format!("`{}`", Place::Member(place, name).path()),
        None => format!("`{name}`"),
    }
}

/// "`a`, `b` and `c`".
fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn listed(names: &[Text]) -> String {
    let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    if names.is_empty() {
        return "the class has no properties".into();
    }
    format!("its properties are {}", and(&names))
}
