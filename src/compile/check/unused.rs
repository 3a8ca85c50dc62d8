//! What is computed and not used: results of statements, variables, applications that are never deployed.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::checker::Checker;
use super::library;
use super::types::KnownType;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{BinaryOp, Block, Expr, ExprKind, Method, StmtKind, Text};

/// Library methods that do something else than return a value.
const WITH_EFFECTS: &[&str] = &["assert", "print", "trace"];

/// The class of applications that run in containers.
const APPLICATION: &str = "com.mirantis.docker.DockerApplication";

impl<'t> Checker<'_, 't> {
    /// A statement that only computes a value.
    pub(super) fn unused_result(&mut self, expr: &'t Expr) {
        if self.values_are_shown {
            return;
        }
        let strict = self.scope.strict;
        let (span, message, hint) = match &expr.kind {
            ExprKind::Paren(inner) => return self.unused_result(inner),
            ExprKind::Binary(BinaryOp::Equal | BinaryOp::NotEqual, left, _) => (
                expr.span,
                "the result of this comparison is not used".to_owned(),
                variable(left).map(|name| match strict {
                    true => "to set the variable, write one `=`".to_owned(),
                    false => format!("to set the variable, write `{name}: …`"),
                }),
            ),
            ExprKind::With(target, _) => (
                expr.span,
                "`with` returns a changed copy, which is not used".to_owned(),
                variable(target).map(|v| format!("keep it: `{v} = {v} with {{ … }}`")),
            ),
            _ if !strict => return,
            ExprKind::MethodCall { target, name, args, .. }
                if self.is_of_library(target, &name.text) && library::is_pure(args) =>
            {
                let again = variable(target).map(|v| format!("`{v} = {v}.{}(…)`", name.text));
                (
                    expr.span,
                    format!(
                        "the result of `{}` is not used, and the call does nothing else",
                        name.text
                    ),
                    again.map(|text| format!("keep it: {text}")),
                )
            }
            _ => return,
        };
        let found = Diagnostic::warning(codes::RESULT_NOT_USED, span, message);
        self.report(found.hint_if(hint));
    }

    /// Whether a call is of a library method for certain: its receiver is no object, and no class extends its values.
    fn is_of_library(&mut self, target: &'t Expr, name: &str) -> bool {
        let ty = self.type_of(target);
        let plain = matches!(
            ty.required(),
            KnownType::Str
                | KnownType::Int
                | KnownType::Float
                | KnownType::Bool
                | KnownType::List(_)
                | KnownType::Dict(_)
        );
        plain
            && !self.catalogue.overloads(name).is_empty()
            && !self.members.is_extension(name)
            && !WITH_EFFECTS.contains(&name)
    }
}

/// Variables of a method that are set and never read.
pub(super) fn variables(checker: &mut Checker<'_, '_>, method: &Method, body: &Block) {
    if !checker.scope.strict {
        return;
    }
    let uses = Uses::of(body);
    for (name, span) in uses.set {
        let is_param = method.params.iter().any(|p| p.name.text == name);
        if is_param
            || &*name == "this"
            || name.starts_with('_')
            || uses.read.contains(&name)
            || uses.computed
        {
            continue;
        }
        let message = format!("the variable `${name}` is set and never used");
        checker.report(
            Diagnostic::warning(codes::UNUSED_VARIABLE, span, message)
                .hint(format!("remove it, or call it `$_{name}` if it is meant to be unused")),
        );
    }
}

/// The variables that a body sets and reads.
struct Uses {
    set: IndexMap<Text, Span>,
    read: FxHashSet<Text>,
    /// Something in it may read any variable.
    computed: bool,
}

impl Uses {
    fn of(body: &Block) -> Self {
        let mut uses = Self { set: IndexMap::new(), read: FxHashSet::default(), computed: false };
        walk::statements(body, &mut |statement| {
            if let StmtKind::Assign { target, value } = &statement.kind
                && let ExprKind::Var(name) = &target.kind
                && !name.is_empty()
            {
                uses.set.entry(name.clone()).or_insert(target.span);
                uses.reads(value);
                return;
            }
            uses.computed |= matches!(statement.kind, StmtKind::Error);
            walk::statement(statement, &mut |expr| uses.reads(expr), &mut |_| {});
        });
        uses
    }

    fn reads(&mut self, expr: &Expr) {
        walk::expressions(expr, &mut |part| match &part.kind {
            ExprKind::Var(name) => drop(self.read.insert(name.clone())),
            // A text that mentions it has a warning of its own.
            ExprKind::Str(text) => {
                for part in text.split('$').skip(1) {
                    let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                    self.read.insert(part[..end.unwrap_or(part.len())].into());
                }
            }
            ExprKind::Error => self.computed = true,
            _ => {}
        });
    }
}

/// Applications that a program creates and never mentions again, although it deploys others.
pub(super) fn never_deployed(checker: &mut Checker<'_, '_>, body: &Block) {
    // A program that deploys nothing may be a library or an example, so it has no warning. If
    // variables are read by computed names, any of them may be used.
    let mut created: Vec<(Text, Span, Text)> = Vec::new();
    let mut deploys = false;
    let uses = Uses::of(body);
    walk::statements(body, &mut |statement| {
        if let StmtKind::Assign { target, value } = &statement.kind
            && let (ExprKind::Var(name), ExprKind::New { class, .. }) = (&target.kind, &value.kind)
            && let Some(id) = checker.registry.lookup(class, &checker.scope)
            && checker.members.lineage(id).any(|entry| *entry.name == *APPLICATION)
        {
            created.push((name.clone(), target.span, class.name.clone()));
        }
        walk::statement(
            statement,
            &mut |expr| {
                walk::expressions(expr, &mut |part| {
                    if let ExprKind::MethodCall { name, .. } = &part.kind {
                        deploys |= &*name.text == "deploy";
                    }
                });
            },
            &mut |_| {},
        );
    });
    for (name, span, class) in created {
        if !deploys || uses.read.contains(&name) || uses.computed {
            continue;
        }
        let message = format!("the application `${name}` is created and never deployed");
        checker.report(
            Diagnostic::warning(codes::NEVER_DEPLOYED, span, message)
                .here(format!("an application of the class `{class}`"))
                .hint(format!("call `${name}.deploy()`")),
        );
    }
}

/// `$name` of a variable, for hints.
pub(super) fn variable(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Var(name) if !name.is_empty() && &**name != "this" => Some(format!("${name}")),
        _ => None,
    }
}
