//! Object models: each object against its class, references against the ids that the model has.
//! See docs/language/models.md#deployment.
//!
//! A model comes as the tree of a literal. Unknown keys are ignored when it is loaded, so that they are warnings here; properties that
//! only the class sets may be given, as the printed result of a deployment gives them.

use super::checker::Checker;
use super::model_ids::{TypeHeader, header, is_header, text_of};
use super::objects::GivenValue;
use crate::compile::ids::ClassId;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Entry, Expr, ExprKind};

impl<'t> Checker<'_, 't> {
    /// An object with a header: checked against the class that it names. Returns whether nothing is wrong with it, and its class.
    pub(super) fn model_object(&mut self, entries: &'t [Entry], span: Span) -> Option<ClassId> {
        let model = self.model?;
        let header = header(entries)?;
        let (name, at) = text_of(header, "type")?;
        let part = |key: &str| text_of(header, key).map(|(text, _)| text);
        let (version, package) = (part("classVersion"), part("package"));
        let written =
            TypeHeader { name, version: version.map(|v| &**v), package: package.map(|p| &**p) };
        let class = match (model.find)(&written) {
            Ok(class) => class,
            Err(found) => {
                self.report(Diagnostic { span: at, ..*found });
                return None;
            }
        };
        if let Some(facts) = self.members.facts {
            facts.becomes(span, class);
        }
        let id = part("id");
        let once = id.is_none_or(|id| model.ids.get(id).is_none_or(|count| *count == 1));
        let values: Vec<GivenValue<'t>> =
            entries.iter().filter(|entry| !is_header(entry)).map(GivenValue::of_entry).collect();
        self.ignored_keys(class, &values);
        // Of several descriptions of one object each may leave out what another has.
        if once {
            let header_span = entries.iter().find(|e| is_header(e)).map_or(span, |e| e.value.span);
            self.properties(class, &values, header_span, None);
        }
        Some(class)
    }

    /// Keys that no property has.
    pub(super) fn ignored_keys(&mut self, class: ClassId, values: &[GivenValue<'t>]) {
        let known = self.registry.given_names(class);
        if !self.members.is_complete(class) {
            return;
        }
        for value in values {
            let Some(name) = &value.name else { continue };
            if known.contains(name) || name.contains(':') {
                continue;
            }
            let owner = self.registry.entry(class).name.clone();
            let message = format!("`{owner}` has no property `{name}`: the value is ignored");
            let near = suggest::similar(name, known.iter().map(|n| &**n));
            let warning = Diagnostic::warning(codes::IGNORED_KEY, value.key, message);
            self.report(warning.similar_if(near));
        }
    }

    /// A string where an object is needed: the id of an object that the model does not have. Returns whether it is one.
    pub(super) fn is_dangling(&self, expr: &Expr) -> bool {
        match (&expr.kind, self.model) {
            (ExprKind::Str(id), Some(model)) => !model.has(id),
            _ => false,
        }
    }
}
