//! What documentation shows of a class, as plain data: bases and subclasses, members with what they override, and what
//! dictionaries become.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::compile::ids::ClassId;
use crate::compile::package::Package;
use crate::compile::registry::{ROOT, Registry};
use crate::compile::scope::Scope;
use crate::syntax::{self, Contract, ContractKind, TypeName};

use super::symbols::{self, Member};

/// A class as documentation shows it. All names of classes are full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassReference {
    /// Its full name.
    pub full: String,
    /// `class Name extends Base`.
    pub head: String,
    /// Its documentation, as Markdown; may be empty.
    pub doc: String,
    /// Its base classes, without the one that every class has.
    pub bases: Vec<String>,
    /// The classes of the same documentation that extend it.
    pub subclasses: Vec<String>,
    /// Its own properties.
    pub properties: Vec<MemberReference>,
    /// Its own methods.
    pub methods: Vec<MemberReference>,
    /// Members of base classes that it does not override, by the class that declares them.
    pub inherited: Vec<(String, Vec<Member>)>,
}

/// A member as documentation shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberReference {
    /// Its declaration and documentation.
    pub member: Member,
    /// The base class whose member it overrides.
    pub overrides: Option<String>,
    /// The classes that its declaration names.
    pub classes: Vec<String>,
    /// What a value that is no object becomes: "each dictionary in the list becomes a `Port`".
    pub conversion: Option<String>,
}

/// The references of classes, in the order of their names.
pub(crate) fn of_classes(registry: &Registry, classes: &[ClassId]) -> Vec<ClassReference> {
    let mut found: Vec<ClassReference> =
        classes.iter().map(|class| of_class(registry, *class)).collect();
    found.sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
    let bases: Vec<(String, Vec<String>)> =
        found.iter().map(|class| (class.full.clone(), class.bases.clone())).collect();
    for class in &mut found {
        let extends = bases.iter().filter(|(_, bases)| bases.contains(&class.full));
        class.subclasses = extends.map(|(name, _)| name.clone()).collect();
    }
    found
}

/// The class that a name refers to in a program, with or without its namespace.
pub(crate) fn named(registry: &Registry, name: &str) -> Option<ClassReference> {
    let class = symbols::class(registry, &Scope::default(), name)?;
    of_classes(registry, &[class]).pop()
}

/// The built-in classes of namespaces.
pub(crate) fn of_namespaces(registry: &Registry, namespaces: &[&str]) -> Vec<ClassReference> {
    let is_asked = |name: &String| {
        let namespace = name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
        namespaces.contains(&namespace)
    };
    let names = symbols::class_names(registry).into_iter().filter(is_asked);
    let classes: Vec<ClassId> = names.filter_map(|name| registry.find(&name)).collect();
    of_classes(registry, &classes)
}

/// The classes of packages.
pub(crate) fn of_packages(registry: &Registry, packages: &[Rc<Package>]) -> Vec<ClassReference> {
    let classes = packages.iter().flat_map(|package| {
        let names = package.manifest.classes.keys();
        names.filter_map(|name| registry.class_of(package, name))
    });
    of_classes(registry, &classes.collect::<Vec<_>>())
}

/// The functions of a file, given by the class of the file.
pub(crate) fn functions(registry: &Registry, file: ClassId) -> Vec<Member> {
    let entry = registry.entry(file);
    let functions = entry.tree.methods.iter().map(|method| {
        let member = symbols::method(registry, "", method);
        let declaration = member.signature.trim_start_matches("static ");
        Member { signature: format!("function {declaration}"), ..member }
    });
    functions.collect()
}

fn sort_key(class: &ClassReference) -> (String, &str) {
    (symbols::short(&class.full).to_lowercase(), &class.full)
}

