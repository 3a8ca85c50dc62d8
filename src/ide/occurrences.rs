//! The names in a program, each with the declaration that it refers to: what definition, references and rename stand on.

use std::rc::Rc;

use super::analysis::{Analysis, AnalyzedFile, SourceForm};
use super::model_tree;
use crate::compile::check::{ClassMembers, Facts, KnownType};
use crate::compile::ids::ClassId;
use crate::compile::registry::ClassEntry;
use crate::compile::scope::Scope;
use crate::compile::walk;
use crate::source::Span;
use crate::syntax::{
    Arg, Block, Contract, ContractKind, Entry, Expr, ExprKind, MetaUse, Method, Name, Param, Stmt,
    StmtKind, Text, TypeName,
};

/// A declaration that names refer to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Symbol {
    /// A class.
    Class(ClassId),
    /// A property, with the highest class that declares it.
    Property(ClassId, Text),
    /// A method, with the highest class that declares it; a function, with the class of its file.
    Method(ClassId, Text),
    /// A variable or parameter, with the span of the method or file that it belongs to.
    Variable(Span, Text),
    /// A function of the library.
    Library(Text),
    /// An object of a model, by its id.
    ModelObject(Text),
}

/// How a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is declared here.
    Declaration,
    /// It is set here.
    Write,
    /// It is read or called here.
    Read,
}

/// A name in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameOccurrence {
    /// Where it is written, without quotes, prefix and `$`.
    pub span: Span,
    /// What it refers to.
    pub symbol: Symbol,
    /// How it is used.
    pub role: Role,
}

/// All names of a program that are known to refer to something, file by file.
pub(crate) fn all(analysis: &Analysis) -> Vec<NameOccurrence> {
    analysis.files.iter().flat_map(|file| in_file(analysis, file)).collect()
}

/// The names of one file.
pub(crate) fn in_file(analysis: &Analysis, file: &AnalyzedFile) -> Vec<NameOccurrence> {
    let mut collector = Collector {
        analysis,
        facts: analysis.facts(),
        members: analysis.members(),
        scope: file.declared.scope.clone(),
        owner: file.key(),
        ids: model_tree::object_ids(analysis),
        found: Vec::new(),
    };
    collector.file(file);
    collector.found
}

/// The name at a position of the main file.
pub(crate) fn at(analysis: &Analysis, position: u32) -> Option<NameOccurrence> {
    let mut found = in_file(analysis, analysis.main());
    found.retain(|name| super::cursor::touches(name.span, position));
    found.into_iter().min_by_key(|name| name.span.len())
}

struct Collector<'a> {
    analysis: &'a Analysis,
    facts: &'a Facts,
    members: ClassMembers<'a>,
    scope: Rc<Scope>,
    /// What the variables around belong to.
    owner: Span,
    /// The ids of a model.
    ids: Vec<(Text, Span)>,
    found: Vec<NameOccurrence>,
}

