//! Propagation of faults through frames: spans, traces, `catch`.

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::{Chunk, CodeKind, Reg};
use crate::diag::{self, FaultKind, TraceFrame, codes};
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Origin, Outcome};
use crate::source::Span;

impl Vm<'_> {
    /// Takes a fault to the nearest handler above `floor`; without one, out of the loop.
    pub(super) fn recover(&mut self, mut fault: Fault, floor: usize) -> Outcome<()> {
        while self.frames.len() > floor {
            self.place(&mut fault);
            if fault.origin != Origin::Uncatchable && self.handle(&fault) {
                return Ok(());
            }
            self.trace(&mut fault);
            self.leave();
        }
        Err(fault)
    }

    fn place(&self, fault: &mut Fault) {
        let Some(frame) = self.frames.last() else { return };
        if fault.diagnostic.span.is_none() {
            let at = frame.pc.saturating_sub(1);
            fault.diagnostic.span =
                frame.function.code.spans.get(at).copied().unwrap_or(fault.diagnostic.span);
        }
    }

    fn handle(&mut self, fault: &Fault) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let at = u32::try_from(frame.pc.saturating_sub(1)).unwrap_or(u32::MAX);
        let handlers = &frame.function.code.handlers;
        let Some(handler) = handlers.iter().find(|h| h.start <= at && at < h.end) else {
            return false;
        };
        let (target, exception) = (handler.target as usize, handler.exception as usize);
        // While the running instruction is still the one that failed.
        let mut caught = fault.clone();
        self.trace_up(&mut caught);
        let Some(frame) = self.frames.last_mut() else { return false };
        frame.pc = target;
        let at = frame.base + exception;
        self.stack[at] = Value::extended(Extended::Exception(caught));
        true
    }

    /// Adds the running call to the trace: the innermost is added first, and is at the end.
    fn trace(&self, fault: &mut Fault) {
        let Some(frame) = self.frames.last() else { return };
        // Only objects of models have ids from the beginning; `$this` is in the first register.
        if let Some(Value::Object(this)) = self.stack.get(frame.base)
            && let Some(id) = this.header(|header| header.id.clone())
        {
            fault.pass_object(&id);
        }
        let code = &frame.function.code;
        if fault.context.is_empty()
            && let Some(Value::Object(this)) = self.stack.get(frame.base)
        {
            fault.context = context_of(code, this).unwrap_or_default();
        }
        if fault.traced || is_hidden(code) {
            return;
        }
        let at = frame.pc.saturating_sub(1);
        let class = self.class_of(code);
        let span = code.spans.get(at).copied().unwrap_or_default();
        let branch = code.kind == CodeKind::Branch;
        let method = code.name.to_string();
        match fault.diagnostic.trace.first_mut() {
            // A branch is a part of the method that it stands in.
            Some(inner) if inner.branch => {
                (inner.method, inner.class, inner.branch) = (method, class, branch);
            }
            _ => fault.diagnostic.trace.insert(0, TraceFrame { method, class, span, branch }),
        }
        shorten(&mut fault.diagnostic.trace);
    }

    /// The class that a trace names for some code: none for what a file itself holds.
    fn class_of(&self, code: &Chunk) -> String {
        let entry = code.class.map(|id| self.runtime.registry.entry(id));
        let class = entry.filter(|entry| !entry.is_file());
        class.map_or(String::new(), |entry| entry.name.to_string())
    }

    /// Adds all calls below to the trace of a fault that is caught here.
    fn trace_up(&self, fault: &mut Fault) {
        if std::mem::replace(&mut fault.traced, true) {
            return;
        }
        let mut frames: Vec<TraceFrame> = Vec::new();
        // Nobody reads thousands of calls; making them for each exception of a deep recursion takes too long.
        let (first, last) = (OUTERMOST, self.frames.len().saturating_sub(INNERMOST));
        for frame in
            self.frames.running().iter().enumerate().filter(|(n, _)| *n < first || *n >= last)
        {
            let frame = frame.1;
            let code = &frame.function.code;
            if is_hidden(code) {
                continue;
            }
            let class = self.class_of(code);
            let span = code.spans.get(frame.pc.saturating_sub(1)).copied().unwrap_or_default();
            let branch = code.kind == CodeKind::Branch;
            frames.push(TraceFrame { method: code.name.to_string(), class, span, branch });
        }
        if let (Some(last), Some(branch)) = (frames.last(), fault.diagnostic.trace.first_mut())
            && branch.branch
        {
            (branch.method, branch.class) = (last.method.clone(), last.class.clone());
            branch.branch = last.branch;
            frames.pop();
        }
        frames.append(&mut fault.diagnostic.trace);
        fault.diagnostic.trace = frames;
        shorten(&mut fault.diagnostic.trace);
    }

    /// The fault that `throw` raises: name(s), message, extra, cause from `at` on.
    pub(super) fn thrown(&mut self, at: usize) -> Fault {
        let mut parts = self.take_range(at, 4).into_iter();
        let mut next = || parts.next().unwrap_or_default();
        let (names, message, extra, cause) = (next(), next(), next(), next());
        let names: Vec<Rc<str>> = match &names {
            Value::List(items) => items.iter().filter_map(name_of).collect(),
            one => name_of(one).into_iter().collect(),
        };
        if let (true, Some(mut fault)) = (names.is_empty(), exception(&message)) {
            fault.diagnostic.trace.clear();
            fault.traced = false;
            return fault;
        }
        let names = if names.is_empty() { vec![Rc::from("io.murano.Exception")] } else { names };
        let message = match &message {
            Value::Null => String::new(),
            Value::Str(text) => text.as_str().to_owned(),
            value => crate::runtime::value::notation::display(value),
        };
        Fault::thrown(names, message, extra, exception(&cause))
    }

    /// The fault in a register of `rethrow`.
    pub(super) fn caught(value: &Value) -> Fault {
        exception(value).unwrap_or_else(|| Fault::type_error("there is nothing to rethrow"))
    }

    /// Whether a `catch` of the name in one register takes the exception in another.
    pub(super) fn catches(&mut self, base: usize, exception: Reg, name: Reg) -> Outcome<bool> {
        let at = base + exception as usize;
        let Some(mut fault) = self::exception(&self.stack[at]) else { return Ok(false) };
        let Some(name) = name_of(&self.stack[base + name as usize]) else { return Ok(false) };
        let Some(n) = fault.names.iter().position(|n| *n == name || self.derives(n, &name)) else {
            return Ok(false);
        };
        // Of several names the exception goes by the one that it was caught under.
        if n > 0 {
            fault.names.swap(0, n);
            self.stack[at] = Value::extended(Extended::Exception(fault));
        }
        Ok(true)
    }

    /// Whether there is a class of the first name that extends one of the second.
    fn derives(&self, name: &str, ancestor: &str) -> bool {
        let registry = &self.runtime.registry;
        let (Some(class), Some(ancestor)) = (registry.known(name), registry.known(ancestor)) else {
            return false;
        };
        registry.lineage(class).contains(&ancestor)
    }

    /// An error the compiler left for run time: name, code, message.
    pub(super) fn put_off(constant: &Value) -> Fault {
        let Value::List(parts) = constant else {
            return Fault::new(
                FaultKind::Internal,
                codes::INTERNAL,
                "a put-off error without a text",
            );
        };
        let text = |n: usize| parts.get(n).and_then(Value::as_str).unwrap_or("");
        let code = codes::explain(text(1)).map_or(diag::Code("E0999"), |e| e.code);
        let items = |n: usize| match parts.get(n) {
            Some(Value::List(items)) => items.as_slice(),
            _ => &[],
        };
        let fault = Fault::named(text(0), code, text(2));
        let fault = items(3).iter().filter_map(Value::as_str).fold(fault, Fault::hint);
        let fault = match parts.get(5).and_then(Value::as_str) {
            Some(message) => fault.compat_message(message),
            None => fault,
        };
        items(4).iter().filter_map(put_off_label).fold(fault, |f, (span, text)| f.label(span, text))
    }
}

