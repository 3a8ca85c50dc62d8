//! JSON schemas of the inputs of a class or a model builder, for programs that show forms.
//! See docs/language/contracts.md#schemas.
//! The inputs of a class are its `In` and `InOut` properties. A model builder is a public
//! static method with the metadata `io.murano.metadata.ModelBuilder`; its inputs are its
//! arguments. [`contract`] converts contracts to schemas, [`form`] metadata to form hints.
//! into what a form shows.

mod contract;
mod form;

use std::rc::Rc;

use crate::compile::ir::{self, Chunk};
use crate::compile::walk;
use crate::runtime::machine::function::Function;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::class::{Class, Found};
use crate::runtime::object::meta::Attached;
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;
use crate::syntax::{Expr, ExprKind, MethodUsage, PropertyUsage};
use form::{Attachments, Weights};

/// The JSON Schema draft that `$schema` names.
const DRAFT: &str = "http://json-schema.org/draft-04/schema#";

/// An input: a property, or an argument.
struct Asked<'a> {
    contract: &'a ir::Contract,
    /// The default, as compiled and as written.
    default: Option<(&'a Rc<Chunk>, &'a Expr)>,
    metas: Attachments,
}

impl Vm<'_> {
    /// Schemas by method name: of the class itself by `""`, and of its model builders. With
    /// `wanted`, of those alone; names of other methods are left out.
    ///
    /// # Errors
    /// Metadata contradicts itself or cannot be made.
    pub fn schemas(&mut self, class: &Rc<Class>, wanted: Option<&[&str]>) -> Outcome<Value> {
        let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted.contains(&name));
        let weights = Weights::of(class);
        let mut schemas = Dict::new();
        if is_wanted("") {
            schemas.insert_str("", self.class_schema(class, &weights)?);
        }
        for name in class.method_names().iter().filter(|name| is_wanted(name)) {
            if let Some(method) = self.model_builder(class, name)? {
                schemas.insert_str(name, self.method_schema(&method, &weights)?);
            }
        }
        Ok(Value::dict(schemas))
    }

    fn class_schema(&mut self, class: &Rc<Class>, weights: &Weights) -> Outcome<Value> {
        let mut properties = Dict::new();
        for name in class.properties().keys() {
            let Some(declaration) = class.property_heads(name).into_iter().next() else { continue };
            if !matches!(declaration.usage, PropertyUsage::In | PropertyUsage::InOut) {
                continue;
            }
            let owner = self.runtime().class(declaration.class)?;
            let metas = self.attached(&owner, Attached::Property(name))?;
            let compiled = owner.ir.properties.iter().find(|p| p.name == *name);
            let written = owner.ir.tree.properties.iter().find(|p| p.name.text == *name);
            let (Some(compiled), Some(written)) = (compiled, written) else { continue };
            let default = compiled.default.as_ref().zip(written.default.as_ref());
            let asked = Asked { contract: &compiled.contract, default, metas };
            properties.insert_str(name, self.asked_schema(class, &asked, weights)?);
        }
        let metas = self.attached(class, Attached::Class)?;
        Ok(whole(properties, &metas, weights))
    }

    fn method_schema(&mut self, method: &Rc<Method>, weights: &Weights) -> Outcome<Value> {
        let owner = self.runtime().class(method.class)?;
        let mut properties = Dict::new();
        for (compiled, written) in method.ir.params.iter().zip(&method.ir.tree.params) {
            let metas = self.argument_metas(method.class, compiled)?;
            let metas = metas.into_iter().map(|object| (owner.clone(), object)).collect();
            let default = compiled.default.as_ref().zip(written.default.as_ref());
            let asked = Asked { contract: &compiled.contract, default, metas };
            properties.insert_str(&compiled.name, self.asked_schema(&owner, &asked, weights)?);
        }
        let metas = self.attached(&owner, Attached::Method(&method.name))?;
        Ok(whole(properties, &metas, weights))
    }

    fn asked_schema(
        &mut self,
        class: &Rc<Class>,
        asked: &Asked<'_>,
        weights: &Weights,
    ) -> Outcome<Value> {
        let mut schema = self.contract_schema(class, asked.contract)?;
        if let Some((code, written)) = asked.default
            && is_plain(written)
        {
            let value = self.settled(class, code)?;
            schema.insert_str("default", value);
        }
        form::hints(&mut schema, &asked.metas, weights);
        Ok(Value::dict(schema))
    }

    /// The method of that name, if it is a model builder.
    fn model_builder(&mut self, class: &Rc<Class>, name: &str) -> Outcome<Option<Rc<Method>>> {
        let Found::Method(method) = class.find(name) else { return Ok(None) };
        if !method.public || method.usage != MethodUsage::Static {
            return Ok(None);
        }
        let owner = self.runtime().class(method.class)?;
        let metas = self.attached(&owner, Attached::Method(name))?;
        let mark = form::one(&metas, "io.murano.metadata.ModelBuilder");
        let enabled = mark.is_some_and(|(_, meta)| meta.declared("enabled").truth());
        Ok(enabled.then_some(method))
    }

    /// Evaluates code that uses no variables, as static code of a class.
    fn settled(&mut self, class: &Rc<Class>, code: &Rc<Chunk>) -> Outcome<Value> {
        let function = Function::link(self.runtime(), code)?;
        let value = self.run_code(&function, &[Value::Type(class.clone()), Value::Null])?;
        self.freeze(value)
    }
}

/// The schema of an object with these inputs as properties.
fn whole(properties: Dict, metas: &Attachments, weights: &Weights) -> Value {
    let mut schema = Dict::new();
    schema.insert_str("$schema", Value::str(DRAFT));
    schema.insert_str("type", Value::str("object"));
    schema.insert_str("properties", Value::dict(properties));
    schema.insert_str("additionalProperties", Value::bool(false));
    schema.insert_str("formSections", form::sections(metas, weights));
    form::hints(&mut schema, metas, weights);
    Value::dict(schema)
}

/// Whether the expression is literal data, with nothing to compute.
fn is_plain(expr: &Expr) -> bool {
    let mut plain = true;
    walk::expressions(expr, &mut |part| {
        plain &= matches!(
            part.kind,
            ExprKind::Null
                | ExprKind::Bool(_)
                | ExprKind::Int(_)
                | ExprKind::BigInt(_)
                | ExprKind::Float(_)
                | ExprKind::Str(_)
                | ExprKind::Word(_)
                | ExprKind::List(_)
                | ExprKind::Map(_)
        );
    });
    plain
}
