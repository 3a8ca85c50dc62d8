//! Metadata at run time: which objects are attached to a class, a property, a method, an argument.
//! See docs/language/reflection.md#metadata.
//!
//! Each attachment is one object, created when first read. Metadata that may be attached once
//! is inherited from the nearest class along each path to the root; two that do not override
//! each other are an error.

use std::rc::Rc;

use crate::compile::ir::{self, ClassId};
use crate::runtime::machine::function::Function;
use crate::runtime::machine::vm::{InitialValues, Vm};
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::object::meta::Attached;
use crate::runtime::value::Value;
use crate::runtime::value::fault::PathStep;
use crate::runtime::value::fault::{Fault, Outcome};

/// Metadata with the class that attaches it.
type Attachment = (Rc<Class>, Rc<ir::Meta>);

impl Vm<'_> {
    /// The metadata of a class or one of its members, its own before inherited.
    pub fn metas(&mut self, class: &Rc<Class>, of: Attached<'_>) -> Outcome<Vec<Rc<Object>>> {
        Ok(self.attached(class, of)?.into_iter().map(|(_, object)| object).collect())
    }

    /// The same, each with the class that attaches it.
    pub(crate) fn attached(
        &mut self,
        class: &Rc<Class>,
        of: Attached<'_>,
    ) -> Outcome<Vec<(Rc<Class>, Rc<Object>)>> {
        let mut found = Vec::new();
        self.gather(class, of, MetaOrigin::Own, &[], &mut found);
        check_alone(self, &found)?;
        let object = |(class, meta): Attachment| {
            let object = self.meta_object(&class, &meta)?;
            Ok((class, object))
        };
        found.into_iter().map(object).collect()
    }

    /// The metadata of a method's argument: it is not inherited.
    pub fn argument_metas(
        &mut self,
        class: ClassId,
        param: &ir::Param,
    ) -> Outcome<Vec<Rc<Object>>> {
        let class = self.runtime().class(class)?;
        param.metas.iter().map(|meta| self.meta_object(&class, meta)).collect()
    }

    /// The metadata of one class among those of a class or member: `io.murano.metadata.Title`.
    pub fn meta_of(
        &mut self,
        class: &Rc<Class>,
        of: Attached<'_>,
        wanted: &str,
    ) -> Outcome<Option<Rc<Object>>> {
        // Most members have none, and need no lookup.
        if class.lineage().all(|c| of.own(c).is_empty()) {
            return Ok(None);
        }
        let metas = self.metas(class, of)?;
        let is = |o: &Rc<Object>| o.class.lineage().any(|c| *c.name == *wanted);
        Ok(metas.into_iter().find(is))
    }

    fn gather(
        &self,
        class: &Rc<Class>,
        of: Attached<'_>,
        origin: MetaOrigin,
        skipped: &[ClassId],
        found: &mut Vec<Attachment>,
    ) {
        // Depth first, so that the nearest class decides: metadata of a class with
        // `Cardinality: One` adds that class to `skip`, which hides those of the base classes.
        // It applies to the parents only, not to others at the same class.
        let mut skip = skipped.to_vec();
        for meta in of.own(class) {
            let rules = self.runtime().registry.entry(meta.class).tree.meta_rules.clone();
            if skipped.contains(&meta.class)
                || (origin == MetaOrigin::Inherited && !rules.inherited)
            {
                continue;
            }
            if !rules.many {
                skip.push(meta.class);
            }
            // Several paths may lead to one base class.
            if !found.iter().any(|(_, other)| Rc::ptr_eq(other, meta)) {
                found.push((class.clone(), meta.clone()));
            }
        }
        for parent in &class.parents {
            self.gather(parent, of, MetaOrigin::Inherited, &skip, found);
        }
    }

    /// The object of one attachment, created once.
    pub(crate) fn meta_object(
        &mut self,
        class: &Rc<Class>,
        meta: &Rc<ir::Meta>,
    ) -> Outcome<Rc<Object>> {
        let runtime = self.runtime().clone();
        let key = Rc::as_ptr(meta) as usize;
        if let Some(known) = runtime.metas.borrow().get(&key) {
            return Ok(known.clone());
        }
        let function = Function::link(&runtime, &meta.properties)?;
        let given = self.run_code(&function, &[Value::Type(class.clone())])?;
        let given = match self.freeze(given)? {
            Value::Dict(dict) => dict,
            _ => Rc::default(),
        };
        let made = runtime.class(meta.class)?;
        let object = self.apart(|vm| vm.make(&made, InitialValues::Dict(&given), None));
        let object = object.map_err(|fault| placed(fault, meta))?;
        runtime.metas.borrow_mut().insert(key, object.clone());
        Ok(object)
    }
}

/// Where a class has metadata from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MetaOrigin {
    Own,
    Inherited,
}

/// Reports an error in the properties of metadata where the metadata is attached.
fn placed(fault: Fault, meta: &ir::Meta) -> Fault {
    let is_own = matches!(fault.path.first(), Some(PathStep::Member(_)));
    if is_own { fault.at(meta.span) } else { fault }
}

/// Checks that metadata which may be attached once does not come from two classes.
fn check_alone(vm: &Vm<'_>, found: &[Attachment]) -> Outcome<()> {
    for (n, (class, meta)) in found.iter().enumerate() {
        let entry = vm.runtime().registry.entry(meta.class);
        if entry.tree.meta_rules.many {
            continue;
        }
        let second = found[n + 1..].iter().find(|(c, m)| m.class == meta.class && c.id != class.id);
        if let Some((other, again)) = second {
            let message = format!(
                "`{}` may be attached once, and both `{}` and `{}` attach it",
                entry.name, class.name, other.name
            );
            return Err(Fault::value_error(message)
                .label(meta.span, "here")
                .label(again.span, "and here")
                .hint("attach it to the class itself to decide"));
        }
    }
    Ok(())
}
