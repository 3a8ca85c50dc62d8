//! Expressions that are certainly strings or integers: `format` and interpolation write these
//! alike, but not others (`True` and `true`, `None` and `null`).

use super::MuranoRewriter;
use crate::syntax::{
    Arg, BinaryOp, Block, Contract, ContractKind, Expr, ExprKind, ParamKind, PropertyUsage, Stmt,
    StmtKind, Text,
};

/// Methods and functions that return strings.
const STRINGS: [&str; 12] = [
    "str",
    "toUpper",
    "toLower",
    "trim",
    "trimLeft",
    "trimRight",
    "replace",
    "join",
    "substring",
    "format",
    "randomName",
    "interpolate",
];

impl MuranoRewriter<'_> {
    /// Whether it is a string or an integer, and never null.
    pub(super) fn is_spelled_alike(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Str(_)
            | ExprKind::Int(_)
            | ExprKind::BigInt(_)
            | ExprKind::Interpolated(_) => true,
            ExprKind::Paren(inner) => self.is_spelled_alike(inner),
            ExprKind::Call { name, .. } | ExprKind::MethodCall { name, safe: false, .. } => {
                STRINGS.contains(&&*name.text)
                    && self.class.methods.iter().all(|m| m.name.text != name.text)
                    || matches!(&expr.kind, ExprKind::MethodCall { args, .. } if &*name.text == "len" && args.is_empty())
            }
            // A sum with a string or an integer is one, or fails.
            ExprKind::Binary(BinaryOp::Add, left, right) => {
                self.is_spelled_alike(left) && self.is_spelled_alike(right)
            }
            ExprKind::Member { target, name, safe: false } => {
                self.is_this(target) && self.is_text_property(&name.text)
            }
            ExprKind::Var(name) => self.is_text_param(name),
            _ => false,
        }
    }

    /// A property whose contract is satisfied before code can read it.
    fn is_text_property(&self, name: &Text) -> bool {
        let property = self.class.properties.iter().find(|p| p.name.text == *name);
        property.is_some_and(|property| {
            let given = matches!(
                property.usage,
                PropertyUsage::In | PropertyUsage::InOut | PropertyUsage::Const
            );
            given && is_text(&property.contract)
        })
    }

    /// A parameter that the method never assigns to.
    fn is_text_param(&self, name: &Text) -> bool {
        let Some(method) = self.method else { return false };
        let param = method.params.iter().find(|p| p.name.text == *name);
        param.is_some_and(|param| {
            let once = method.body.as_ref().is_none_or(|body| !assigns(body, name));
            param.kind == ParamKind::Standard
                && once
                && param.contract.as_ref().is_some_and(is_text)
        })
    }
}

/// `$.string().notNull()`, `$.int().notNull()`, with any conditions.
fn is_text(contract: &Contract) -> bool {
    let ContractKind::Expr(expr) = &contract.kind else { return false };
    let (mut scalar, mut not_null) = (false, false);
    let mut chain = &**expr;
    while let ExprKind::MethodCall { target, name, args, safe: false } = &chain.kind {
        match (&*name.text, args.as_slice()) {
            ("string" | "int", []) => scalar = true,
            ("notNull", []) => not_null = true,
            ("check", [Arg::Positional(_), ..]) => {}
            _ => return false,
        }
        chain = target;
    }
    scalar && not_null && matches!(&chain.kind, ExprKind::Var(name) if name.is_empty())
}

/// Whether the code assigns to the variable.
fn assigns(block: &Block, name: &Text) -> bool {
    block.statements.iter().any(|statement| statement_assigns(statement, name))
}

fn statement_assigns(statement: &Stmt, name: &Text) -> bool {
    // Besides assignments, a loop and a `catch` bind their variables. Lambdas cannot assign, so
    // expressions need not be searched.
    let inside = |block: &Block| assigns(block, name);
    let optional = |block: &Option<Block>| block.as_ref().is_some_and(inside);
    match &statement.kind {
        StmtKind::Assign { target, .. } => matches!(&target.kind, ExprKind::Var(v) if v == name),
        StmtKind::If { arms, otherwise } => {
            arms.iter().any(|(_, b)| inside(b)) || optional(otherwise)
        }
        StmtKind::While(_, body)
        | StmtKind::Repeat(_, body)
        | StmtKind::Block(body)
        | StmtKind::Parallel { body, .. } => inside(body),
        StmtKind::For { variable, body, .. } | StmtKind::ParallelFor { variable, body, .. } => {
            variable.text == *name || inside(body)
        }
        StmtKind::Match { cases, default, .. } => {
            cases.iter().any(|case| inside(&case.body)) || optional(default)
        }
        StmtKind::Switch { cases, default } => {
            cases.iter().any(|(_, b)| inside(b)) || optional(default)
        }
        StmtKind::Try { body, catches, otherwise, finally } => {
            let bound = catches.iter().any(|catch| {
                catch.binding.as_ref().is_some_and(|b| b.text == *name) || optional(&catch.body)
            });
            inside(body) || bound || optional(otherwise) || optional(finally)
        }
        _ => false,
    }
}