impl Collector<'_> {
    fn file(&mut self, file: &AnalyzedFile) {
        for (class, id) in file.module.classes.iter().zip(&file.declared.classes) {
            // Each class of a class file may have namespaces of its own.
            self.scope = self.analysis.registry().entry(*id).scope.clone();
            self.add(class.name.span, Symbol::Class(*id), Role::Declaration);
            class.extends.iter().chain(&class.imports).for_each(|name| self.class_name(name));
            self.metas(&class.metas);
            for property in &class.properties {
                self.metas(&property.metas);
                let symbol = self.property(*id, &property.name.text);
                self.add_some(property.name.span, symbol, Role::Declaration);
                self.contract(&property.contract);
                property.default.iter().for_each(|default| self.expr(default));
            }
            class.methods.iter().for_each(|method| self.method(*id, method));
        }
        self.scope = file.declared.scope.clone();
        for (id, span) in self.ids.clone() {
            self.add(span, Symbol::ModelObject(id), Role::Declaration);
        }
        for function in &file.module.functions {
            self.method(file.declared.class, function);
        }
        self.owner = file.key();
        self.block(&file.module.body);
    }

    fn method(&mut self, class: ClassId, method: &Method) {
        self.owner = method.span;
        self.metas(&method.metas);
        if !method.name.text.starts_with('.') {
            let symbol = self.method_symbol(class, &method.name.text);
            self.add_some(method.name.span, symbol, Role::Declaration);
        }
        for param in &method.params {
            let symbol = Symbol::Variable(method.span, param.name.text.clone());
            self.add(param.name.span, symbol, Role::Declaration);
            param.contract.iter().for_each(|contract| self.contract(contract));
            param.default.iter().for_each(|default| self.expr(default));
        }
        method.returns.iter().for_each(|contract| self.contract(contract));
        method.body.iter().for_each(|body| self.block(body));
    }

    fn metas(&mut self, metas: &[MetaUse]) {
        for meta in metas {
            self.class_name(&meta.class);
            let class = self.analysis.registry().lookup(&meta.class, &self.scope);
            self.entries(class, &meta.entries);
        }
    }

    fn contract(&mut self, contract: &Contract) {
        match &contract.kind {
            ContractKind::Class { class, default, .. }
            | ContractKind::Template { class, default, .. } => {
                self.class_name(class);
                default.iter().for_each(|name| self.class_name(name));
            }
            ContractKind::NotNull(inner)
            | ContractKind::Owned(inner)
            | ContractKind::NotOwned(inner) => self.contract(inner),
            ContractKind::Check { base, condition, message } => {
                self.contract(base);
                self.expr(condition);
                message.iter().for_each(|message| self.expr(message));
            }
            ContractKind::List { items, .. } => {
                items.iter().for_each(|item| self.contract(item));
            }
            ContractKind::Dict { fixed, pattern } => {
                fixed.iter().for_each(|(_, contract)| self.contract(contract));
                if let Some(pattern) = pattern {
                    self.contract(&pattern.0);
                    self.contract(&pattern.1);
                }
            }
            ContractKind::Expr(expr) => self.expr(expr),
            ContractKind::Any
            | ContractKind::String
            | ContractKind::Int
            | ContractKind::Bool
            | ContractKind::Literal(_)
            | ContractKind::Invalid(_) => {}
        }
    }

    fn block(&mut self, block: &Block) {
        block.statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Assign { target, value } => {
                self.target(target);
                self.expr(value);
                return;
            }
            StmtKind::For { variable, .. } | StmtKind::ParallelFor { variable, .. } => {
                self.variable(variable.span, &variable.text, Role::Write);
            }
            StmtKind::Try { catches, .. } => {
                for binding in catches.iter().filter_map(|catch| catch.binding.as_ref()) {
                    self.variable(binding.span, &binding.text, Role::Write);
                }
            }
            _ => {}
        }
        // Two closures would borrow the collector at once, so the parts are collected first.
        let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
        walk::statement(statement, &mut |e| exprs.push(e), &mut |b| blocks.push(b));
        exprs.into_iter().for_each(|expr| self.expr(expr));
        blocks.into_iter().for_each(|block| self.block(block));
    }

    /// The left side of an assignment: its last name is written.
    fn target(&mut self, target: &Expr) {
        let before = self.found.len();
        self.expr(target);
        let written = match &target.kind {
            ExprKind::Var(_) => Some(target.span),
            ExprKind::Member { name, .. } => Some(name.span),
            _ => None,
        };
        for name in &mut self.found[before..] {
            if written
                .is_some_and(|span| span.start <= name.span.start && name.span.end == span.end)
            {
                name.role = Role::Write;
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Var(name) => self.variable(expr.span, name, Role::Read),
            ExprKind::Word(word) => {
                let written = TypeName { prefix: None, name: word.clone(), span: expr.span };
                self.class_name(&written);
            }
            ExprKind::TypeName(written) => self.class_name(written),
            ExprKind::Member { target, name, .. } => {
                let symbol = self.member(target, name);
                self.add_some(name.span, symbol, Role::Read);
            }
            ExprKind::Call { name, args }
            | ExprKind::MethodCall { name, args, .. }
            | ExprKind::Super { name, args } => return self.call(expr, name, args),
            ExprKind::New { class, entries } => {
                self.class_name(class);
                let class = self.analysis.registry().lookup(class, &self.scope);
                return self.entries(class, entries);
            }
            ExprKind::Str(_) if !self.ids.is_empty() => {
                let id = model_tree::reference(self.analysis, expr).cloned();
                let known = |id: &Text| self.ids.iter().any(|(known, _)| known == id);
                self.add_some(expr.span, id.filter(known).map(Symbol::ModelObject), Role::Read);
            }
            ExprKind::Map(entries) => {
                return self.entries(self.facts.object_at(expr.span), entries);
            }
            _ => {}
        }
        walk::parts(expr, &mut |part| self.expr(part));
    }

    fn call(&mut self, expr: &Expr, name: &Name, args: &[Arg]) {
        if let ExprKind::MethodCall { target, .. } = &expr.kind {
            self.expr(target);
        }
        let declared = self.facts.call_at(expr.span);
        let symbol = match &declared {
            Some(method) => self.method_symbol(method.entry.id, &method.tree.name.text),
            None => self.library_function(name),
        };
        self.add_some(name.span, symbol, Role::Read);
        for arg in args {
            let (Arg::Named(_, value) | Arg::Positional(value)) = arg else { continue };
            if let Arg::Named(key, _) = arg {
                let known: Option<&Param> = declared.as_ref().and_then(|method| {
                    method.tree.params.iter().find(|param| is_named(key, &param.name.text))
                });
                match (known, &declared) {
                    (Some(param), Some(method)) => {
                        let symbol = Symbol::Variable(method.tree.span, param.name.text.clone());
                        self.add(key.span, symbol, Role::Read);
                    }
                    _ if !matches!(key.kind, ExprKind::Word(_) | ExprKind::Str(_)) => {
                        self.expr(key);
                    }
                    _ => {}
                }
            }
            self.expr(value);
        }
    }

    /// The keys of a dictionary: properties, if it becomes an object of a class.
    fn entries(&mut self, class: Option<ClassId>, entries: &[Entry]) {
        for entry in entries {
            match (&entry.key.kind, class) {
                (ExprKind::Str(name), Some(class)) => {
                    let symbol =
                        self.property(class, name).or_else(|| self.init_param(class, name));
                    self.add_some(entry.key.span, symbol, Role::Write);
                }
                (ExprKind::Str(key), None) if &**key == "type" => {
                    self.class_of_header(&entry.value);
                }
                (ExprKind::Str(_), None) => {}
                _ => self.expr(&entry.key),
            }
            self.expr(&entry.value);
        }
    }

    fn init_param(&self, class: ClassId, name: &str) -> Option<Symbol> {
        let init = self.members.method(class, ".init")?;
        let param = init.tree.params.iter().find(|param| *param.name.text == *name)?;
        Some(Symbol::Variable(init.tree.span, param.name.text.clone()))
    }

    fn member(&self, target: &Expr, name: &Name) -> Option<Symbol> {
        let ty = self.facts.type_at(target.span);
        let of = |class: ClassId| {
            self.property(class, &name.text).or_else(|| self.method_symbol(class, &name.text))
        };
        match ty.required() {
            KnownType::Object { class, .. } | KnownType::Class(class) => of(*class),
            KnownType::List(item) => match item.required() {
                KnownType::Object { class, .. } => of(*class),
                _ => None,
            },
            _ => None,
        }
    }

    /// A property: redeclarations in subclasses are the same one.
    fn property(&self, class: ClassId, name: &Text) -> Option<Symbol> {
        let has = |entry: &Rc<ClassEntry>| {
            entry.tree.properties.iter().any(|property| property.name.text == *name)
        };
        let highest = self.members.lineage(class).filter(has).last()?;
        Some(Symbol::Property(highest.id, name.clone()))
    }

    /// A method: overrides are the same one.
    fn method_symbol(&self, class: ClassId, name: &Text) -> Option<Symbol> {
        let has = |entry: &Rc<ClassEntry>| {
            entry.tree.methods.iter().any(|method| method.name.text == *name)
        };
        let highest = self.members.lineage(class).filter(has).last()?;
        Some(Symbol::Method(highest.id, name.clone()))
    }

    fn library_function(&self, name: &Name) -> Option<Symbol> {
        let known = !self.analysis.registry().catalogue.overloads(&name.text).is_empty();
        known.then(|| Symbol::Library(name.text.clone()))
    }

    /// The `type` in the header of an object: the full name of its class.
    fn class_of_header(&mut self, value: &Expr) {
        let ExprKind::Str(name) = &value.kind else { return };
        if self.analysis.form == SourceForm::Model {
            let class = self.analysis.registry().known(name);
            self.add_some(value.span, class.map(Symbol::Class), Role::Read);
        }
    }

    fn class_name(&mut self, written: &TypeName) {
        let class = self.analysis.registry().lookup(written, &self.scope);
        self.add_some(last_part(written), class.map(Symbol::Class), Role::Read);
    }

    fn variable(&mut self, span: Span, name: &Text, role: Role) {
        let is_special =
            name.is_empty() || &**name == "this" || name.starts_with(|c: char| c.is_ascii_digit());
        if !is_special {
            self.add(span, Symbol::Variable(self.owner, name.clone()), role);
        }
    }

    fn add_some(&mut self, span: Span, symbol: Option<Symbol>, role: Role) {
        if let Some(symbol) = symbol {
            self.add(span, symbol, role);
        }
    }

    /// Stores a name without its quotes and without the `$` of a variable.
    fn add(&mut self, span: Span, symbol: Symbol, role: Role) {
        let Some(source) = self.analysis.registry().sources.find(span) else { return };
        let text = source.slice(span);
        let start = span.start + u32::from(text.starts_with(['$', '\'', '"', '`']));
        let end = span.end - u32::from(text.len() > 1 && text.ends_with(['\'', '"', '`']));
        if start < end {
            self.found.push(NameOccurrence { span: Span::new(start, end), symbol, role });
        }
    }
}

fn is_named(key: &Expr, name: &str) -> bool {
    matches!(&key.kind, ExprKind::Word(text) | ExprKind::Str(text) if **text == *name)
}

/// The span of the class's own name in `prefix:a.b.Name`.
fn last_part(written: &TypeName) -> Span {
    let length = written.name.rsplit('.').next().map_or(0, str::len) as u32;
    Span::new(written.span.end.saturating_sub(length), written.span.end)
}
