//! Files, classes, contracts and statements as S-expressions.

use super::{expression, node, type_name};
use crate::syntax::tree::{
    Block, Catch, Class, ClassUsage, Contract, ContractKind, Entry, Expr, MetaUse, Method,
    MethodUsage, Module, Param, ParamKind, Property, Stmt, StmtKind, Text, TypeName,
};

/// Dumps a file, one line for each part.
#[must_use]
pub(crate) fn module(module: &Module) -> String {
    let mut lines = Vec::new();
    lines.extend(module.namespace.iter().map(|n| format!("(namespace {})", n.text)));
    lines.extend(module.usings.iter().map(|using| match &using.prefix {
        Some(prefix) => format!("(using {}: {})", prefix.text, using.namespace.text),
        None => format!("(using {})", using.namespace.text),
    }));
    lines.extend(module.imports.iter().map(|import| format!("(import {:?})", import.path.text)));
    lines.extend(module.classes.iter().map(|c| class(c)));
    lines.extend(module.functions.iter().map(|f| method(f)));
    lines.extend(module.body.statements.iter().map(statement));
    lines.join("\n")
}

/// Dumps a statement.
#[must_use]
pub(crate) fn statement(statement: &Stmt) -> String {
    match &statement.kind {
        StmtKind::Expr(e) => expression(e),
        StmtKind::Assign { target, value } => node("set", [expression(target), expression(value)]),
        StmtKind::If { arms, otherwise } => {
            let arms = arms.iter().map(|(c, b)| conditional(c, b));
            node("if", arms.chain(otherwise.iter().map(block)))
        }
        StmtKind::While(condition, body) => node("while", [expression(condition), block(body)]),
        StmtKind::Repeat(count, body) => node("repeat", [expression(count), block(body)]),
        StmtKind::For { variable, iterable, body } => {
            node("for", [format!("${}", variable.text), expression(iterable), block(body)])
        }
        StmtKind::Return(value) => node("return", value.iter().map(expression)),
        StmtKind::Rethrow => "(rethrow)".into(),
        StmtKind::Break => "(break)".into(),
        StmtKind::Continue => "(continue)".into(),
        StmtKind::Block(body) => block(body),
        StmtKind::Error => "(error)".into(),
        kind => compound(kind),
    }
}

fn compound(kind: &StmtKind) -> String {
    // A table of the statements with blocks. Optional parts get a head of their own (`else`,
    // `with`), so that their absence is unambiguous.
    match kind {
        StmtKind::Match { subject, cases, default } => {
            let cases = cases.iter().map(|case| {
                let values = case.values.iter().map(expression);
                node("case", values.chain([block(&case.body)]))
            });
            node(
                "match",
                [expression(subject)].into_iter().chain(cases).chain(default.iter().map(block)),
            )
        }
        StmtKind::Switch { cases, default } => {
            let cases = cases.iter().map(|(c, b)| conditional(c, b));
            node("switch", cases.chain(default.iter().map(block)))
        }
        StmtKind::Parallel { limit, body } => {
            node("parallel", limit.iter().map(expression).chain([block(body)]))
        }
        StmtKind::ParallelFor { limit, variable, iterable, body } => {
            let rest = [format!("${}", variable.text), expression(iterable), block(body)];
            node("parallel-for", limit.iter().map(expression).chain(rest))
        }
        StmtKind::Try { body, catches, otherwise, finally } => {
            let otherwise = otherwise.iter().map(|b| node("else", [block(b)]));
            let finally = finally.iter().map(|b| node("finally", [block(b)]));
            let parts = [block(body)].into_iter().chain(catches.iter().map(catch));
            node("try", parts.chain(otherwise).chain(finally))
        }
        StmtKind::Throw { names, message, extra, cause } => {
            let message = message.iter().map(expression);
            let extra = extra.iter().map(|e| node("with", [expression(e)]));
            let cause = cause.iter().map(|e| node("cause", [expression(e)]));
            node("throw", names.iter().map(expression).chain(message).chain(extra).chain(cause))
        }
        _ => String::new(),
    }
}

fn conditional(condition: &Expr, body: &Block) -> String {
    node("when", [expression(condition), block(body)])
}

fn block(block: &Block) -> String {
    node("do", block.statements.iter().map(statement))
}

fn catch(catch: &Catch) -> String {
    let binding = catch.binding.iter().map(|name| format!("${}", name.text));
    node(
        "catch",
        catch.names.iter().map(expression).chain(binding).chain(catch.body.iter().map(block)),
    )
}

