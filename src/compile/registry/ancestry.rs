//! The bases of classes, directly and indirectly, and what classes inherit from them.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::{ClassEntry, ROOT, Registry, missing};
use crate::compile::ids::ClassId;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{ExprKind, StmtKind, Text};

impl Registry {
    /// The direct bases of a class in order. Bases that are unknown or circular are reported once and left out.
    pub fn parents(&self, id: ClassId) -> Vec<ClassId> {
        let entry = self.entry(id);
        if let Some(parents) = entry.parents.get() {
            return parents.clone();
        }
        let parents = self.resolve_parents(&entry);
        entry.parents.get_or_init(|| parents).clone()
    }

    fn resolve_parents(&self, entry: &ClassEntry) -> Vec<ClassId> {
        if entry.tree.extends.len() > 1
            && let Some(package) = entry.scope.package.and_then(|id| self.packages.get(id))
        {
            self.packages.agree(&package);
        }
        // A class that extends itself is found by walking the written names, before its bases are cached.
        let cyclic = self.reaches_cycle(entry.id);
        let mut parents = Vec::new();
        for written in &entry.tree.extends {
            match self.resolve(written, &entry.scope) {
                Ok(parent) if cyclic && self.descends(parent, entry.id, None) => {
                    self.report_circle(entry, parent, written.span);
                }
                Ok(parent) => parents.push(parent),
                Err(diagnostic) => self.report(*diagnostic),
            }
        }
        if parents.is_empty() && &*entry.name != ROOT {
            parents.extend(self.find_core(ROOT));
        }
        parents
    }

    /// The bases of a class as its declaration names them. Cached bases would recurse for a cycle.
    fn named_bases(&self, class: ClassId) -> Vec<ClassId> {
        let entry = self.entry(class);
        let names = entry.tree.extends.iter();
        names.filter_map(|written| self.lookup(written, &entry.scope)).collect()
    }

    /// Returns whether a class, or a class that it extends, extends itself: a depth-first search for a base that is still on the
    /// path. Classes that reach no cycle are remembered, so that a chain takes time in proportion to its length.
    fn reaches_cycle(&self, class: ClassId) -> bool {
        let names = self.names_changed.get();
        let is_known = |id: ClassId| self.entry(id).reaches_no_cycle.get() == Some(names);
        if is_known(class) {
            return false;
        }
        let (mut on_path, mut done) = (FxHashSet::from_iter([class]), FxHashSet::default());
        let mut path = vec![(class, self.named_bases(class))];
        while let Some((class, bases)) = path.last_mut() {
            let Some(base) = bases.pop() else {
                on_path.remove(class);
                done.insert(*class);
                path.pop();
                continue;
            };
            if on_path.contains(&base) {
                return true;
            }
            if !done.contains(&base) && !is_known(base) {
                on_path.insert(base);
                path.push((base, self.named_bases(base)));
            }
        }
        done.into_iter().for_each(|id| self.entry(id).reaches_no_cycle.set(Some(names)));
        false
    }

    /// Reports classes that extend each other in a circle: once, at the one that was declared first.
    fn report_circle(&self, entry: &ClassEntry, parent: ClassId, span: Span) {
        let mut circle = vec![entry.id];
        let mut next = parent;
        // The circle is found by the names as written, like `descends`.
        while next != entry.id {
            circle.push(next);
            let mut parents = self.named_bases(next).into_iter();
            let Some(up) = parents.find(|up| self.descends(*up, entry.id, Some(next))) else {
                break;
            };
            next = up;
        }
        if circle.iter().any(|id| id.0 < entry.id.0) {
            return;
        }
        let names: Vec<String> =
            circle.iter().map(|id| format!("`{}`", self.entry(*id).name)).collect();
        let message = match names.as_slice() {
            [name] => format!("{name} extends itself"),
            names => {
                format!("{} extends {}, in a circle", names[0], names[1..].join(", which extends "))
            }
        };
        let found = Diagnostic::error(codes::BAD_INHERITANCE, span, message);
        self.report(found.named(missing::NO_CLASS));
    }

    /// Returns whether `class` extends `ancestor` by the names written in declarations, directly or through others, but not through
    /// the class to be avoided.
    fn descends(&self, class: ClassId, ancestor: ClassId, avoided: Option<ClassId>) -> bool {
        let (mut waiting, mut seen) = (vec![class], FxHashSet::from_iter(avoided));
        while let Some(class) = waiting.pop() {
            if class == ancestor {
                return true;
            }
            if seen.insert(class) {
                waiting.extend(self.named_bases(class));
            }
        }
        false
    }

    /// A class and all its ancestors in breadth-first order, each once.
    pub fn lineage(&self, id: ClassId) -> Vec<ClassId> {
        let (mut lineage, mut seen) = (vec![id], FxHashSet::from_iter([id]));
        let mut next = 0;
        while next < lineage.len() {
            for parent in self.parents(lineage[next]) {
                if seen.insert(parent) {
                    lineage.push(parent);
                }
            }
            next += 1;
        }
        lineage
    }

    /// Whether all base classes of a class are known, those of its base classes included: else it may have members that nobody sees.
    pub(in crate::compile) fn knows_bases(&self, class: ClassId) -> bool {
        self.lineage(class).into_iter().all(|id| {
            let entry = self.entry(id);
            entry.tree.extends.iter().all(|name| self.lookup(name, &entry.scope).is_some())
        })
    }

    /// The properties that a class's own code may read: declared in its lineage, or assigned by its methods.
    pub fn own_property_names(&self, class: ClassId) -> Rc<[Text]> {
        let entry = self.entry(class);
        entry.own_properties.get_or_init(|| self.find_own_properties(class).into()).clone()
    }

    /// The keys that `new` accepts: properties declared in the lineage, and parameters of `init`.
    pub fn given_names(&self, class: ClassId) -> Vec<Text> {
        let names = self.lineage(class).into_iter().flat_map(|id| {
            let entry = self.entry(id);
            let inits = entry.tree.methods.iter().filter(|m| &*m.name.text == ".init");
            let arguments = inits.flat_map(|m| m.params.iter().map(|p| p.name.text.clone()));
            let declared = entry.tree.properties.iter().map(|p| p.name.text.clone());
            declared.chain(arguments).collect::<Vec<_>>()
        });
        names.collect()
    }

    fn find_own_properties(&self, class: ClassId) -> Vec<Text> {
        let declared = self.lineage(class).into_iter().flat_map(|id| {
            let entry = self.entry(id);
            entry.tree.properties.iter().map(|p| p.name.text.clone()).collect::<Vec<_>>()
        });
        let mut names: Vec<Text> = declared.collect();
        for method in &self.entry(class).tree.methods {
            let Some(body) = &method.body else { continue };
            walk::statements(body, &mut |stmt| {
                if let StmtKind::Assign { target, .. } = &stmt.kind {
                    walk::expressions(target, &mut |part| {
                        if let ExprKind::Member { name, .. } = &part.kind {
                            names.push(name.text.clone());
                        }
                    });
                }
            });
        }
        names
    }
}