/// A further place of a put-off error: start, end, text.
fn put_off_label(label: &Value) -> Option<(Span, &str)> {
    let Value::List(parts) = label else { return None };
    let [Value::Int(start), Value::Int(end), Value::Str(text)] = parts.as_slice() else {
        return None;
    };
    let at = |place: &i64| u32::try_from(*place).ok();
    Some((Span { start: at(start)?, end: at(end)? }, text.as_str()))
}

/// Code that is no call of its own.
fn is_hidden(code: &Chunk) -> bool {
    matches!(code.kind, CodeKind::Lambda | CodeKind::Contract)
}

/// The method and the object, if reports name them: while an application is deployed or an object created, the code says too
/// little about which of several it is.
fn context_of(code: &Chunk, this: &Object) -> Option<String> {
    let method = code.name.strip_prefix('.').unwrap_or(&code.name);
    if code.kind != CodeKind::Method || !matches!(method, "deploy" | "init") {
        return None;
    }
    let name = this.class.properties().get("name").map(|property| this.slot(property.slot));
    let name = name.as_ref().and_then(Value::as_str);
    let name = name.map_or(String::new(), |name| format!(" '{name}'"));
    Some(format!("`{method}` of `{}`{name}", this.class.name))
}

/// Calls of a trace that are recorded: the outermost and the innermost.
const OUTERMOST: usize = 20;
const INNERMOST: usize = 80;

/// Leaves out the middle of a long trace.
fn shorten(trace: &mut Vec<TraceFrame>) {
    if trace.len() > OUTERMOST + INNERMOST {
        let end = trace.len() - INNERMOST;
        trace.drain(OUTERMOST..end);
    }
}

fn name_of(value: &Value) -> Option<Rc<str>> {
    match value {
        Value::Str(text) if !text.as_str().is_empty() => Some(text.as_str().into()),
        Value::Type(class) => Some(class.name.clone()),
        _ => None,
    }
}

fn exception(value: &Value) -> Option<Fault> {
    match value {
        Value::Extended(other) => match &**other {
            Extended::Exception(fault) => Some(fault.clone()),
            _ => None,
        },
        _ => None,
    }
}
