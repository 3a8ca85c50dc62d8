//! Expressions.

use super::literal::is_bare_key;
use super::{LayoutSource, Printer};
use crate::source::Span;
use crate::syntax::dump;
use crate::syntax::tree::{Arg, BinaryOp, Entry, Expr, ExprKind, Name, TypeName, UnaryOp};

impl Printer<'_> {
    /// Prints an expression: on one line if it fits and contains no comment, or with the author's
    /// line breaks if they suffice.
    pub(super) fn expression(&mut self, expr: &Expr) {
        if self.overflows() {
            return;
        }
        if self.layout == LayoutSource::Source {
            return self.broken_if_needed(|p| p.laid_out(expr));
        }
        let fits = self.fills_lines()
            && !self.has_comment_before(expr.span.end)
            && self.on_one_line(|p| p.laid_out(expr));
        if !fits {
            self.laid_out(expr);
        }
    }

    fn laid_out(&mut self, expr: &Expr) {
        // By precedence from the tree: parentheses are nodes of their own (`Paren`), so the
        // printer never adds any. Chains of calls are broken only in a tree without a source.
        match &expr.kind {
            ExprKind::Word(word) => self.write(word),
            ExprKind::Var(name) => {
                self.write("$");
                self.write(name);
            }
            ExprKind::TypeName(class) => self.type_name(class, expr.span),
            ExprKind::List(args) => self.arguments(("[", "]"), expr.span, args),
            ExprKind::Map(entries) => self.entries(expr.span, entries),
            ExprKind::Paren(inner) => self.group(expr.span, inner),
            ExprKind::Unary(op, operand) => {
                self.write(unary(*op));
                self.expression(operand);
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::If { condition, then, otherwise } => {
                self.choice(condition, then, otherwise);
            }
            ExprKind::New { class, entries } => {
                self.write("new ");
                self.type_name(class, class.span);
                self.write(" ");
                self.entries(Span::new(class.span.end, expr.span.end), entries);
            }
            ExprKind::With(target, changes) => self.changed(target, changes),
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::BigInt(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Interpolated(_)
            | ExprKind::Error => self.literal(expr),
            _ if calls(expr) > 1 && self.may_break_within(expr) => self.broken_chain(expr),
            _ => self.postfix(expr),
        }
    }

    /// Whether lines may be broken here where the author did not. Comments of a source are only
    /// placed at the author's line breaks.
    fn may_break_within(&self, last: &Expr) -> bool {
        let comments =
            self.layout == LayoutSource::Source && self.has_comment_before(last.span.end);
        self.fills_lines() && !comments
    }

    /// `if c then a else b`: `then` and `else` may begin lines; those of an `else if` have the
    /// same indentation.
    fn choice(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr) {
        let (mut condition, mut then, mut otherwise) = (condition, then, otherwise);
        self.write("if ");
        self.expression(condition);
        loop {
            self.branch(condition.span.end, "then ", then);
            let ExprKind::If { condition: c, then: t, otherwise: o } = &otherwise.kind else {
                return self.branch(then.span.end, "else ", otherwise);
            };
            self.branch(then.span.end, "else if ", c);
            (condition, then, otherwise) = (c, t, o);
        }
    }

    fn branch(&mut self, end: u32, word: &str, value: &Expr) {
        if self.fills_lines() || self.breaks_between(end, value.span.start) {
            self.ended(end);
            return self.continued(value.span.start, |p| {
                p.write(word);
                p.expression(value);
            });
        }
        self.write(" ");
        self.write(word);
        self.expression(value);
    }

    /// `target with { … }`: on a line of its own only if the author began one.
    fn changed(&mut self, target: &Expr, changes: &Expr) {
        self.expression(target);
        if self.breaks_between(target.span.end, changes.span.start) {
            self.ended(target.span.end);
            return self.continued(changes.span.start, |p| {
                p.write("with ");
                p.expression(changes);
            });
        }
        self.write(" with ");
        self.expression(changes);
    }

    fn postfix(&mut self, expr: &Expr) {
        // The brackets of a postfix begin where its target or name ends: that span decides
        // whether the author broke the line after them.
        match &expr.kind {
            ExprKind::Index { target, args } => {
                self.expression(target);
                self.arguments(("[", "]"), Span::new(target.span.end, expr.span.end), args);
            }
            ExprKind::Member { target, name, safe } => self.member(target, name, *safe, |_| {}),
            ExprKind::MethodCall { target, name, args, safe } => {
                let whole = Span::new(name.span.end, expr.span.end);
                self.member(target, name, *safe, |p| p.arguments(("(", ")"), whole, args));
            }
            ExprKind::Dot { target, member, safe } => {
                self.expression(target);
                self.write(dot(*safe));
                self.expression(member);
            }
            ExprKind::Call { name, args } => {
                self.write(&name.text);
                self.arguments(("(", ")"), Span::new(name.span.end, expr.span.end), args);
            }
            ExprKind::Invoke { callee, args } => {
                self.expression(callee);
                self.arguments(("(", ")"), Span::new(callee.span.end, expr.span.end), args);
            }
            ExprKind::Super { name, args } => {
                self.write("super.");
                self.write(&name.text);
                self.arguments(("(", ")"), Span::new(name.span.end, expr.span.end), args);
            }
            _ => self.verbatim(expr.span),
        }
    }

    /// Copies the source; a string's own line breaks are part of it.
    pub(super) fn verbatim(&mut self, span: Span) {
        let text = self.between(span.start, span.end);
        self.write(text);
    }

    pub(super) fn type_name(&mut self, class: &TypeName, span: Span) {
        let written = match self.layout {
            LayoutSource::Source => self.between(span.start, span.end),
            LayoutSource::Tree | LayoutSource::Yaql => "",
        };
        // A bare name is printed without the colon that names the same class.
        let name = match &class.prefix {
            Some(prefix) => format!("{prefix}:{}", class.name),
            None => class.name.to_string(),
        };
        self.write(if written.is_empty() { &name } else { written });
    }

    fn group(&mut self, whole: Span, inner: &Expr) {
        self.write("(");
        if !self.breaks_between(whole.start, inner.span.start) {
            self.expression(inner);
            return self.write(")");
        }
        self.indented(|p| {
            p.begin(inner.span.start);
            p.expression(inner);
            p.ended(inner.span.end);
            p.comments_before(whole.end - 1);
        });
        self.newline();
        self.write(")");
    }

    fn member(&mut self, target: &Expr, name: &Name, safe: bool, rest: impl FnOnce(&mut Self)) {
        self.expression(target);
        if self.breaks_between(target.span.end, name.span.start) {
            self.ended(target.span.end);
            self.comments_before(name.span.start);
            self.newline();
            self.end = self.end.max(name.span.start);
        }
        let print = |p: &mut Self| {
            p.write(dot(safe));
            p.write(&name.text);
            rest(p);
        };
        if self.is_broken_chain(target, name) { self.indented(print) } else { print(self) }
    }

    /// Whether a chain continues on a new line anywhere before the end of `name`.
    fn is_broken_chain(&self, target: &Expr, name: &Name) -> bool {
        let (mut target, mut start) = (target, name.span.start);
        loop {
            if self.breaks_between(target.span.end, start) {
                return true;
            }
            (target, start) = match &target.kind {
                ExprKind::Member { target, name, .. }
                | ExprKind::MethodCall { target, name, .. } => (target, name.span.start),
                ExprKind::Index { target: indexed, .. } => (indexed, indexed.span.end),
                _ => return false,
            };
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        let sign = self.sign(op, left, right);
        if may_break_before(op) && self.may_break_within(right) {
            return self.broken_operation(op, left, right);
        }
        self.expression(left);
        if self.breaks_between(left.span.end, right.span.start) {
            self.ended(left.span.end);
            self.continued(right.span.start, |p| {
                p.write(&sign);
                p.write(" ");
                p.expression(right);
            });
            return;
        }
        let blank = if op == BinaryOp::Colon { "" } else { " " };
        self.write(blank);
        self.write(&sign);
        self.write(blank);
        self.expression(right);
    }

    /// Prints the operands of one operator on lines of their own.
    fn broken_operation(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        match &left.kind {
            ExprKind::Binary(before, first, second) if *before == op => {
                self.broken_operation(op, first, second);
            }
            _ => self.expression(left),
        }
        self.continued(right.span.start, |p| {
            p.write(dump::operator(op));
            p.write(" ");
            p.expression(right);
        });
    }

    /// Prints a chain with each call on a line of its own; the first stays behind a variable, in
    /// a source only if it fits there.
    fn broken_chain(&mut self, expr: &Expr) {
        let mut links = Vec::new();
        let mut root = expr;
        while let Some(target) = target(root) {
            links.push(root);
            root = target;
        }
        self.expression(root);
        let mut stays = matches!(root.kind, ExprKind::Var(_));
        let mut broken = false;
        for link in links.into_iter().rev() {
            let called = matches!(link.kind, ExprKind::MethodCall { .. });
            let first = called && std::mem::take(&mut stays);
            if first && self.layout == LayoutSource::Source && self.fits(|p| p.link(link)) {
                continue;
            }
            let breaks = called && !(first && self.layout == LayoutSource::Tree);
            broken |= breaks;
            if breaks {
                self.newline();
            }
            if broken { self.indented(|p| p.link(link)) } else { self.link(link) }
        }
    }

    /// Prints the part that an expression adds to its target.
    fn link(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Member { name, safe, .. } => {
                self.write(dot(*safe));
                self.write(&name.text);
            }
            ExprKind::MethodCall { name, args, safe, .. } => {
                self.write(dot(*safe));
                self.write(&name.text);
                self.arguments(("(", ")"), Span::new(name.span.end, expr.span.end), args);
            }
            ExprKind::Index { target, args } => {
                self.arguments(("[", "]"), Span::new(target.span.end, expr.span.end), args);
            }
            _ => {}
        }
    }

    /// The operator as the author wrote it: both spellings of equality are kept.
    fn sign(&self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        let between = self.between(left.span.end, right.span.start);
        if op == BinaryOp::Equal && between.contains("==") {
            return "==".to_owned();
        }
        dump::operator(op).to_owned()
    }

    /// Continues on a new line, one level deeper.
    fn continued(&mut self, start: u32, print: impl FnOnce(&mut Self)) {
        self.indented(|p| {
            p.comments_before(start);
            p.newline();
            p.end = p.end.max(start);
            print(p);
        });
    }

    pub(super) fn arguments(&mut self, brackets: (&str, &str), whole: Span, args: &[Arg]) {
        let skips = args.iter().any(|arg| matches!(arg, Arg::Skipped(_)));
        if skips {
            return self.with_gaps(brackets, args);
        }
        if let [Arg::Positional(only)] = args
            && self.fills_lines()
            && self.stays_at_bracket(only, whole)
        {
            self.write(brackets.0);
            self.expression(only);
            return self.write(brackets.1);
        }
        self.bracketed(brackets, whole, args, argument_span, |p, arg| p.argument(arg));
    }

    /// Whether a line break between a bracket and its only argument would not help: the argument
    /// can be broken itself, or cannot be broken at all.
    fn stays_at_bracket(&self, only: &Expr, whole: Span) -> bool {
        if self.layout == LayoutSource::Tree {
            return is_bracketed(only);
        }
        let is_text = matches!(only.kind, ExprKind::Str(_) | ExprKind::Interpolated(_));
        (is_text || is_bracketed(only))
            && !self.breaks_between(whole.start, only.span.start)
            && !self.has_comment_before(only.span.start)
            && !self.has_comment_before(whole.end)
    }

    /// Prints arguments with empty slots on one line.
    fn with_gaps(&mut self, (open, close): (&str, &str), args: &[Arg]) {
        self.write(open);
        for (index, arg) in args.iter().enumerate() {
            let gap = matches!(arg, Arg::Skipped(_));
            self.write(match index {
                0 => "",
                _ if gap => ",",
                _ => ", ",
            });
            self.argument(arg);
        }
        self.write(close);
    }

    fn argument(&mut self, arg: &Arg) {
        match arg {
            Arg::Positional(value) => self.expression(value),
            Arg::Named(key, value) => {
                self.key(key);
                self.write(if self.is_bare(key) { ": " } else { " => " });
                self.expression(value);
            }
            Arg::Skipped(_) => {}
        }
    }

    /// Whether a key can be written without quotes.
    fn is_bare(&self, key: &Expr) -> bool {
        let ExprKind::Str(text) = &key.kind else { return false };
        match self.layout {
            LayoutSource::Source => {
                !self.between(key.span.start, key.span.end).starts_with(['\'', '"', '`'])
            }
            LayoutSource::Tree => is_bare_key(text),
            LayoutSource::Yaql => false,
        }
    }

    fn key(&mut self, key: &Expr) {
        match &key.kind {
            ExprKind::Str(text) if self.is_bare(key) && self.layout == LayoutSource::Tree => {
                self.write(text);
            }
            _ => self.expression(key),
        }
    }

    pub(super) fn entries(&mut self, whole: Span, entries: &[Entry]) {
        let span_of = |entry: &Entry| entry.key.span.to(entry.value.span);
        self.bracketed(("{", "}"), whole, entries, span_of, |p, entry| p.entry(entry));
    }

    fn entry(&mut self, entry: &Entry) {
        let constant = matches!(
            entry.key.kind,
            ExprKind::Str(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::BigInt(_)
        );
        if constant || self.layout == LayoutSource::Yaql {
            self.key(&entry.key);
        } else {
            self.write("[");
            self.expression(&entry.key);
            self.write("]");
        }
        self.write(if self.layout == LayoutSource::Yaql { " => " } else { ": " });
        self.expression(&entry.value);
    }
}

/// The target of a postfix.
fn target(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Member { target, .. }
        | ExprKind::MethodCall { target, .. }
        | ExprKind::Index { target, .. } => Some(target),
        _ => None,
    }
}

/// Number of calls in a chain.
fn calls(expr: &Expr) -> usize {
    let chain = std::iter::successors(Some(expr), |expr| target(expr));
    chain.filter(|expr| matches!(expr.kind, ExprKind::MethodCall { .. })).count()
}

/// Whether it ends with a bracket that can be broken, so that a bracket around it need not be.
fn is_bracketed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::List(items) => !items.is_empty(),
        ExprKind::Map(entries) | ExprKind::New { entries, .. } => !entries.is_empty(),
        ExprKind::Call { args, .. } => !args.is_empty(),
        ExprKind::With(_, changes) => is_bracketed(changes),
        _ => false,
    }
}

/// Whether a line may go on with the operator. `in name:` and a class's name would be parsed as
/// something else.
fn may_break_before(op: BinaryOp) -> bool {
    !matches!(op, BinaryOp::Colon | BinaryOp::In | BinaryOp::Is)
}

fn argument_span(arg: &Arg) -> Span {
    match arg {
        Arg::Positional(value) => value.span,
        Arg::Named(key, value) => key.span.to(value.span),
        Arg::Skipped(span) => *span,
    }
}

fn dot(safe: bool) -> &'static str {
    if safe { "?." } else { "." }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Minus => "-",
        UnaryOp::Plus => "+",
        UnaryOp::Not => "not ",
        UnaryOp::Colon => ":",
    }
}