fn of_class(registry: &Registry, class: ClassId) -> ClassReference {
    let entry = registry.entry(class);
    let full = entry.name.to_string();
    let bases = registry.parents(class).into_iter().map(|id| registry.entry(id).name.to_string());
    let overridden = |name: &str, is_method: bool| {
        let mut lineage = registry.lineage(class).into_iter().skip(1).map(|id| registry.entry(id));
        let declares = lineage.find(|base| match is_method {
            true => base.tree.methods.iter().any(|m| &*m.name.text == name),
            false => base.tree.properties.iter().any(|p| &*p.name.text == name),
        });
        declares.map(|base| base.name.to_string()).filter(|base| base != ROOT)
    };
    let reference = |member: Member, conversion: Option<String>| MemberReference {
        overrides: overridden(&member.name, member.is_method),
        classes: classes_in(registry, &entry.scope, &member.signature),
        conversion,
        member,
    };
    let properties = entry.tree.properties.iter().map(|property| {
        let conversion = conversion(registry, &entry.scope, &property.contract);
        reference(symbols::property(registry, &full, property), conversion)
    });
    // An `init` without parameters says nothing to whoever creates an object.
    let is_for_users = |m: &&Rc<syntax::Method>| {
        is_shown(&m.name.text) && !(&*m.name.text == ".init" && m.params.is_empty())
    };
    let methods = entry.tree.methods.iter().filter(is_for_users);
    let methods = methods.map(|m| reference(symbols::method(registry, &full, m), None));
    ClassReference {
        head: symbols::class_head(registry, class),
        doc: symbols::class_doc(registry, class),
        bases: bases.filter(|name| name != ROOT).collect(),
        subclasses: Vec::new(),
        properties: properties.collect(),
        methods: methods.collect(),
        inherited: inherited(registry, class, &full),
        full,
    }
}

/// Whether a method is for users: names with `_` are for the class itself. `.init` is shown as what `new` accepts.
fn is_shown(name: &str) -> bool {
    !name.starts_with('_') && name != ".destroy"
}

fn inherited(registry: &Registry, class: ClassId, full: &str) -> Vec<(String, Vec<Member>)> {
    let mut found: Vec<(String, Vec<Member>)> = Vec::new();
    let members = symbols::members(registry, class).into_iter();
    for member in members.filter(|m| m.class != full && is_shown(&m.name)) {
        match found.iter_mut().find(|(base, _)| *base == member.class) {
            Some((_, members)) => members.push(member),
            None => found.push((member.class.clone(), vec![member])),
        }
    }
    found
}

/// The classes that a declaration names, in order.
fn classes_in(registry: &Registry, scope: &Scope, signature: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
    let mut seen = BTreeSet::new();
    let words = signature.split(|c: char| !is_part(c)).map(|word| word.trim_matches([':', '.']));
    let upper = |word: &&str| symbols::short(word).starts_with(char::is_uppercase);
    let classes = words.filter(upper).filter_map(|word| {
        let written = TypeName { prefix: None, name: word.into(), span: crate::source::Span::NONE };
        Some(registry.entry(registry.lookup(&written, scope)?).name.to_string())
    });
    classes.filter(|name| seen.insert(name.clone())).collect()
}

/// What a contract converts dictionaries into.
fn conversion(registry: &Registry, scope: &Scope, contract: &Contract) -> Option<String> {
    let (shape, class) = converted(contract)?;
    let entry = registry.entry(registry.lookup(class, scope)?);
    // A class with a method that subclasses implement has no objects of its own.
    if entry.tree.methods.iter().any(|method| method.body.is_none()) {
        return None;
    }
    let name = symbols::short(&entry.name).to_owned();
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    Some(format!("{shape} becomes {article} `{name}`"))
}

/// Which dictionary a contract converts, and into which class.
fn converted(contract: &Contract) -> Option<(&'static str, &TypeName)> {
    match &contract.kind {
        ContractKind::Class { class, default, .. } => {
            Some(("a dictionary of its properties", default.as_ref().unwrap_or(class)))
        }
        ContractKind::NotNull(inner) | ContractKind::Owned(inner) => converted(inner),
        ContractKind::Check { base, .. } => converted(base),
        ContractKind::List { items, .. } => match items.as_slice() {
            [item] => Some(("each dictionary in the list", converted(item)?.1)),
            _ => None,
        },
        ContractKind::Dict { fixed, pattern: Some(pattern) } if fixed.is_empty() => {
            Some(("each dictionary among the values", converted(&pattern.1)?.1))
        }
        _ => None,
    }
}