/// Dumps a class, one line for each member.
#[must_use]
pub(crate) fn class(class: &Class) -> String {
    let head = match class.usage {
        ClassUsage::Class => "class",
        ClassUsage::Meta => "meta-class",
    };
    let mut parts = vec![class.name.text.to_string()];
    parts.extend(docs(class.docs.as_ref()));
    parts.extend(class.metas.iter().map(meta));
    parts.extend(named("extends", &class.extends));
    parts.extend(named("import", &class.imports));
    if class.usage == ClassUsage::Meta {
        let rules = &class.meta_rules;
        parts.push(format!("[{} {} {}]", rules.many, rules.inherited, rules.applies.join(" ")));
    }
    parts.extend(class.properties.iter().map(|p| format!("\n  {}", property(p))));
    parts.extend(class.methods.iter().map(|m| format!("\n  {}", method(m))));
    node(head, parts)
}

fn named(head: &str, classes: &[TypeName]) -> Option<String> {
    (!classes.is_empty()).then(|| node(head, classes.iter().map(type_name)))
}

fn docs(docs: Option<&Text>) -> Option<String> {
    docs.map(|text| format!("///{text:?}"))
}

fn meta(meta: &MetaUse) -> String {
    let entry = |entry: &Entry| super::entry(entry);
    node(&format!("@{}", type_name(&meta.class)), meta.entries.iter().map(entry))
}

fn property(property: &Property) -> String {
    let mut parts = vec![property.name.text.to_string(), contract(&property.contract)];
    parts.extend(docs(property.docs.as_ref()));
    parts.extend(property.metas.iter().map(meta));
    parts.extend(property.default.iter().map(|e| format!("= {}", expression(e))));
    node(&format!("{:?}", property.usage).to_lowercase(), parts)
}

fn method(method: &Method) -> String {
    let mut parts = vec![method.name.text.to_string()];
    parts.extend(docs(method.docs.as_ref()));
    parts.extend(method.metas.iter().map(meta));
    parts.extend(method.public.then(|| "public".to_owned()));
    if method.usage != MethodUsage::Runtime {
        parts.push(format!("{:?}", method.usage).to_lowercase());
    }
    parts.extend(method.params.iter().map(param));
    parts.extend(method.returns.iter().map(|c| format!("-> {}", contract(c))));
    parts.push(method.body.as_ref().map_or_else(|| "abstract".to_owned(), block));
    node("method", parts)
}

fn param(param: &Param) -> String {
    let stars = match param.kind {
        ParamKind::Standard => "",
        ParamKind::VarArgs => "*",
        ParamKind::KwArgs => "**",
    };
    let mut parts: Vec<String> = param.metas.iter().map(meta).collect();
    parts.extend(param.contract.iter().map(contract));
    parts.extend(param.default.iter().map(|e| format!("= {}", expression(e))));
    node(&format!("{stars}{}", param.name.text), parts)
}

/// Dumps a contract.
#[must_use]
pub(crate) fn contract(contract: &Contract) -> String {
    // A table: the short form's name as the head, `long` and `invalid` for contracts without
    // one.
    let boxed = |c: &Contract| self::contract(c);
    match &contract.kind {
        ContractKind::Any => "any".into(),
        ContractKind::String => "string".into(),
        ContractKind::Int => "int".into(),
        ContractKind::Bool => "bool".into(),
        ContractKind::Class { class, default, version } => {
            of_class("class", class, default.as_ref(), version.as_ref(), &[])
        }
        ContractKind::Template { class, default, version, exclude } => {
            of_class("template", class, default.as_ref(), version.as_ref(), exclude)
        }
        ContractKind::NotNull(inner) => node("!", [boxed(inner)]),
        ContractKind::Check { base, condition, message } => {
            let message = message.iter().map(|e| expression(e));
            node("check", [boxed(base), expression(condition)].into_iter().chain(message))
        }
        ContractKind::Owned(inner) => node("owned", [boxed(inner)]),
        ContractKind::NotOwned(inner) => node("not-owned", [boxed(inner)]),
        ContractKind::List { items, min, max } => {
            let bounds = min.iter().chain(max).map(u64::to_string);
            node("list", items.iter().map(self::contract).chain(bounds))
        }
        ContractKind::Dict { fixed, pattern } => {
            let fixed = fixed.iter().map(|(k, c)| node(&k.text, [self::contract(c)]));
            let pattern = pattern.iter().map(|p| node("=>", [boxed(&p.0), boxed(&p.1)]));
            node("dict", fixed.chain(pattern))
        }
        ContractKind::Literal(value) => node("literal", [expression(value)]),
        ContractKind::Expr(value) => node("long", [expression(value)]),
        ContractKind::Invalid(why) => node("invalid", [why.to_string()]),
    }
}

fn of_class(
    head: &str,
    class: &TypeName,
    default: Option<&TypeName>,
    version: Option<&Text>,
    exclude: &[Text],
) -> String {
    let mut parts = vec![type_name(class)];
    parts.extend(default.map(|d| format!("default={}", type_name(d))));
    parts.extend(version.map(|v| format!("version={v:?}")));
    parts.extend(exclude.iter().map(|path| format!("-{path}")));
    node(head, parts)
}
