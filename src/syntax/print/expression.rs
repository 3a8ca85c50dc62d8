//! Expressions.

use super::Printer;
use crate::source::Span;
use crate::syntax::dump;
use crate::syntax::tree::{Arg, BinaryOp, Entry, Expr, ExprKind, Name, TypeName, UnaryOp};

impl Printer<'_> {
    pub(super) fn expression(&mut self, expr: &Expr) {
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
                self.write("if ");
                self.expression(condition);
                self.write(" then ");
                self.expression(then);
                self.write(" else ");
                self.expression(otherwise);
            }
            ExprKind::New { class, entries } => {
                self.write("new ");
                self.type_name(class, class.span);
                self.write(" ");
                self.entries(Span::new(class.span.end, expr.span.end), entries);
            }
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::BigInt(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Interpolated(_)
            | ExprKind::Error => self.verbatim(expr.span),
            _ => self.postfix(expr),
        }
    }

    fn postfix(&mut self, expr: &Expr) {
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

    /// As it stands in the source; a string's own line breaks are part of it.
    pub(super) fn verbatim(&mut self, span: Span) {
        let text = self.source.slice(span);
        self.write(text);
    }

    pub(super) fn type_name(&mut self, class: &TypeName, span: Span) {
        let written = self.source.slice(span);
        // A bare name is written without the colon that names the same class.
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

    /// Does a chain go on in a new line anywhere before the end of `name`?
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
        self.write(" ");
        self.write(&sign);
        self.write(" ");
        self.expression(right);
    }

    /// Both spellings of equality stay as they are.
    fn sign(&self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        let between = self.between(left.span.end, right.span.start);
        if op == BinaryOp::Equal && between.contains("==") {
            return "==".to_owned();
        }
        dump::operator(op).to_owned()
    }

    /// Goes on in a new line, one level deeper.
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
        self.bracketed(brackets, whole, args, argument_span, |p, arg| p.argument(arg));
    }

    /// Arguments with empty places are kept on one line.
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
                let bare = self.bare_key(key);
                self.expression(key);
                self.write(if bare { ": " } else { " => " });
                self.expression(value);
            }
            Arg::Skipped(_) => {}
        }
    }

    fn bare_key(&self, key: &Expr) -> bool {
        let written = self.source.slice(key.span);
        matches!(key.kind, ExprKind::Str(_)) && !written.starts_with(['\'', '"', '`'])
    }

    pub(super) fn entries(&mut self, whole: Span, entries: &[Entry]) {
        let place = |entry: &Entry| entry.key.span.to(entry.value.span);
        self.bracketed(("{", "}"), whole, entries, place, |p, entry| p.entry(entry));
    }

    fn entry(&mut self, entry: &Entry) {
        let constant = matches!(
            entry.key.kind,
            ExprKind::Str(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::BigInt(_)
        );
        if constant {
            self.expression(&entry.key);
        } else {
            self.write("[");
            self.expression(&entry.key);
            self.write("]");
        }
        self.write(": ");
        self.expression(&entry.value);
    }
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
